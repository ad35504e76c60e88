// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/filelock_p.h"
#include "queue/spillbytes_p.h"
#include "queue/spillfiles_p.h"
#include "queue/sqleventstore_p.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qdir.h>
#include <QtCore/qelapsedtimer.h>
#include <QtCore/qsemaphore.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

using namespace Rudder;
using namespace Qt::StringLiterals;

class tst_SpillFiles : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void whatWasWrittenIsTakenOnce_data();
    void whatWasWrittenIsTakenOnce();
    void onlyItsUserMayReadIt();
    void theOldestIsTakenFirst();
    void theOldestIsTakenFirstWhenTheClockWasSetBack();
    void anotherOwnersFileIsLeftAlone();
    void whatAnOwnerWithoutAQueueLeftIsTakenInItsTurn();
    void whoseOwnerCannotBeLookedForStays();
    void anotherQueuesFileIsLeftAlone();
    void theOldestGoForALimit();
    void whatCannotBeTakenStays();
    void whatWasTakenIsNotTakenAgainAfterAKill();
    void whatAnotherIsTakingIsWaitedFor();
    void whatAnotherDoesNotLetGoIsSaid();
    void nobodyWaitsAtTheEnd();
    void whatAnotherTakesOfItsOwnIsNotWaitedFor();
    void aDamagedFileIsKeptAndSaid();
    void onlyThreeDamagedFilesAreKept();
    void whatAKilledWriterLeftIsTakenWhenItIsOld();
    void aLockLeftUnderAnotherHostsNameIsNobodys();
    void aFolderThatCannotBeWrittenIsSaid();

private:
    SpillFiles files(const QString &queueName = u"q"_s) const
    {
        return {m_folder->path(), queueName, Configuration::Durability::Normal};
    }
    static std::vector<ImportedEvent> event(const QByteArray &bytes)
    {
        return {{{1, bytes, "anon", "boot", 1, 0}, std::nullopt}};
    }
    static Error everyOwnerHasAQueue(const QByteArray &, bool *hasQueue)
    {
        *hasQueue = true;
        return {};
    }
    // What is there for the owner; it is removed.
    QByteArrayList take(const QByteArray &owner = "owner")
    {
        return takeWith(owner, everyOwnerHasAQueue);
    }
    QByteArrayList
    takeWith(const QByteArray &owner,
             const std::function<Error(const QByteArray &owner, bool *hasQueue)> &lookForQueueOf)
    {
        QByteArrayList taken;
        const Error error = files().takeAll(
                owner,
                {[&](const QString &, const std::vector<ImportedEvent> &events) {
                     for (const ImportedEvent &event : events)
                         taken.append(event.event.bytes);
                     return Error();
                 },
                 [&](const QString &mark) { m_forgotten.append(mark); }, lookForQueueOf},
                &m_warnings);
        return error.isError() ? QByteArrayList{error.message().toUtf8()} : taken;
    }
    QStringList names(const QString &pattern = u"*"_s) const
    {
        return QDir(m_folder->path()).entryList({pattern}, QDir::Files);
    }
    void cutOff(const QString &name, qint64 bytes) const
    {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.resize(file.size() - bytes));
    }

    std::optional<QTemporaryDir> m_folder;
    std::vector<Error> m_warnings;
    QStringList m_forgotten;
};

void tst_SpillFiles::whatWasWrittenIsTakenOnce_data()
{
    QTest::addColumn<Configuration::Durability>("durability");
    QTest::newRow("Normal") << Configuration::Durability::Normal;
    QTest::newRow("Full") << Configuration::Durability::Full;
}

void tst_SpillFiles::whatWasWrittenIsTakenOnce()
{
    QFETCH(Configuration::Durability, durability);
    QCOMPARE(take(), QByteArrayList());
    const SpillFiles files(m_folder->path(), u"q"_s, durability);
    QVERIFY(!files.write("owner", event("a")).isError());
    QCOMPARE(names().size(), 1);
    const QString name = names().first();
    QVERIFY(name.startsWith(u"q.spill-"_s));
    m_forgotten.clear();
    QCOMPARE(take(), QByteArrayList{"a"});
    QCOMPARE(m_forgotten, QStringList{name});
    QCOMPARE(names(), QStringList());
    QCOMPARE(take(), QByteArrayList());
}

void tst_SpillFiles::onlyItsUserMayReadIt()
{
    QVERIFY(!files().write("owner", event("a")).isError());
    constexpr auto ofOthers = QFileDevice::ReadGroup | QFileDevice::WriteGroup
            | QFileDevice::ReadOther | QFileDevice::WriteOther;
    QCOMPARE(QFile::permissions(m_folder->filePath(names().value(0))) & ofOthers,
             QFileDevice::Permissions());
}

void tst_SpillFiles::theOldestIsTakenFirst()
{
    QByteArrayList written;
    for (int i = 0; i < 5; ++i) {
        written.append(QByteArray::number(i));
        QVERIFY(!files().write("owner", event(written.last())).isError());
    }
    QCOMPARE(take(), written);
}

void tst_SpillFiles::theOldestIsTakenFirstWhenTheClockWasSetBack()
{
    QVERIFY(!files().write("owner", event("a")).isError());
    const QString name = names().first();
    const QString ofTomorrow =
            u"q.spill-%1"_s.arg(QDateTime::currentDateTimeUtc().addDays(1).toMSecsSinceEpoch());
    QVERIFY(QFile::rename(m_folder->filePath(name),
                          m_folder->filePath(ofTomorrow + name.sliced(ofTomorrow.size()))));
    QVERIFY(!files().write("owner", event("b")).isError());
    QVERIFY(!files().write("owner", event("c")).isError());
    QCOMPARE(take(), QByteArrayList({"a", "b", "c"}));
}

void tst_SpillFiles::anotherOwnersFileIsLeftAlone()
{
    QVERIFY(!files().write("other", event("a")).isError());
    QCOMPARE(take(), QByteArrayList());
    QCOMPARE(take("other"), QByteArrayList{"a"});
}

void tst_SpillFiles::whatAnOwnerWithoutAQueueLeftIsTakenInItsTurn()
{
    const auto onlyBHasAQueue = [](const QByteArray &owner, bool *hasQueue) {
        *hasQueue = owner == "b";
        return Error();
    };
    for (const QByteArray &owner : QByteArrayList({"owner", "a", "b", "owner"}))
        QVERIFY(!files().write(owner, event("of " + owner)).isError());
    QCOMPARE(takeWith("owner", onlyBHasAQueue), QByteArrayList({"of owner", "of a", "of owner"}));
    QCOMPARE(take("b"), QByteArrayList{"of b"});
}

void tst_SpillFiles::whoseOwnerCannotBeLookedForStays()
{
    QVERIFY(!files().write("other", event("a")).isError());
    const Error locked(Error::Code::StorageUnavailable, u"locked"_s);
    const auto fail = [&](const QByteArray &, bool *) { return locked; };
    QCOMPARE(takeWith("owner", fail), QByteArrayList{"locked"});
    QCOMPARE(take("other"), QByteArrayList{"a"});
}

void tst_SpillFiles::anotherQueuesFileIsLeftAlone()
{
    QVERIFY(!files(u"q2"_s).write("owner", event("a")).isError());
    QVERIFY(!files(u"q.spill-1-0123456789abcdef"_s).write("owner", event("a")).isError());
    QCOMPARE(take(), QByteArrayList());
    QCOMPARE(names().size(), 2);
}

void tst_SpillFiles::theOldestGoForALimit()
{
    for (const QByteArray &name : QByteArrayList({"a", "b", "c"}))
        QVERIFY(!files().write("owner", event(name)).isError());
    const qint64 bytes = files().bytes();
    QCOMPARE(files().dropOldest(bytes), 0);
    QCOMPARE(files().dropOldest(bytes - 1), 1);
    QCOMPARE(files().dropOldest(0), 1); // the newest stays, whatever its size
    QCOMPARE(take(), QByteArrayList{"c"});
}

void tst_SpillFiles::whatCannotBeTakenStays()
{
    QVERIFY(!files().write("owner", event("a")).isError());
    const Error full(Error::Code::StorageFailed, u"full"_s);
    const Error error = files().takeAll(
            "owner",
            {[&](const QString &, const std::vector<ImportedEvent> &) { return full; },
             [](const QString &) {}, everyOwnerHasAQueue},
            &m_warnings);
    QCOMPARE(error, full);
    QCOMPARE(take(), QByteArrayList{"a"});
}

// Killed between the commit and the file's removal, which is a file that is there again.
void tst_SpillFiles::whatWasTakenIsNotTakenAgainAfterAKill()
{
    SqlEventStore store;
    QVERIFY(!store.open(m_folder->filePath(u"q.sqlite"_s), Configuration::Durability::Normal)
                     .isError());
    const SpillFiles::Taker taker{
            [&](const QString &mark, const std::vector<ImportedEvent> &events) {
                return store.importOnce(mark, events);
            },
            [&](const QString &mark) { store.forgetImport(mark); }, everyOwnerHasAQueue};
    const SpillFiles::Taker killed{taker.take, [](const QString &) {}, everyOwnerHasAQueue};

    QVERIFY(!files().write("owner", event("a")).isError());
    const QString path = m_folder->filePath(names(u"q.spill-*"_s).value(0));
    QVERIFY(QFile::copy(path, path + u"-copy"_s));
    QVERIFY(!files().takeAll("owner", killed, &m_warnings).isError());
    QCOMPARE(store.count(), 1);

    QVERIFY(QFile::rename(path + u"-copy"_s, path));
    QVERIFY(!files().takeAll("owner", taker, &m_warnings).isError());
    QCOMPARE(store.count(), 1);
    QVERIFY(!QFile::exists(path));

    // What is forgotten takes no room.
    QVERIFY(!files().write("owner", event("b")).isError());
    QVERIFY(QFile::rename(m_folder->filePath(names(u"q.spill-*"_s).value(0)), path));
    QVERIFY(!files().takeAll("owner", taker, &m_warnings).isError());
    QCOMPARE(store.count(), 2);
}

void tst_SpillFiles::whatAnotherIsTakingIsWaitedFor()
{
    QVERIFY(!files().write("owner", event("a")).isError());
    QSemaphore isTaking;
    QSemaphore hasGoneOn;
    std::atomic<bool> isTaken = false;
    const std::unique_ptr<QThread> other(QThread::create([&] {
        const SpillFiles::Taker slow{[&](const QString &, const std::vector<ImportedEvent> &) {
                                         isTaking.release();
                                         hasGoneOn.tryAcquire(1, 200); // which it must not
                                         isTaken = true;
                                         return Error();
                                     },
                                     [](const QString &) {}, everyOwnerHasAQueue};
        std::vector<Error> warnings;
        files().takeAll("owner", slow, &warnings);
    }));
    other->start();
    isTaking.acquire();
    const QByteArrayList taken = take();
    const bool isInOrder = isTaken;
    hasGoneOn.release();
    other->wait();
    QCOMPARE(taken, QByteArrayList());
    QVERIFY(isInOrder);
    QCOMPARE(names(), QStringList());
}

void tst_SpillFiles::whatAnotherDoesNotLetGoIsSaid()
{
    QVERIFY(!files().write("owner", event("a")).isError());
    auto lock = lockFileOf(m_folder->filePath(names().first()));
    QVERIFY(lock);
    QVERIFY(take().value(0).contains("another client"));
    lock.reset();
    QCOMPARE(take(), QByteArrayList{"a"});
}

void tst_SpillFiles::nobodyWaitsAtTheEnd()
{
    QVERIFY(!files().write("owner", event("a")).isError());
    const auto lock = lockFileOf(m_folder->filePath(names().first()));
    QByteArrayList taken;
    QElapsedTimer timer;
    const std::unique_ptr<QThread> ending(QThread::create([&] {
        QThread::currentThread()->requestInterruption();
        taken = take();
    }));
    timer.start();
    ending->start();
    ending->wait();
    QVERIFY(timer.elapsed() < 1000); // which is the patience of others
    QVERIFY(taken.value(0).contains("another client"));
}

void tst_SpillFiles::whatAnotherTakesOfItsOwnIsNotWaitedFor()
{
    QVERIFY(!files().write("other", event("a")).isError());
    const auto lock = lockFileOf(m_folder->filePath(names().first()));
    QVERIFY(lock);
    QCOMPARE(take(), QByteArrayList());
}

void tst_SpillFiles::aDamagedFileIsKeptAndSaid()
{
    std::vector<ImportedEvent> events = event("a");
    events.push_back(event("b").front());
    QVERIFY(!files().write("owner", events).isError());
    const QString name = names().first();
    cutOff(name, 80); // the end, and some of the last event
    m_warnings.clear();
    QCOMPARE(take(), QByteArrayList{"a"});
    QCOMPARE(m_warnings.size(), size_t(1));
    QCOMPARE(m_warnings[0].code(), Error::Code::StorageDamaged);
    QVERIFY(m_warnings[0].message().contains(u"1 events"_s));
    QCOMPARE(names().size(), 1);
    QVERIFY(names().first().startsWith(name + u".damaged-"_s));
    QCOMPARE(take(), QByteArrayList());
}

void tst_SpillFiles::onlyThreeDamagedFilesAreKept()
{
    for (int i = 0; i < 5; ++i) {
        QVERIFY(!files().write("owner", event("a")).isError());
        for (const QString &name : names()) {
            if (!name.contains(u".damaged-"_s))
                cutOff(name, 1);
        }
        QCOMPARE(take(), QByteArrayList{"a"});
    }
    QCOMPARE(names().size(), 3);
}

void tst_SpillFiles::whatAKilledWriterLeftIsTakenWhenItIsOld()
{
    QVERIFY(!files().write("owner", event("a")).isError());
    QFile part(m_folder->filePath(names().first()));
    QVERIFY(part.rename(part.fileName() + u".part"_s));
    QCOMPARE(take(), QByteArrayList()); // it may be being written
    QVERIFY(part.open(QIODevice::ReadWrite));
    QVERIFY(part.setFileTime(QDateTime::currentDateTimeUtc().addSecs(-61),
                             QFileDevice::FileModificationTime));
    part.close();
    QCOMPARE(take(), QByteArrayList{"a"});
    QCOMPARE(names(), QStringList());
}

// Of a container that was killed while it took the file.
void tst_SpillFiles::aLockLeftUnderAnotherHostsNameIsNobodys()
{
    QVERIFY(!files().write("owner", event("a")).isError());
    QFile lock(m_folder->filePath(names().first() + u".lock"_s));
    QVERIFY(lock.open(QIODevice::WriteOnly));
    lock.write("1\napp\nanother-host\n00000000000000000000000000000000\nboot\n");
    lock.close();
    QCOMPARE(take(), QByteArrayList{"a"});
    QCOMPARE(names(), QStringList());
}

void tst_SpillFiles::aFolderThatCannotBeWrittenIsSaid()
{
    QFile inTheWay(m_folder->filePath(u"file"_s)); // keeps root out too
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    const SpillFiles files(inTheWay.fileName(), u"q"_s, Configuration::Durability::Normal);
    QCOMPARE(files.write("owner", event("a")).code(), Error::Code::StorageFailed);
    QCOMPARE(names(), QStringList{u"file"_s});
}

QTEST_GUILESS_MAIN(tst_SpillFiles)
#include "tst_spillfiles.moc"

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/queuefile_p.h"

#include "queue/filelock_p.h"
#include "queue/sqlconnection_p.h"
#include "queue/storagefolder_p.h"

#include <QtCore/qdir.h>
#include <QtCore/qlockfile.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qurl.h>
#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

class tst_QueueFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void clientsOfOneOwnerShareAFileAndOthersHaveTheirOwn();
    void eachOwnerFindsItsFileAgain();
    void aNewKeyTakesOverWhatWaits();
    void whatAnOwnerLeftInFurtherFilesIsTakenOver();
    void anothersLeftoversAreNotTakenOver();
    void aQueueNamedLikeAFurtherFileIsAnother();
    void aDamagedFileThatAnOwnerLeftIsRescuedAndSaid_data();
    void aDamagedFileThatAnOwnerLeftIsRescuedAndSaid();
    void aRescueOfAFurtherFileThatWasKilledIsFinished();
    void aDamagedFileThatSomebodyHasOpenIsNotRescued();
    void whatCannotBeRescuedIsSaidAndStays();
    void theLockOfAKilledProcessIsNobodysEvenIfItsNumberIsInUse();
    void whatIsLeftOfALockIsNobodys_data();
    void whatIsLeftOfALockIsNobodys();
    void aLockThatIsHeldIsSomebodysWhateverItSays_data() { whatIsLeftOfALockIsNobodys_data(); }
    void aLockThatIsHeldIsSomebodysWhateverItSays();
    void aFolderThatCannotBeWrittenIsSaid();
    void theOwnerDependsOnKeyAndAddress();
    void aQueueNameIsNoPath();
    void aFolderIsMadeForItsOwnerOnly();
    void whileAnotherOpensOrMendsItIsSaid();
    void aFileThatSomebodyHasOpenIsNotTakenOver();

private:
    struct Client
    {
        std::unique_ptr<QueueFile> file;
        std::unique_ptr<SqlEventStore> store;
    };
    Client open(const QByteArray &owner, const QString &queueName = u"q"_s)
    {
        Client client;
        client.file = std::make_unique<QueueFile>(m_folder->path(), queueName,
                                                  Configuration::Durability::Normal);
        Error error;
        client.store = client.file->open(owner, &error);
        return client;
    }
    static void record(const Client &client, const QByteArray &bytes)
    {
        RecordedEvent event;
        event.bytes = bytes;
        client.store->append({event}, "boot");
    }
    static QByteArrayList events(const Client &client)
    {
        Error error;
        QByteArrayList result;
        for (const StoredEvent &event : client.store->oldest(0, 100, 1'000'000, &error))
            result.append(event.bytes);
        return result;
    }
    QString furtherPath() const { return m_folder->filePath(u"q.2.sqlite"_s); }
    // In a further file, as a client does that was given another key.
    void leaveBehind(const QByteArray &owner, const QByteArrayList &left)
    {
        const Client first = open(owner);
        const Client second = open("another");
        for (const QByteArray &bytes : left)
            record(second, bytes);
        second.store->setOwner(owner);
    }
    static void overwrite(const QString &path, qint64 from, const QByteArray &bytes)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(from));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QStringList databases() const
    {
        return QDir(m_folder->path()).entryList({u"*.sqlite"_s}, QDir::Files);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_QueueFile::clientsOfOneOwnerShareAFileAndOthersHaveTheirOwn()
{
    const Client first = open("a");
    const Client second = open("b");
    const Client third = open("a");
    QVERIFY(first.store && second.store && third.store);
    record(first, "1");
    record(second, "2");
    QCOMPARE(events(first), QByteArrayList({"1"}));
    QCOMPARE(events(second), QByteArrayList({"2"}));
    QCOMPARE(events(third), QByteArrayList({"1"}));
    QCOMPARE(databases().size(), 2);
}

void tst_QueueFile::eachOwnerFindsItsFileAgain()
{
    {
        const Client a = open("a");
        const Client b = open("b");
        record(a, "of a");
        record(b, "of b");
    }
    const Client b = open("b"); // in another order than before
    const Client a = open("a");
    QCOMPARE(events(a), QByteArrayList({"of a"}));
    QCOMPARE(events(b), QByteArrayList({"of b"}));
    QCOMPARE(databases().size(), 2);
}

void tst_QueueFile::aNewKeyTakesOverWhatWaits()
{
    record(open("old key"), "waits");
    {
        const Client client = open("new key");
        QCOMPARE(events(client), QByteArrayList({"waits"}));
        QCOMPARE(client.store->owner(), QByteArray("new key"));
    }
    QCOMPARE(databases().size(), 1);
}

// A client that is given another key leaves its file to that.
void tst_QueueFile::whatAnOwnerLeftInFurtherFilesIsTakenOver()
{
    {
        const Client first = open("a");
        const Client second = open("b");
        record(first, "1");
        record(second, "2");
        second.store->setOwner("a");
    }
    const Client client = open("a");
    QCOMPARE(events(client), QByteArrayList({"1", "2"}));
    QCOMPARE(databases().size(), 1);
}

void tst_QueueFile::anothersLeftoversAreNotTakenOver()
{
    {
        const Client a = open("a");
        const Client b = open("b");
        record(b, "of b");
    }
    const Client a = open("a");
    QCOMPARE(events(a), QByteArrayList());
    QCOMPARE(databases().size(), 2);
}

// A file is searched for what looks like events.
static QByteArray eventBytes(int number)
{
    return "{\"originalTimestamp\":\"2026-01-01T00:00:00.000Z\",\"sentAt\":"
           "\"2026-01-01T00:00:00.000Z\",\"messageId\":\"m-"
            + QByteArray::number(number) + "\",\"filler\":\"" + QByteArray(700, 'x') + "\"}";
}

static QByteArrayList eventsUpTo(int count)
{
    QByteArrayList events;
    for (int i = 1; i <= count; ++i)
        events.append(eventBytes(i));
    return events;
}

void tst_QueueFile::aQueueNamedLikeAFurtherFileIsAnother()
{
    for (const QString &name : {u"q-2"_s, u"q.2"_s})
        record(open("a", name), name.toLatin1());
    QVERIFY(events(open("a")).isEmpty());
    for (const QString &name : {u"q-2"_s, u"q.2"_s}) {
        const Client first = open("a", name);
        QCOMPARE(events(first), QByteArrayList{name.toLatin1()});
        record(open("b", name), "of a further file");
        QCOMPARE(events(open("b", name)), QByteArrayList{"of a further file"});
    }
}

void tst_QueueFile::aDamagedFileThatAnOwnerLeftIsRescuedAndSaid_data()
{
    QTest::addColumn<QString>("damage");
    QTest::addColumn<qsizetype>("least"); // so many of 30 events must be there again
    QTest::newRow("zeroed header") << u"header"_s << qsizetype(30);
    QTest::newRow("zeroed page of events") << u"page"_s << qsizetype(25);
    QTest::newRow("text") << u"text"_s << qsizetype(0);
    QTest::newRow("nothing, with a log") << u"empty"_s << qsizetype(0);
}

void tst_QueueFile::aDamagedFileThatAnOwnerLeftIsRescuedAndSaid()
{
    QFETCH(const QString, damage);
    QFETCH(const qsizetype, least);
    leaveBehind("a", eventsUpTo(30));
    if (damage == u"header"_s) {
        overwrite(furtherPath(), 0, QByteArray(100, '\0'));
    } else if (damage == u"page"_s) {
        constexpr qsizetype pageSize = 4096;
        const qsizetype place = contentOf(furtherPath()).indexOf("\"m-15\"");
        QVERIFY(place > 0);
        overwrite(furtherPath(), place / pageSize * pageSize, QByteArray(pageSize, '\0'));
    } else {
        QVERIFY(QFile::resize(furtherPath(), 0));
        overwrite(damage == u"text"_s ? furtherPath() : furtherPath() + u"-wal"_s, 0,
                  QByteArray("This is no database. ").repeated(50));
    }

    const Client client = open("a");
    QByteArrayList left = eventsUpTo(30);
    left.removeIf(
            [found = events(client)](const QByteArray &event) { return !found.contains(event); });
    QVERIFY2(left.size() >= least, qPrintable(QString::number(left.size())));
    QCOMPARE(events(client), left); // in their order, and once
    const std::vector<Error> warnings = client.file->takeWarnings();
    QCOMPARE(warnings.size(), size_t(1));
    QCOMPARE(warnings[0].code(), Error::Code::StorageDamaged);
    QVERIFY(warnings[0].message().contains(furtherPath()));
    QCOMPARE(databases(), QStringList{u"q.sqlite"_s});
    const QStringList kept =
            QDir(m_folder->path()).entryList({u"q.2.sqlite.damaged-*"_s}, QDir::Files);
    QVERIFY(!kept.isEmpty());
}

void tst_QueueFile::aRescueOfAFurtherFileThatWasKilledIsFinished()
{
    leaveBehind("a", eventsUpTo(3));
    QVERIFY(QFile::rename(furtherPath(), furtherPath() + u".rescued"_s));
    QCOMPARE(events(open("a")), eventsUpTo(3));

    // Killed before: what was begun is not whole, and must not come when the other has gone.
    leaveBehind("a", {eventBytes(4)});
    QVERIFY(QFile::copy(furtherPath(), furtherPath() + u".rescued"_s));
    QCOMPARE(events(open("a")), eventsUpTo(4));
    QVERIFY(!QFile::exists(furtherPath() + u".rescued"_s));
}

void tst_QueueFile::aDamagedFileThatSomebodyHasOpenIsNotRescued()
{
    const Client first = open("a");
    const Client other = open("another");
    record(other, eventBytes(1));
    {
        SqlConnection connection; // else the log has what is damaged here
        QVERIFY(!connection.open(furtherPath(), Configuration::Durability::Normal).isError());
        QVERIFY(!connection.execute(u"PRAGMA wal_checkpoint(TRUNCATE)"_s).isError());
    }
    overwrite(furtherPath(), 0, QByteArray(100, '\0'));
    const QByteArray content = contentOf(furtherPath());

    const Client client = open("a");
    QVERIFY(client.store);
    QCOMPARE(client.file->takeWarnings().size(), size_t(0));
    QCOMPARE(contentOf(furtherPath()), content);
    QCOMPARE(QDir(m_folder->path()).entryList({u"*.damaged-*"_s}), QStringList());
}

void tst_QueueFile::whatCannotBeRescuedIsSaidAndStays()
{
    leaveBehind("a", {eventBytes(1)});
    overwrite(furtherPath(), 0, QByteArray(100, '\0'));
    const QString inTheWay = furtherPath() + u".rescued"_s;
    QVERIFY(QDir().mkpath(inTheWay + u"/sub"_s));

    {
        const Client client = open("a");
        QVERIFY(client.store);
        const std::vector<Error> warnings = client.file->takeWarnings();
        QCOMPARE(warnings.size(), size_t(1));
        QVERIFY(warnings[0].isError());
        QCOMPARE(databases().size(), 2);
    }
    QVERIFY(QDir(inTheWay).removeRecursively());
    QCOMPARE(events(open("a")), QByteArrayList{eventBytes(1)});
}

void tst_QueueFile::aFileThatSomebodyHasOpenIsNotTakenOver()
{
    const Client a = open("a");
    {
        const Client b = open("b"); // which finds that of a first, and in use
        record(a, "of a");
        QCOMPARE(events(b), QByteArrayList());
    }
    QCOMPARE(events(a), QByteArrayList({"of a"}));
    QCOMPARE(a.store->owner(), QByteArray("a"));
}

// In a container the next process has the number of the one that was killed.
void tst_QueueFile::theLockOfAKilledProcessIsNobodysEvenIfItsNumberIsInUse()
{
    QFile lock(m_folder->filePath(u"q.lock"_s));
    QVERIFY(lock.open(QIODevice::WriteOnly));
    {
        QLockFile sample(m_folder->filePath(u"sample"_s));
        QVERIFY(sample.lock());
        QFile contents(sample.fileName());
        QVERIFY(contents.open(QIODevice::ReadOnly));
        lock.write(contents.readAll());
    }
    lock.close();

    const Client next = open("a");
    QVERIFY(next.store);
}

void tst_QueueFile::whatIsLeftOfALockIsNobodys_data()
{
    QTest::addColumn<QByteArray>("content");
    // When the power goes, a file may be there without what was written to it.
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("zeros") << QByteArray(60, '\0');
    // The next container has another name, and may have this process' number.
    QTest::newRow("of another host") << QByteArray::number(QCoreApplication::applicationPid())
                    + "\napp\nanother-host\n00000000000000000000000000000000\nboot\n";
}

void tst_QueueFile::whatIsLeftOfALockIsNobodys()
{
    QFETCH(const QByteArray, content);
    QFile lock(m_folder->filePath(u"q.lock"_s));
    QVERIFY(lock.open(QIODevice::WriteOnly));
    lock.write(content);
    lock.close();

    const Client next = open("a");
    QVERIFY(next.store);
}

void tst_QueueFile::aLockThatIsHeldIsSomebodysWhateverItSays()
{
    QFETCH(const QByteArray, content);
    const auto held = lockFileOf(m_folder->filePath(u"q"_s));
    QVERIFY(held);
    QFile lock(m_folder->filePath(u"q.lock"_s));
    QVERIFY(lock.open(QIODevice::WriteOnly));
    lock.write(content);
    lock.close();

    QueueFile file(m_folder->path(), u"q"_s, Configuration::Durability::Normal);
    Error error;
    QVERIFY(!file.open("a", &error));
    QVERIFY(lock.exists());
}

void tst_QueueFile::whileAnotherOpensOrMendsItIsSaid()
{
    QLockFile lock(m_folder->filePath(u"q.lock"_s));
    QVERIFY(lock.lock());
    QueueFile file(m_folder->path(), u"q"_s, Configuration::Durability::Normal);
    Error error;
    QVERIFY(!file.open("a", &error));
    QVERIFY(error.message().contains(u"another client"_s));
    lock.unlock();
    QVERIFY(file.open("a", &error));
}

void tst_QueueFile::aFolderThatCannotBeWrittenIsSaid()
{
    QueueFile file(m_folder->filePath(u"missing"_s), u"q"_s, Configuration::Durability::Normal);
    Error error;
    QVERIFY(!file.open("a", &error));
    QVERIFY(error.isError());
    QVERIFY(!error.message().isEmpty());
}

void tst_QueueFile::theOwnerDependsOnKeyAndAddress()
{
    const QUrl url(u"https://a.example"_s);
    QCOMPARE(queueOwner(u"k"_s, url), queueOwner(u"k"_s, url));
    QVERIFY(queueOwner(u"k"_s, url) != queueOwner(u"l"_s, url));
    QVERIFY(queueOwner(u"k"_s, url) != queueOwner(u"k"_s, QUrl(u"https://b.example"_s)));
    QVERIFY(!queueOwner(u"secret"_s, url).contains("secret"));
}

void tst_QueueFile::aQueueNameIsNoPath()
{
    QCOMPARE(queueFileStem(u"rudderEventsQueue"_s), u"rudderEventsQueue"_s);
    QCOMPARE(queueFileStem(u"../../etc/x"_s), u"%2E%2E%2F%2E%2E%2Fetc%2Fx"_s);
}

void tst_QueueFile::aFolderIsMadeForItsOwnerOnly()
{
    const QString folder = m_folder->filePath(u"deep/er"_s);
    QVERIFY(!makeStorageFolder(folder).isError());
    const auto others = QFileDevice::ReadGroup | QFileDevice::ExeGroup | QFileDevice::ReadOther
            | QFileDevice::ExeOther;
    QVERIFY(!(QFileInfo(folder).permissions() & others));
    QVERIFY(!makeStorageFolder(folder).isError());

    QFile file(m_folder->filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(makeStorageFolder(file.fileName()).isError());
}

QTEST_GUILESS_MAIN(tst_QueueFile)
#include "tst_queuefile.moc"

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/queuefile_p.h"

#include "queue/filelock_p.h"
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
    Client open(const QByteArray &owner)
    {
        Client client;
        client.file = std::make_unique<QueueFile>(m_folder->path(), u"q"_s,
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

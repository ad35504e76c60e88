// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/queueerasure_p.h"

#include "identity/identityfile_p.h"
#include "queue/filelock_p.h"
#include "queue/queuefile_p.h"
#include "queue/spillfiles_p.h"
#include "queue/sqlconnection_p.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include <memory>
#include <optional>

#include "bytesearch.h"

using namespace Rudder;
using namespace Qt::StringLiterals;

// All files of a queue's name.
class tst_QueueErasure : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void whateverIsThereGoes_data();
    void whateverIsThereGoes();
    void allEventsAreCountedOnce();
    void whatARescueWasAboutToPutInPlaceIsErased();
    void ofAnOwnerThatHasNoClientNoFileStays();
    void whatAnotherOwnerHasOpenStays();
    void ofANewerVersionItGoesUnlessAClientHasItOpen();
    void anotherQueueStays();
    void aDamagedFileThatAClientHasOpenIsErasedWhenItIsClosed();
    void aSpillThatIsBeingWrittenIsErasedWhenItIsOld_data();
    void aSpillThatIsBeingWrittenIsErasedWhenItIsOld();
    void aSpillThatIsBeingTakenIsErasedAfterwards();

    void whatIsNotCarriedOutIsNotedForTheNextProcess();
    void whatWasDecidedStays();
    void ofTwoDecisionsTheLaterOneStays();
    void whatAnotherDecidesMeanwhileStays();
    void whatIsSpilledAfterTheWishStays();
    void aNoteThatIsDamagedIsAWish();
    void whileAnotherOpensTheQueueItIsNotCarriedOut();
    void anothersWishIsNotForgotten();
    void whereThereIsNoFolderNoneIsMade();
    void whatComesWithAFolderThatWasAwayGoes();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    QStringList names() const
    {
        return QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }
    QStringList found() const { return textsInFilesOf(m_folder->path(), {u"secret"_s}); }
    Configuration configuration() const { return Configuration().setQueueName(u"q"_s); }
    QueueErasure erasure() const { return {configuration(), m_folder->path()}; }
    Error erase(const QByteArray &owner = "owner", qint64 *count = nullptr) const
    {
        QueueErasure erasure = this->erasure();
        erasure.want();
        const Error error = erasure.carryOut(owner);
        if (count)
            *count = erasure.takeCount();
        return error;
    }

    using State = ConsentDecision::State;
    static ConsentDecision decided(State state, qint64 at)
    {
        return {state, {}, {}, QDateTime::fromMSecsSinceEpoch(at, Qt::UTC)};
    }
    void store(const ConsentDecision &decision) const
    {
        IdentityValues somebody;
        somebody.userId = u"secret"_s;
        somebody.consent = decision;
        QCOMPARE(
                IdentityFile(m_folder->path(), u"q"_s).write({2, identityToBytes(somebody), false}),
                Error());
    }
    IdentityValues stored() const { return IdentityFile(m_folder->path(), u"q"_s).read(); }

    struct Client
    {
        std::unique_ptr<QueueFile> file;
        std::unique_ptr<SqlEventStore> store;
    };
    Client open(const QByteArray &owner = "owner", const QString &queueName = u"q"_s) const
    {
        Client client;
        client.file = std::make_unique<QueueFile>(m_folder->path(), queueName,
                                                  Configuration::Durability::Normal);
        Error error;
        client.store = client.file->open(owner, &error);
        if (!client.store)
            qFatal("%s", qPrintable(error.message()));
        return client;
    }
    static void record(const Client &client, int count)
    {
        for (int i = 0; i < count; ++i)
            client.store->append({{"{\"secret\":1}", "id", "anon", 1, {}}}, "boot");
    }
    void recordAs(const QByteArray &owner, int count, const QString &queueName = u"q"_s) const
    {
        record(open(owner, queueName), count);
    }
    SpillFiles spills() const
    {
        return {m_folder->path(), u"q"_s, Configuration::Durability::Normal};
    }
    void spill(const QByteArray &text = "secret") const
    {
        QCOMPARE(spills().write("owner",
                                {{{1, text, "anon", "boot", 1, 0}, std::nullopt},
                                 {{2, text, "anon", "boot", 1, 0}, std::nullopt}}),
                 Error());
    }
    QString spillPath() const
    {
        return path(QDir(m_folder->path()).entryList({u"q.spill-*"_s}, QDir::Files).value(0));
    }
    static bool write(const QString &path, const QByteArray &bytes = "secret")
    {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    }
    static void setAge(const QString &path, qint64 seconds)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.setFileTime(QDateTime::currentDateTime().addSecs(-seconds),
                                 QFileDevice::FileModificationTime));
    }

    std::optional<QTemporaryDir> m_folder;
};

void tst_QueueErasure::whateverIsThereGoes_data()
{
    QTest::addColumn<QString>("name");
    for (const QString &name :
         {u"q.identity.json"_s, u"q.identity.json.damaged-20260101-000000"_s,
          u"q.identity.json.aBcDeF"_s, u"q.identity.json.erasing"_s,
          u"q.sqlite.damaged-20260101-000000"_s, u"q.sqlite.damaged-20260101-000000-2"_s,
          u"q.sqlite.damaged-20260101-000000-wal"_s, u"q.7.sqlite.damaged-20260101-000000"_s,
          u"q.sqlite.damaged-20260101-000000.erasing"_s, u"q.sqlite.rescued-wal"_s,
          u"q.sqlite.rescued-wal.erasing"_s, u"q.sqlite-wal"_s, u"q.sqlite"_s, u"q.3.sqlite"_s,
          u"q.3.sqlite.erasing"_s, u"q.3.sqlite-wal.erasing"_s,
          u"q.spill-1767225600000-0123456789abcdef"_s,
          u"q.spill-1767225600000-0123456789abcdef.erasing"_s,
          u"q.spill-1767225600000-0123456789abcdef.damaged-20260101-000000"_s}) {
        QTest::addRow("%s", qPrintable(name)) << name;
    }
}

// As a database each of them is a damaged one.
void tst_QueueErasure::whateverIsThereGoes()
{
    QFETCH(QString, name);
    QVERIFY(write(path(name), QByteArray("secret ").repeated(1'000)));
    QCOMPARE(erase(), Error());
    QCOMPARE(names(), QStringList());
}

void tst_QueueErasure::allEventsAreCountedOnce()
{
    const Client alive = open("a");
    recordAs("b", 4);
    record(alive, 3);
    Error error;
    QCOMPARE(alive.store->setAside({1}, {}), Error());
    spill();
    QVERIFY(write(path(u"q.spill-1767225600000-0123456789abcdef.damaged-20260101-000000"_s)));
    qint64 count = 0;
    QCOMPARE(erase("a", &count), Error());
    QCOMPARE(count, 3 + 4 + 2);
    QCOMPARE(found(), QStringList());
    alive.store->refresh();
    QCOMPARE(alive.store->count(), 0);
    QCOMPARE(alive.store->failedCount(), 0);
}

void tst_QueueErasure::whatARescueWasAboutToPutInPlaceIsErased()
{
    recordAs("owner", 2);
    QVERIFY(QFile::rename(path(u"q.sqlite"_s), path(u"q.sqlite.rescued"_s)));
    QVERIFY(write(path(u"q.sqlite-wal"_s)));
    qint64 count = 0;
    QCOMPARE(erase("owner", &count), Error());
    QCOMPARE(count, 2);
    QCOMPARE(found(), QStringList());
    QCOMPARE(names(), QStringList(u"q.sqlite"_s));
    QCOMPARE(open().store->lastId(), 2);
}

void tst_QueueErasure::ofAnOwnerThatHasNoClientNoFileStays()
{
    {
        const Client a = open("a");
        recordAs("b", 2);
        record(a, 1);
    }
    QCOMPARE(erase("c"), Error());
    QCOMPARE(names(), QStringList());
    recordAs("a", 1);
    QCOMPARE(erase("a"), Error());
    QCOMPARE(names(), QStringList(u"q.sqlite"_s)); // for the ids that are given next
    QCOMPARE(found(), QStringList());
}

void tst_QueueErasure::whatAnotherOwnerHasOpenStays()
{
    const Client other = open("other");
    record(other, 2);
    recordAs("owner", 1);
    QCOMPARE(erase(), Error());
    QCOMPARE(other.store->count(), 2);
    record(other, 1);
    Error error;
    QCOMPARE(other.store->oldest(0, 10, 1'000, &error).size(), size_t(3));
    QVERIFY(!names().contains(u"q.erase"_s));
}

void tst_QueueErasure::ofANewerVersionItGoesUnlessAClientHasItOpen()
{
    recordAs("owner", 1);
    SqlConnection newer;
    QCOMPARE(newer.open(path(u"q.sqlite"_s), Configuration::Durability::Normal), Error());
    QCOMPARE(newer.execute(u"PRAGMA user_version = 1000"_s), Error());
    const Error error = erase();
    QVERIFY2(error.message().startsWith(path(u"q.sqlite"_s) + u" can't be erased: "),
             qPrintable(error.message()));
    newer.close();
    QCOMPARE(erase(), Error());
    QCOMPARE(names(), QStringList());
}

void tst_QueueErasure::anotherQueueStays()
{
    const QStringList others = {u"Q.sqlite"_s,          u"Q.identity.json"_s,
                                u"q2.sqlite"_s,         u"q-2.sqlite"_s,
                                u"q-2.identity.json"_s, u"Q.spill-1767225600000-0123456789abcdef"_s,
                                u"q.consent.json"_s,    u"q"_s};
    for (const QString &name : others)
        QVERIFY(write(path(name)));
    const QStringList before = names();
    QCOMPARE(erase(), Error());
    QCOMPARE(names(), before);
    QCOMPARE(found().size(), others.size());
}

// As of one that has not noticed yet that another rescued what could be read.
void tst_QueueErasure::aDamagedFileThatAClientHasOpenIsErasedWhenItIsClosed()
{
    std::optional<Client> client = open();
    record(*client, 1);
    const QString kept = path(u"q.sqlite.damaged-20260101-000000"_s);
    QVERIFY(QFile::rename(path(u"q.sqlite"_s), kept));
    QVERIFY(QFile::rename(path(u"q.sqlite-wal"_s), kept + u"-wal"_s));
    QueueErasure erasure = this->erasure();
    erasure.want();
    const Error error = erasure.carryOut("owner");
    QVERIFY2(error.message().startsWith(kept + u" can't be erased: "), qPrintable(error.message()));
    QVERIFY(!found().isEmpty());
    QVERIFY(erasure.isWanted());
    client.reset();
    QCOMPARE(erasure.carryOut("owner"), Error());
    QVERIFY(!erasure.isWanted());
    QCOMPARE(found(), QStringList());
}

void tst_QueueErasure::aSpillThatIsBeingWrittenIsErasedWhenItIsOld_data()
{
    QTest::addColumn<qint64>("age");
    QTest::newRow("by the clock") << qint64(100);
    QTest::newRow("before the clock was set back") << qint64(-1'000'000);
}

void tst_QueueErasure::aSpillThatIsBeingWrittenIsErasedWhenItIsOld()
{
    QFETCH(qint64, age);
    const QString part = path(u"q.spill-1767225600000-0123456789abcdef.part"_s);
    QVERIFY(write(part));
    QueueErasure erasure = this->erasure();
    erasure.want();
    const Error error = erasure.carryOut("owner");
    QVERIFY2(error.message().startsWith(part + u" can't be erased: "), qPrintable(error.message()));
    QCOMPARE(found().size(), 1);
    setAge(part, age);
    QCOMPARE(erasure.carryOut("owner"), Error());
    QCOMPARE(names(), QStringList());
}

void tst_QueueErasure::aSpillThatIsBeingTakenIsErasedAfterwards()
{
    spill();
    auto taking = lockFileOf(spillPath());
    QVERIFY(taking);
    QueueErasure erasure = this->erasure();
    erasure.want();
    QVERIFY(erasure.carryOut("owner").isError());
    QVERIFY(!found().isEmpty());
    taking.reset();
    QCOMPARE(erasure.carryOut("owner"), Error());
    QCOMPARE(names(), QStringList());
}

void tst_QueueErasure::whatIsNotCarriedOutIsNotedForTheNextProcess()
{
    recordAs("owner", 2);
    spill();
    const IdentityRecord somebody{2, R"({"version":1,"userId":"secret"})", false};
    QCOMPARE(IdentityFile(m_folder->path(), u"q"_s).write(somebody), Error());
    QVERIFY(!erasure().isWanted());
    erasure().want();
    QCOMPARE(QFileInfo(path(u"q.erase"_s)).permissions()
                     & (QFileDevice::ReadGroup | QFileDevice::ReadOther),
             QFileDevice::Permissions());
    // Who reads the user before the rest is gone finds none.
    QCOMPARE(IdentityFile(m_folder->path(), u"q"_s).read().userId, QString());

    QueueErasure next = erasure();
    QVERIFY(next.isWanted());
    QCOMPARE(next.carryOut("owner"), Error());
    QCOMPARE(next.takeCount(), 4);
    QCOMPARE(found(), QStringList());
    QCOMPARE(names(), QStringList(u"q.sqlite"_s));
    QVERIFY(!next.isWanted());
    QVERIFY(!erasure().isWanted());

    recordAs("owner", 1);
    QCOMPARE(next.carryOut("owner"), Error());
    QCOMPARE(found(), QStringList(u"q.sqlite: secret"_s));
}

// Whenever the process ends.
void tst_QueueErasure::whatWasDecidedStays()
{
    store(decided(State::Granted, 1'000));
    recordAs("owner", 1);
    erasure().want(decided(State::Denied, 2'000));
    QCOMPARE(stored().consent, decided(State::Denied, 2'000));
    QCOMPARE(stored().userId, QString());

    auto opening = lockFileOf(path(u"q"_s));
    QueueErasure next = erasure();
    QVERIFY(next.carryOut("owner").isError());
    QCOMPARE(stored().consent, decided(State::Denied, 2'000));
    opening.reset();
    QCOMPARE(next.carryOut("owner"), Error());
    QVERIFY(!next.isWanted());
    QCOMPARE(found(), QStringList());
    QCOMPARE(stored().consent, decided(State::Denied, 2'000));
}

void tst_QueueErasure::ofTwoDecisionsTheLaterOneStays()
{
    QueueErasure denying = erasure();
    denying.decide(decided(State::Granted, 1'000)); // of nobody's interest here
    QVERIFY(!denying.isWanted());
    denying.want(decided(State::Denied, 2'000));
    erasure().decide(decided(State::Granted, 1'000)); // of a client that has not heard
    QCOMPARE(stored().consent, decided(State::Denied, 2'000));
    denying.decide(decided(State::Granted, 3'000));
    QCOMPARE(stored().consent, decided(State::Granted, 3'000));
    // A purge decides nothing; a denial is the user's, whatever the clock says.
    erasure().want(decided(State::Granted, 1'000));
    QCOMPARE(stored().consent, decided(State::Granted, 3'000));
    erasure().want();
    QCOMPARE(stored().consent, decided(State::Granted, 3'000));
    erasure().want(decided(State::Denied, 2'500));
    QCOMPARE(stored().consent, decided(State::Denied, 2'500));
}

void tst_QueueErasure::whatAnotherDecidesMeanwhileStays()
{
    QueueErasure denying = erasure();
    denying.want(decided(State::Denied, 2'000));
    erasure().decide(decided(State::Granted, 3'000));
    QCOMPARE(denying.carryOut("owner"), Error());
    QCOMPARE(stored().consent, decided(State::Granted, 3'000));
}

void tst_QueueErasure::whatIsSpilledAfterTheWishStays()
{
    spill();
    erasure().want();
    spill("newer");
    qint64 count = 0;
    QueueErasure next = erasure();
    QCOMPARE(next.carryOut("owner"), Error());
    QCOMPARE(next.takeCount(), 2);
    QCOMPARE(found(), QStringList());
    QCOMPARE(spills().names().size(), 1);
    QCOMPARE(erase("owner", &count), Error());
    QCOMPARE(count, 2);
    QCOMPARE(names(), QStringList());
}

void tst_QueueErasure::aNoteThatIsDamagedIsAWish()
{
    for (const QByteArray &bytes : {QByteArray(), QByteArray(100, '\0'), QByteArray("{\"mark")}) {
        recordAs("owner", 2);
        spill();
        QVERIFY(write(path(u"q.erase"_s), bytes));
        QueueErasure next = erasure();
        QVERIFY(next.isWanted());
        QCOMPARE(next.carryOut("owner"), Error());
        QCOMPARE(next.takeCount(), 4);
        QCOMPARE(names(), QStringList(u"q.sqlite"_s));
    }
}

void tst_QueueErasure::whileAnotherOpensTheQueueItIsNotCarriedOut()
{
    recordAs("owner", 1);
    auto opening = lockFileOf(path(u"q"_s));
    QVERIFY(opening);
    QueueErasure erasure = this->erasure();
    erasure.want();
    QCOMPARE(erasure.carryOut("owner").code(), Error::Code::StorageUnavailable);
    QVERIFY(!found().isEmpty());
    opening.reset();
    QCOMPARE(erasure.carryOut("owner"), Error());
    QCOMPARE(found(), QStringList());
}

void tst_QueueErasure::anothersWishIsNotForgotten()
{
    QueueErasure one = erasure();
    one.want();
    QueueErasure two = erasure();
    two.want();
    QCOMPARE(one.carryOut("owner"), Error());
    QVERIFY(!two.carryOut("owner").isError() && !erasure().isWanted());
    one.want();
    two.want();
    QCOMPARE(one.carryOut("owner"), Error());
    QVERIFY(erasure().isWanted());
}

void tst_QueueErasure::whereThereIsNoFolderNoneIsMade()
{
    const QString folder = path(u"none"_s);
    QueueErasure erasure(configuration(), folder);
    erasure.want();
    QCOMPARE(erasure.carryOut("owner"), Error());
    QVERIFY(!QFile::exists(folder));
}

void tst_QueueErasure::whatComesWithAFolderThatWasAwayGoes()
{
    spill();
    recordAs("owner", 1);
    const QString folder = m_folder->path();
    const QString away = folder + u"-away"_s;
    QVERIFY(QDir().rename(folder, away));
    QueueErasure erasure = this->erasure();
    erasure.want();
    QCOMPARE(erasure.carryOut("owner"), Error());
    QVERIFY(QDir().rename(away, folder));
    QVERIFY(erasure.isWanted());
    QCOMPARE(erasure.carryOut("owner"), Error());
    QCOMPARE(found(), QStringList());
    QVERIFY(!erasure.isWanted());
}

QTEST_GUILESS_MAIN(tst_QueueErasure)
#include "tst_queueerasure.moc"

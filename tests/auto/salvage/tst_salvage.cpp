// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/eventlayout_p.h"
#include "queue/salvage_p.h"
#include "queue/sqleventstore_p.h"

#include <QtCore/qdir.h>
#include <QtCore/qendian.h>
#include <QtCore/qfile.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qrandom.h>
#include <QtCore/qstringlist.h>
#include <QtCore/qtemporarydir.h>
#include <QtSql/qsqldatabase.h>
#include <QtSql/qsqlquery.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <set>

using namespace Rudder;
using namespace Qt::StringLiterals;

namespace {

constexpr int pageSize = 4096;
constexpr int eventsInFile = 200;
constexpr int eventsInLog = 100;
constexpr int allEvents = eventsInFile + eventsInLog;
constexpr int batch = 20; // events a transaction
constexpr int logHeader = 32;
constexpr int frameHeader = 24;

using Ids = std::vector<qint64>;

Ids idsFromTo(qint64 first, qint64 last)
{
    Ids ids(size_t(last - first + 1));
    std::iota(ids.begin(), ids.end(), first);
    return ids;
}

QByteArray messageId(qint64 id)
{
    return "message-" + QByteArray::number(id).rightJustified(4, '0');
}

bool isLarge(qint64 id)
{
    return id % 70 == 0;
}

// The messageId stands all over the bytes, so a search for it finds every page that has a part.
QByteArray bytesOf(qint64 id)
{
    const QByteArray own = messageId(id);
    QByteArray bytes = R"({"originalTimestamp":"2026-01-01T00:00:00.000Z",)"
                       R"("sentAt":"2026-01-01T00:00:00.000Z","messageId":")";
    bytes += own + R"(","text":")";
    const int size = isLarge(id) ? 200'000 + int(id * 13) : 300 + int(id * 37 % 700);
    bytes += QByteArray(own + ' ').repeated(size / int(own.size() + 1));
    return bytes + R"("})";
}

QByteArray anonymousIdOf(qint64 id)
{
    return id % 2 ? QByteArray("anonymous") : QByteArray("");
}

qint64 bootMillisecondsOf(qint64 id)
{
    return id % 5 == 0 ? id << 40 : id % 7 == 0 ? -id : id;
}

void append(SqlEventStore &store, qint64 first, qint64 last)
{
    while (first <= last) {
        std::vector<RecordedEvent> events;
        for (int i = 0; i < batch && first <= last; ++i, ++first) {
            events.push_back({bytesOf(first), messageId(first), anonymousIdOf(first),
                              bootMillisecondsOf(first), nullptr});
        }
        const Error error = store.append(events, "boot");
        QVERIFY2(!error.isError(), qPrintable(error.message()));
    }
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

// What the store has no call for.
void execute(const QString &path, const QStringList &statements)
{
    const QString name = u"raw"_s;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
        database.setDatabaseName(path);
        QVERIFY(database.open());
        QSqlQuery query(database);
        for (const QString &statement : statements)
            QVERIFY2(query.exec(statement), qPrintable(statement));
    }
    QSqlDatabase::removeDatabase(name);
}

void zero(QByteArray *bytes, qsizetype at, qsizetype size)
{
    std::fill_n(bytes->begin() + at, size, '\0');
}

void zeroPage(QByteArray *file, qint64 number)
{
    zero(file, (number - 1) * pageSize, pageSize);
}

QByteArray pageOf(const QByteArray &file, qint64 number)
{
    return file.mid((number - 1) * pageSize, pageSize);
}

std::set<qint64> pagesOf(const QByteArray &file, qint64 id)
{
    std::set<qint64> pages;
    for (qint64 page = 1; page <= file.size() / pageSize; ++page) {
        if (pageOf(file, page).contains(messageId(id)))
            pages.insert(page);
    }
    return pages;
}

// The first page from there on of which that is true.
template <typename Predicate>
qint64 findPage(const QByteArray &file, qint64 from, const Predicate &isIt)
{
    for (qint64 page = from; page <= file.size() / pageSize; ++page) {
        if (isIt(pageOf(file, page)))
            return page;
    }
    qFatal("There is no such page.");
    return 0;
}

bool isLeaf(const QByteArray &page)
{
    return page.startsWith('\x0d');
}

qint64 pageWithEndOf(const QByteArray &file, qint64 id)
{
    return findPage(file, 2, [end = bytesOf(id).last(20)](const QByteArray &page) {
        return page.contains(end);
    });
}

bool isInterior(const QByteArray &page)
{
    return page.startsWith('\x05');
}

QByteArray random(int size, quint32 seed)
{
    QRandomGenerator generator(seed);
    QByteArray bytes(size, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = char(generator.generate());
    return bytes;
}

} // namespace

class tst_Salvage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { m_path = m_folder.filePath(u"%1.sqlite"_s.arg(++m_files)); }

    void anIntactQueueIsFoundWhole_data();
    void anIntactQueueIsFoundWhole();
    void aDamagedHeaderCostsNothing_data();
    void aDamagedHeaderCostsNothing();
    void aLostPageCostsItsEventsOnly_data();
    void aLostPageCostsItsEventsOnly();
    void aTruncatedFileHasTheEventsOfItsPages_data();
    void aTruncatedFileHasTheEventsOfItsPages();
    void whatIsNoQueueHasNoEvents_data();
    void whatIsNoQueueHasNoEvents();
    void theLogCountsToTheLastCommitBeforeItsDamage_data();
    void theLogCountsToTheLastCommitBeforeItsDamage();
    void aLogWithBigEndianChecksumsIsRead();
    void aPageOfTheLogMendsTheFiles();
    void whatTheLogDeletedIsGone();
    void whatIsBehindTheEndThatTheLogSaysIsGone();
    void deliveredEventsDoNotComeBack_data();
    void deliveredEventsDoNotComeBack();
    void anyPageSizeIsFound_data();
    void anyPageSizeIsFound();
    void theLogKnowsThePageSize();
    void aQueueOfOneEventIsEnoughToGuessThePageSize();
    void bytesThatEachPageReservesAreSkipped();
    void whatIsBrokenWithinIsNoEvent_data();
    void whatIsBrokenWithinIsNoEvent();
    void aBrokenChainCostsItsEventOnly_data();
    void aBrokenChainCostsItsEventOnly();
    void cellsThatAreOneDoNotMultiplyTheWork_data();
    void cellsThatAreOneDoNotMultiplyTheWork();
    void failedEventsKeepWhyTheyFailed();
    void anEventIsGivenOutOnce();
    void whoTakesCanStop();
    void aFileThatCantBeReadIsAnError();
    void noBytesDoHarm();

private:
    void useQueue(const QByteArray &file, const QByteArray &log = {}) const;
    Ids salvage() const;

    QTemporaryDir m_folder;
    int m_files = 0;
    QString m_path;

    QByteArray m_closed;    // all events, no log
    QByteArray m_file;      // the first events
    QByteArray m_log;       // the further ones
    QByteArray m_emptyFile; // a file of which all events are in the log
    QByteArray m_wholeLog;
    std::vector<qint64> m_logSizes; // after each batch of m_log
};

void tst_Salvage::initTestCase()
{
    init();
    SqlEventStore store;
    QVERIFY(!store.open(m_path, Configuration::Durability::Normal).isError());
    append(store, 1, eventsInFile);
    m_emptyFile = read(m_path);
    m_wholeLog = read(m_path + u"-wal"_s);
    store.close();
    m_file = read(m_path);

    QVERIFY(!store.open(m_path, Configuration::Durability::Normal).isError());
    for (int first = eventsInFile + 1; first <= allEvents; first += batch) {
        append(store, first, first + batch - 1);
        m_logSizes.push_back(QFile(m_path + u"-wal"_s).size());
    }
    QCOMPARE(read(m_path), m_file); // no checkpoint meanwhile
    m_log = read(m_path + u"-wal"_s);
    store.close();
    m_closed = read(m_path);
    QVERIFY(!QFile::exists(m_path + u"-wal"_s));

    for (qint64 id = 1; id <= allEvents; ++id)
        QCOMPARE(pagesOf(m_closed, id).size() > 1, isLarge(id));
    QVERIFY(std::is_sorted(m_logSizes.cbegin(), m_logSizes.cend()));
}

void tst_Salvage::useQueue(const QByteArray &file, const QByteArray &log) const
{
    write(m_path, file);
    if (!log.isNull())
        write(m_path + u"-wal"_s, log);
}

// Their ids; that all the rest is as it was stored is checked here.
Ids tst_Salvage::salvage() const
{
    Ids ids;
    const Error error = salvageEvents(m_path, [&ids](SalvagedEvent &&event) {
        if (event.bytes != bytesOf(event.id) || event.anonymousId != anonymousIdOf(event.id)
            || event.bootId != "boot" || event.bootMilliseconds != bootMillisecondsOf(event.id)
            || event.attempts != 0 || event.failure) {
            qWarning("Event %lld is not as it was", event.id);
            return false;
        }
        ids.push_back(event.id);
        return true;
    });
    if (error.isError())
        qWarning() << error;
    return ids;
}

void tst_Salvage::anIntactQueueIsFoundWhole_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("log");
    QTest::addColumn<int>("events");
    QTest::newRow("in the file") << m_closed << QByteArray() << allEvents;
    QTest::newRow("in the file, and an empty log") << m_closed << QByteArray("") << allEvents;
    QTest::newRow("in both") << m_file << m_log << allEvents;
    QTest::newRow("in the log") << m_emptyFile << m_wholeLog << eventsInFile;
    QTest::newRow("in the log, beside no bytes") << QByteArray("") << m_wholeLog << eventsInFile;
}

void tst_Salvage::anIntactQueueIsFoundWhole()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, log);
    QFETCH(int, events);
    useQueue(file, log);
    QCOMPARE(salvage(), idsFromTo(1, events));
}

void tst_Salvage::aDamagedHeaderCostsNothing_data()
{
    QTest::addColumn<bool>("hasLog");
    QTest::addColumn<int>("at");
    QTest::addColumn<QByteArray>("damage");
    QByteArray leaf(4, '\0'); // its number
    qToBigEndian(quint32(findPage(m_file, 10, isLeaf)), leaf.data());
    for (const bool hasLog : {false, true}) {
        const char *where = hasLog ? "file and log" : "file";
        QTest::addRow("%s: header of zeros", where) << hasLog << 0 << QByteArray(100, '\0');
        QTest::addRow("%s: page of zeros", where) << hasLog << 0 << QByteArray(pageSize, '\0');
        QTest::addRow("%s: random header", where) << hasLog << 0 << random(100, 1);
        QTest::addRow("%s: random page", where) << hasLog << 0 << random(pageSize, 2);
        QTest::addRow("%s: wrong page size", where) << hasLog << 16 << QByteArray("\x20\x00", 2);
        QTest::addRow("%s: wrong page count", where) << hasLog << 28 << QByteArray(4, '\x01');
        // The pointer map behind it as well: all pages are free, and have a parent.
        QTest::addRow("%s: wrong pointer map", where)
                << hasLog << pageSize << QByteArray(pageSize, '\x02');
        QTest::addRow("%s: wrong freelist", where) << hasLog << 32 << leaf;
    }
}

void tst_Salvage::aDamagedHeaderCostsNothing()
{
    QFETCH(bool, hasLog);
    QFETCH(int, at);
    QFETCH(QByteArray, damage);
    QByteArray file = hasLog ? m_file : m_closed;
    file.replace(at, damage.size(), damage);
    useQueue(file, hasLog ? m_log : QByteArray());
    QCOMPARE(salvage(), idsFromTo(1, allEvents));
}

void tst_Salvage::aLostPageCostsItsEventsOnly_data()
{
    QTest::addColumn<qint64>("page");
    QTest::addColumn<bool>("hasEvents");
    const qint64 middle = m_closed.size() / pageSize / 2;
    const qint64 leaf = findPage(m_closed, middle, isLeaf);
    const std::set<qint64> large = pagesOf(m_closed, 140);
    QVERIFY(large.size() > 40);
    QTest::newRow("leaf") << leaf << true;
    QTest::newRow("first leaf") << *pagesOf(m_closed, 1).begin() << true;
    QTest::newRow("in a large event") << *std::next(large.begin(), 20) << true;
    QTest::newRow("a large event's end") << pageWithEndOf(m_closed, 140) << true;
    QTest::newRow("interior page") << findPage(m_closed, 2, isInterior) << false;
    QTest::newRow("pointer map") << qint64(2) << false;
    QTest::newRow("last page") << m_closed.size() / pageSize << true;
}

void tst_Salvage::aLostPageCostsItsEventsOnly()
{
    QFETCH(qint64, page);
    QFETCH(bool, hasEvents);
    QByteArray file = m_closed;
    zeroPage(&file, page);
    useQueue(file);

    Ids expected;
    for (qint64 id = 1; id <= allEvents; ++id) {
        if (pagesOf(m_closed, id).count(page) == 0)
            expected.push_back(id);
    }
    QCOMPARE(expected.size() < allEvents, hasEvents);
    QVERIFY(expected.size() > allEvents - 20);
    QCOMPARE(salvage(), expected);
}

void tst_Salvage::aTruncatedFileHasTheEventsOfItsPages_data()
{
    QTest::addColumn<qint64>("size");
    const qint64 pages = m_closed.size() / pageSize;
    QTest::newRow("a page short") << (pages - 1) * pageSize;
    QTest::newRow("a byte short") << pages * pageSize - 1;
    QTest::newRow("half, at a page's end") << pages / 2 * pageSize;
    QTest::newRow("half, within a page") << pages / 2 * pageSize + 1000;
    QTest::newRow("few pages") << (*pagesOf(m_closed, 1).begin() + 2) * pageSize;
}

void tst_Salvage::aTruncatedFileHasTheEventsOfItsPages()
{
    QFETCH(qint64, size);
    useQueue(m_closed.first(size));

    Ids expected;
    for (qint64 id = 1; id <= allEvents; ++id) {
        if (*pagesOf(m_closed, id).rbegin() <= size / pageSize)
            expected.push_back(id);
    }
    QVERIFY(!expected.empty() && expected.size() < allEvents);
    QCOMPARE(salvage(), expected);
}

void tst_Salvage::whatIsNoQueueHasNoEvents_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("log");
    const QByteArray none;
    QTest::newRow("missing") << none << none;
    QTest::newRow("empty") << QByteArray("") << none;
    QTest::newRow("one byte") << QByteArray("S") << none;
    QTest::newRow("text") << QByteArray("This is no queue.\n").repeated(5000) << none;
    QTest::newRow("events, but no pages") << bytesOf(1).repeated(100) << none;
    QTest::newRow("zeros") << QByteArray(100'000, '\0') << none;
    QTest::newRow("all ones") << QByteArray(100'000, '\xff') << none;
    QTest::newRow("leaves of nothing") << QByteArray(100'000, '\x0d') << none;
    QTest::newRow("random") << random(100'000, 3) << random(100'000, 4);
}

void tst_Salvage::whatIsNoQueueHasNoEvents()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, log);
    if (!file.isNull())
        useQueue(file, log);
    int events = 0;
    const Error error = salvageEvents(m_path, [&events](SalvagedEvent &&) {
        ++events;
        return true;
    });
    QCOMPARE(error, Error());
    QCOMPARE(events, 0);
    QCOMPARE(read(m_path), file); // it is looked at only
}

void tst_Salvage::theLogCountsToTheLastCommitBeforeItsDamage_data()
{
    QTest::addColumn<QByteArray>("log");
    QTest::addColumn<int>("lastEvent");

    const auto flipped = [this](qint64 at) {
        QByteArray log = m_log;
        log[at] = char(log[at] ^ 0x10);
        return log;
    };
    QTest::newRow("magic") << flipped(0) << eventsInFile;
    QTest::newRow("page size") << flipped(10) << eventsInFile;
    QTest::newRow("salt") << flipped(16) << eventsInFile;
    QTest::newRow("checksum of the header") << flipped(31) << eventsInFile;
    QTest::newRow("header only") << m_log.first(logHeader) << eventsInFile;
    QTest::newRow("half a header") << m_log.first(logHeader / 2) << eventsInFile;

    for (size_t i = 0; i < m_logSizes.size(); ++i) {
        const qint64 begin = i == 0 ? logHeader : m_logSizes[i - 1];
        const qint64 end = m_logSizes[i];
        const int before = eventsInFile + int(i) * batch;
        QTest::addRow("batch %zu: page number", i) << flipped(begin + 3) << before;
        QTest::addRow("batch %zu: salt", i) << flipped(begin + 8) << before;
        QTest::addRow("batch %zu: checksum", i) << flipped(begin + 23) << before;
        QTest::addRow("batch %zu: first frame", i) << flipped(begin + frameHeader) << before;
        QTest::addRow("batch %zu: last frame", i) << flipped(end - 1) << before;
        QTest::addRow("batch %zu: not committed", i)
                << m_log.first(end - frameHeader - pageSize) << before;
        QTest::addRow("batch %zu: torn", i) << m_log.first(end - 1) << before;
        QTest::addRow("batch %zu: whole", i) << m_log.first(end) << before + batch;
    }
}

void tst_Salvage::theLogCountsToTheLastCommitBeforeItsDamage()
{
    QFETCH(QByteArray, log);
    QFETCH(int, lastEvent);
    useQueue(m_file, log);
    QCOMPARE(salvage(), idsFromTo(1, lastEvent));
}

// A machine of the other byte order writes such.
void tst_Salvage::aLogWithBigEndianChecksumsIsRead()
{
    quint32 first = 0;
    quint32 second = 0;
    QByteArray log = m_log;
    const auto sign = [&](qsizetype from, qsizetype size) {
        for (qsizetype at = from; at < from + size; at += 8) {
            first += qFromBigEndian<quint32>(log.constData() + at) + second;
            second += qFromBigEndian<quint32>(log.constData() + at + 4) + first;
        }
    };
    const auto store = [&](qsizetype at) {
        qToBigEndian(first, log.data() + at);
        qToBigEndian(second, log.data() + at + 4);
    };
    log[3] = char(0x83);
    sign(0, 24);
    store(24);
    for (qsizetype frame = logHeader; frame < log.size(); frame += frameHeader + pageSize) {
        sign(frame, 8);
        sign(frame + frameHeader, pageSize);
        store(frame + 16);
    }
    QVERIFY(log != m_log);
    useQueue(m_file, log);
    QCOMPARE(salvage(), idsFromTo(1, allEvents));
}

void tst_Salvage::aPageOfTheLogMendsTheFiles()
{
    QByteArray file = m_closed;
    for (qsizetype frame = logHeader; frame < m_log.size(); frame += frameHeader + pageSize)
        zeroPage(&file, qFromBigEndian<quint32>(m_log.constData() + frame));
    QVERIFY(file != m_closed);
    useQueue(file, m_log);
    QCOMPARE(salvage(), idsFromTo(1, allEvents));
}

void tst_Salvage::whatTheLogDeletedIsGone()
{
    useQueue(m_closed);
    SqlEventStore store;
    QVERIFY(!store.open(m_path, Configuration::Durability::Normal).isError());
    QVERIFY(!store.settle(idsFromTo(1, 150)).isError());
    const QByteArray log = read(m_path + u"-wal"_s);
    store.close();

    init();
    useQueue(m_closed, log);
    QCOMPARE(salvage(), idsFromTo(151, allEvents));
}

void tst_Salvage::whatIsBehindTheEndThatTheLogSaysIsGone()
{
    useQueue(m_closed);
    SqlEventStore store; // as long as it is open, the file is not written
    QVERIFY(!store.open(m_path, Configuration::Durability::Normal).isError());
    execute(m_path,
            {u"PRAGMA secure_delete = OFF"_s, u"DELETE FROM events WHERE id > 150"_s, u"VACUUM"_s});
    QCOMPARE(read(m_path), m_closed);
    const QByteArray log = read(m_path + u"-wal"_s);
    store.close();
    QVERIFY(QFile(m_path).size() < m_closed.size() * 2 / 3);

    init();
    useQueue(m_closed, log);
    QCOMPARE(salvage(), idsFromTo(1, 150));
}

void tst_Salvage::deliveredEventsDoNotComeBack_data()
{
    QTest::addColumn<Ids>("lostPages");
    QTest::addColumn<bool>("knowsFreePages");
    QTest::newRow("freelist and pointer map") << Ids{} << true;
    QTest::newRow("the freelist alone") << Ids{2} << true;
    QTest::newRow("the pointer map alone") << Ids{1} << true;
    QTest::newRow("neither") << Ids{1, 2} << false;
}

void tst_Salvage::deliveredEventsDoNotComeBack()
{
    QFETCH(Ids, lostPages);
    QFETCH(bool, knowsFreePages);
    useQueue(m_closed);
    // Some builds of SQLite wipe what they delete, others do not.
    execute(m_path, {u"PRAGMA secure_delete = OFF"_s, u"DELETE FROM events WHERE id <= 150"_s});
    QByteArray file = read(m_path);
    QVERIFY(file.contains(messageId(100)));
    for (const qint64 page : lostPages)
        zeroPage(&file, page);
    write(m_path, file);

    const Ids found = salvage();
    const Ids waiting = idsFromTo(151, allEvents);
    if (knowsFreePages) {
        QCOMPARE(found, waiting);
    } else {
        QVERIFY(std::includes(found.cbegin(), found.cend(), waiting.cbegin(), waiting.cend()));
        QVERIFY(found.size() > waiting.size()); // or the other rows would say nothing
    }
}

void tst_Salvage::anyPageSizeIsFound_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("hasHeader");
    for (int size = 512; size <= 65536; size *= 2) {
        QTest::addRow("%d", size) << size << true;
        QTest::addRow("%d, without a header", size) << size << false;
    }
}

void tst_Salvage::anyPageSizeIsFound()
{
    QFETCH(int, size);
    QFETCH(bool, hasHeader);
    execute(m_path, {u"PRAGMA page_size = %1"_s.arg(size), u"CREATE TABLE other (a)"_s});
    SqlEventStore store;
    QVERIFY(!store.open(m_path, Configuration::Durability::Normal).isError());
    append(store, 1, 100);
    store.close();
    // This file has no pointer map.
    execute(m_path, {u"PRAGMA secure_delete = OFF"_s, u"DELETE FROM events WHERE id > 80"_s});
    QByteArray file = read(m_path);
    QCOMPARE(qFromBigEndian<quint16>(file.constData() + 16), quint16(size == 65536 ? 1 : size));
    if (!hasHeader) {
        zero(&file, 0, 100);
        write(m_path, file);
    }
    const Ids found = salvage();
    const Ids expected = idsFromTo(1, 80);
    if (hasHeader)
        QCOMPARE(found, expected);
    else
        QVERIFY(std::includes(found.cbegin(), found.cend(), expected.cbegin(), expected.cend()));
}

void tst_Salvage::theLogKnowsThePageSize()
{
    execute(m_path, {u"PRAGMA page_size = 16384"_s, u"CREATE TABLE other (a)"_s});
    SqlEventStore store;
    QVERIFY(!store.open(m_path, Configuration::Durability::Normal).isError());
    append(store, 1, 100);
    QByteArray file = read(m_path);
    zero(&file, 0, 100);
    const QByteArray log = read(m_path + u"-wal"_s);
    store.close();

    init();
    useQueue(file, log);
    QCOMPARE(salvage(), idsFromTo(1, 100));
}

void tst_Salvage::aQueueOfOneEventIsEnoughToGuessThePageSize()
{
    SqlEventStore store;
    QVERIFY(!store.open(m_path, Configuration::Durability::Normal).isError());
    const std::vector<RecordedEvent> large = {
            {bytesOf(70), messageId(70), anonymousIdOf(1), bootMillisecondsOf(1), nullptr}};
    QVERIFY(!store.append(large, "boot").isError());
    store.close();
    QByteArray file = read(m_path);
    zero(&file, 0, pageSize);
    write(m_path, file);

    int events = 0;
    salvageEvents(m_path, [&events](SalvagedEvent &&event) {
        events += event.bytes == bytesOf(70) ? 1 : 0;
        return true;
    });
    QCOMPARE(events, 1);
}

// Apple's SQLite reserves some.
void tst_Salvage::bytesThatEachPageReservesAreSkipped()
{
    constexpr int reserved = 12;
    execute(m_path, {u"CREATE TABLE other (a)"_s, u"DROP TABLE other"_s});
    QByteArray file = read(m_path);
    file[20] = reserved;
    qToBigEndian(quint16(pageSize - reserved), file.data() + 100 + 5); // where page 1 ends
    write(m_path, file);
    SqlEventStore store;
    QVERIFY(!store.open(m_path, Configuration::Durability::Normal).isError());
    append(store, 1, 80);
    store.close();
    QCOMPARE(read(m_path)[20], char(reserved));
    QCOMPARE(salvage(), idsFromTo(1, 80));
}

void tst_Salvage::whatIsBrokenWithinIsNoEvent_data()
{
    QTest::addColumn<qint64>("id");
    QTest::addColumn<qint64>("at"); // in the bytes; less than 0: from their end
    QTest::addColumn<QByteArray>("damage");
    for (const qint64 id : {80, 140}) {
        const char *size = isLarge(id) ? "large" : "small";
        QTest::addRow("%s: beginning", size) << id << qint64(2) << QByteArray("X");
        QTest::addRow("%s: end", size) << id << qint64(-1) << QByteArray("]");
        QTest::addRow("%s: space behind its end", size) << id << qint64(-3) << QByteArray("\"} ");
        QTest::addRow("%s: before sentAt", size)
                << id << qint64(EventLayout::sentAtOffset - 4) << QByteArray("_");
        QTest::addRow("%s: zeros", size) << id << qint64(150) << QByteArray(40, '\0');
        QTest::addRow("%s: quotation mark", size) << id << qint64(150) << QByteArray("\"");
    }
}

void tst_Salvage::whatIsBrokenWithinIsNoEvent()
{
    QFETCH(qint64, id);
    QFETCH(qint64, at);
    QFETCH(QByteArray, damage);
    QByteArray file = m_closed;
    const QByteArray bytes = bytesOf(id);
    // A large event is not in one piece, but its beginning and its end are.
    const qint64 where =
            at < 0 ? file.indexOf(bytes.last(100)) + 100 + at : file.indexOf(bytes.first(200)) + at;
    QVERIFY(where > at);
    file.replace(where, damage.size(), damage);
    useQueue(file);

    Ids expected = idsFromTo(1, allEvents);
    expected.erase(expected.begin() + id - 1);
    QCOMPARE(salvage(), expected);
}

void tst_Salvage::aBrokenChainCostsItsEventOnly_data()
{
    QTest::addColumn<int>("from"); // which of the large event's pages
    QTest::addColumn<int>("to");   // less than 0: that number itself, not one of them
    QTest::newRow("back to itself") << 30 << 30;
    QTest::newRow("back to its beginning") << 40 << 2;
    QTest::newRow("over some pages") << 20 << 25;
    QTest::newRow("nowhere") << 20 << -100'000;
    QTest::newRow("on behind its end") << -1 << 20;
}

void tst_Salvage::aBrokenChainCostsItsEventOnly()
{
    QFETCH(int, from);
    QFETCH(int, to);
    QByteArray file = m_closed;
    const std::set<qint64> found = pagesOf(file, 140);
    const Ids pages(found.begin(), found.end());
    const qint64 page = from < 0 ? pageWithEndOf(file, 140) : pages[size_t(from)];
    QVERIFY(!isLeaf(pageOf(file, page)));
    const auto next = quint32(to < 0 ? -to : pages[size_t(to)]);
    qToBigEndian(next, file.data() + (page - 1) * pageSize);
    useQueue(file);
    Ids expected = idsFromTo(1, allEvents);
    expected.erase(expected.begin() + 139);
    QCOMPARE(salvage(), expected);
}

// Files of version 2 of the schema have them.
static const QStringList createFailed = {
        u"CREATE TABLE IF NOT EXISTS failed (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL, "
        "anonymous_id BLOB NOT NULL, boot_id BLOB NOT NULL, boot_ms INTEGER NOT NULL, attempts "
        "INTEGER NOT NULL, reason INTEGER NOT NULL, message TEXT NOT NULL, failed_at INTEGER NOT "
        "NULL)"_s,
};

static QString setAside(const QString &condition)
{
    return u"INSERT INTO failed SELECT id, bytes, anonymous_id, boot_id, boot_ms, 7, 2, 'No "
           u"\u00e4, "
           "please', 1767225600000 FROM events WHERE "_s
            + condition;
}

static std::vector<SalvagedEvent> salvaged(const QString &path)
{
    std::vector<SalvagedEvent> events;
    const Error error = salvageEvents(path, [&events](SalvagedEvent &&event) {
        events.push_back(std::move(event));
        return true;
    });
    if (error.isError())
        qWarning() << error;
    return events;
}

void tst_Salvage::failedEventsKeepWhyTheyFailed()
{
    useQueue(m_closed);
    execute(m_path, createFailed);
    execute(m_path,
            {setAside(u"id % 3 = 0"_s), u"DELETE FROM events WHERE id % 3 = 0"_s,
             u"UPDATE events SET attempts = 300 WHERE id = 1"_s,
             u"UPDATE events SET attempts = 1 WHERE id = 2"_s});
    QByteArray file = read(m_path);
    zero(&file, 0, 100);
    write(m_path, file);

    const std::vector<SalvagedEvent> events = salvaged(m_path);
    QCOMPARE(events.size(), size_t(allEvents));
    for (size_t i = 0; i < events.size(); ++i) {
        const SalvagedEvent &event = events[i];
        QCOMPARE(event.id, qint64(i + 1));
        QCOMPARE(event.bytes, bytesOf(event.id));
        QCOMPARE(event.bootMilliseconds, bootMillisecondsOf(event.id));
        QCOMPARE(event.failure.has_value(), event.id % 3 == 0);
        QCOMPARE(event.attempts, event.failure ? 7 : event.id == 1 ? 300 : event.id == 2 ? 1 : 0);
        if (event.failure) {
            QCOMPARE(event.failure->reason, 2);
            QCOMPARE(event.failure->message, u"No \u00e4, please"_s);
            QCOMPARE(event.failure->at, 1767225600000);
        }
    }
}

void tst_Salvage::anEventIsGivenOutOnce()
{
    useQueue(m_closed);
    execute(m_path, createFailed);
    // Event 10 twice, and two events of one id.
    execute(m_path,
            {setAside(u"id = 10"_s), setAside(u"id = 20"_s),
             u"UPDATE failed SET id = 30 WHERE id = 20"_s});
    const std::vector<SalvagedEvent> events = salvaged(m_path);
    QCOMPARE(events.size(), size_t(allEvents + 1));
    QCOMPARE(events[9].bytes, bytesOf(10));
    QVERIFY(events[9].failure);
    QCOMPARE(events[10].id, 11);
    QCOMPARE(events[29].id, 30);
    QCOMPARE(events[29].bytes, bytesOf(20));
    QCOMPARE(events[30].id, 30);
    QCOMPARE(events[30].bytes, bytesOf(30));
    QCOMPARE(events[31].id, 31);
}

void tst_Salvage::whoTakesCanStop()
{
    useQueue(m_closed);
    Ids ids;
    const Error error = salvageEvents(m_path, [&ids](SalvagedEvent &&event) {
        ids.push_back(event.id);
        return event.id < 3;
    });
    QCOMPARE(error, Error());
    QCOMPARE(ids, idsFromTo(1, 3));
}

void tst_Salvage::aFileThatCantBeReadIsAnError()
{
    QVERIFY(QDir().mkpath(m_path));
    write(m_path + u"/file"_s, "x");
    const Error error = salvageEvents(m_path, [](SalvagedEvent &&) { return true; });
    QCOMPARE(error.code(), Error::Code::StorageFailed);
}

void tst_Salvage::cellsThatAreOneDoNotMultiplyTheWork_data()
{
    QTest::addColumn<qint64>("id");
    QTest::addColumn<int>("cells"); // in a page
    const auto offset = [this](qint64 id) {
        return m_closed.indexOf(bytesOf(id).first(120)) % pageSize;
    };
    qint64 small = 100;
    while (offset(small) < pageSize * 2 / 3) // before it is room for the cells' numbers
        ++small;
    QTest::newRow("small") << small << 1300;
    QTest::newRow("large") << qint64(140) << 8;
}

// No database has such leaves, but without limits a file of 16 MB would take minutes.
void tst_Salvage::cellsThatAreOneDoNotMultiplyTheWork()
{
    QFETCH(qint64, id);
    QFETCH(int, cells);
    const qsizetype bytes = m_closed.indexOf(bytesOf(id).first(120));
    QByteArray leaf = pageOf(m_closed, bytes / pageSize + 1);
    quint16 cell = 0; // the last before the bytes
    for (int i = 0; i < qFromBigEndian<quint16>(leaf.constData() + 3); ++i) {
        const auto other = qFromBigEndian<quint16>(leaf.constData() + 8 + 2 * i);
        if (other < bytes % pageSize)
            cell = std::max(cell, other);
    }
    QVERIFY(isLeaf(leaf) && cell >= 8 + 2 * cells);
    qToBigEndian(quint16(cells), leaf.data() + 3);
    for (int i = 0; i < cells; ++i)
        qToBigEndian(cell, leaf.data() + 8 + 2 * i);
    useQueue(m_closed + leaf.repeated(4000));

    const Ids found = salvage();
    const auto isFound = [&found](qint64 event) {
        return std::binary_search(found.cbegin(), found.cend(), event);
    };
    for (qint64 event = 1; event <= allEvents; ++event) {
        if (event == id || !isLarge(event))
            QVERIFY(isFound(event));
    }
    // What the limit costs in such a file, and how it is seen to be there.
    QCOMPARE(isFound(280), !isLarge(id));
}

// One of a few ways to damage bytes.
static void mutate(QByteArray *bytes, QRandomGenerator *random)
{
    const auto below = [random](qsizetype limit) { return qsizetype(random->bounded(int(limit))); };
    const qsizetype at = below(bytes->size());
    const qsizetype page = at / pageSize * pageSize;
    switch (random->bounded(7)) {
    case 0:
        (*bytes)[at] = char(random->generate());
        break;
    case 1: // where pages and records have their headers
        (*bytes)[std::min(page + below(16), bytes->size() - 1)] = char(random->generate());
        break;
    case 2:
        bytes->replace(at, 4, QByteArray("\0\0\0\3\0\0\0\4", 8).mid(below(4), 4));
        break;
    case 3:
        zero(bytes, at, std::min(below(pageSize), bytes->size() - at));
        break;
    case 4: // a page in another's place
        bytes->replace(page, pageSize,
                       bytes->mid(below(bytes->size()) / pageSize * pageSize, pageSize));
        break;
    case 5:
        bytes->insert(at, char(random->generate()));
        break;
    case 6:
        bytes->truncate(std::max<qsizetype>(at, 1));
        break;
    }
}

void tst_Salvage::noBytesDoHarm()
{
    SqlEventStore store;
    QVERIFY(!store.open(m_path, Configuration::Durability::Normal).isError());
    append(store, 55, 80); // a large one among them
    store.close();
    execute(m_path, createFailed);
    execute(m_path,
            {setAside(u"id % 3 = 0"_s), u"PRAGMA secure_delete = OFF"_s,
             u"DELETE FROM events WHERE id < 8"_s});
    const QByteArray file = read(m_path);
    QVERIFY(!store.open(m_path, Configuration::Durability::Normal).isError());
    append(store, 81, 100);
    const QByteArray log = read(m_path + u"-wal"_s);
    store.close();
    init();

    QRandomGenerator random(20260101);
    for (int round = 0; round < 2000; ++round) {
        QByteArray damagedFile = file;
        QByteArray damagedLog = log;
        for (int left = 1 + random.bounded(8); left > 0; --left)
            mutate(random.bounded(4) == 0 ? &damagedLog : &damagedFile, &random);
        useQueue(damagedFile, round % 2 ? damagedLog : QByteArray(""));
        qint64 last = 0;
        for (const SalvagedEvent &event : salvaged(m_path)) {
            QVERIFY(event.id >= last);
            last = event.id;
            QVERIFY(event.bytes.startsWith(EventLayout::beforeOriginalTimestamp));
            QVERIFY(QJsonDocument::fromJson(event.bytes).isObject());
        }
    }
}

QTEST_GUILESS_MAIN(tst_Salvage)
#include "tst_salvage.moc"

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/timestamp_p.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qrandom.h>
#include <QtCore/qthread.h>
#include <QtCore/qtimezone.h>
#include <QtTest/qtest.h>

#include <limits>
#include <memory>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 startOfYear0 = -62'167'219'200'000;
constexpr qint64 endOfYear9999 = 253'402'300'799'999;

QByteArray written(qint64 ms)
{
    QByteArray text(Rudder::timestampLength, '?');
    Rudder::writeUtc(text.data(), ms);
    return text;
}

QByteArray appended(qint64 ms)
{
    QByteArray text("at ");
    Rudder::appendUtc(text, ms);
    return text.mid(3);
}

QByteArray byQt(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::utc())
            .toString(u"yyyy-MM-dd'T'HH:mm:ss.zzz'Z'")
            .toLatin1();
}

} // namespace

class tst_Timestamp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knownTimes_data();
    void knownTimes();
    void aHoleIsNeverLeft_data();
    void aHoleIsNeverLeft();
    void farYearsHaveASignAndSixDigits_data();
    void farYearsHaveASignAndSixDigits();
    void everyDayIsAsQtHasIt();
    void randomTimesAreAsQtHasThem();
    void timesThatStepBackAreRight();
    void threadsDontMixTheirTimes();
};

void tst_Timestamp::knownTimes_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QByteArray>("text");

    QTest::newRow("epoch") << qint64(0) << QByteArray("1970-01-01T00:00:00.000Z");
    QTest::newRow("a millisecond before") << qint64(-1) << QByteArray("1969-12-31T23:59:59.999Z");
    QTest::newRow("a second before") << qint64(-1000) << QByteArray("1969-12-31T23:59:59.000Z");
    QTest::newRow("leap day") << qint64(1'709'210'096'789)
                              << QByteArray("2024-02-29T12:34:56.789Z");
    QTest::newRow("2100 has none")
            << qint64(4'107'542'400'000) << QByteArray("2100-03-01T00:00:00.000Z");
    QTest::newRow("first") << startOfYear0 << QByteArray("0000-01-01T00:00:00.000Z");
    QTest::newRow("last") << endOfYear9999 << QByteArray("9999-12-31T23:59:59.999Z");
}

void tst_Timestamp::knownTimes()
{
    QFETCH(qint64, ms);
    QFETCH(QByteArray, text);
    QCOMPARE(written(ms), text);
    QCOMPARE(appended(ms), text);
}

void tst_Timestamp::aHoleIsNeverLeft_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QByteArray>("text");

    const QByteArray first("0000-01-01T00:00:00.000Z");
    const QByteArray last("9999-12-31T23:59:59.999Z");
    QTest::newRow("before year 0") << startOfYear0 - 1 << first;
    QTest::newRow("after year 9999") << endOfYear9999 + 1 << last;
    QTest::newRow("least") << std::numeric_limits<qint64>::min() << first;
    QTest::newRow("most") << std::numeric_limits<qint64>::max() << last;
}

void tst_Timestamp::aHoleIsNeverLeft()
{
    QFETCH(qint64, ms);
    QFETCH(QByteArray, text);

    QByteArray around(Rudder::timestampLength + 2, '#');
    Rudder::writeUtc(around.data() + 1, ms);
    QCOMPARE(around, '#' + text + '#');
}

void tst_Timestamp::farYearsHaveASignAndSixDigits_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QByteArray>("text");

    const QByteArray first("-271821-04-20T00:00:00.000Z");
    const QByteArray last("+275760-09-13T00:00:00.000Z");
    QTest::newRow("before year 0") << startOfYear0 - 1 << QByteArray("-000001-12-31T23:59:59.999Z");
    QTest::newRow("after year 9999")
            << endOfYear9999 + 1 << QByteArray("+010000-01-01T00:00:00.000Z");
    QTest::newRow("first of JavaScript") << -Rudder::furthestTimestamp << first;
    QTest::newRow("last of JavaScript") << Rudder::furthestTimestamp << last;
    QTest::newRow("least") << std::numeric_limits<qint64>::min() << first;
    QTest::newRow("most") << std::numeric_limits<qint64>::max() << last;
}

void tst_Timestamp::farYearsHaveASignAndSixDigits()
{
    QFETCH(qint64, ms);
    QFETCH(QByteArray, text);
    QCOMPARE(appended(ms), text);
}

void tst_Timestamp::everyDayIsAsQtHasIt()
{
    constexpr qint64 msPerDay = 86'400'000;
    const qint64 first = QDate(1, 1, 1).startOfDay(QTimeZone::utc()).toMSecsSinceEpoch() / msPerDay;
    const qint64 last =
            QDate(9999, 12, 31).startOfDay(QTimeZone::utc()).toMSecsSinceEpoch() / msPerDay;
    QDate date(1, 1, 1);
    for (qint64 day = first; day <= last; ++day, date = date.addDays(1)) {
        int year = 0;
        int month = 0;
        int dayOfMonth = 0;
        date.getDate(&year, &month, &dayOfMonth);
        char expected[40];
        qsnprintf(expected, sizeof expected, "%04d-%02d-%02dT00:00:00.000Z", year, month,
                  dayOfMonth);
        if (written(day * msPerDay) != expected)
            QCOMPARE(written(day * msPerDay), expected);
    }
}

void tst_Timestamp::randomTimesAreAsQtHasThem()
{
    QRandomGenerator random(7);
    const qint64 first = QDate(1, 1, 1).startOfDay(QTimeZone::utc()).toMSecsSinceEpoch();
    for (int i = 0; i < 20'000; ++i) {
        const qint64 ms = first + qint64(random.generateDouble() * double(endOfYear9999 - first));
        QCOMPARE(written(ms), byQt(ms));
        QCOMPARE(appended(ms), byQt(ms));
    }
}

void tst_Timestamp::timesThatStepBackAreRight()
{
    const qint64 ms = 1'767'225'600'500;
    for (const qint64 step : {0, 1, 499, 500, -1, -501, 86'400'000, 0, -86'400'000, 0})
        QCOMPARE(written(ms + step), byQt(ms + step));
}

void tst_Timestamp::threadsDontMixTheirTimes()
{
    std::vector<std::unique_ptr<QThread>> threads;
    QAtomicInt wrong;
    for (int number = 0; number < 4; ++number) {
        threads.emplace_back(QThread::create([number, &wrong] {
            for (int i = 0; i < 5'000; ++i) {
                const qint64 ms = number * 1'000'000'000'000 + i * 333;
                if (written(ms) != byQt(ms))
                    wrong.ref();
            }
        }));
        threads.back()->start();
    }
    for (const auto &thread : threads)
        thread->wait();
    QCOMPARE(wrong.loadRelaxed(), 0);
}

QTEST_APPLESS_MAIN(tst_Timestamp)

#include "tst_timestamp.moc"

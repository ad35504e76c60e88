// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "identity/session_p.h"

#include <QtTest/qtest.h>

using namespace Rudder;

namespace {

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr SessionRules halfAnHour{true, 30 * minute};

const Moment last{1'767'225'600'000, 5'000'000, "boot-1"};

Moment later(qint64 wall, qint64 boot, const QByteArray &bootId = "boot-1")
{
    return {last.wall + wall, last.boot + boot, bootId};
}

Session begun()
{
    return {1'767'225'000, false, true, last};
}

} // namespace

class tst_Session : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aSessionEnds_data();
    void aSessionEnds();
    void anEventBeginsTheFirstOne();
    void theSameOneGoesOn();
    void withoutAutomaticSessionsNoneBegins();
    void oneByHandStays();
    void itIsUndisturbed_data();
    void itIsUndisturbed();
    void idsAreSecondsAndRise_data();
    void idsAreSecondsAndRise();
};

void tst_Session::aSessionEnds_data()
{
    QTest::addColumn<Moment>("now");
    QTest::addColumn<bool>("ends");
    const auto row = [](const char *name, const Moment &now, bool ends) {
        QTest::newRow(name) << now << ends;
    };
    row("at once", last, false);
    row("at the time-out", later(30 * minute, 30 * minute), false);
    row("after it", later(30 * minute + 1, 30 * minute + 1), true);
    row("the clock is set forward by a year", later(365 * day, second), false);
    row("the clock is set back by a day", later(-day, second), true);
    row("the clock is set right by seconds", later(-5 * second, second), false);
    row("asleep for a night", later(8 * hour, 8 * hour), true);
    row("asleep, and the clock set back by as much", later(0, 8 * hour), true);
    row("another boot, soon", later(minute, -4'000'000, "boot-2"), false);
    row("another boot, late", later(hour, -4'000'000, "boot-2"), true);
    row("another boot, set forward", later(365 * day, 5'000, "boot-2"), true);
    row("another boot, of a clock that is not set", later(-56 * 365 * day, 5'000, "boot-2"), true);
    row("the system names no boot", later(hour, second, {}), true);
    row("this boot's clock ran backwards", later(hour, -second), true);
}

void tst_Session::aSessionEnds()
{
    QFETCH(Moment, now);
    QFETCH(bool, ends);
    QCOMPARE(hasTimedOut(last, now, halfAnHour.timeout), ends);
    const Session next = sessionAt(begun(), now, halfAnHour, 1'800'000'000);
    QCOMPARE(next.id, ends ? 1'800'000'000 : begun().id);
    QCOMPARE(next.isStarted, !ends);
    QCOMPARE(next.lastActivity.wall, now.wall);
    QCOMPARE(isUndisturbed(begun(), last, now, halfAnHour) && ends, false);
}

void tst_Session::anEventBeginsTheFirstOne()
{
    const Session next = sessionAt({}, last, halfAnHour, 1'800'000'000);
    QCOMPARE(next.id, 1'800'000'000);
    QVERIFY(!next.isStarted);
    QVERIFY(!next.isManual);
    QVERIFY(!isUndisturbed({}, {}, last, halfAnHour));
}

void tst_Session::theSameOneGoesOn()
{
    const Moment now = later(minute, minute);
    const Session next = sessionAt(begun(), now, halfAnHour, 1'800'000'000);
    Session expected = begun();
    expected.lastActivity = now;
    QVERIFY(next == expected);
}

void tst_Session::withoutAutomaticSessionsNoneBegins()
{
    const SessionRules byHand{false, 30 * minute};
    QCOMPARE(sessionAt({}, last, byHand, 1'800'000'000).id, 0);
    QCOMPARE(sessionAt(begun(), last, byHand, 1'800'000'000).id, 0);
    QVERIFY(isUndisturbed({}, {}, last, byHand));
    QVERIFY(!isUndisturbed(begun(), last, last, byHand));
}

void tst_Session::oneByHandStays()
{
    Session session = begun();
    session.isManual = true;
    for (const Moment &now : {later(365 * day, 365 * day), later(-day, second)}) {
        QCOMPARE(sessionAt(session, now, halfAnHour, 1'800'000'000).id, session.id);
        QVERIFY(isUndisturbed(session, last, now, halfAnHour));
    }
    session.isStarted = false;
    QVERIFY(!isUndisturbed(session, last, last, halfAnHour));
}

void tst_Session::itIsUndisturbed_data()
{
    QTest::addColumn<Moment>("lastActivity");
    QTest::addColumn<Moment>("now");
    QTest::addColumn<bool>("isUndisturbed");
    const auto at = [](qint64 after) { return later(after, after); };
    QTest::newRow("at once") << last << last << true;
    QTest::newRow("the note on disk is young") << at(5 * minute) << at(6 * minute) << true;
    QTest::newRow("it is older") << at(5 * minute) << at(6 * minute + 1) << false;
    QTest::newRow("timed out since") << last << at(31 * minute) << false;
    QTest::newRow("active for long") << at(40 * minute) << at(41 * minute) << false;
}

void tst_Session::itIsUndisturbed()
{
    QFETCH(Moment, lastActivity);
    QFETCH(Moment, now);
    QFETCH(bool, isUndisturbed);
    QCOMPARE(Rudder::isUndisturbed(begun(), lastActivity, now, halfAnHour), isUndisturbed);
}

void tst_Session::idsAreSecondsAndRise_data()
{
    QTest::addColumn<qint64>("wallClock");
    QTest::addColumn<qint64>("before");
    QTest::addColumn<qint64>("id");
    const qint64 seconds = last.wall / 1000;
    QTest::newRow("the first") << last.wall + 999 << qint64(0) << seconds;
    QTest::newRow("in the same second") << last.wall << seconds << seconds + 1;
    QTest::newRow("the clock was set back") << last.wall << seconds + 86'400 << seconds + 86'401;
    QTest::newRow("a clock that is not set") << qint64(7'000) << qint64(0) << qint64(1'500'000'000);
    QTest::newRow("behind the highest") << last.wall << Rudder::mostSessionId << seconds;
    QTest::newRow("before 1970") << qint64(-7'000) << qint64(0) << qint64(1'500'000'000);
}

void tst_Session::idsAreSecondsAndRise()
{
    QFETCH(qint64, wallClock);
    QFETCH(qint64, before);
    QFETCH(qint64, id);
    QCOMPARE(newSessionId(wallClock, before, 0.5), id);
}

QTEST_APPLESS_MAIN(tst_Session)
#include "tst_session.moc"

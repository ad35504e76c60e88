// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "childprocess.h"

#include <QtCore/qfile.h>
#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr qint64 year = 365 * day;

// 2026-01-01T00:00:00Z, so that the sessions' ids can be read.
constexpr qint64 newYear = 1'767'225'600;

QString passes(qint64 milliseconds)
{
    return u'+' + QString::number(milliseconds);
}

QString isSet(qint64 milliseconds)
{
    return milliseconds < 0 ? u"wall"_s + QString::number(milliseconds)
                            : u"wall+"_s + QString::number(milliseconds);
}

} // namespace

class tst_Walk : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void tenRestarts();
    void twoProcessesAtOnce();

private:
    std::unique_ptr<ChildProcess> launch(const QStringList &steps, const QString &sentFile);
    void run(const QStringList &steps);
    QStringList arrived(const QString &sentFile);
    QString idOf(const QString &anonymousId);

    std::unique_ptr<QTemporaryDir> m_folder;
    QStringList m_anonymousIds; // a1, a2, … in the order in which they arrived
    qint64 m_wall = 0;
    qint64 m_boot = 0;
    QByteArray m_bootId;
};

void tst_Walk::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_anonymousIds.clear();
    m_wall = newYear * second;
    m_boot = 100 * second;
    m_bootId = "boot-1";
}

QString tst_Walk::idOf(const QString &anonymousId)
{
    if (anonymousId.isEmpty())
        return u"-"_s;
    if (!m_anonymousIds.contains(anonymousId))
        m_anonymousIds.append(anonymousId);
    return u"a%1"_s.arg(m_anonymousIds.indexOf(anonymousId) + 1);
}

// Each event as: <what> <anonymousId> <userId> <name in the traits> <session> [start]
QStringList tst_Walk::arrived(const QString &sentFile)
{
    QFile file(m_folder->filePath(sentFile));
    if (!file.open(QFile::ReadOnly))
        return {};
    QStringList events;
    const QList<QByteArray> batches = file.readAll().split('\n');
    for (const QByteArray &batch : batches) {
        for (const QJsonValue event : QJsonDocument::fromJson(batch)[u"batch"].toArray()) {
            const QString type = event[u"type"].toString();
            const QString what = event[u"event"].toString() + event[u"name"].toString()
                    + event[u"groupId"].toString();
            const QJsonValue context = event[u"context"];
            const qint64 session = context[u"sessionId"].toInteger();
            QStringList words{type,
                              type == u"alias" ? idOf(event[u"previousId"].toString()) : what,
                              idOf(event[u"anonymousId"].toString()),
                              event[u"userId"].toString(u"-"_s),
                              context[u"traits"][u"name"].toString(u"-"_s),
                              session == 0 ? u"-"_s : QString::number(session - newYear)};
            words.removeAll(QString());
            if (context[u"sessionStart"].toBool())
                words.append(u"start"_s);
            events.append(words.join(u' '));
        }
    }
    file.close();
    file.remove();
    return events;
}

std::unique_ptr<ChildProcess> tst_Walk::launch(const QStringList &steps, const QString &sentFile)
{
    auto child = std::make_unique<ChildProcess>(QStringLiteral(WALK_CHILD));
    child->setArguments(QStringList{m_folder->filePath(u"storage"_s), m_folder->filePath(sentFile),
                                    QString::number(m_wall), QString::number(m_boot),
                                    QString::fromLatin1(m_bootId)}
                        + steps);
    child->start();
    return child;
}

void tst_Walk::run(const QStringList &steps)
{
    const auto child = launch(steps, u"sent"_s);
    QVERIFY(child->waitForFinished());
    const bool isKilled = steps.contains(u"kill"_s);
    QCOMPARE(child->exitStatus(), isKilled ? QProcess::CrashExit : QProcess::NormalExit);
    QVERIFY(isKilled || child->exitCode() == 0);
    for (const QString &step : steps) {
        const qint64 milliseconds = (step.startsWith(u"wall") ? step.mid(4) : step).toLongLong();
        m_wall += milliseconds;
        m_boot += step.startsWith(u'+') ? milliseconds : 0;
    }
}

void tst_Walk::tenRestarts()
{
    // 1: the first start. Nobody is known; the first event makes the id and begins the session.
    run({u"track:Opened"_s, passes(10 * minute), u"identify:alice"_s, u"track:Seen"_s, u"flush"_s});
    QCOMPARE(arrived(u"sent"_s),
             QStringList({u"track Opened a1 - - 0 start"_s, u"identify a1 alice ALICE 0"_s,
                          u"track Seen a1 alice ALICE 0"_s}));

    // 2: 29 minutes later the session goes on.
    m_wall += 29 * minute;
    m_boot += 29 * minute;
    run({u"track:Again"_s, u"other:bob"_s, u"flush"_s});
    QCOMPARE(arrived(u"sent"_s),
             QStringList({u"track Again a1 alice ALICE 0"_s, u"track Of another - bob - -"_s}));

    // 3: 31 minutes later it does not; what another did was no activity of hers.
    m_wall += 31 * minute;
    m_boot += 31 * minute;
    run({u"track:Later"_s, passes(3 * minute), u"group:acme"_s, u"flush"_s, u"kill"_s});
    QCOMPARE(arrived(u"sent"_s),
             QStringList({u"track Later a1 alice ALICE 4200 start"_s,
                          u"group acme a1 alice ALICE 4200"_s}));

    // 4: after the crash, 26 minutes later: of the last activity it is known that it was no more
    // than 6 minutes after the one on disk.
    m_wall += 26 * minute;
    m_boot += 26 * minute;
    run({u"track:After a crash"_s, u"flush"_s});
    QCOMPARE(arrived(u"sent"_s), QStringList({u"track After a crash a1 alice ALICE 4200"_s}));

    // 5: another boot, a minute later.
    m_wall += minute;
    m_boot = 5 * second;
    m_bootId = "boot-2";
    run({u"track:Booted"_s, u"flush"_s});
    QCOMPARE(arrived(u"sent"_s), QStringList({u"track Booted a1 alice ALICE 4200"_s}));

    // 6: the clock is set back by a day while it runs.
    const qint64 beforeSetBack = m_wall / second - newYear;
    run({u"track:Before"_s, isSet(-day), u"track:Set back"_s, passes(minute), u"track:On"_s,
         u"flush"_s});
    QCOMPARE(arrived(u"sent"_s),
             QStringList({u"track Before a1 alice ALICE 4200"_s,
                          u"track Set back a1 alice ALICE 4201 start"_s,
                          u"track On a1 alice ALICE 4201"_s}));
    QVERIFY(m_wall / second - newYear < beforeSetBack);

    // 7: it is set forward by a year: since the last event a second has passed.
    run({isSet(year), passes(second), u"track:Set forward"_s, u"flush"_s});
    QCOMPARE(arrived(u"sent"_s), QStringList({u"track Set forward a1 alice ALICE 4201"_s}));

    // 8: nobody any more, with a session that was begun by hand, which lasts over the night.
    run({u"reset"_s, u"start:1900000001"_s, u"screen:Home"_s, u"flush"_s});
    QCOMPARE(arrived(u"sent"_s),
             QStringList({u"screen Home a2 - - %1 start"_s.arg(1'900'000'001 - newYear)}));

    // 9: and is ended; no other begins.
    m_wall += 8 * hour;
    m_boot += 8 * hour;
    run({u"track:Morning"_s, u"end"_s, u"track:Ended"_s, passes(hour), u"alias:carol"_s,
         u"flush"_s});
    QCOMPARE(arrived(u"sent"_s),
             QStringList({u"track Morning a2 - - %1"_s.arg(1'900'000'001 - newYear),
                          u"track Ended a2 - - -"_s, u"alias a2 a2 carol - -"_s}));

    // 10: a start begins one again, of the remembered user's new name.
    run({u"track:Tenth"_s, u"flush"_s});
    const qint64 now = m_wall / second - newYear;
    QCOMPARE(arrived(u"sent"_s), QStringList({u"track Tenth a2 carol - %1 start"_s.arg(now)}));
}

void tst_Walk::twoProcessesAtOnce()
{
    const auto first = launch({u"ready"_s, u"track:First"_s, u"flush"_s}, u"first"_s);
    const auto second = launch({u"ready"_s, u"track:Second"_s, u"flush"_s}, u"second"_s);
    for (ChildProcess *child : {first.get(), second.get()}) {
        while (child->linesAfter(u"ready"_s).isEmpty())
            QVERIFY(child->waitForReadyRead());
    }
    for (ChildProcess *child : {first.get(), second.get()})
        child->write("\n");
    for (ChildProcess *child : {first.get(), second.get()}) {
        QVERIFY(child->waitForFinished());
        QCOMPARE(child->exitCode(), 0);
    }
    const QStringList atFirst = arrived(u"first"_s) + arrived(u"second"_s);
    QCOMPARE(atFirst.size(), 2);
    QCOMPARE(m_anonymousIds.size(), 2); // each had its own

    run({u"track:Third"_s, u"flush"_s});
    run({u"track:Fourth"_s, u"flush"_s});
    const QStringList later = arrived(u"sent"_s);
    QCOMPARE(later.size(), 2);
    QCOMPARE(m_anonymousIds.size(), 2); // and one of them is both's
    QCOMPARE(later[0].section(u' ', 2, 2), later[1].section(u' ', 2, 2));
}

QTEST_GUILESS_MAIN(tst_Walk)
#include "tst_walk.moc"

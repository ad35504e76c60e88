// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/eventwriter_p.h"
#include "event/timestamp_p.h"
#include "pipelinebench.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qlocale.h>
#include <QtCore/qtimezone.h>

namespace {

// A device that has no clock of its own comes up in 1970.
std::shared_ptr<VirtualEnvironment> deviceWithoutClock(const QByteArray &bootId = "boot-1",
                                                       qint64 boot = 20'000)
{
    auto environment = std::make_shared<VirtualEnvironment>();
    environment->id = bootId;
    environment->boot = boot;
    environment->wall = boot;
    return environment;
}

QString utc(qint64 time)
{
    QByteArray text;
    appendUtc(text, time);
    return QString::fromLatin1(text);
}

// As a client records it.
void record(PipelineRun *run)
{
    const VirtualEnvironment &environment = *run->environment;
    const EventWriter writer(u"mobile"_s, 32 * 1024, environment.earliestTime());
    const ContextPart context(Properties{{u"library"_s, Properties{{u"name"_s, u"l"_s}}}});
    Event event;
    event.type = EventType::Track;
    event.event = u"e"_s;
    RecordedEvent recorded;
    recorded.messageId = QByteArray::number(++run->recorded);
    const Error error =
            writer.write(event, {}, context, recorded.messageId, environment.wall, &recorded.bytes);
    if (error.isError())
        qFatal("%s", qPrintable(error.message()));
    recorded.bootMilliseconds = environment.boot;
    run->inbox.push(std::move(recorded));
    run->pipeline.wake();
    run->advance(0);
}

Answer answerAt(qint64 serverTime, const QByteArray &contentType = "text/plain")
{
    Answer answer;
    answer.status = 200;
    answer.body = contentType == "text/html" ? "<html>" : "OK";
    const auto date = QDateTime::fromMSecsSinceEpoch(serverTime, QTimeZone::utc());
    const QString text = QLocale::c().toString(date, u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    answer.headers = {{"Content-Type", contentType}, {"Date", text.toLatin1()}};
    return answer;
}

} // namespace

// What events say of their time, whatever the device's clock says.
class tst_PipelineClock : public PipelineBench
{
    Q_OBJECT
private Q_SLOTS:
    void init() { makeFolder(); }

    void whatIsRecordedBeforeTheClockIsSetIsSentWithItsTrueTime();
    void aRestartInTheSameBootChangesNothing();
    void whatAnotherBootRecordedWithoutAClockIsMarked();
    void whileTheClockIsNotSetTheDifferenceIsRight();
    void theClocksDifferenceIsToldWhenItChanges();
    void anAnswerThatTookItsTimeTellsNoDifference();
};

void tst_PipelineClock::whatIsRecordedBeforeTheClockIsSetIsSentWithItsTrueTime()
{
    Run run(configuration(), m_folder->path(), deviceWithoutClock());
    QList<qint64> bootTimes;
    for (int i = 0; i < 10; ++i) {
        record(&run);
        bootTimes.append(run.environment->boot);
        run.advance(1'234);
        if (i == 4)
            run.environment->wall = VirtualEnvironment::start;
    }
    QVERIFY(!run.environment->hasRequest());
    run.flush();
    const QJsonArray batch = run.environment->batch(0);
    QCOMPARE(batch.size(), 10);
    const qint64 bootedAt = run.environment->wall - run.environment->boot;
    for (int i = 0; i < 10; ++i) {
        QCOMPARE(batch[i][u"originalTimestamp"].toString(), utc(bootedAt + bootTimes[i]));
        QCOMPARE(batch[i][u"sentAt"].toString(), utc(run.environment->wall));
        QVERIFY(batch[i][u"context"][u"clock"].isUndefined());
    }
}

void tst_PipelineClock::aRestartInTheSameBootChangesNothing()
{
    qint64 boot = 0;
    {
        Run run(configuration(), m_folder->path(), deviceWithoutClock());
        record(&run);
        boot = run.environment->boot;
        run.advance(5'000);
    }
    Run run(configuration().setFlushInterval(24h), m_folder->path(),
            deviceWithoutClock("boot-1", boot + 15'000));
    QVERIFY(run.environment->hasRequest()); // due at once; it finds no server
    run.answer(0);
    run.environment->wall = VirtualEnvironment::start;
    run.advance(5'000);
    QCOMPARE(run.environment->wall, VirtualEnvironment::start + 5'000);
    const QJsonArray batch = run.environment->batch(1);
    QCOMPARE(batch.size(), 1);
    // It was sent by the backoff, 750 ms after the clock was set.
    QCOMPARE(batch[0][u"sentAt"].toString(), utc(VirtualEnvironment::start + 750));
    QCOMPARE(batch[0][u"originalTimestamp"].toString(), utc(VirtualEnvironment::start - 15'000));
    QVERIFY(batch[0][u"context"][u"clock"].isUndefined());
}

void tst_PipelineClock::whatAnotherBootRecordedWithoutAClockIsMarked()
{
    {
        Run run(configuration(), m_folder->path(), deviceWithoutClock());
        record(&run);
        run.advance(1'000);
        run.environment->wall = VirtualEnvironment::start;
        record(&run);
    }
    const auto environment = std::make_shared<VirtualEnvironment>();
    environment->id = "boot-2";
    Run run(configuration(), m_folder->path(), environment);
    const QJsonArray batch = run.environment->batch(0);
    QCOMPARE(batch.size(), 2);
    QCOMPARE(batch[0][u"originalTimestamp"].toString(), utc(20'000));
    QCOMPARE(batch[0][u"context"][u"clock"].toString(), u"unset"_s);
    QCOMPARE(batch[1][u"originalTimestamp"].toString(), utc(VirtualEnvironment::start));
    QVERIFY(batch[1][u"context"][u"clock"].isUndefined());
}

void tst_PipelineClock::whileTheClockIsNotSetTheDifferenceIsRight()
{
    Run run(configuration(), m_folder->path(), deviceWithoutClock());
    record(&run);
    run.advance(7'000);
    run.flush();
    const QJsonArray batch = run.environment->batch(0);
    QCOMPARE(batch[0][u"originalTimestamp"].toString(), utc(20'000));
    QCOMPARE(batch[0][u"sentAt"].toString(), utc(27'000));
    QCOMPARE(batch[0][u"context"][u"clock"].toString(), u"unset"_s);
}

void tst_PipelineClock::theClocksDifferenceIsToldWhenItChanges()
{
    Run run(configuration(), m_folder->path());
    const auto send = [&run](const Answer &answer) {
        run.told.clockSkew.reset();
        record(&run);
        run.flush();
        run.environment->answer(answer);
        run.collect();
    };
    const auto serverTime = [&run](qint64 behind) { return run.environment->wall - behind; };
    send(answerAt(serverTime(0)));
    QVERIFY(!run.told.clockSkew);
    send(answerAt(serverTime(3'600'000), "text/html")); // a portal's clock says nothing
    QVERIFY(!run.told.clockSkew);
    run.advance(1'000);
    QVERIFY(run.environment->hasRequest());
    run.environment->answer(answerAt(serverTime(3'600'000)));
    run.collect();
    QCOMPARE(run.told.clockSkew, std::optional<qint64>(3'599'375));
    run.advance(300); // the server's seconds have no fraction
    send(answerAt(serverTime(3'600'000)));
    QVERIFY(!run.told.clockSkew);
    run.environment->wall -= 3'600'000; // somebody set it
    send(answerAt(serverTime(0)));
    QCOMPARE(run.told.clockSkew, std::optional<qint64>(0));
}

void tst_PipelineClock::anAnswerThatTookItsTimeTellsNoDifference()
{
    Run run(configuration(), m_folder->path());
    record(&run);
    run.flush(600'000);
    const qint64 sent = run.environment->wall;
    run.advance(90'000); // it may have been made right after it was asked for
    run.environment->answer(answerAt(sent));
    run.collect();
    QVERIFY(!run.told.clockSkew);
}

QTEST_GUILESS_MAIN(tst_PipelineClock)
#include "tst_pipelineclock.moc"

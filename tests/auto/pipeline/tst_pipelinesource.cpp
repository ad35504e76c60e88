// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "pipelinebench.h"

namespace {

constexpr char isOn[] = R"({"source":{"enabled":true}})";
constexpr char isOff[] = R"({"source":{"enabled":false}})";
constexpr char isWrong[] = R"({"message":"Invalid write key"})";
constexpr qint64 quarterOfAnHour = 15 * 60'000;

void answerSource(PipelineRun *run, int status, const QByteArray &body = {})
{
    run->environment->answerSource(status, body);
    run->collect();
}

} // namespace

// What the control plane says of the source, and what follows.
class tst_PipelineSource : public PipelineBench
{
    Q_OBJECT
private Q_SLOTS:
    void init() { makeFolder(); }

    void withoutAControlPlaneNobodyIsAsked();
    void itIsAskedOnceAndNothingTicks();
    void eventsDoNotWaitForTheAnswer();
    void aSourceThatIsOffStopsTheSendingAndNotTheRecording();
    void whatIsInFlightIsFinished();
    void aWrongWriteKeyIsReported();
    void itIsAskedAgainOnlyForSomethingToSend();
    void aNewWriteKeyIsAskedFor();
    void theAnswerForTheOldWriteKeyIsNotTheNewOnes();
    void aRestartKnowsWhatWasSaidLast();
    void aControlPlaneThatDoesNotAnswerStopsNothing();
    void aSourceThatIsOffStaysSoWhileNothingElseIsSaid();
    void itIsAskedByTheBackoffWhileSomethingWaits();
    void whoDoesNotAnswerForLongIsAskedSeldom();
    void whatWasSaidOfAnEarlierWriteKeyCountsAgain();
    void itIsAskedWhenTheNetworkIsThere();
    void overAMeteredConnectionItIsNotAskedIfSoConfigured();
    void aDisabledClientAsksNothing();
    void whoIsDisabledMeanwhileIsToldNothing();
    void anErasureLeavesWhatWasSaid();
    void anAnswerAfterAnErasureCounts();
    void anEndWaitsForNoAnswer();
    void pinsAndHeadersAreForTheDataPlaneAlone();

private:
    static Configuration configuration()
    {
        return PipelineBench::configuration().setControlPlaneUrl(
                QUrl(u"https://api.example.com"_s));
    }
};

void tst_PipelineSource::withoutAControlPlaneNobodyIsAsked()
{
    Run run(PipelineBench::configuration(), m_folder->path());
    QCOMPARE(run.environment->activeTickers(), 0);
    run.record(20);
    run.answer(200);
    run.advance(3 * quarterOfAnHour);
    QVERIFY(run.environment->sourceRequests.empty());
}

void tst_PipelineSource::itIsAskedOnceAndNothingTicks()
{
    Run run(configuration(), m_folder->path());
    QVERIFY(run.environment->hasSourceRequest()); // though nothing was recorded
    answerSource(&run, 200, isOn);
    QCOMPARE(run.environment->activeTickers(), 0);
    QCOMPARE(run.environment->idleCloses, 1);
    QCOMPARE(run.told.state, std::optional(Analytics::State::Idle));
    run.record(20);
    run.answer(200);
    run.advance(24 * 60 * 60'000);
    QCOMPARE(run.environment->sourceRequests.size(), size_t(1));
    QCOMPARE(run.told.delivered, 20);
    QVERIFY(run.told.errors.empty());
}

void tst_PipelineSource::eventsDoNotWaitForTheAnswer()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    QVERIFY(run.environment->hasSourceRequest());
    QVERIFY(run.environment->hasRequest());
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
    run.record(20);
    run.answer(200);
    QVERIFY(run.environment->hasSourceRequest());
    QCOMPARE(run.told.delivered, 40);
}

void tst_PipelineSource::aSourceThatIsOffStopsTheSendingAndNotTheRecording()
{
    Run run(configuration(), m_folder->path());
    answerSource(&run, 200, isOff);
    QCOMPARE(run.told.state, std::optional(Analytics::State::Paused));
    QCOMPARE(run.told.errors.size(), size_t(1));
    QCOMPARE(run.told.errors[0].code(), Error::Code::ServerRefused);
    QVERIFY(run.told.errors[0].message().contains(u"switched off"_s));
    run.record(50);
    QCOMPARE(run.told.stored, 50);
    QCOMPARE(run.told.queuedCount, std::optional<qint64>(50));
    run.flush();
    QCOMPARE(run.told.flushes.at(0).result.error(), run.told.errors[0]);
    QCOMPARE(run.told.flushes.at(0).result.remaining(), 50);
    run.advance(quarterOfAnHour - 1);
    QVERIFY(!run.environment->hasSourceRequest());
    QVERIFY(run.environment->requests.empty());
    run.advance(1);
    answerSource(&run, 200, isOff);
    QCOMPARE(run.told.errors.size(), size_t(1)); // it was told
    run.advance(quarterOfAnHour);
    QVERIFY(run.environment->requests.empty());
    answerSource(&run, 200, isOn);
    QVERIFY(run.environment->hasRequest());
    run.answer(200);
    QCOMPARE(run.told.delivered, 50);
    QCOMPARE(run.told.state, std::optional(Analytics::State::Idle));
}

void tst_PipelineSource::whatIsInFlightIsFinished()
{
    Run run(configuration(), m_folder->path());
    run.record(20);
    run.record(20);
    answerSource(&run, 200, isOff);
    QCOMPARE(run.told.state, std::optional(Analytics::State::Sending));
    run.answer(200);
    QCOMPARE(run.told.delivered, 20);
    QCOMPARE(run.told.state, std::optional(Analytics::State::Paused));
    QVERIFY(!run.environment->hasRequest());
}

void tst_PipelineSource::aWrongWriteKeyIsReported()
{
    Run run(configuration(), m_folder->path());
    answerSource(&run, 400, isWrong);
    run.record(20);
    QVERIFY(!run.environment->hasRequest());
    QCOMPARE(run.told.state, std::optional(Analytics::State::Paused));
    QCOMPARE(run.told.errors.size(), size_t(1));
    QVERIFY(run.told.errors[0].message().contains(u"write key is wrong"_s));
}

void tst_PipelineSource::itIsAskedAgainOnlyForSomethingToSend()
{
    Run run(configuration(), m_folder->path());
    answerSource(&run, 200, isOff);
    QCOMPARE(run.environment->activeTickers(), 0);
    run.advance(3 * quarterOfAnHour);
    QVERIFY(!run.environment->hasSourceRequest());
    run.record(1);
    QVERIFY(run.environment->hasSourceRequest());
    answerSource(&run, 200, isOn);
    run.advance(20'000);
    QVERIFY(run.environment->hasRequest());
}

void tst_PipelineSource::aNewWriteKeyIsAskedFor()
{
    Run run(configuration(), m_folder->path());
    answerSource(&run, 400, isWrong);
    run.record(20);
    run.inbox.pushSettings({u"NEW"_s, QUrl(u"https://dp.example.com"_s), true});
    run.pipeline.wake();
    run.advance(0);
    QVERIFY(run.environment->hasRequest()); // nothing is known of the new one
    QVERIFY(run.environment->hasSourceRequest());
    const QByteArray credentials = "Basic " + QByteArray("NEW:").toBase64();
    QVERIFY(run.environment->sourceRequests.back().headers.contains(
            {"Authorization", credentials}));
    answerSource(&run, 400, isWrong);
    QCOMPARE(run.told.errors.size(), size_t(2));
}

void tst_PipelineSource::theAnswerForTheOldWriteKeyIsNotTheNewOnes()
{
    Run run(configuration(), m_folder->path());
    QVERIFY(run.environment->hasSourceRequest());
    run.inbox.pushSettings({u"NEW"_s, QUrl(u"https://dp.example.com"_s), true});
    run.pipeline.wake();
    run.advance(0);
    QCOMPARE(run.environment->sourceRequests.size(), size_t(2)); // the first was let go
    answerSource(&run, 200, isOn);
    QVERIFY(!run.environment->hasSourceRequest());
    QVERIFY(run.told.errors.empty());
}

void tst_PipelineSource::aRestartKnowsWhatWasSaidLast()
{
    {
        Run run(configuration(), m_folder->path());
        answerSource(&run, 200, isOff);
        run.record(20);
    }
    {
        Run run(configuration(), m_folder->path());
        run.advance(1'000);
        QVERIFY(run.environment->requests.empty());
        QCOMPARE(run.told.state, std::optional(Analytics::State::Paused));
        QCOMPARE(run.told.errors.size(), size_t(1));
        QVERIFY(run.environment->hasSourceRequest()); // a restart asks again
        answerSource(&run, 200, isOn);
        QVERIFY(run.environment->hasRequest());
    }
    {
        Run run(configuration(), m_folder->path());
        run.advance(1'000); // the request that the run before let go counts as one that failed
        QVERIFY(run.environment->hasRequest());
        answerSource(&run, 200, isOff);
    }
    Run run(PipelineBench::configuration(), m_folder->path());
    run.advance(30'000);
    QVERIFY(run.environment->hasRequest()); // who asks no control plane is told nothing by it
}

void tst_PipelineSource::aControlPlaneThatDoesNotAnswerStopsNothing()
{
    Run run(configuration(), m_folder->path());
    for (int i = 0; i < 5; ++i) {
        run.record(20);
        run.answer(200);
        if (run.environment->hasSourceRequest())
            answerSource(&run, i % 2 == 0 ? 0 : 503, "busy");
        run.advance(30'000);
    }
    QCOMPARE(run.told.delivered, 100);
    QVERIFY(run.environment->sourceRequests.size() >= 2);
    run.record(1);
    run.flush();
    run.answer(200);
    QVERIFY(!run.told.flushes.at(0).result.error().isError());
}

void tst_PipelineSource::aSourceThatIsOffStaysSoWhileNothingElseIsSaid()
{
    Run run(configuration(), m_folder->path());
    answerSource(&run, 200, isOff);
    run.record(20);
    run.advance(quarterOfAnHour);
    answerSource(&run, 503);
    run.advance(30'000);
    answerSource(&run, 200, "<html>Sign in");
    run.advance(30'000);
    QVERIFY(run.environment->requests.empty());
    QCOMPARE(run.told.state, std::optional(Analytics::State::Paused));
    answerSource(&run, 200, isOn);
    QVERIFY(run.environment->hasRequest());
}

void tst_PipelineSource::itIsAskedByTheBackoffWhileSomethingWaits()
{
    Run run(configuration().setFlushInterval(24h), m_folder->path());
    answerSource(&run, 0);
    QCOMPARE(run.environment->activeTickers(), 0); // as nothing waits
    run.advance(60'000);
    QVERIFY(!run.environment->hasSourceRequest());
    run.record(1);
    qint64 delay = 2'000;
    for (int failure = 2; failure <= 6; ++failure) {
        QVERIFY(run.environment->hasSourceRequest());
        answerSource(&run, 0);
        const qint64 expected = std::min<qint64>(delay, 30'000) * 3 / 4; // random is 0.5
        run.advance(expected - 1);
        QVERIFY(!run.environment->hasSourceRequest());
        run.advance(1);
        delay *= 2;
    }
    QCOMPARE(run.told.errors.size(), size_t(1)); // of a row of equal ones
    answerSource(&run, 404, "no such page");     // that does not mend itself so soon
    run.advance(quarterOfAnHour - 1);
    QVERIFY(!run.environment->hasSourceRequest());
}

void tst_PipelineSource::whoDoesNotAnswerForLongIsAskedSeldom()
{
    Run run(configuration().setFlushInterval(24h), m_folder->path());
    run.record(1);
    for (int failure = 1; failure <= 6; ++failure) {
        answerSource(&run, 0);
        run.advance(30'000);
        QVERIFY(run.environment->hasSourceRequest());
    }
    for (int pause = 0; pause < 2; ++pause) {
        answerSource(&run, 503);
        run.advance(quarterOfAnHour - 1);
        QVERIFY(!run.environment->hasSourceRequest());
        run.advance(quarterOfAnHour / 10); // and a little, so that not all ask together
        QVERIFY(run.environment->hasSourceRequest());
    }
}

void tst_PipelineSource::whatWasSaidOfAnEarlierWriteKeyCountsAgain()
{
    Run run(configuration(), m_folder->path());
    answerSource(&run, 200, isOff);
    const auto setWriteKey = [&run](const QString &writeKey) {
        run.inbox.pushSettings({writeKey, QUrl(u"https://dp.example.com"_s), true});
        run.pipeline.wake();
        run.advance(0);
    };
    setWriteKey(u"NEW"_s);
    QVERIFY(run.told.state != Analytics::State::Paused);
    setWriteKey(u"KEY"_s);
    run.record(20);
    QVERIFY(!run.environment->hasRequest());
    QVERIFY(run.environment->hasSourceRequest()); // and it is asked anew
    run.collect();
    QCOMPARE(run.told.state, std::optional(Analytics::State::Paused));
    QCOMPARE(run.told.errors.size(), size_t(2));
}

void tst_PipelineSource::itIsAskedWhenTheNetworkIsThere()
{
    Run run(configuration(), m_folder->path());
    run.setNetwork({true, false});
    QVERIFY(!run.environment->hasSourceRequest()); // it was let go
    run.advance(3 * quarterOfAnHour);
    QVERIFY(!run.environment->hasSourceRequest());
    run.setNetwork({false, false});
    run.advance(1'000);
    QVERIFY(run.environment->hasSourceRequest());
    QCOMPARE(run.environment->sourceRequests.size(), size_t(2));
    answerSource(&run, 200, isOn);
    run.setNetwork({true, false});
    run.setNetwork({false, false});
    run.advance(1'000);
    QVERIFY(!run.environment->hasSourceRequest()); // it is known
}

void tst_PipelineSource::overAMeteredConnectionItIsNotAskedIfSoConfigured()
{
    for (const bool avoids : {true, false}) {
        Run run(configuration().setMeteredConnections(
                        avoids ? Configuration::MeteredConnections::Avoid
                               : Configuration::MeteredConnections::Use),
                m_folder->path());
        run.setNetwork({false, true});
        QCOMPARE(run.environment->hasSourceRequest(), !avoids);
        run.setNetwork({false, false});
        run.advance(1'000);
        QVERIFY(run.environment->hasSourceRequest());
    }
}

void tst_PipelineSource::aDisabledClientAsksNothing()
{
    Run run(configuration(), m_folder->path());
    answerSource(&run, 0);
    run.record(1);
    run.inbox.pushSettings({u"KEY"_s, QUrl(u"https://dp.example.com"_s), false});
    run.pipeline.wake();
    run.advance(quarterOfAnHour);
    QVERIFY(!run.environment->hasSourceRequest());
    QCOMPARE(run.told.state, std::optional(Analytics::State::Disabled));
    run.inbox.pushSettings({u"KEY"_s, QUrl(u"https://dp.example.com"_s), true});
    run.pipeline.wake();
    run.advance(0);
    QVERIFY(run.environment->hasSourceRequest());
}

void tst_PipelineSource::whoIsDisabledMeanwhileIsToldNothing()
{
    Run run(configuration(), m_folder->path());
    QVERIFY(run.environment->hasSourceRequest());
    run.inbox.pushSettings({u"KEY"_s, QUrl(u"https://dp.example.com"_s), false});
    run.erase(); // as where consent is denied
    QVERIFY(!run.environment->hasSourceRequest());
    run.advance(quarterOfAnHour);
    QCOMPARE(run.environment->sourceRequests.size(), size_t(1));
}

void tst_PipelineSource::anErasureLeavesWhatWasSaid()
{
    {
        Run run(configuration(), m_folder->path());
        answerSource(&run, 200, isOff);
        run.record(20);
        run.erase();
        QCOMPARE(run.told.state, std::optional(Analytics::State::Paused));
    }
    Run run(configuration(), m_folder->path());
    run.record(20);
    QVERIFY(!run.environment->hasRequest());
    QCOMPARE(run.told.state, std::optional(Analytics::State::Paused));
}

void tst_PipelineSource::anAnswerAfterAnErasureCounts()
{
    {
        Run run(configuration(), m_folder->path());
        run.record(20);
        run.erase();
        answerSource(&run, 200, isOff);
        run.record(20);
        QVERIFY(!run.environment->hasRequest());
    }
    Run run(configuration(), m_folder->path());
    QVERIFY(!run.environment->hasRequest());
    run.collect();
    QCOMPARE(run.told.state, std::optional(Analytics::State::Paused));
}

void tst_PipelineSource::anEndWaitsForNoAnswer()
{
    Run run(configuration(), m_folder->path());
    QVERIFY(run.environment->hasSourceRequest());
    run.close();
    QVERIFY(run.isClosed);
    QVERIFY(!run.environment->hasSourceRequest());
}

void tst_PipelineSource::pinsAndHeadersAreForTheDataPlaneAlone()
{
    Run run(configuration()
                    .setPinnedKeys({"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="})
                    .setExtraHeaders({{"X-Gateway-Key", "secret"}}),
            m_folder->path());
    run.record(20);
    const Configuration::Header ours{"X-Gateway-Key", "secret"};
    QVERIFY(run.environment->requests[0].headers.contains(ours));
    QVERIFY(!run.environment->sourceRequests[0].headers.contains(ours));
    QCOMPARE(run.environment->pinsOfTransports, QList<qsizetype>({0, 1}));
}

QTEST_GUILESS_MAIN(tst_PipelineSource)
#include "tst_pipelinesource.moc"

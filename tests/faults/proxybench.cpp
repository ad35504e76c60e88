// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "proxybench.h"

#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

namespace {

constexpr auto patience = 20'000; // some waits of the backoff, on a slow machine

QSet<QString> setOf(const QStringList &ids)
{
    return {ids.begin(), ids.end()};
}

} // namespace

ProxyBench::ProxyBench(ProxyProcess &proxy, const ProxyCase &proxyCase,
                       const QString &dataPlaneProgram)
    : m_proxy(proxy), m_case(proxyCase), m_program(dataPlaneProgram)
{
}

void ProxyBench::run()
{
    QVERIFY(startDataPlane());
    if (m_case.latency > 0)
        QVERIFY(m_dataPlane->control(
                R"({"latency":%1})"_ba.replace("%1", QByteArray::number(m_case.latency))));
    QVERIFY(startProxy(m_case.part));
    configure();
    if (m_case.mend == ProxyCase::Mend::DataPlaneBack) {
        // It was there, and it goes.
        m_sender.record(1);
        QTRY_VERIFY_WITH_TIMEOUT(isSettled(), patience);
        m_dataPlane.reset();
    }
    m_clock.start();
    for (int round = 0; round < m_case.rounds && !QTest::currentTestFailed(); ++round)
        runRound();
    if (QTest::currentTestFailed())
        return;
    checkEvents();
    checkAnswers();
}

bool ProxyBench::startDataPlane()
{
    // The same file again when it is back, so that all that ever arrived is in there.
    m_dataPlane = std::make_unique<DataPlaneProcess>(m_program, m_folder.filePath(u"events"_s));
    return m_dataPlane->listen(m_dataPlanePort);
}

bool ProxyBench::startProxy(const QString &part)
{
    return m_proxy.start(part.arg(m_dataPlanePort));
}

void ProxyBench::configure()
{
    m_sender.configuration.setDataPlaneUrl(m_proxy.url())
            .setRequestTimeout(m_case.requestTimeout)
            .setMaxAttempts(m_case.maxAttempts)
            .setMaxBatchBytes(4'000'000)
            .setGzip(false); // the limits of a proxy are of what it gets
}

void ProxyBench::runRound()
{
    const qsizetype before = arrived().size();
    m_sender.record(m_case.events, m_case.bytes);
    if (m_case.tooLarge > 0)
        m_sender.record(m_case.tooLarge, 20'000);
    if (m_case.mend != ProxyCase::Mend::Nothing) {
        QTRY_VERIFY_WITH_TIMEOUT(!m_sender.errors().isEmpty(), patience);
        QCOMPARE(m_sender.client().queuedCount(), m_case.exhausts ? 0 : m_case.events);
        if (!m_case.mayRepeat)
            QCOMPARE(arrived().size(), before);
        if (m_case.exhausts)
            checkExhausted();
        mend();
        if (m_case.exhausts && !QTest::currentTestFailed())
            m_sender.record(1); // its delivery brings the others back
    }
    QTRY_VERIFY_WITH_TIMEOUT(isSettled(), patience);
}

void ProxyBench::checkExhausted()
{
    QStringList failed;
    for (const FailedEvent &event : m_sender.failedEvents()) {
        QCOMPARE(event.reason(), FailedEvent::Reason::Exhausted);
        QCOMPARE(event.attempts(), m_case.maxAttempts);
        failed.append(event.messageId());
    }
    QCOMPARE(failed, m_sender.recorded().last(m_case.events));
}

void ProxyBench::mend()
{
    switch (m_case.mend) {
    case ProxyCase::Mend::Nothing:
        break;
    case ProxyCase::Mend::NewPart:
        QVERIFY(startProxy(m_case.newPart));
        break;
    case ProxyCase::Mend::NewAddress:
        m_sender.client().setDataPlaneUrl(m_dataPlane->url());
        break;
    case ProxyCase::Mend::DataPlaneBack:
        QVERIFY(startDataPlane());
        break;
    case ProxyCase::Mend::Latency:
        QVERIFY(m_dataPlane->control("{}"));
        break;
    }
}

bool ProxyBench::isSettled()
{
    return m_sender.client().queuedCount() == 0
            && m_sender.client().failedCount() == m_case.tooLarge
            && m_sender.delivered() == m_sender.recorded().size() - m_case.tooLarge;
}

QStringList ProxyBench::arrived() const
{
    QStringList ids;
    for (const QJsonObject &event : m_dataPlane ? m_dataPlane->events() : QList<QJsonObject>())
        ids.append(event["messageId"_L1].toString());
    return ids;
}

void ProxyBench::checkEvents()
{
    const QStringList recorded = m_sender.recorded();
    const QStringList ids = arrived();
    const qsizetype good = recorded.size() - m_case.tooLarge;
    QCOMPARE(setOf(ids), setOf(recorded.first(good)));
    if (!m_case.mayRepeat)
        QCOMPARE(ids.size(), good);

    QStringList failed;
    for (const FailedEvent &event : m_sender.failedEvents()) {
        QCOMPARE(event.reason(), FailedEvent::Reason::TooLarge);
        failed.append(event.messageId());
    }
    QCOMPARE(failed, recorded.sliced(good));
    QCOMPARE(m_sender.dropped(), 0);
}

void ProxyBench::checkAnswers()
{
    QStringList expected;
    for (const QByteArray &status : m_case.statuses)
        expected.append(QString::fromLatin1(status));
    // A proxy may write its log after its answer.
    QTRY_COMPARE(setOf(m_proxy.statuses()), setOf(expected));
    const QStringList statuses = m_proxy.statuses();
    qInfo("answers: %s", qPrintable(statuses.join(u' ')));
    QVERIFY(statuses.size() <= m_case.most);
    QVERIFY(m_clock.elapsed() >= m_case.atLeast.count());
}

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_PIPELINEBENCH_H
#define RUDDERQT_TEST_PIPELINEBENCH_H

#include "pipeline_p.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include <memory>

#include "virtualenvironment.h"

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// A process' life.
struct PipelineRun
{
    PipelineRun(const Configuration &configuration, const QString &folder, qint64 boot = 1'000'000)
        : PipelineRun(configuration, folder, environmentAt(boot))
    {
    }
    PipelineRun(const Configuration &configuration, const QString &folder,
                std::shared_ptr<VirtualEnvironment> given)
        : environment(std::move(given)),
          inbox(configuration.maxInternalQueueSize(), configuration.maxInternalQueueBytes()),
          pipeline({configuration,
                    environment,
                    folder,
                    {configuration.writeKey(), configuration.dataPlaneUrl(),
                     configuration.isEnabled()},
                    &inbox,
                    &notices})
    {
        pipeline.setOnClosed([this] { isClosed = true; });
        pipeline.wake();
        environment->advance(0);
    }
    static std::shared_ptr<VirtualEnvironment> environmentAt(qint64 boot)
    {
        auto environment = std::make_shared<VirtualEnvironment>();
        environment->boot = boot;
        return environment;
    }
    ~PipelineRun() { close(); }

    void close()
    {
        inbox.close();
        pipeline.wake();
        advance(0);
    }

    void record(int count, const std::shared_ptr<const IdentityRecord> &identity = nullptr)
    {
        for (int i = 0; i < count; ++i) {
            RecordedEvent event;
            event.messageId = QByteArray::number(++recorded);
            event.bytes = "{\"messageId\":\"" + event.messageId + "\"}";
            event.anonymousId = "anon";
            event.bootMilliseconds = environment->boot;
            event.identity = identity;
            inbox.push(std::move(event));
        }
        pipeline.wake();
        environment->advance(0);
        collect();
    }
    void setNetwork(const NetworkState &network)
    {
        inbox.pushNetwork(network);
        pipeline.wake();
        advance(0);
    }
    void flush(qint64 timeout = 60'000)
    {
        inbox.pushFlush({1, environment->boot + timeout});
        pipeline.wake();
        environment->advance(0);
        collect();
    }
    void flushLast(qint64 timeout)
    {
        inbox.pushLastFlush({1, environment->boot + timeout});
        pipeline.wake();
        advance(0);
    }
    void erase(quint64 firstRevision = 1)
    {
        inbox.pushErasure(1, firstRevision);
        pipeline.wake();
        advance(0);
    }
    // As a gateway does: refuses a batch with one of these in it.
    void answerAll(const QStringList &badIds)
    {
        while (environment->hasRequest()) {
            const QJsonArray batch =
                    environment->batch(qsizetype(environment->requests.size()) - 1);
            const bool isBad =
                    std::any_of(batch.begin(), batch.end(), [&](const QJsonValue &event) {
                        return badIds.contains(event[u"messageId"].toString());
                    });
            if (isBad)
                answer(400, "event is not a valid rudder event");
            else
                answer(200);
        }
    }
    QList<FailedEvent> ask(const FailedRequest &request)
    {
        told.failedAnswers.clear();
        inbox.pushFailedRequest(request);
        pipeline.wake();
        advance(0);
        if (told.failedAnswers.size() != 1)
            qFatal("%zu answers", told.failedAnswers.size());
        return told.failedAnswers[0].events;
    }
    QList<FailedEvent> failedEvents() { return ask({1, FailedRequest::What::List, 0, 100, {}}); }
    void answer(int status, const QByteArray &body = "OK")
    {
        environment->answer(status, body);
        collect();
    }
    void advance(qint64 milliseconds)
    {
        environment->advance(milliseconds);
        collect();
    }
    void collect()
    {
        Notices::Contents contents = notices.take();
        told.stored += contents.stored;
        told.delivered += contents.delivered;
        for (int i = 0; i < DropCounts::reasons; ++i) {
            const auto reason = Analytics::DropReason(i);
            told.dropped.add(reason, contents.dropped.of(reason));
        }
        told.failedEvents += contents.failedEvents;
        if (contents.failedCount)
            told.failedCount = contents.failedCount;
        told.failedAnswers.insert(told.failedAnswers.end(), contents.failedAnswers.begin(),
                                  contents.failedAnswers.end());
        told.erasures.insert(told.erasures.end(), contents.erasures.begin(),
                             contents.erasures.end());
        if (!contents.storedUpTo.isEmpty())
            told.storedUpTo = contents.storedUpTo;
        if (contents.state)
            told.state = contents.state;
        if (contents.storage)
            told.storage = contents.storage;
        if (contents.clockSkew)
            told.clockSkew = contents.clockSkew;
        if (contents.queuedCount)
            told.queuedCount = contents.queuedCount;
        told.errors.insert(told.errors.end(), contents.errors.begin(), contents.errors.end());
        told.flushes.insert(told.flushes.end(), contents.flushes.begin(), contents.flushes.end());
    }

    std::shared_ptr<VirtualEnvironment> environment;
    Inbox inbox;
    Notices notices;
    Pipeline pipeline;
    Notices::Contents told;
    bool isClosed = false;
    int recorded = 0;
};

// The real queue on disk, a virtual clock, and a data plane that answers as told.
class PipelineBench : public QObject
{
protected:
    using Run = PipelineRun;

    static Configuration configuration()
    {
        return Configuration(u"KEY"_s, QUrl(u"https://dp.example.com"_s))
                .setFlushAt(20)
                .setFlushInterval(20s);
    }
    void makeFolder() { m_folder = std::make_unique<QTemporaryDir>(); }
    bool somebodyElseExecutes(const QString &statement);
    // Events as they are in life, for a rescue looks at their beginning.
    static QByteArray plausibleEvent(int number);
    static void recordPlausible(Run *run, int count, int first = 0);
    // The page of the queue's file that begins this event.
    bool zeroThePageOf(int number);
    static bool overwrite(const QString &path, qint64 from, const QByteArray &bytes);

    std::unique_ptr<QTemporaryDir> m_folder;
};

#endif

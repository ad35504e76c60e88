// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "pipelinethread_p.h"

#include <QtCore/qdeadlinetimer.h>
#include <QtCore/qloggingcategory.h>

#include <chrono>
#include <utility>

namespace Rudder {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_LOGGING_CATEGORY(lcPipelineThread, "rudder.pipeline", QtWarningMsg)

namespace {

// A healthy disk takes a tenth of a second; a slow one may take its time. One that is gone, as a
// network's may be for ever, does not keep the application from ending.
constexpr std::chrono::milliseconds longestWait = 3s;

} // namespace

// The mutex changes nothing, for QThread orders start() and wait() itself; but it is an order that
// a thread sanitizer sees even where Qt was built without one.
void PipelineThread::Thread::run()
{
    handOver.lock();
    handOver.unlock();
    exec();
    handOver.lock();
    handOver.unlock();
}

PipelineThread::Running::Running(PipelineSetup setup)
    : pipeline(std::make_unique<Pipeline>(std::move(setup)))
{
    thread.setObjectName(u"RudderPipeline"_s);
    pipeline->setOnClosed([this] { thread.quit(); });
    pipeline->moveToThread(&thread);
}

PipelineThread::PipelineThread(PipelineSetup setup)
    : m_inbox(setup.inbox), m_running(std::make_unique<Running>(std::move(setup)))
{
}

PipelineThread::~PipelineThread() = default;

bool PipelineThread::start()
{
    Thread &thread = m_running->thread;
    thread.handOver.lock();
    thread.handOver.unlock();
    thread.start();
    if (!thread.isRunning() && !thread.isFinished())
        return false;
    m_running->pipeline->wake();
    return true;
}

bool PipelineThread::finish()
{
    Thread &thread = m_running->thread;
    thread.requestInterruption();
    m_running->pipeline->wake();
    if (!thread.wait(QDeadlineTimer(longestWait))) {
        qCWarning(lcPipelineThread,
                  "The disk does not answer. What is in memory is lost if the process ends now.");
        (void)m_running.release(); // the thread's for ever
        return false;
    }
    thread.handOver.lock();
    thread.handOver.unlock();
    return true;
}

bool PipelineThread::finishWithoutStart()
{
    if (start())
        return finish();
    qCWarning(
            lcPipelineThread,
            "The system gives no thread that could store what is in memory: %lld events are lost.",
            static_cast<long long>(m_inbox->count()));
    return true;
}

} // namespace Rudder

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "pipelinethread_p.h"

#include "application_p.h"

namespace Rudder {

using namespace Qt::StringLiterals;

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

PipelineThread::PipelineThread(PipelineSetup setup)
    : m_pipeline(std::make_unique<Pipeline>(std::move(setup)))
{
    m_thread.setObjectName(u"RudderPipeline"_s);
    m_pipeline->setOnClosed([this] { m_thread.quit(); });
    m_pipeline->moveToThread(&m_thread);
}

PipelineThread::~PipelineThread() = default;

void PipelineThread::start()
{
    m_thread.handOver.lock();
    m_thread.handOver.unlock();
    m_thread.start();
    m_pipeline->wake();
}

void PipelineThread::finish()
{
    m_pipeline->wake();
    m_thread.wait();
    m_thread.handOver.lock();
    m_thread.handOver.unlock();
}

void PipelineThread::finishWithoutStart()
{
    const StandInApplication application;
    m_pipeline->storeAndClose();
}

} // namespace Rudder

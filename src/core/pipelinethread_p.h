// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_PIPELINETHREAD_P_H
#define RUDDERQT_PIPELINETHREAD_P_H

#include "pipeline_p.h"

#include <QtCore/qthread.h>

#include <mutex>

namespace Rudder {

// The thread that a pipeline lives on, from its start to its end.
class PipelineThread
{
public:
    explicit PipelineThread(PipelineSetup setup);
    ~PipelineThread();
    Q_DISABLE_COPY_MOVE(PipelineThread)

    void start();
    void wake() { m_pipeline->wake(); }
    // After Inbox::close(): waits until all is stored and the thread has ended.
    void finish();
    // The same where start() was never called; on the calling thread.
    void finishWithoutStart();

private:
    class Thread final : public QThread
    {
    public:
        std::mutex handOver;

    protected:
        void run() override;
    };

    Thread m_thread;
    std::unique_ptr<Pipeline> m_pipeline;
};

} // namespace Rudder

#endif

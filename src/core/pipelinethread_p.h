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

    // False: the system gives no thread now.
    bool start();
    void wake() { m_running->pipeline->wake(); }
    // After Inbox::close(): waits until all is stored and the thread has ended. False: it hangs in
    // a disk that does not answer, and still uses all that it was set up with. It is left to itself
    // then, for nobody can end it.
    bool finish();
    // The same where start() was never called. No thread has an event loop without an application
    // object, so there must be one.
    bool finishWithoutStart();

private:
    class Thread final : public QThread
    {
    public:
        std::mutex handOver;

    protected:
        void run() override;
    };

    struct Running
    {
        explicit Running(PipelineSetup setup);

        Thread thread;
        std::unique_ptr<Pipeline> pipeline;
    };

    const Inbox *m_inbox;
    std::unique_ptr<Running> m_running;
};

} // namespace Rudder

#endif

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "context/context_p.h"
#include "virtualenvironment.h"

#include <RudderQt/Analytics>
#include <RudderQt/EventRecorder>

#include <QtTest/qtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

// A child that was forked has the locks of its parent as they were, and no thread that lets go of them.
class tst_ForkedContext : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aChildDoesNotWaitForItsParentsLocks();
    void aChildSetsNothingInItsParentsClient();

private:
    // Whether it holds in a child, which does not hang.
    static bool holdsInAChild(const std::function<bool()> &statement)
    {
        constexpr unsigned patience = 20; // seconds
        const pid_t child = fork();
        if (child == 0) {
            alarm(patience);
            _exit(statement() ? 0 : 1);
        }
        int status = -1;
        return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
};

void tst_ForkedContext::aChildDoesNotWaitForItsParentsLocks()
{
    constexpr int children = 50;
    Context context(Configuration(), std::make_shared<VirtualEnvironment>());
    std::atomic<bool> isOver = false;
    std::thread changing([&] {
        for (int i = 0; !isOver; ++i)
            context.setValue(u"round"_s, i);
    });
    int held = 0;
    for (int i = 0; i < children; ++i)
        held += holdsInAChild([&] { return context.current()->all().isEmpty(); }) ? 1 : 0;
    isOver = true;
    changing.join();
    QCOMPARE(held, children);
}

void tst_ForkedContext::aChildSetsNothingInItsParentsClient()
{
    EventRecorder recorder;
    Analytics client(recorder.configuration());
    QVERIFY(holdsInAChild([&] {
        return client.setContextValue(u"fleet"_s, u"north"_s).code() == Error::Code::ShutDown;
    }));
    QVERIFY(!client.setContextValue(u"fleet"_s, u"north"_s).isError());
}

QTEST_APPLESS_MAIN(tst_ForkedContext)
#include "tst_forkedcontext.moc"

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "forkguard_p.h"

#include <QtTest/qtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

using namespace Rudder;

class tst_ForkGuard : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void onlyAChildIsForked();
    void noChildIsForkedWhileADelayLives();
    void aChildMayDelayAndForkItself();

private:
    // What the child exits with.
    static int inAChild(const std::function<int()> &run)
    {
        const pid_t child = fork();
        if (child == 0)
            _exit(run());
        int status = 0;
        return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
};

void tst_ForkGuard::onlyAChildIsForked()
{
    const ForkGuard guard;
    QCOMPARE(inAChild([&] { return guard.isForked() && !ForkGuard().isForked() ? 1 : 0; }), 1);
    QVERIFY(!guard.isForked());
}

void tst_ForkGuard::noChildIsForkedWhileADelayLives()
{
    constexpr int aWhile = 10'000;
    const ForkGuard guard;
    std::atomic<bool> isHalfMade = false;
    std::atomic<bool> isMade = false;
    std::thread making([&] {
        const ForkDelay delay;
        isHalfMade = true;
        for (int i = 0; i < aWhile; ++i)
            std::this_thread::yield();
        isMade = true;
    });
    while (!isHalfMade)
        std::this_thread::yield();
    QCOMPARE(inAChild([&] { return isMade ? 1 : 0; }), 1);
    making.join();
}

void tst_ForkGuard::aChildMayDelayAndForkItself()
{
    const ForkGuard guard;
    QCOMPARE(inAChild([] {
                 {
                     const ForkDelay delay;
                 }
                 return inAChild([] { return 7; });
             }),
             7);
    const ForkDelay delay; // it is let go here too
}

QTEST_APPLESS_MAIN(tst_ForkGuard)
#include "tst_forkguard.moc"

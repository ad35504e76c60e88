// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_PROXYBENCH_H
#define RUDDERQT_TEST_PROXYBENCH_H

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qset.h>

#include <chrono>

#include "proxyprocess.h"
#include "sender.h"

// A proxy between client and data plane: what is wrong, what ends it, and what may be seen of it.
struct ProxyCase
{
    enum class Mend { Nothing, NewPart, NewAddress, DataPlaneBack, Latency };

    QString part; // of the proxy's configuration; %1 is the data plane's port
    // What is changed after the client has told of its first error.
    Mend mend = Mend::Nothing;
    QString newPart = {};
    int latency = 0; // of the data plane, in milliseconds

    int rounds = 1; // each recorded and waited for
    int events = 5;
    int bytes = 10;
    int tooLarge = 0; // events of 20 KB, after the others
    int maxAttempts = 10;
    // They are used up before it is mended; then the events come back by themselves.
    bool exhausts = false;
    std::chrono::milliseconds requestTimeout = std::chrono::seconds(10);

    QList<QByteArray> statuses = {};        // that the proxy gave, all of them and no other
    int most = 0;                           // answers of the proxy
    std::chrono::milliseconds atLeast = {}; // until all is delivered
    // The data plane took the batch, but its answer was cut off.
    bool mayRepeat = false;
};
Q_DECLARE_METATYPE(ProxyCase)

// Runs one case. What is wrong fails the test, as in a test function.
class ProxyBench
{
public:
    ProxyBench(ProxyProcess &proxy, const ProxyCase &proxyCase, const QString &dataPlaneProgram);
    void run();

private:
    bool startDataPlane();
    bool startProxy(const QString &part);
    void configure();
    void runRound();
    void checkExhausted();
    void mend();
    bool isSettled();
    QStringList arrived() const;
    void checkEvents();
    void checkAnswers();

    ProxyProcess &m_proxy;
    const ProxyCase m_case;
    const QString m_program;
    const quint16 m_dataPlanePort = ProxyProcess::freePort();
    QTemporaryDir m_folder;
    std::unique_ptr<DataPlaneProcess> m_dataPlane;
    Sender m_sender;
    QElapsedTimer m_clock;
};

#endif

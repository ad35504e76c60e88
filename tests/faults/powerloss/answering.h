// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_ANSWERING_H
#define RUDDERQT_TEST_ANSWERING_H

#include <QtCore/qlist.h>
#include <QtCore/qobject.h>
#include <QtCore/qurl.h>

#include <atomic>
#include <functional>

QT_BEGIN_NAMESPACE
class QTcpServer;
class QTcpSocket;
QT_END_NAMESPACE

// A data plane in the process that sends, so that what it has received is known before the answer
// can have any effect. It refuses (400) what carries a number that is to fail, in whatever batch.
class Answering : public QObject
{
    Q_OBJECT

public:
    using Received = std::function<void(const QList<int> &numbers)>;
    Answering(std::function<bool(int number)> isBad, Received received);

    QUrl listen();
    // From any thread: answers 503 while it is set.
    void setFailing(bool failing) { m_isFailing = failing; }

private:
    void read(QTcpSocket *socket);
    QByteArray answer(const QByteArray &body) const;

    const std::function<bool(int)> m_isBad;
    const Received m_received;
    QTcpServer *m_server;
    std::atomic<bool> m_isFailing = false;
};

#endif

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_SENDER_H
#define RUDDERQT_TEST_SENDER_H

#include <RudderQt/Analytics>

#include <QtCore/qtemporarydir.h>

#include <memory>

// A client with all that it recorded and all that it said.
class Sender : public QObject
{
    Q_OBJECT

public:
    // Adjust the configuration first: the client is made by the first use of client().
    Sender();

    Rudder::Configuration configuration;
    Rudder::Analytics &client();

    // Ends the client; the next one finds its queue, and may be configured otherwise.
    void endClient() { m_client.reset(); }

    // events, each with a text of so many bytes; they are sent at once.
    void record(int events, int bytes = 10);
    QStringList recorded() const { return m_recorded; }
    QList<Rudder::Error::Code> errors() const { return m_errors; }
    QString lastError() const { return m_lastError; }
    qint64 delivered() const { return m_delivered; }
    qint64 dropped() const { return m_dropped; }
    // All events left the queue by delivery.
    bool hasDeliveredAll();
    QList<Rudder::FailedEvent> failedEvents();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Rudder::Analytics> m_client;
    QStringList m_recorded;
    QList<Rudder::Error::Code> m_errors;
    QString m_lastError;
    qint64 m_delivered = 0;
    qint64 m_dropped = 0;
};

#endif

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_STORAGEBENCH_H
#define RUDDERQT_TEST_STORAGEBENCH_H

#include <RudderQt/Analytics>

#include <QtCore/qtemporarydir.h>

#include <memory>

#include "childprocess.h"

// A folder for a store, clients that have it one after the other, and a real data plane: what was
// recorded, what the clients said, and what arrived.
class StorageBench : public QObject
{
    Q_OBJECT

public:
    explicit StorageBench(const QString &dataPlaneProgram);

    bool startDataPlane();

    QString path(const QString &name) const { return m_folder.filePath(name); }
    // Of clients that send nothing before they are told to. Adjust it first: a client is made by
    // the first use of client().
    Rudder::Configuration configuration;
    Rudder::Analytics &client();
    // The next one finds its store.
    void endClient();

    // All of these must be accepted.
    void identify(const QString &userId);
    void record(int events);
    // Until an event is refused, with that code.
    void recordUntilRefused(Rudder::Error::Code code);
    // What was accepted, of all clients.
    QStringList recorded() const { return m_recorded; }
    bool isAllStored() const;
    // Of this client.
    QList<Rudder::Error> errors() const { return m_errors; }
    Rudder::FlushResult flush();

    // messageIds, and all bytes of these events.
    QStringList arrived() const;
    qint64 bytesArrived() const;

private:
    Rudder::Receipt note(const Rudder::Receipt &receipt);
    Rudder::Receipt recordOne();

    QTemporaryDir m_folder;
    DataPlaneProcess m_dataPlane;
    std::unique_ptr<Rudder::Analytics> m_client;
    QStringList m_recorded;
    QString m_storedUpTo;
    QList<Rudder::Error> m_errors;
};

#endif

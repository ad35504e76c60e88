// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CONFIGURATION_P_H
#define RUDDERQT_CONFIGURATION_P_H

#include <RudderQt/configuration.h>

#include <QtCore/qshareddata.h>
#include <QtCore/qurl.h>
#include <QtNetwork/qnetworkproxy.h>
#include <QtNetwork/qsslconfiguration.h>

#include <memory>

namespace Rudder {

class Environment;
class EventLog;

// Every option with its default.
class ConfigurationData : public QSharedData
{
public:
    static ConfigurationData *of(Configuration &configuration) { return configuration.d.data(); }
    static const ConfigurationData *of(const Configuration &configuration)
    {
        return configuration.d.constData();
    }

    QString writeKey;
    QUrl dataPlaneUrl;
    QUrl controlPlaneUrl;
    bool enabled = true;
    QString channel = QStringLiteral("mobile");
    QString applicationBuild;
    bool deviceIdEnabled = false;

    bool isAnonymousIdFresh = false;
    bool hasAutomaticSessions = true;
#if defined(Q_OS_ANDROID) || defined(Q_OS_IOS)
    std::chrono::milliseconds sessionTimeout = std::chrono::minutes(5);
#else
    std::chrono::milliseconds sessionTimeout = std::chrono::minutes(30);
#endif
    std::optional<Configuration::LifecycleEvents> lifecycleEvents;

    Configuration::ConsentPolicy consentPolicy = Configuration::ConsentPolicy::NotRequired;
    QStringList consentPurposes;
    QString consentProvider = QStringLiteral("custom");
    Configuration::PendingConsent pendingConsent = Configuration::PendingConsent::Refuse;
    int maxPendingEvents = 100;

    int flushAt = 20;
    std::chrono::milliseconds flushInterval = std::chrono::seconds(20);
    int maxBatchEvents = 500;
    qint64 maxBatchBytes = 460'800;
    qint64 maxEventBytes = 32 * 1024;
    int maxAttempts = 10;
    bool gzip = true;

    QString queueName = QStringLiteral("rudderEventsQueue");
    QString storageLocation;
    Configuration::Durability durability = Configuration::Durability::Normal;
    std::chrono::milliseconds commitInterval{0};
    int maxInternalQueueSize = 20'000;
    qint64 maxInternalQueueBytes = 8 * 1024 * 1024;
    qint64 maxStoredEvents = 100'000;
    qint64 maxStoredBytes = 64 * 1024 * 1024;
    std::chrono::milliseconds maxEventAge{0};
    bool multiProcessor = false;
    Configuration::Overflow overflow = Configuration::Overflow::DropOldest;

    Configuration::MeteredConnections meteredConnections = Configuration::MeteredConnections::Use;
    std::chrono::milliseconds requestTimeout = std::chrono::seconds(30);
    bool http2Enabled = false;
    std::optional<QSslConfiguration> sslConfiguration;
    QList<QByteArray> pinnedKeys;
    std::optional<QNetworkProxy> proxy;
    QList<Configuration::Header> extraHeaders;

    // Time, randomness and transport, where a test hands in its own; null means the real ones.
    std::shared_ptr<Environment> environment;
    // Of the EventRecorder that gets the events; null: they are sent.
    std::shared_ptr<EventLog> eventLog;
};

} // namespace Rudder

#endif

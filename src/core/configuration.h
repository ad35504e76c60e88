// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CONFIGURATION_H
#define RUDDERQT_CONFIGURATION_H

#include <RudderQt/error.h>

#include <QtCore/qflags.h>
#include <QtCore/qlist.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qobjectdefs.h>
#include <QtCore/qpair.h>
#include <QtCore/qshareddata.h>
#include <QtCore/qstring.h>
#include <QtCore/qstringlist.h>

#include <chrono>
#include <optional>

QT_BEGIN_NAMESPACE
class QDebug;
class QIODevice;
class QNetworkProxy;
class QSslConfiguration;
class QUrl;
QT_END_NAMESPACE

namespace Rudder {

class ConfigurationData;
class Properties;

class RUDDERQT_CORE_EXPORT Configuration
{
    Q_GADGET

public:
    enum class Durability { Normal, Full };
    Q_ENUM(Durability)
    enum class Overflow { DropOldest, DropNewest };
    Q_ENUM(Overflow)
    enum class MeteredConnections { Use, Avoid };
    Q_ENUM(MeteredConnections)

    enum class LifecycleEvent {
        None = 0x00,
        Installed = 0x01,
        Updated = 0x02,
        Opened = 0x04,
        Backgrounded = 0x08,
        All = 0x0f,
    };
    Q_DECLARE_FLAGS(LifecycleEvents, LifecycleEvent)
    Q_FLAG(LifecycleEvents)
    enum class ConsentPolicy { NotRequired, Required };
    Q_ENUM(ConsentPolicy)
    enum class PendingConsent { Refuse, Hold };
    Q_ENUM(PendingConsent)

    using Header = std::pair<QByteArray, QByteArray>;

    Configuration();
    Configuration(const QString &writeKey, const QUrl &dataPlaneUrl);
    Configuration(const Configuration &other);
    Configuration(Configuration &&other) noexcept;
    Configuration &operator=(const Configuration &other);
    Configuration &operator=(Configuration &&other) noexcept;
    ~Configuration();

    Configuration &setWriteKey(const QString &writeKey);
    Configuration &setDataPlaneUrl(const QUrl &url);
    Configuration &setControlPlaneUrl(const QUrl &url);
    Configuration &setEnabled(bool enabled);
    Configuration &setChannel(const QString &channel);
    QString writeKey() const;
    QUrl dataPlaneUrl() const;
    QUrl controlPlaneUrl() const;
    bool isEnabled() const;
    QString channel() const;

    // Who the user is, and when at it.
    Configuration &setFreshAnonymousId(bool fresh);
    Configuration &setAutomaticSessions(bool automatic);
    Configuration &setSessionTimeout(std::chrono::milliseconds timeout);
    Configuration &setLifecycleEvents(LifecycleEvents events);
    bool isAnonymousIdFresh() const;
    bool hasAutomaticSessions() const;
    std::chrono::milliseconds sessionTimeout() const;
    std::optional<LifecycleEvents> lifecycleEvents() const;

    // Whether there may be a user.
    Configuration &setConsentPolicy(ConsentPolicy policy);
    Configuration &setConsentPurposes(const QStringList &purposes);
    Configuration &setConsentProvider(const QString &provider);
    Configuration &setPendingConsent(PendingConsent pending);
    Configuration &setMaxPendingEvents(int events);
    ConsentPolicy consentPolicy() const;
    QStringList consentPurposes() const;
    QString consentProvider() const;
    PendingConsent pendingConsent() const;
    int maxPendingEvents() const;
    // What events say of where they come from.
    Configuration &setApplicationBuild(const QString &build);
    Configuration &setDeviceIdEnabled(bool enabled);
    QString applicationBuild() const;
    bool isDeviceIdEnabled() const;

    // When a batch leaves, and how large it is.
    Configuration &setFlushAt(int events);
    Configuration &setFlushInterval(std::chrono::milliseconds interval);
    Configuration &setMaxBatchEvents(int events);
    Configuration &setMaxBatchBytes(qint64 bytes);
    Configuration &setMaxEventBytes(qint64 bytes);
    Configuration &setMaxAttempts(int attempts);
    Configuration &setGzip(bool gzip);
    int flushAt() const;
    std::chrono::milliseconds flushInterval() const;
    int maxBatchEvents() const;
    qint64 maxBatchBytes() const;
    qint64 maxEventBytes() const;
    int maxAttempts() const;
    bool gzip() const;

    // Where events wait.
    Configuration &setQueueName(const QString &name);
    Configuration &setStorageLocation(const QString &folder);
    Configuration &setDurability(Durability durability);
    Configuration &setCommitInterval(std::chrono::milliseconds interval);
    Configuration &setMaxInternalQueueSize(int events);
    Configuration &setMaxInternalQueueBytes(qint64 bytes);
    Configuration &setMaxStoredEvents(qint64 events);
    Configuration &setMaxStoredBytes(qint64 bytes);
    Configuration &setMaxEventAge(std::chrono::milliseconds age);
    Configuration &setOverflow(Overflow overflow);
    Configuration &setMultiProcessor(bool multiProcessor);
    QString queueName() const;
    QString storageLocation() const;
    Durability durability() const;
    std::chrono::milliseconds commitInterval() const;
    int maxInternalQueueSize() const;
    qint64 maxInternalQueueBytes() const;
    qint64 maxStoredEvents() const;
    qint64 maxStoredBytes() const;
    std::chrono::milliseconds maxEventAge() const;
    Overflow overflow() const;
    bool isMultiProcessor() const;

    // The way to the data plane.
    Configuration &setMeteredConnections(MeteredConnections use);
    Configuration &setRequestTimeout(std::chrono::milliseconds timeout);
    Configuration &setHttp2Enabled(bool enabled);
    Configuration &setSslConfiguration(const QSslConfiguration &configuration);
    Configuration &setPinnedKeys(const QList<QByteArray> &pins);
    Configuration &setProxy(const QNetworkProxy &proxy);
    Configuration &setExtraHeaders(const QList<Header> &headers);
    MeteredConnections meteredConnections() const;
    std::chrono::milliseconds requestTimeout() const;
    bool isHttp2Enabled() const;
    std::optional<QSslConfiguration> sslConfiguration() const;
    QList<QByteArray> pinnedKeys() const;
    std::optional<QNetworkProxy> proxy() const;
    QList<Header> extraHeaders() const;

    // From outside. What has an error has changed nothing, or returns the defaults.
    static Configuration fromJson(QIODevice *device, Error *error = nullptr);
    static Configuration fromEnvironment(Error *error = nullptr);
    [[nodiscard]] Error readOptions(const Properties &options);
    [[nodiscard]] Error readJson(QIODevice *device, const QStringList &ownKeys = {});
    [[nodiscard]] Error readEnvironment(const QStringList &ownVariables = {});
    static QStringList optionNames();

private:
    friend class ConfigurationData;
    QSharedDataPointer<ConfigurationData> d;
};

RUDDERQT_CORE_EXPORT QDebug operator<<(QDebug debug, const Configuration &configuration);

Q_DECLARE_OPERATORS_FOR_FLAGS(Configuration::LifecycleEvents)

} // namespace Rudder

#endif

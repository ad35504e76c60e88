// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_ANALYTICS_H
#define RUDDERQT_ANALYTICS_H

#include <RudderQt/calloptions.h>
#include <RudderQt/configuration.h>
#include <RudderQt/consentdecision.h>
#include <RudderQt/failedevent.h>
#include <RudderQt/flushresult.h>
#include <RudderQt/middleware.h>
#include <RudderQt/properties.h>
#include <RudderQt/receipt.h>

#include <QtCore/qfuture.h>
#include <QtCore/qobject.h>

#include <memory>

namespace Rudder {

class AnalyticsPrivate;

class RUDDERQT_CORE_EXPORT Analytics : public QObject
{
    Q_OBJECT
    Q_PROPERTY(bool enabled READ isEnabled WRITE setEnabled NOTIFY enabledChanged FINAL)
    Q_PROPERTY(QString writeKey READ writeKey WRITE setWriteKey NOTIFY writeKeyChanged FINAL)
    Q_PROPERTY(QUrl dataPlaneUrl READ dataPlaneUrl WRITE setDataPlaneUrl NOTIFY dataPlaneUrlChanged
                       FINAL)
    Q_PROPERTY(QString anonymousId READ anonymousId NOTIFY identityChanged FINAL)
    Q_PROPERTY(QString userId READ userId NOTIFY identityChanged FINAL)
    Q_PROPERTY(QVariantMap traits READ traits NOTIFY identityChanged FINAL)
    Q_PROPERTY(QString groupId READ groupId NOTIFY identityChanged FINAL)
    Q_PROPERTY(QVariantMap groupTraits READ groupTraits NOTIFY identityChanged FINAL)
    Q_PROPERTY(Rudder::ConsentDecision consent READ consent NOTIFY consentChanged FINAL)
    Q_PROPERTY(qint64 sessionId READ sessionId NOTIFY sessionChanged FINAL)
    Q_PROPERTY(qint64 queuedCount READ queuedCount NOTIFY queuedCountChanged FINAL)
    Q_PROPERTY(qint64 failedCount READ failedCount NOTIFY failedCountChanged FINAL)
    Q_PROPERTY(qint64 clockSkew READ clockSkew NOTIFY clockSkewChanged FINAL)
    Q_PROPERTY(State state READ state NOTIFY stateChanged FINAL)
    Q_PROPERTY(Storage storage READ storage NOTIFY storageChanged FINAL)
    Q_PROPERTY(Rudder::Error lastError READ lastError NOTIFY errorOccurred FINAL)

public:
    enum class State {
        Starting,
        Idle,
        Waiting,
        Sending,
        BackingOff,
        Offline,
        Paused,
        Disabled,
    };
    Q_ENUM(State)
    enum class Storage { Opening, Database, Memory };
    Q_ENUM(Storage)
    enum class DropReason {
        InboxFull,
        StorageFull,
        TooOld,
        TooLarge,
        Refused,
        ByRule,
        Purged,
        NoConsent,
    };
    Q_ENUM(DropReason)

    enum class ResetPart {
        User = 0x1,
        AnonymousId = 0x2,
        Group = 0x4,
        Session = 0x8,
        All = 0xf,
    };
    Q_DECLARE_FLAGS(ResetParts, ResetPart)
    Q_FLAG(ResetParts)

    explicit Analytics(const Configuration &configuration, QObject *parent = nullptr);
    ~Analytics() override;

    Receipt identify(const QString &userId, const Properties &traits = {},
                     const CallOptions &options = {});
    Receipt track(const QString &event, const Properties &properties = {},
                  const CallOptions &options = {});
    Receipt page(const QString &name, const Properties &properties = {},
                 const CallOptions &options = {});
    Receipt screen(const QString &name, const Properties &properties = {},
                   const CallOptions &options = {});
    Receipt group(const QString &groupId, const Properties &traits = {},
                  const CallOptions &options = {});
    Receipt alias(const QString &userId, const QString &previousId = {},
                  const CallOptions &options = {});

    Receipt deepLinkOpened(const QUrl &url, const QString &referringApplication = {});

    QFuture<FlushResult> flush(std::chrono::milliseconds timeout = std::chrono::seconds(30));
    QFuture<FlushResult> shutdown(std::chrono::milliseconds deadline);

    void reset(ResetParts parts = ResetPart::All);
    Error setAnonymousId(const QString &anonymousId);
    Error startSession(qint64 sessionId = 0);
    void endSession();
    Error setContextValue(const QString &key, const PropertyValue &value);
    Error addMiddleware(const QString &name, Middleware middleware);
    bool removeMiddleware(const QString &name);
    Error grantConsent(const QStringList &purposes = {});
    void denyConsent();
    QFuture<Error> purge();

    QFuture<QList<FailedEvent>> failedEvents(qint64 afterId = 0, int limit = 100);
    QFuture<qint64> retryFailed();
    QFuture<qint64> retryFailed(const QList<qint64> &ids);
    QFuture<qint64> purgeFailed();
    QFuture<qint64> purgeFailed(const QList<qint64> &ids);

    Configuration configuration() const;
    bool isEnabled() const;
    QString writeKey() const;
    QUrl dataPlaneUrl() const;
    QString anonymousId() const;
    QString userId() const;
    QVariantMap traits() const;
    QString groupId() const;
    QVariantMap groupTraits() const;
    qint64 sessionId() const;
    ConsentDecision consent() const;
    qint64 queuedCount() const;
    qint64 failedCount() const;
    Q_INVOKABLE qint64 droppedCount(Rudder::Analytics::DropReason reason) const;
    qint64 clockSkew() const;
    State state() const;
    Storage storage() const;
    Error lastError() const;

public Q_SLOTS:
    void setEnabled(bool enabled);
    void setWriteKey(const QString &writeKey);
    void setDataPlaneUrl(const QUrl &url);
    void setInForeground(bool inForeground);

Q_SIGNALS:
    void stored(const QString &upToMessageId, qint64 count);
    void delivered(qint64 count);
    void dropped(Rudder::Analytics::DropReason reason, qint64 count);
    void failed(qint64 count);
    void errorOccurred(const Rudder::Error &error);
    void queuedCountChanged(qint64 count);
    void failedCountChanged(qint64 count);
    void clockSkewChanged(qint64 milliseconds);
    void stateChanged(Rudder::Analytics::State state);
    void storageChanged(Rudder::Analytics::Storage storage);
    void identityChanged();
    void sessionChanged();
    void consentChanged();
    void enabledChanged(bool enabled);
    void writeKeyChanged();
    void dataPlaneUrlChanged(const QUrl &url);

private:
    Q_DISABLE_COPY_MOVE(Analytics)
    friend class AnalyticsPrivate;
    std::unique_ptr<AnalyticsPrivate> d;
};

Q_DECLARE_OPERATORS_FOR_FLAGS(Analytics::ResetParts)

} // namespace Rudder

#endif

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_QUICKANALYTICS_H
#define RUDDERQT_QUICKANALYTICS_H

#include <RudderQt/consentdecision.h>
#include <RudderQt/error.h>

#include <QtCore/qobject.h>
#include <QtCore/qvariant.h>
#include <QtQml/qjsvalue.h>
#include <QtQml/qqmlregistration.h>

#include <memory>

#if defined(RUDDERQT_QUICK_STATIC)
#    define RUDDERQT_QUICK_EXPORT
#elif defined(RUDDERQT_QUICK_BUILD)
#    define RUDDERQT_QUICK_EXPORT Q_DECL_EXPORT
#else
#    define RUDDERQT_QUICK_EXPORT Q_DECL_IMPORT
#endif

QT_BEGIN_NAMESPACE
class QJSEngine;
class QQmlEngine;
QT_END_NAMESPACE

namespace Rudder {

class Analytics;
class QuickAnalyticsPrivate;

class RUDDERQT_QUICK_EXPORT QuickAnalytics : public QObject
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Analytics)
    QML_SINGLETON
    Q_PROPERTY(bool enabled READ isEnabled WRITE setEnabled NOTIFY enabledChanged FINAL)
    Q_PROPERTY(QString anonymousId READ anonymousId NOTIFY identityChanged FINAL)
    Q_PROPERTY(QString userId READ userId NOTIFY identityChanged FINAL)
    Q_PROPERTY(QVariantMap traits READ traits NOTIFY identityChanged FINAL)
    Q_PROPERTY(QString groupId READ groupId NOTIFY identityChanged FINAL)
    Q_PROPERTY(QVariantMap groupTraits READ groupTraits NOTIFY identityChanged FINAL)
    Q_PROPERTY(double sessionId READ sessionId NOTIFY sessionChanged FINAL)
    Q_PROPERTY(Rudder::ConsentDecision consent READ consent NOTIFY consentChanged FINAL)
    Q_PROPERTY(int queuedCount READ queuedCount NOTIFY queuedCountChanged FINAL)
    Q_PROPERTY(double clockSkew READ clockSkew NOTIFY clockSkewChanged FINAL)
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
    Q_ENUM(ResetPart)

    static QuickAnalytics *create(QQmlEngine *qmlEngine, QJSEngine *jsEngine);
    ~QuickAnalytics() override;

    static void setClient(Analytics *client);
    static Analytics *client();

    Q_INVOKABLE bool setup(const QJSValue &options);

    Q_INVOKABLE QString identify(const QJSValue &userId = {}, const QJSValue &traits = {},
                                 const QJSValue &options = {});
    Q_INVOKABLE QString track(const QJSValue &event = {}, const QJSValue &properties = {},
                              const QJSValue &options = {});
    Q_INVOKABLE QString page(const QJSValue &name = {}, const QJSValue &properties = {},
                             const QJSValue &options = {});
    Q_INVOKABLE QString screen(const QJSValue &name = {}, const QJSValue &properties = {},
                               const QJSValue &options = {});
    Q_INVOKABLE QString group(const QJSValue &groupId = {}, const QJSValue &traits = {},
                              const QJSValue &options = {});
    Q_INVOKABLE QString alias(const QJSValue &userId = {}, const QJSValue &previousId = {},
                              const QJSValue &options = {});
    Q_INVOKABLE QString deepLinkOpened(const QJSValue &url = {},
                                       const QJSValue &referringApplication = {});

    Q_INVOKABLE void flush(const QJSValue &timeout = {}, const QJSValue &callback = {});
    Q_INVOKABLE void shutdown(const QJSValue &deadline = {}, const QJSValue &callback = {});

    Q_INVOKABLE void reset(const QJSValue &parts = {});
    Q_INVOKABLE bool setAnonymousId(const QJSValue &anonymousId = {});
    Q_INVOKABLE bool startSession(const QJSValue &sessionId = {});
    Q_INVOKABLE void endSession();
    Q_INVOKABLE bool grantConsent(const QJSValue &purposes = {});
    Q_INVOKABLE void denyConsent();
    Q_INVOKABLE void purge(const QJSValue &callback = {});
    Q_INVOKABLE bool setContextValue(const QJSValue &key = {}, const QJSValue &value = {});
    Q_INVOKABLE qint64 droppedCount(Rudder::QuickAnalytics::DropReason reason) const;

    bool isEnabled() const;
    void setEnabled(bool enabled);
    QString anonymousId() const;
    QString userId() const;
    QVariantMap traits() const;
    QString groupId() const;
    QVariantMap groupTraits() const;
    double sessionId() const;
    ConsentDecision consent() const;
    int queuedCount() const;
    double clockSkew() const;
    State state() const;
    Storage storage() const;
    Error lastError() const;

Q_SIGNALS:
    void stored(const QString &upToMessageId, qint64 count);
    void delivered(qint64 count);
    void dropped(Rudder::QuickAnalytics::DropReason reason, qint64 count);
    void refused(const Rudder::Error &error);
    void errorOccurred(const Rudder::Error &error);
    void queuedCountChanged();
    void clockSkewChanged();
    void stateChanged();
    void storageChanged();
    void identityChanged();
    void sessionChanged();
    void consentChanged();
    void enabledChanged();

private:
    explicit QuickAnalytics(QJSEngine *engine);
    Q_DISABLE_COPY_MOVE(QuickAnalytics)
    friend class QuickAnalyticsPrivate;
    std::unique_ptr<QuickAnalyticsPrivate> d;
};

} // namespace Rudder

#endif

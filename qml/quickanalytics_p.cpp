// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "quickanalytics_p.h"
#include "quicklogging_p.h"
#include "setupoptions_p.h"
#include "sharedclient_p.h"

#include <QtCore/qfuturewatcher.h>
#include <QtQml/qjsengine.h>

namespace Rudder {

Q_LOGGING_CATEGORY(lcQml, "rudder.qml", QtWarningMsg)

namespace {

Error noClient()
{
    return Error(Error::Code::NoClient,
                 QStringLiteral("Analytics has no client: call Analytics.setup() in QML or "
                                "Rudder::QuickAnalytics::setClient() in C++ first."));
}

Error wrongArguments(const QJSValue &time, const QString &nameOfTime, const QJSValue &callback)
{
    if (!time.isUndefined() && !time.isNull() && !time.isNumber())
        return Error(Error::Code::WrongType,
                     QStringLiteral("\"%1\" must be a number.").arg(nameOfTime));
    if (!callback.isUndefined() && !callback.isNull() && !callback.isCallable())
        return Error(Error::Code::WrongType, QStringLiteral("\"callback\" must be a function."));
    return {};
}

} // namespace

QuickAnalyticsPrivate::QuickAnalyticsPrivate(QuickAnalytics *analytics, QJSEngine *engine)
    : q(analytics), m_types(engine)
{
}

void QuickAnalyticsPrivate::attach()
{
    Analytics *const current = SharedClient::instance().client();
    if (client)
        client->disconnect(q);
    client = current;
    if (current)
        forwardSignals();
    announceEverything();
}

void QuickAnalyticsPrivate::forwardSignals()
{
    const Analytics *from = client;
    QObject::connect(from, &Analytics::stored, q, &QuickAnalytics::stored);
    QObject::connect(from, &Analytics::delivered, q, &QuickAnalytics::delivered);
    QObject::connect(from, &Analytics::dropped, q,
                     [this](Analytics::DropReason reason, qint64 count) {
                         Q_EMIT q->dropped(QuickAnalytics::DropReason(reason), count);
                     });
    QObject::connect(from, &Analytics::errorOccurred, q, &QuickAnalytics::errorOccurred);
    QObject::connect(from, &Analytics::queuedCountChanged, q, &QuickAnalytics::queuedCountChanged);
    QObject::connect(from, &Analytics::clockSkewChanged, q, &QuickAnalytics::clockSkewChanged);
    QObject::connect(from, &Analytics::stateChanged, q, &QuickAnalytics::stateChanged);
    QObject::connect(from, &Analytics::storageChanged, q, &QuickAnalytics::storageChanged);
    QObject::connect(from, &Analytics::identityChanged, q, &QuickAnalytics::identityChanged);
    QObject::connect(from, &Analytics::sessionChanged, q, &QuickAnalytics::sessionChanged);
    QObject::connect(from, &Analytics::consentChanged, q, &QuickAnalytics::consentChanged);
    QObject::connect(from, &Analytics::enabledChanged, q, &QuickAnalytics::enabledChanged);
}

void QuickAnalyticsPrivate::announceEverything()
{
    Q_EMIT q->enabledChanged();
    Q_EMIT q->identityChanged();
    Q_EMIT q->sessionChanged();
    Q_EMIT q->consentChanged();
    Q_EMIT q->queuedCountChanged();
    Q_EMIT q->clockSkewChanged();
    Q_EMIT q->stateChanged();
    Q_EMIT q->storageChanged();
}

QString QuickAnalyticsPrivate::record(Method method, const QJSValue &first, const QJSValue &second,
                                      const QJSValue &third)
{
    const QString name = methodName(method);
    if (!client) {
        refuse(name, noClient());
        return {};
    }
    MessageReader reader(m_types, method);
    const bool readable = reader.read(first, second, third);
    const QStringList notes = reader.notes();
    if (!notes.isEmpty())
        qCWarning(lcQml).noquote() << name + u':' << notes.join(QStringLiteral("; "));
    if (!readable) {
        refuse(name, reader.error());
        return {};
    }
    const Receipt receipt = send(method, reader.message());
    if (receipt.error().isError())
        refuse(name, receipt.error());
    return receipt.messageId();
}

Receipt QuickAnalyticsPrivate::send(Method method, const Message &message)
{
    // A getter of what was passed may have destroyed it.
    if (!client)
        return Receipt::refused(noClient());
    switch (method) {
    case Method::Identify:
        return client->identify(message.subject, message.body, message.options);
    case Method::Track:
        return client->track(message.subject, message.body, message.options);
    case Method::Page:
        return client->page(message.subject, message.body, message.options);
    case Method::Screen:
        return client->screen(message.subject, message.body, message.options);
    case Method::Group:
        return client->group(message.subject, message.body, message.options);
    case Method::Alias:
        return client->alias(message.subject, message.previousId, message.options);
    }
    return {};
}

void QuickAnalyticsPrivate::refuse(const QString &call, const Error &error)
{
    // An application that switched the client off knows.
    if (error.code() == Error::Code::Disabled)
        qCDebug(lcQml).noquote() << call + u':' << error.message();
    else
        qCWarning(lcQml).noquote() << call + u':' << error.message();
    // A handler that makes a bad call of its own would never end.
    if (m_refusing)
        return;
    m_refusing = true;
    Q_EMIT q->refused(error);
    m_refusing = false;
}

void QuickAnalyticsPrivate::refuseWithoutClient(const QString &call)
{
    refuse(call, noClient());
}

bool QuickAnalyticsPrivate::isReady(const QString &call, const Error &ofArguments)
{
    return client ? succeeded(call, ofArguments) : succeeded(call, noClient());
}

bool QuickAnalyticsPrivate::succeeded(const QString &call, const Error &error)
{
    if (error.isError())
        refuse(call, error);
    return !error.isError();
}

bool QuickAnalyticsPrivate::setUp(const QJSValue &options)
{
    const QString name = QStringLiteral("setup");
    const auto refused = [&](Error::Code code, const QString &sentence) {
        refuse(name, Error(code, sentence));
        return false;
    };
    if (client) {
        return refused(Error::Code::WrongType,
                       QStringLiteral("Analytics has a client already: set it up once."));
    }
    JsValueConverter converter(m_types);
    const std::optional<QVariant> converted = converter.convert(QStringLiteral("options"), options);
    if (converter.error().isError()) {
        refuse(name, converter.error());
        return false;
    }
    // An option that can't be kept is not one that may be left out in silence.
    if (!converter.notes().isEmpty())
        return refused(Error::Code::WrongType, converter.notes().constFirst() + u'.');
    if (!converted || !converted->canConvert<Properties>())
        return refused(Error::Code::WrongType, QStringLiteral("\"options\" must be an object."));
    Configuration configuration;
    const Error error = readSetupOptions(converted->value<Properties>(), &configuration);
    if (error.isError()) {
        refuse(name, error);
        return false;
    }
    SharedClient::instance().makeClient(configuration);
    return true;
}

bool QuickAnalyticsPrivate::setContextValue(const QJSValue &key, const QJSValue &value)
{
    const Error error = takeContextValue(key, value);
    if (error.isError())
        refuse(QStringLiteral("setContextValue"), error);
    return !error.isError();
}

Error QuickAnalyticsPrivate::takeContextValue(const QJSValue &key, const QJSValue &value)
{
    if (!client)
        return noClient();
    if (!key.isString())
        return Error(Error::Code::WrongType, QStringLiteral("\"key\" must be a string."));
    JsValueConverter converter(m_types);
    const std::optional<QVariant> converted = converter.convert(key.toString(), value);
    if (converter.error().isError())
        return converter.error();
    // What can't be kept does not remove what was there.
    if (!converted && !converter.notes().isEmpty())
        return Error(Error::Code::WrongType, converter.notes().constFirst() + u'.');
    if (!converter.notes().isEmpty()) {
        qCWarning(lcQml).noquote()
                << "setContextValue:" << converter.notes().join(QStringLiteral("; "));
    }
    // A getter of what was passed may have destroyed it.
    return client ? client->setContextValue(key.toString(), converted.value_or(QVariant()))
                  : noClient();
}

template <typename Result>
void QuickAnalyticsPrivate::callBackLater(const QString &call, const QJSValue &callback,
                                          const Result &result)
{
    QMetaObject::invokeMethod(
            q, [this, call, callback, result] { callBack(call, callback, toScript(result)); },
            Qt::QueuedConnection);
}

template <typename Result>
void QuickAnalyticsPrivate::callBackWhenFinished(const QString &call, const QJSValue &callback,
                                                 const QFuture<Result> &future)
{
    auto *watcher = new QFutureWatcher<Result>(q);
    QObject::connect(watcher, &QFutureWatcherBase::finished, q, [this, watcher, call, callback] {
        watcher->deleteLater();
        if (watcher->future().resultCount() > 0)
            callBack(call, callback, toScript(watcher->result()));
    });
    watcher->setFuture(future);
}

void QuickAnalyticsPrivate::callBack(const QString &call, const QJSValue &callback,
                                     const QJSValue &result)
{
    if (!callback.isCallable())
        return;
    const QJSValue thrown = callback.call({result});
    if (thrown.isError())
        qCWarning(lcQml).noquote()
                << call + QStringLiteral(": the callback threw") << thrown.toString();
}

QJSValue QuickAnalyticsPrivate::toScript(const Error &error) const
{
    QJSValue object = m_types.engine()->newObject();
    object.setProperty(QStringLiteral("code"), int(error.code()));
    object.setProperty(QStringLiteral("message"), error.message());
    return object;
}

QJSValue QuickAnalyticsPrivate::toScript(const FlushResult &result) const
{
    QJSValue object = m_types.engine()->newObject();
    object.setProperty(QStringLiteral("delivered"), double(result.delivered()));
    object.setProperty(QStringLiteral("remaining"), double(result.remaining()));
    object.setProperty(QStringLiteral("error"), toScript(result.error()));
    return object;
}

void QuickAnalyticsPrivate::flush(const QJSValue &timeout, const QJSValue &callback)
{
    // As in the Node SDK, a callback may come alone.
    if (timeout.isCallable() && callback.isUndefined())
        return flush(QJSValue(), timeout);

    const QString name = QStringLiteral("flush");
    Error error = wrongArguments(timeout, QStringLiteral("timeout"), callback);
    if (!client)
        error = noClient();
    if (error.isError()) {
        refuse(name, error);
        callBackLater(name, callback, FlushResult(0, q->queuedCount(), error));
        return;
    }
    callBackWhenFinished(name, callback,
                         timeout.isNumber()
                                 ? client->flush(std::chrono::milliseconds(timeout.toInt()))
                                 : client->flush());
}

void QuickAnalyticsPrivate::shutdown(const QJSValue &deadline, const QJSValue &callback)
{
    const QString name = QStringLiteral("shutdown");
    Error error = wrongArguments(deadline, QStringLiteral("deadline"), callback);
    if (!error.isError() && !deadline.isNumber())
        error = Error(Error::Code::WrongType, QStringLiteral("\"deadline\" must be given."));
    if (!client)
        error = noClient();
    if (error.isError()) {
        refuse(name, error);
        callBackLater(name, callback, FlushResult(0, q->queuedCount(), error));
        return;
    }
    callBackWhenFinished(name, callback,
                         client->shutdown(std::chrono::milliseconds(deadline.toInt())));
}

void QuickAnalyticsPrivate::purge(const QJSValue &callback)
{
    const QString name = QStringLiteral("purge");
    Error error = wrongArguments({}, {}, callback);
    if (!client)
        error = noClient();
    if (error.isError()) {
        refuse(name, error);
        callBackLater(name, callback, error);
        return;
    }
    callBackWhenFinished(name, callback, client->purge());
}

} // namespace Rudder

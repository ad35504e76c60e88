// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_QUICKANALYTICS_P_H
#define RUDDERQT_QUICKANALYTICS_P_H

#include "jstypes_p.h"
#include "messagereader_p.h"
#include "quickanalytics.h"

#include <RudderQt/Analytics>

#include <QtCore/qpointer.h>

namespace Rudder {

class QuickAnalyticsPrivate
{
public:
    QuickAnalyticsPrivate(QuickAnalytics *analytics, QJSEngine *engine);

    void attach();
    QString record(Method method, const QJSValue &first, const QJSValue &second,
                   const QJSValue &third);
    bool setUp(const QJSValue &options);
    bool setContextValue(const QJSValue &key, const QJSValue &value);
    void flush(const QJSValue &timeout, const QJSValue &callback);
    void shutdown(const QJSValue &deadline, const QJSValue &callback);
    void purge(const QJSValue &callback);
    void refuse(const QString &call, const Error &error);
    void refuseWithoutClient(const QString &call);
    // Whether there is a client for the call, whose arguments are read; else it is refused.
    bool isReady(const QString &call, const Error &ofArguments);
    // Whether the client took the call; else it is refused.
    bool succeeded(const QString &call, const Error &error);
    const JsTypes &types() const { return m_types; }

    QPointer<Analytics> client;

private:
    void forwardSignals();
    void announceEverything();
    Receipt send(Method method, const Message &message);
    Error takeContextValue(const QJSValue &key, const QJSValue &value);
    template <typename Result>
    void callBackLater(const QString &call, const QJSValue &callback, const Result &result);
    template <typename Result>
    void callBackWhenFinished(const QString &call, const QJSValue &callback,
                              const QFuture<Result> &future);
    void callBack(const QString &call, const QJSValue &callback, const QJSValue &result);
    QJSValue toScript(const Error &error) const;
    QJSValue toScript(const FlushResult &result) const;

    QuickAnalytics *const q;
    const JsTypes m_types;
    bool m_refusing = false;
};

} // namespace Rudder

#endif

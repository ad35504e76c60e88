// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include "call.h"

#include <RudderQt/CallOptions>

/*!
    Takes the Node SDK's one message apart into what the C++ calls take. What C++ has no way of
    saying, a list for a name for example, is remembered in inexpressible().
*/
class CppMessage
{
public:
    explicit CppMessage(const Call &call);

    /// An id, whose number a C++ caller would write as text.
    QString id(const QString &key);
    QString text(const QString &key);
    Rudder::Properties object(const QString &key);
    Rudder::CallOptions options();

    QString inexpressible() const { return m_inexpressible; }

private:
    QJsonValue take(const QString &key) const;
    QDateTime time(const QString &key);
    void note(const QString &key, const QJsonValue &value);

    QString m_type;
    QJsonObject m_message;
    QString m_inexpressible;
};

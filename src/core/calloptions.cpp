// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "calloptions_p.h"

namespace Rudder {

namespace {

// Most calls have no options: those cost no allocation.
template <typename Value>
void set(QSharedDataPointer<CallOptionsData> &d, Value CallOptionsData::*option, const Value &value)
{
    if (!d)
        d = new CallOptionsData;
    d->*option = value;
}

template <typename Value>
Value get(const QSharedDataPointer<CallOptionsData> &d, Value CallOptionsData::*option)
{
    return d ? d.constData()->*option : Value();
}

} // namespace

/*!
    \class Rudder::CallOptions
    \inmodule RudderQt.Core
    \brief What one call says beside its arguments.

    Everything is optional; an empty id, a null Properties and an invalid time are the same as not
    given.

    Options that name another user than the one the client remembers, by userId or anonymousId, get
    nothing remembered added: no anonymousId, no traits, no group. So one client can speak for many
    users, and never mixes two of them.
*/

CallOptions::CallOptions() = default;
CallOptions::CallOptions(const CallOptions &other) = default;
CallOptions::CallOptions(CallOptions &&other) noexcept = default;
CallOptions &CallOptions::operator=(const CallOptions &other) = default;
CallOptions &CallOptions::operator=(CallOptions &&other) noexcept = default;
CallOptions::~CallOptions() = default;

/*!
    \fn CallOptions &CallOptions::setUserId(const QString &userId)
    \fn QString CallOptions::userId() const

    The user this one call is about.
*/
CallOptions &CallOptions::setUserId(const QString &userId)
{
    set(d, &CallOptionsData::userId, userId);
    return *this;
}

QString CallOptions::userId() const
{
    return get(d, &CallOptionsData::userId);
}

/*!
    \fn CallOptions &CallOptions::setAnonymousId(const QString &anonymousId)
    \fn QString CallOptions::anonymousId() const

    The anonymous user this one call is about.
*/
CallOptions &CallOptions::setAnonymousId(const QString &anonymousId)
{
    set(d, &CallOptionsData::anonymousId, anonymousId);
    return *this;
}

QString CallOptions::anonymousId() const
{
    return get(d, &CallOptionsData::anonymousId);
}

/*!
    \fn CallOptions &CallOptions::setCategory(const QString &category)
    \fn QString CallOptions::category() const

    The category of a page or screen; the other calls ignore it.
*/
CallOptions &CallOptions::setCategory(const QString &category)
{
    set(d, &CallOptionsData::category, category);
    return *this;
}

QString CallOptions::category() const
{
    return get(d, &CallOptionsData::category);
}

/*!
    \fn CallOptions &CallOptions::setContext(const Properties &context)
    \fn Properties CallOptions::context() const

    Added to the context that the client gathers; a key of both has the value given here, but for
    "library" and "clock", which are the client's own.
*/
CallOptions &CallOptions::setContext(const Properties &context)
{
    set(d, &CallOptionsData::context, context);
    return *this;
}

Properties CallOptions::context() const
{
    return get(d, &CallOptionsData::context);
}

/*!
    \fn CallOptions &CallOptions::setIntegrations(const Properties &integrations)
    \fn Properties CallOptions::integrations() const

    Which destinations get the event, as in \c {{{u"All"_s, false}, {u"Amplitude"_s, true}}}.
*/
CallOptions &CallOptions::setIntegrations(const Properties &integrations)
{
    set(d, &CallOptionsData::integrations, integrations);
    return *this;
}

Properties CallOptions::integrations() const
{
    return get(d, &CallOptionsData::integrations);
}

/*!
    \fn CallOptions &CallOptions::setTimestamp(const QDateTime &timestamp)
    \fn QDateTime CallOptions::timestamp() const

    When it happened, if that was not now. The data plane takes this time as it is and corrects no
    clock that is wrong; leave it out for what happens now.
*/
CallOptions &CallOptions::setTimestamp(const QDateTime &timestamp)
{
    set(d, &CallOptionsData::timestamp, timestamp);
    return *this;
}

QDateTime CallOptions::timestamp() const
{
    return get(d, &CallOptionsData::timestamp);
}

/*!
    \fn CallOptions &CallOptions::setMessageId(const QString &messageId)
    \fn QString CallOptions::messageId() const

    The id of the event, where the application has one that is unique; else the client makes one.
*/
CallOptions &CallOptions::setMessageId(const QString &messageId)
{
    set(d, &CallOptionsData::messageId, messageId);
    return *this;
}

QString CallOptions::messageId() const
{
    return get(d, &CallOptionsData::messageId);
}

/*!
    \fn CallOptions &CallOptions::setProperties(const Properties &properties)
    \fn Properties CallOptions::properties() const

    Properties that an alias carries; the other calls ignore them.
*/
CallOptions &CallOptions::setProperties(const Properties &properties)
{
    set(d, &CallOptionsData::properties, properties);
    return *this;
}

Properties CallOptions::properties() const
{
    return get(d, &CallOptionsData::properties);
}

/*!
    \fn CallOptions &CallOptions::setTraits(const Properties &traits)
    \fn Properties CallOptions::traits() const

    Traits that an alias carries; the other calls ignore them.
*/
CallOptions &CallOptions::setTraits(const Properties &traits)
{
    set(d, &CallOptionsData::traits, traits);
    return *this;
}

Properties CallOptions::traits() const
{
    return get(d, &CallOptionsData::traits);
}

} // namespace Rudder

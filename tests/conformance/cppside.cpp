// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "cppside.h"

#include "cppmessage.h"

#include <RudderQt/Analytics>

#include <QHash>

using namespace Qt::StringLiterals;

namespace {

using Method = Rudder::Receipt (Rudder::Analytics::*)(const QString &, const Rudder::Properties &,
                                                      const Rudder::CallOptions &);

struct Shape
{
    Method method;
    QString subject;
    bool isSubjectAnId;
    QString properties;
};

/// Five of the six calls have one shape. alias() is by itself.
const QHash<QString, Shape> &shapes()
{
    using Rudder::Analytics;
    static const QHash<QString, Shape> all{
            {u"identify"_s, {&Analytics::identify, u"userId"_s, true, u"traits"_s}},
            {u"track"_s, {&Analytics::track, u"event"_s, false, u"properties"_s}},
            {u"page"_s, {&Analytics::page, u"name"_s, false, u"properties"_s}},
            {u"screen"_s, {&Analytics::screen, u"name"_s, false, u"properties"_s}},
            {u"group"_s, {&Analytics::group, u"groupId"_s, true, u"traits"_s}},
    };
    return all;
}

Outcome outcomeOf(const Rudder::Receipt &receipt)
{
    return receipt.accepted() ? Outcome::accepted(receipt.messageId())
                              : Outcome::refused(receipt.error().message());
}

} // namespace

Outcome CppSide::make(const Call &call)
{
    CppMessage message(call);
    const Rudder::CallOptions options = message.options();
    if (call.type == "alias"_L1) {
        const QString userId = message.id(u"userId"_s);
        const QString previousId = message.id(u"previousId"_s);
        if (!message.inexpressible().isEmpty())
            return Outcome::inexpressible(message.inexpressible());
        return outcomeOf(m_client->alias(userId, previousId, options));
    }

    const Shape shape = shapes()[call.type];
    const QString subject =
            shape.isSubjectAnId ? message.id(shape.subject) : message.text(shape.subject);
    const Rudder::Properties properties = message.object(shape.properties);
    if (!message.inexpressible().isEmpty())
        return Outcome::inexpressible(message.inexpressible());
    return outcomeOf((m_client.get()->*shape.method)(subject, properties, options));
}

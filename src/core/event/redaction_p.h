// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_REDACTION_P_H
#define RUDDERQT_REDACTION_P_H

#include "private_export_p.h"

#include <RudderQt/properties.h>

#include <QtCore/qlist.h>
#include <QtCore/qregularexpression.h>

#include <optional>

namespace Rudder {

// Puts "[redacted]" in the place of each value whose key matches a pattern, at every depth that an
// event may have, in everything that is written as an object. What has no such key stays as it is,
// shared and in its own type. May be used by any thread.
class RUDDERQT_CORE_PRIVATE_EXPORT Redaction
{
public:
    // A pattern that is not valid matches every key.
    explicit Redaction(const QList<QRegularExpression> &patterns);

    Properties redacted(const Properties &properties) const;

private:
    // None of these functions returns anything where there is nothing to redact.
    std::optional<Properties> ofProperties(const Properties &properties, int depth) const;
    template <typename Map> std::optional<Map> ofMap(const Map &map, int depth) const;
    template <typename List> std::optional<List> ofList(const List &list, int depth) const;
    std::optional<Properties> ofStringKeyed(const QVariant &container, int depth) const;
    std::optional<QVariant> ofSequence(const QVariant &container, int depth) const;
    std::optional<QVariant> ofMember(const QString &key, const QVariant &value, int depth) const;
    std::optional<QVariant> ofValue(const QVariant &value, int depth) const;
    std::optional<QVariant> ofJson(const QJsonValue &value, int depth) const;
    std::optional<QVariant> ofOther(const QVariant &value, int depth) const;

    bool matches(const QString &key) const;

    QList<QRegularExpression> m_patterns;
    bool m_matchesAll = false;
};

} // namespace Rudder

#endif

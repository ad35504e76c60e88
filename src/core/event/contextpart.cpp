// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/contextpart_p.h"

#include "event/jsonwriter_p.h"

#include <algorithm>

namespace Rudder {

ContextPart::ContextPart(const Properties &context)
{
    m_members.reserve(size_t(context.size()));
    for (qsizetype i = 0; i < context.size(); ++i) {
        const Property &property = context.at(i);
        QByteArray bytes;
        JsonWriter writer(bytes);
        writer.key(property.key());
        writer.value(property.value());
        if (!m_all.isEmpty())
            m_all.append(',');
        m_all.append(bytes);
        m_members.push_back({property.key(), property.value(), bytes});
    }
}

bool ContextPart::contains(const QString &key) const
{
    return std::any_of(m_members.begin(), m_members.end(),
                       [&key](const Member &member) { return member.key == key; });
}

} // namespace Rudder

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CONTEXTPART_P_H
#define RUDDERQT_CONTEXTPART_P_H

#include "private_export_p.h"
#include "properties.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>
#include <QtCore/qvariant.h>

#include <vector>

namespace Rudder {

// The context that events share, as ready-made members.
class RUDDERQT_CORE_PRIVATE_EXPORT ContextPart
{
public:
    struct Member
    {
        QString key;
        QVariant value;
        QByteArray bytes; // "key":…
    };

    explicit ContextPart(const Properties &context);

    // "app":{…},"os":{…},… without a comma at either end.
    const QByteArray &all() const { return m_all; }
    const std::vector<Member> &members() const { return m_members; }
    bool contains(const QString &key) const;

private:
    std::vector<Member> m_members;
    QByteArray m_all;
};

} // namespace Rudder

#endif

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CONFIGURATIONOPTIONS_P_H
#define RUDDERQT_CONFIGURATIONOPTIONS_P_H

#include "private_export_p.h"

#include <RudderQt/configuration.h>

#include <QtCore/qvariant.h>

#include <functional>

namespace Rudder {

// An option as it is given from outside: in a file, in the environment, in QML.
class RUDDERQT_CORE_PRIVATE_EXPORT ConfigurationOption
{
public:
    // How its value is written in the environment, where there is nothing but text.
    enum class Notation { Text, Flag, Number, Json };
    // Sets it, and returns nothing; or what the value must be when it is none of the kind.
    using Setter = std::function<QString(Configuration &, const QVariant &)>;

    QString name; // in JSON and QML
    Notation notation;
    Setter set;

    QString variable() const;                        // flushAt: RUDDER_FLUSH_AT
    QVariant valueOf(const QString &variable) const; // invalid: it is none of the notation
};

// All of them, for all readers. A setter that is added to Configuration needs a line in this table.
RUDDERQT_CORE_PRIVATE_EXPORT const QList<ConfigurationOption> &configurationOptions();

} // namespace Rudder

#endif

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "setupoptions_p.h"

namespace Rudder {

Error readSetupOptions(const Properties &options, Configuration *configuration)
{
    const QStringList names = Configuration::optionNames();
    for (qsizetype i = 0; i < options.size(); ++i) {
        const QString &name = options.at(i).key();
        if (!names.contains(name)) {
            return Error(Error::Code::WrongType,
                         QStringLiteral("\"%1\" is not an option of setup().").arg(name));
        }
    }
    // To a call these are arguments of a wrong type, as others.
    const Error error = configuration->readOptions(options);
    return error.isError() ? Error(Error::Code::WrongType, error.message()) : error;
}

} // namespace Rudder

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "setupoptions_p.h"

namespace Rudder {

Error readSetupOptions(const Properties &options, Configuration *configuration)
{
    // To a call these are arguments of a wrong type, as others.
    const Error error = configuration->readOptions(options);
    return error.isError() ? Error(Error::Code::WrongType, error.message()) : error;
}

} // namespace Rudder

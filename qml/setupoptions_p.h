// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SETUPOPTIONS_P_H
#define RUDDERQT_SETUPOPTIONS_P_H

#include "quickprivateexport_p.h"

#include <RudderQt/Configuration>
#include <RudderQt/Error>
#include <RudderQt/Properties>

namespace Rudder {

// The options of setup(), as Configuration::readOptions() takes them. Returns what is wrong with them
// and leaves the configuration alone then.
RUDDERQT_QUICK_PRIVATE_EXPORT Error readSetupOptions(const Properties &options,
                                                     Configuration *configuration);

} // namespace Rudder

#endif

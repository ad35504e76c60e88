// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CONTEXTMERGE_P_H
#define RUDDERQT_CONTEXTMERGE_P_H

#include "private_export_p.h"
#include "properties.h"

#include <optional>

namespace Rudder {

// No value at all, as JavaScript's undefined.
bool isUndefined(const QVariant &value);

// Its entries, where JSON has it as an object.
std::optional<Properties> objectOf(const QVariant &value);

// Objects are merged key by key, at every depth; all else in over replaces what is under it.
RUDDERQT_CORE_PRIVATE_EXPORT QVariant mergedValue(const QVariant &under, const QVariant &over);
RUDDERQT_CORE_PRIVATE_EXPORT Properties mergedContext(const Properties &under,
                                                      const Properties &over);

} // namespace Rudder

#endif

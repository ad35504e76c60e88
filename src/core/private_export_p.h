// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_PRIVATE_EXPORT_P_H
#define RUDDERQT_PRIVATE_EXPORT_P_H

#include <RudderQt/global.h>

// Internals that tests reach; an installed library hides them.
#if defined(RUDDERQT_BUILD_TESTS)
#    define RUDDERQT_CORE_PRIVATE_EXPORT RUDDERQT_CORE_EXPORT
#else
#    define RUDDERQT_CORE_PRIVATE_EXPORT
#endif

#endif

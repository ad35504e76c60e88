// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_QUICKPRIVATEEXPORT_P_H
#define RUDDERQT_QUICKPRIVATEEXPORT_P_H

#include "quickanalytics.h"

// Internals that tests reach; an installed library hides them.
#if defined(RUDDERQT_BUILD_TESTS)
#    define RUDDERQT_QUICK_PRIVATE_EXPORT RUDDERQT_QUICK_EXPORT
#else
#    define RUDDERQT_QUICK_PRIVATE_EXPORT
#endif

#endif

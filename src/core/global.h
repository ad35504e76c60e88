// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_GLOBAL_H
#define RUDDERQT_GLOBAL_H

#include <QtCore/qglobal.h>

#if defined(RUDDERQT_CORE_STATIC)
#    define RUDDERQT_CORE_EXPORT
#elif defined(RUDDERQT_CORE_BUILD)
#    define RUDDERQT_CORE_EXPORT Q_DECL_EXPORT
#else
#    define RUDDERQT_CORE_EXPORT Q_DECL_IMPORT
#endif

#endif

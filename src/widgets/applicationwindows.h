// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_APPLICATIONWINDOWS_H
#define RUDDERQT_APPLICATIONWINDOWS_H

#include <QtCore/qglobal.h>

#if defined(RUDDERQT_WIDGETS_STATIC)
#    define RUDDERQT_WIDGETS_EXPORT
#elif defined(RUDDERQT_WIDGETS_BUILD)
#    define RUDDERQT_WIDGETS_EXPORT Q_DECL_EXPORT
#else
#    define RUDDERQT_WIDGETS_EXPORT Q_DECL_IMPORT
#endif

namespace Rudder {

class Analytics;

RUDDERQT_WIDGETS_EXPORT void watchApplicationWindows(Analytics *client);

} // namespace Rudder

#endif

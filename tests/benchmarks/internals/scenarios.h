// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_BENCHMARKS_INTERNALSCENARIOS_H
#define RUDDERQT_BENCHMARKS_INTERNALSCENARIOS_H

#include <QtCore/qjsonobject.h>

class Arguments;

// --folder --events: what that many waiting events make of opening, claiming, settling and dropping.
QJsonObject measureBacklog(const Arguments &arguments);
// --folder: KiB that opening and 100 claims take, in a process that did nothing else.
QJsonObject measureBacklogMemory(const Arguments &arguments);

// --url --ca --http2: batches of all sizes, beside the same bytes through a raw socket.
QJsonObject measureStalls(const Arguments &arguments);

#endif

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_PENDINGFLUSHES_P_H
#define RUDDERQT_PENDINGFLUSHES_P_H

#include "flushresult.h"

#include <QtCore/qfuture.h>
#include <QtCore/qpromise.h>

#include <map>
#include <mutex>

namespace Rudder {

// The promises of flush(). A promise that is dropped has no result, and reading it is undefined:
// so each of these is finished with one, at the latest by finishAll().
class PendingFlushes
{
public:
    std::pair<quint64, QFuture<FlushResult>> add(); // from any thread
    void finish(quint64 id, const FlushResult &result);
    void finishAll(const FlushResult &result);

private:
    std::mutex m_mutex;
    std::map<quint64, QPromise<FlushResult>> m_promises;
    quint64 m_lastId = 0;
};

} // namespace Rudder

#endif

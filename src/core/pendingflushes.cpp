// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "pendingflushes_p.h"

#include <utility>

namespace Rudder {

std::pair<quint64, QFuture<FlushResult>> PendingFlushes::add()
{
    QPromise<FlushResult> promise;
    promise.start();
    QFuture<FlushResult> future = promise.future();
    const std::lock_guard lock(m_mutex);
    m_promises.emplace(++m_lastId, std::move(promise));
    return {m_lastId, future};
}

void PendingFlushes::finish(quint64 id, const FlushResult &result)
{
    // Not under the lock: a continuation runs here, and may flush again.
    auto node = [&] {
        const std::lock_guard lock(m_mutex);
        return m_promises.extract(id);
    }();
    if (node.empty())
        return;
    QPromise<FlushResult> &promise = node.mapped();
    promise.addResult(result);
    promise.finish();
}

void PendingFlushes::finishAll(const FlushResult &result)
{
    auto promises = [&] {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_promises, {});
    }();
    for (auto &[id, promise] : promises) {
        promise.addResult(result);
        promise.finish();
    }
}

} // namespace Rudder

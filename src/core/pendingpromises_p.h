// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_PENDINGPROMISES_P_H
#define RUDDERQT_PENDINGPROMISES_P_H

#include <QtCore/qfuture.h>
#include <QtCore/qpromise.h>

#include <map>
#include <mutex>
#include <utility>

namespace Rudder {

// The promises of one kind of call. A promise that is dropped has no result, and reading it is
// undefined: so each of these is finished with one, at the latest by finishAll().
template <typename Result> class PendingPromises
{
public:
    // From any thread.
    std::pair<quint64, QFuture<Result>> add()
    {
        QPromise<Result> promise;
        promise.start();
        QFuture<Result> future = promise.future();
        const std::lock_guard lock(m_mutex);
        m_promises.emplace(++m_lastId, std::move(promise));
        return {m_lastId, future};
    }

    void finish(quint64 id, const Result &result)
    {
        // Not under the lock: a continuation runs here, and may call again.
        auto node = [&] {
            const std::lock_guard lock(m_mutex);
            return m_promises.extract(id);
        }();
        if (!node.empty())
            finish(node.mapped(), result);
    }

    void finishAll(const Result &result)
    {
        auto promises = [&] {
            const std::lock_guard lock(m_mutex);
            return std::exchange(m_promises, {});
        }();
        for (auto &[id, promise] : promises)
            finish(promise, result);
    }

private:
    static void finish(QPromise<Result> &promise, const Result &result)
    {
        promise.addResult(result);
        promise.finish();
    }

    std::mutex m_mutex;
    std::map<quint64, QPromise<Result>> m_promises;
    quint64 m_lastId = 0;
};

} // namespace Rudder

#endif

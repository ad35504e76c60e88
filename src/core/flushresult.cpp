// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/flushresult.h>

#include <QtCore/qdebug.h>

namespace Rudder {

class FlushResultData : public QSharedData
{
public:
    FlushResultData(qint64 delivered, qint64 remaining, const Error &error)
        : delivered(delivered), remaining(remaining), error(error)
    {
    }

    qint64 delivered;
    qint64 remaining;
    Error error;
};

/*!
    \class Rudder::FlushResult
    \inmodule RudderQt.Core
    \brief What became of the events that a flush covered.

    A flush covers every event that was accepted before it. Its future always finishes with a
    result; one of those that remain says why in error(). Remaining events are not lost: they stay
    queued and are sent later.
*/

/*!
    Constructs the result of a flush that had nothing to do.
*/
FlushResult::FlushResult() = default;

/*!
    Constructs a result of \a delivered and \a remaining events, with \a error as the reason why
    some remain.
*/
FlushResult::FlushResult(qint64 delivered, qint64 remaining, const Error &error)
    : d(new FlushResultData(delivered, remaining, error))
{
}

FlushResult::FlushResult(const FlushResult &other) = default;
FlushResult::FlushResult(FlushResult &&other) noexcept = default;
FlushResult &FlushResult::operator=(const FlushResult &other) = default;
FlushResult &FlushResult::operator=(FlushResult &&other) noexcept = default;
FlushResult::~FlushResult() = default;

/*!
    \property Rudder::FlushResult::delivered
    \brief How many events the data plane took while the flush ran.
*/
qint64 FlushResult::delivered() const
{
    return d ? d->delivered : 0;
}

/*!
    \property Rudder::FlushResult::remaining
    \brief How many of the covered events still wait.
*/
qint64 FlushResult::remaining() const
{
    return d ? d->remaining : 0;
}

/*!
    \property Rudder::FlushResult::error
    \brief Why events remain; no error when none does.
*/
Error FlushResult::error() const
{
    return d ? d->error : Error();
}

/*!
    Writes \a result to \a debug.
*/
QDebug operator<<(QDebug debug, const FlushResult &result)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << "Rudder::FlushResult(delivered " << result.delivered() << ", remaining "
                    << result.remaining();
    if (result.error().isError())
        debug << ", " << result.error();
    debug << ')';
    return debug;
}

} // namespace Rudder

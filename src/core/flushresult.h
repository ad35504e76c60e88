// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_FLUSHRESULT_H
#define RUDDERQT_FLUSHRESULT_H

#include <RudderQt/error.h>

namespace Rudder {

class FlushResultData;

class RUDDERQT_CORE_EXPORT FlushResult
{
    Q_GADGET
    Q_PROPERTY(qint64 delivered READ delivered CONSTANT FINAL)
    Q_PROPERTY(qint64 remaining READ remaining CONSTANT FINAL)
    Q_PROPERTY(Rudder::Error error READ error CONSTANT FINAL)

public:
    FlushResult();
    FlushResult(qint64 delivered, qint64 remaining, const Error &error);
    FlushResult(const FlushResult &other);
    FlushResult(FlushResult &&other) noexcept;
    FlushResult &operator=(const FlushResult &other);
    FlushResult &operator=(FlushResult &&other) noexcept;
    ~FlushResult();

    qint64 delivered() const;
    qint64 remaining() const;
    Error error() const;

private:
    QSharedDataPointer<FlushResultData> d;
};

RUDDERQT_CORE_EXPORT QDebug operator<<(QDebug debug, const FlushResult &result);

} // namespace Rudder

Q_DECLARE_METATYPE(Rudder::FlushResult)

#endif

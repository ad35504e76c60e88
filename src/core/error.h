// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_ERROR_H
#define RUDDERQT_ERROR_H

#include <RudderQt/global.h>

#include <QtCore/qmetatype.h>
#include <QtCore/qobjectdefs.h>
#include <QtCore/qshareddata.h>
#include <QtCore/qstring.h>

QT_BEGIN_NAMESPACE
class QDebug;
QT_END_NAMESPACE

namespace Rudder {

class ErrorData;

class RUDDERQT_CORE_EXPORT Error
{
    Q_GADGET
    Q_PROPERTY(Rudder::Error::Code code READ code CONSTANT FINAL)
    Q_PROPERTY(QString message READ message CONSTANT FINAL)

public:
    enum class Code {
        NoError,
        // A call was refused.
        MissingUser,
        MissingEvent,
        MissingGroupId,
        MissingUserId,
        MissingPreviousId,
        WrongType,
        ConflictingIds,
        TooLarge,
        TooDeep,
        Cyclic,
        InboxFull,
        Disabled,
        ShutDown,
        NoClient,
        InvalidSessionId,
        NoConsent,
        UnknownPurpose,
        DoNotTrack,
        DroppedByRule,
        // The client can't work as configured.
        MissingWriteKey,
        InvalidDataPlaneUrl,
        InvalidConfiguration,
        // The queue.
        StorageUnavailable,
        StorageFailed,
        StorageDamaged,
        // Delivery.
        NetworkFailed,
        ServerFailed,
        ServerRefused,
        TimedOut,
        EventsFailed,
    };
    Q_ENUM(Code)

    Error();
    Error(Code code, const QString &message);
    Error(const Error &other);
    Error(Error &&other) noexcept;
    Error &operator=(const Error &other);
    Error &operator=(Error &&other) noexcept;
    ~Error();

    bool isError() const { return code() != Code::NoError; }
    Code code() const;
    QString message() const;

    friend RUDDERQT_CORE_EXPORT bool operator==(const Error &a, const Error &b);
    friend bool operator!=(const Error &a, const Error &b) { return !(a == b); }

private:
    QSharedDataPointer<ErrorData> d;
};

RUDDERQT_CORE_EXPORT QDebug operator<<(QDebug debug, const Error &error);

} // namespace Rudder

Q_DECLARE_METATYPE(Rudder::Error)

#endif

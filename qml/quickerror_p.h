// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_QUICKERROR_P_H
#define RUDDERQT_QUICKERROR_P_H

#include "quickprivateexport_p.h"

#include <RudderQt/error.h>

#include <QtQml/qqml.h>

namespace Rudder {

// What QML and its tools know of Rudder::Error: the value with code and message ...
struct QuickError
{
    Q_GADGET
    QML_FOREIGN(Rudder::Error)
    QML_VALUE_TYPE(rudderError)
};

// ... and the names of its codes, as RudderError.TimedOut. qmllint takes them from no value type,
// nor from a foreign one, so they are told again; a test compares.
namespace QuickErrorCodes {
Q_NAMESPACE_EXPORT(RUDDERQT_QUICK_PRIVATE_EXPORT)
QML_NAMED_ELEMENT(RudderError)

enum class Code {
    NoError = int(Error::Code::NoError),
    MissingUser = int(Error::Code::MissingUser),
    MissingEvent = int(Error::Code::MissingEvent),
    MissingGroupId = int(Error::Code::MissingGroupId),
    MissingUserId = int(Error::Code::MissingUserId),
    MissingPreviousId = int(Error::Code::MissingPreviousId),
    WrongType = int(Error::Code::WrongType),
    ConflictingIds = int(Error::Code::ConflictingIds),
    TooLarge = int(Error::Code::TooLarge),
    TooDeep = int(Error::Code::TooDeep),
    Cyclic = int(Error::Code::Cyclic),
    InboxFull = int(Error::Code::InboxFull),
    Disabled = int(Error::Code::Disabled),
    ShutDown = int(Error::Code::ShutDown),
    NoClient = int(Error::Code::NoClient),
    InvalidSessionId = int(Error::Code::InvalidSessionId),
    NoConsent = int(Error::Code::NoConsent),
    UnknownPurpose = int(Error::Code::UnknownPurpose),
    DoNotTrack = int(Error::Code::DoNotTrack),
    DroppedByRule = int(Error::Code::DroppedByRule),
    MissingWriteKey = int(Error::Code::MissingWriteKey),
    InvalidDataPlaneUrl = int(Error::Code::InvalidDataPlaneUrl),
    InvalidConfiguration = int(Error::Code::InvalidConfiguration),
    StorageUnavailable = int(Error::Code::StorageUnavailable),
    StorageFailed = int(Error::Code::StorageFailed),
    StorageDamaged = int(Error::Code::StorageDamaged),
    NetworkFailed = int(Error::Code::NetworkFailed),
    ServerFailed = int(Error::Code::ServerFailed),
    ServerRefused = int(Error::Code::ServerRefused),
    TimedOut = int(Error::Code::TimedOut),
    EventsFailed = int(Error::Code::EventsFailed),
};
Q_ENUM_NS(Code)
} // namespace QuickErrorCodes

} // namespace Rudder

#endif

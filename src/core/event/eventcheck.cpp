// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/eventcheck_p.h"

namespace Rudder {

using namespace Qt::StringLiterals;

Error checkEvent(const Event &event)
{
    using Code = Error::Code;

    if (!event.timestamp.isNull() && !event.timestamp.isValid())
        return Error(Code::WrongType, u"\"timestamp\" must be a date."_s);

    if (event.type == EventType::Alias) {
        if (event.userId.isEmpty())
            return Error(Code::MissingUserId, u"You must pass a \"userId\"."_s);
        if (event.previousId.isEmpty())
            return Error(Code::MissingPreviousId, u"You must pass a \"previousId\"."_s);
        return {};
    }
    if (event.anonymousId.isEmpty() && event.userId.isEmpty()) {
        return Error(Code::MissingUser,
                     u"You must pass either an \"anonymousId\" or a \"userId\"."_s);
    }
    if (event.type == EventType::Track && event.event.isEmpty())
        return Error(Code::MissingEvent, u"You must pass an \"event\"."_s);
    if (event.type == EventType::Group && event.groupId.isEmpty())
        return Error(Code::MissingGroupId, u"You must pass a \"groupId\"."_s);
    return {};
}

Error tooLarge(qint64 maxBytes)
{
    constexpr qint64 kibibyte = 1024;
    return Error(Error::Code::TooLarge,
                 maxBytes % kibibyte == 0
                         ? u"Your message must be < %1kb."_s.arg(maxBytes / kibibyte)
                         : u"Your message must be < %1 bytes."_s.arg(maxBytes));
}

} // namespace Rudder

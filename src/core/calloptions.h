// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CALLOPTIONS_H
#define RUDDERQT_CALLOPTIONS_H

#include <RudderQt/properties.h>

namespace Rudder {

class CallOptionsData;

class RUDDERQT_CORE_EXPORT CallOptions
{
public:
    CallOptions();
    CallOptions(const CallOptions &other);
    CallOptions(CallOptions &&other) noexcept;
    CallOptions &operator=(const CallOptions &other);
    CallOptions &operator=(CallOptions &&other) noexcept;
    ~CallOptions();

    CallOptions &setUserId(const QString &userId);
    CallOptions &setAnonymousId(const QString &anonymousId);
    CallOptions &setCategory(const QString &category);
    CallOptions &setContext(const Properties &context);
    CallOptions &setIntegrations(const Properties &integrations);
    CallOptions &setTimestamp(const QDateTime &timestamp);
    CallOptions &setMessageId(const QString &messageId);
    CallOptions &setProperties(const Properties &properties);
    CallOptions &setTraits(const Properties &traits);

    QString userId() const;
    QString anonymousId() const;
    QString category() const;
    Properties context() const;
    Properties integrations() const;
    QDateTime timestamp() const;
    QString messageId() const;
    Properties properties() const;
    Properties traits() const;

private:
    friend class CallOptionsData;
    QSharedDataPointer<CallOptionsData> d;
};

} // namespace Rudder

Q_DECLARE_METATYPE(Rudder::CallOptions)

#endif

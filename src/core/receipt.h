// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_RECEIPT_H
#define RUDDERQT_RECEIPT_H

#include <RudderQt/error.h>

namespace Rudder {

class RUDDERQT_CORE_EXPORT Receipt
{
    Q_GADGET
    Q_PROPERTY(bool accepted READ accepted CONSTANT FINAL)
    Q_PROPERTY(QString messageId READ messageId CONSTANT FINAL)
    Q_PROPERTY(Rudder::Error error READ error CONSTANT FINAL)

public:
    Receipt();
    Receipt(const Receipt &other);
    Receipt(Receipt &&other) noexcept;
    Receipt &operator=(const Receipt &other);
    Receipt &operator=(Receipt &&other) noexcept;
    ~Receipt();

    static Receipt acceptedAs(const QByteArray &messageId);
    static Receipt refused(const Error &error);

    bool accepted() const;
    QString messageId() const;
    Error error() const;

private:
    QByteArray m_messageId;
    Error m_error;
};

RUDDERQT_CORE_EXPORT QDebug operator<<(QDebug debug, const Receipt &receipt);

} // namespace Rudder

Q_DECLARE_METATYPE(Rudder::Receipt)

#endif

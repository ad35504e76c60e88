// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/receipt.h>

#include <QtCore/qdebug.h>

namespace Rudder {

/*!
    \class Rudder::Receipt
    \inmodule RudderQt.Core
    \brief What one of the six calls answers, at once.

    An accepted call has the messageId that its event keeps for life, over every attempt to send it.
    A refused call recorded nothing and has an error that says what to change.

    A default-constructed receipt is neither: it is of no call.
*/

Receipt::Receipt() = default;
Receipt::Receipt(const Receipt &other) = default;
Receipt::Receipt(Receipt &&other) noexcept = default;
Receipt &Receipt::operator=(const Receipt &other) = default;
Receipt &Receipt::operator=(Receipt &&other) noexcept = default;
Receipt::~Receipt() = default;

/*!
    Returns the receipt of an event that was accepted under \a messageId (UTF-8, not empty).
*/
Receipt Receipt::acceptedAs(const QByteArray &messageId)
{
    Receipt receipt;
    receipt.m_messageId = messageId;
    return receipt;
}

/*!
    Returns the receipt of a call that was refused for \a error.
*/
Receipt Receipt::refused(const Error &error)
{
    Receipt receipt;
    receipt.m_error = error;
    return receipt;
}

/*!
    \property Rudder::Receipt::accepted
    \brief Whether the event was recorded and will be sent.
*/
bool Receipt::accepted() const
{
    return !m_messageId.isEmpty();
}

/*!
    \property Rudder::Receipt::messageId
    \brief The id of the accepted event; empty when the call was refused.
*/
QString Receipt::messageId() const
{
    return QString::fromUtf8(m_messageId);
}

/*!
    \property Rudder::Receipt::error
    \brief Why the call was refused; no error when it was accepted.
*/
Error Receipt::error() const
{
    return m_error;
}

/*!
    Writes \a receipt to \a debug.
*/
QDebug operator<<(QDebug debug, const Receipt &receipt)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << "Rudder::Receipt(";
    if (receipt.accepted())
        debug << "accepted as " << receipt.messageId();
    else if (receipt.error().isError())
        debug << "refused, " << receipt.error();
    debug << ')';
    return debug;
}

} // namespace Rudder

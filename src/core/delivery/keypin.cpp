// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/keypin_p.h"

#include <QtCore/qcryptographichash.h>
#include <QtNetwork/qsslcertificate.h>

#include <optional>

namespace Rudder {

namespace {

constexpr uchar sequenceTag = 0x30;
constexpr uchar versionTag = 0xa0;

// The elements of a DER value, one after the other.
class DerReader
{
public:
    explicit DerReader(QByteArrayView bytes) : m_rest(bytes) { }

    bool isNext(uchar tag) const { return !m_rest.isEmpty() && uchar(m_rest.front()) == tag; }

    struct Element
    {
        QByteArrayView whole;
        QByteArrayView content;
    };
    std::optional<Element> take()
    {
        if (m_rest.size() < 2)
            return std::nullopt;
        qsizetype header = 2;
        qsizetype length = uchar(m_rest.at(1));
        if (length >= 0x80) {
            const qsizetype digits = length - 0x80;
            if (digits < 1 || digits > 3 || m_rest.size() < header + digits)
                return std::nullopt;
            length = 0;
            for (qsizetype i = 0; i < digits; ++i)
                length = length * 256 + uchar(m_rest.at(header + i));
            header += digits;
        }
        if (m_rest.size() - header < length)
            return std::nullopt;
        const Element element{m_rest.first(header + length), m_rest.sliced(header, length)};
        m_rest = m_rest.sliced(header + length);
        return element;
    }

private:
    QByteArrayView m_rest;
};

} // namespace

/*!
    \internal

    RFC 5280, 4.1. QSslCertificate::publicKey() knows only some kinds of keys, and writes a key in
    its own way, so it is the certificate's bytes that are read.
*/
QByteArray keyPin(const QByteArray &derCertificate)
{
    const auto certificate = DerReader(derCertificate).take();
    if (!certificate)
        return {};
    const auto toBeSigned = DerReader(certificate->content).take();
    if (!toBeSigned)
        return {};
    DerReader fields(toBeSigned->content);
    if (fields.isNext(versionTag))
        fields.take();
    constexpr int fieldsBefore = 5; // serial number, signature, issuer, validity, subject
    for (int i = 0; i < fieldsBefore; ++i)
        fields.take();
    if (!fields.isNext(sequenceTag))
        return {};
    const auto key = fields.take();
    if (!key)
        return {};
    return QCryptographicHash::hash(key->whole, QCryptographicHash::Sha256).toBase64();
}

QByteArray keyPin(const QSslCertificate &certificate)
{
    return keyPin(certificate.toDer());
}

} // namespace Rudder

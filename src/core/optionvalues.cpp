// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "optionvalues_p.h"

#include "context/contextmerge_p.h"

#include <RudderQt/properties.h>

#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>
#include <QtCore/qjsonarray.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qurl.h>

#include <cmath>
#include <limits>

namespace Rudder {

namespace {

std::optional<qint64> toWholeNumber(double number)
{
    constexpr double beyond = 9223372036854775808.0; // 2^63
    if (!std::isfinite(number) || std::trunc(number) != number)
        return {};
    if (number >= beyond)
        return std::numeric_limits<qint64>::max();
    if (number < -beyond)
        return std::numeric_limits<qint64>::min();
    return qint64(number);
}

} // namespace

std::optional<qint64> toWholeNumber(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Short:
    case QMetaType::UShort:
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::Long:
    case QMetaType::LongLong:
        return value.toLongLong();
    case QMetaType::ULong:
    case QMetaType::ULongLong:
        return qint64(qMin(value.toULongLong(), quint64(std::numeric_limits<qint64>::max())));
    case QMetaType::Float:
    case QMetaType::Double:
        return toWholeNumber(value.toDouble());
    default:
        return {};
    }
}

std::optional<QStringList> toTexts(const QVariant &value)
{
    const int type = value.typeId();
    if (type != QMetaType::QVariantList && type != QMetaType::QStringList
        && type != QMetaType::QJsonArray) {
        return {};
    }
    QStringList texts;
    for (const QVariant &item : value.toList()) {
        if (item.typeId() != QMetaType::QString)
            return {};
        texts.append(item.toString());
    }
    return texts;
}

std::optional<QList<Configuration::Header>> toHeaders(const QVariant &value)
{
    const std::optional<Properties> object = objectOf(value);
    if (!object)
        return {};
    QList<Configuration::Header> headers;
    for (qsizetype i = 0; i < object->size(); ++i) {
        const Property &header = object->at(i);
        if (header.value().typeId() != QMetaType::QString)
            return {};
        headers.append({header.key().toUtf8(), header.value().toString().toUtf8()});
    }
    return headers;
}

std::optional<QNetworkProxy> toProxy(const QVariant &value)
{
    const QString text = value.typeId() == QMetaType::QUrl
            ? value.toUrl().toString(QUrl::FullyEncoded)
            : value.toString();
    if (text == u"none")
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const QUrl url(text, QUrl::StrictMode);
    const bool isHttp = url.scheme() == u"http";
    // A part that would be ignored is a misunderstanding. A proxy has no port of its own that everybody
    // agrees on.
    const bool isPlain =
            (url.path().isEmpty() || url.path() == u"/") && !url.hasQuery() && !url.hasFragment();
    if (!url.isValid() || !isPlain || url.host().isEmpty() || url.port() <= 0
        || (!isHttp && url.scheme() != u"socks5")) {
        return {};
    }
    return QNetworkProxy(isHttp ? QNetworkProxy::HttpProxy : QNetworkProxy::Socks5Proxy, url.host(),
                         quint16(url.port()), url.userName(QUrl::FullyDecoded),
                         url.password(QUrl::FullyDecoded));
}

std::optional<QList<QSslCertificate>> toCertificates(const QVariant &value)
{
    const QString path = value.toString();
    // Others than files may have no end, or keep the reader waiting.
    if (value.typeId() != QMetaType::QString || !QFileInfo(path).isFile())
        return {};
    QFile file(path);
    if (!file.open(QFile::ReadOnly))
        return {};
    const QList<QSslCertificate> certificates = QSslCertificate::fromDevice(&file, QSsl::Pem);
    if (certificates.isEmpty())
        return {};
    return certificates;
}

std::optional<int> toEnumerator(const QMetaEnum &names, const QVariant &value)
{
    bool isKnown = false;
    const int enumerator = names.keyToValue(value.toString().toLatin1().constData(), &isKnown);
    if (value.typeId() != QMetaType::QString || !isKnown)
        return {};
    return enumerator;
}

std::optional<int> toFlags(const QMetaEnum &names, const QVariant &value)
{
    const std::optional<QStringList> texts = toTexts(value);
    if (!texts)
        return {};
    int flags = 0;
    for (const QString &text : *texts) {
        const std::optional<int> flag = toEnumerator(names, text);
        if (!flag)
            return {};
        flags |= *flag;
    }
    return flags;
}

} // namespace Rudder

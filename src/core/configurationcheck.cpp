// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "configurationcheck_p.h"

#include <QtCore/qloggingcategory.h>

#include <algorithm>

namespace Rudder {

namespace {

Q_LOGGING_CATEGORY(lcConfiguration, "rudder.configuration", QtWarningMsg)

bool isInFileNames(QChar character)
{
    return character.isPrint() && !QStringView(u"/\\:*?\"<>|").contains(character);
}

// RFC 9110's token.
bool isInHeaderNames(char character)
{
    const bool isAlphanumeric = (character >= '0' && character <= '9')
            || (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
    return isAlphanumeric || QByteArrayView("!#$%&'*+-.^_`|~").contains(character);
}

bool isHeaderName(const QByteArray &name)
{
    return !name.isEmpty() && std::all_of(name.cbegin(), name.cend(), isInHeaderNames);
}

// One header must not become two, nor a second request.
bool isHeaderValue(const QByteArray &value)
{
    return !value.contains('\r') && !value.contains('\n') && !value.contains('\0');
}

bool isOurs(const QByteArray &name)
{
    constexpr QByteArrayView ours[] = {
            "anonymousid",
            "authorization",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "proxy-authorization",
            "te",
            "transfer-encoding",
            "upgrade",
    };
    return std::any_of(std::cbegin(ours), std::cend(ours), [&](QByteArrayView our) {
        return name.compare(our, Qt::CaseInsensitive) == 0;
    });
}

} // namespace

qint64 checkedRange(const char *option, qint64 value, qint64 least, qint64 most, const char *unit)
{
    if (value >= least && value <= most)
        return value;
    const qint64 nearest = qBound(least, value, most);
    const QByteArray space = unit ? QByteArray(" ").append(unit) : QByteArray();
    qCWarning(lcConfiguration, "%s can't be %lld%s, only from %lld to %lld: %lld is used", option,
              value, space.constData(), least, most, nearest);
    return nearest;
}

QString checkedText(const char *option, const QString &text, const QString &ifEmpty)
{
    if (!text.isEmpty())
        return text;
    qCWarning(lcConfiguration, "%s can't be empty: \"%ls\" is used", option,
              qUtf16Printable(ifEmpty));
    return ifEmpty;
}

QString checkedFileName(const char *option, const QString &name, const QString &ifEmpty)
{
    constexpr qsizetype mostCharacters = 64; // 255 bytes are common, and suffixes follow
    QString fileName = checkedText(option, name, ifEmpty).left(mostCharacters);
    for (QChar &character : fileName) {
        if (!isInFileNames(character))
            character = u'_';
    }
    for (qsizetype i = 0; i < fileName.size() && fileName.at(i) == u'.'; ++i)
        fileName[i] = u'_';
    if (!name.isEmpty() && fileName != name) {
        qCWarning(lcConfiguration, "%s can't name a file on every system: \"%ls\" is used", option,
                  qUtf16Printable(fileName));
    }
    return fileName;
}

QString faultOfHeader(const Configuration::Header &header)
{
    if (!isHeaderName(header.first))
        return QStringLiteral("its name is none");
    if (isOurs(header.first))
        return QStringLiteral("the client sets it");
    if (!isHeaderValue(header.second))
        return QStringLiteral("its value has line breaks");
    return {};
}

QList<Configuration::Header> checkedHeaders(const QList<Configuration::Header> &headers)
{
    QList<Configuration::Header> allowed;
    for (const Configuration::Header &header : headers) {
        const QString fault = faultOfHeader(header);
        if (fault.isEmpty()) {
            allowed.append(header);
        } else {
            qCWarning(lcConfiguration).nospace() << "An extra header is left out, for "
                                                 << qUtf8Printable(fault) << ": " << header.first;
        }
    }
    return allowed;
}

QByteArray hashOfPin(const QByteArray &pin)
{
    constexpr QByteArrayView prefix = "sha256//";
    constexpr qsizetype sha256Bytes = 32;
    const QByteArray trimmed = pin.trimmed();
    const auto hash = QByteArray::fromBase64Encoding(
            trimmed.startsWith(prefix) ? trimmed.sliced(prefix.size()) : trimmed,
            QByteArray::AbortOnBase64DecodingErrors);
    return hash && (*hash).size() == sha256Bytes ? (*hash).toBase64() : QByteArray();
}

QList<QByteArray> checkedPins(const QList<QByteArray> &pins)
{
    QList<QByteArray> checked;
    for (const QByteArray &pin : pins) {
        QByteArray hash = hashOfPin(pin);
        if (hash.isEmpty()) {
            // Left out, it would leave a list that is empty, and that allows every key.
            hash = pin.trimmed();
            qCWarning(lcConfiguration) << "A pinned key fits no server, for it is not the Base64"
                                          " of a SHA-256:"
                                       << hash;
        }
        checked.append(hash);
    }
    return checked;
}

// A text that is no URL at all makes one that is empty, and has an error.
bool isAddress(const QUrl &url)
{
    if (url.isEmpty())
        return url.errorString().isEmpty();
    const bool isHttp = url.scheme() == u"https" || url.scheme() == u"http";
    return url.isValid() && isHttp && !url.host().isEmpty();
}

QUrl checkedUrl(const char *option, const QUrl &url)
{
    if (isAddress(url))
        return withoutTrailingSlashes(url);
    qCWarning(lcConfiguration, "%s must be like https://api.example.com, not \"%ls\": none is used",
              option, qUtf16Printable(url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery)));
    return {};
}

QUrl withoutTrailingSlashes(const QUrl &url)
{
    if (!url.isValid())
        return url;
    QString path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    QUrl stripped = url;
    stripped.setPath(path, QUrl::TolerantMode);
    return stripped;
}

} // namespace Rudder

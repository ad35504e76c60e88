// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/retryafter_p.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qlocale.h>
#include <QtCore/qstringlist.h>
#include <QtCore/qtimezone.h>

#include <algorithm>

namespace Rudder {

namespace {

constexpr qint64 mostMilliseconds = 60 * 60 * 1000;

bool isNumber(const QByteArray &text)
{
    return !text.isEmpty() && std::all_of(text.cbegin(), text.cend(), [](char character) {
        return character >= '0' && character <= '9';
    });
}

// RFC 9110's dates: the one form that is written today, and the two that must still be read. Date
// and time apart: together they would be read as local time, in which some hours do not exist.
QDateTime httpDate(const QByteArray &text)
{
    // Without the day of the week: it says nothing new, and two digits of a year would belie it.
    const QString string = QString::fromLatin1(text.mid(text.indexOf(',') + 1)).simplified();
    const QStringList words = string.split(u' ');
    const QLocale english = QLocale::c();
    const bool isUtc = words.constLast() == u"GMT";
    QDate date;
    QString time;
    if (words.size() == 5 && isUtc) {
        date = english.toDate(words.mid(0, 3).join(u' '), QStringLiteral("dd MMM yyyy"));
        time = words[3];
    } else if (words.size() == 3 && isUtc) {
        date = english.toDate(words[0], QStringLiteral("dd-MMM-yy"));
        time = words[1];
    } else if (words.size() == 5) {
        date = english.toDate(words[1] + u' ' + words[2] + u' ' + words[4],
                              QStringLiteral("MMM d yyyy"));
        time = words[3];
    }
    const QTime timeOfDay = QTime::fromString(time, QStringLiteral("hh:mm:ss"));
    if (!date.isValid() || !timeOfDay.isValid())
        return {};
    if (date.year() < 1970) // two digits of a year
        date = date.addYears(100);
    return QDateTime(date, timeOfDay, QTimeZone::utc());
}

// To come back at once is no wait: a server in trouble that says so gets the backoff.
std::optional<std::chrono::milliseconds> ifAny(qint64 milliseconds)
{
    return milliseconds > 0 ? std::optional(std::chrono::milliseconds(milliseconds)) : std::nullopt;
}

} // namespace

std::optional<std::chrono::milliseconds> retryAfter(const Answer &answer, qint64 wallClock)
{
    const QByteArray text = answer.header("Retry-After").trimmed();
    if (text.isEmpty())
        return std::nullopt;
    if (isNumber(text)) {
        bool fits = false;
        const qint64 seconds = text.toLongLong(&fits);
        const qint64 most = mostMilliseconds / 1000;
        return ifAny(fits ? std::min(seconds, most) * 1000 : mostMilliseconds);
    }
    const QDateTime until = httpDate(text);
    if (!until.isValid())
        return std::nullopt;
    // By the clock that made the date: a device's own may be years off.
    const QDateTime serverTime = httpDate(answer.header("Date").trimmed());
    const qint64 now = serverTime.isValid() ? serverTime.toMSecsSinceEpoch() : wallClock;
    return ifAny(std::min(until.toMSecsSinceEpoch() - now, mostMilliseconds));
}

} // namespace Rudder

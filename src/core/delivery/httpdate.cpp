// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/httpdate_p.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qlocale.h>
#include <QtCore/qstringlist.h>
#include <QtCore/qtimezone.h>

namespace Rudder {

std::optional<qint64> httpDate(const QByteArray &text)
{
    // Date and time apart: together they would be read as local time, in which some hours do not exist.
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
        return std::nullopt;
    if (date.year() < 1970) // two digits of a year
        date = date.addYears(100);
    return QDateTime(date, timeOfDay, QTimeZone::utc()).toMSecsSinceEpoch();
}

} // namespace Rudder

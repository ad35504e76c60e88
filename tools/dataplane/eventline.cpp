// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "eventline.h"

namespace Rudder::DataPlane {

using namespace Qt::StringLiterals;

namespace {

QString textOf(const QJsonValue &value)
{
    return value.isDouble() ? value.toVariant().toString() : value.toString();
}

/// Returns the first of the fields \a keys that has something in it.
QString firstOf(const QJsonObject &event, std::initializer_list<QLatin1String> keys)
{
    for (const QLatin1String key : keys) {
        if (const QString text = textOf(event[key]).trimmed(); !text.isEmpty())
            return text;
    }
    return u"-"_s;
}

QString nameOf(const ReceivedEvent &event)
{
    if (event.type == "track"_L1)
        return firstOf(event.object, {"event"_L1});
    if (event.type == "group"_L1)
        return firstOf(event.object, {"groupId"_L1});
    if (event.type == "alias"_L1)
        return firstOf(event.object, {"previousId"_L1});
    return firstOf(event.object, {"name"_L1, "category"_L1});
}

/// What came from outside must neither steer the terminal nor make a second line.
QByteArray printable(QString text)
{
    for (QChar &c : text) {
        if (!c.isPrint() && !c.isSurrogate())
            c = QChar::ReplacementCharacter;
    }
    return text.toUtf8();
}

QString timeText(QTime time)
{
    return time.toString(u"HH:mm:ss.zzz"_s);
}

} // namespace

/*!
    Returns the line that is printed for \a event, received at \a time: time, type, name, user and
    messageId, in columns.
*/
QByteArray eventLine(QTime time, const ReceivedEvent &event)
{
    const QString user = firstOf(event.object, {"userId"_L1, "anonymousId"_L1});
    const QString line = timeText(time) % u"  "_s % event.type.leftJustified(8) % u"  "_s
            % nameOf(event).leftJustified(24) % u"  "_s % user.leftJustified(36) % u"  "_s
            % firstOf(event.object, {"messageId"_L1});
    return printable(line);
}

/*!
    Returns the line that is printed for a \a request, received at \a time, whose \a answer was not
    200.
*/
QByteArray refusalLine(QTime time, const Request &request, const Answer &answer)
{
    const QString line = timeText(time) % u"  refused   "_s % QString::number(answer.status) % u' '
            % QString::fromUtf8(answer.body) % u"  ("_s % QString::fromUtf8(request.method) % u' '
            % QString::fromUtf8(request.path) % u')';
    return printable(line);
}

} // namespace Rudder::DataPlane

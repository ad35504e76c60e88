// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "settings.h"

#include <QBuffer>
#include <QDebug>
#include <QFile>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace {

// False for another type; what is not there stays as it is.
bool readText(const QJsonValue &value, QString *text)
{
    *text = value.toString(*text);
    return value.isString() || value.isUndefined();
}

bool readMilliseconds(const QJsonValue &value, std::chrono::milliseconds *time)
{
    const int milliseconds = value.toInt(-1);
    if (milliseconds >= 0)
        *time = std::chrono::milliseconds(milliseconds);
    return milliseconds >= 0 || value.isUndefined();
}

} // namespace

// What is the unit's own. Returns what is wrong.
QString Settings::readOwn(const QJsonObject &json)
{
    if (!readText(json.value("serial"_L1), &serial))
        return u"\"serial\" must be a string."_s;
    if (!readText(json.value("site"_L1), &site))
        return u"\"site\" must be a string."_s;
    if (!readMilliseconds(json.value("interval"_L1), &interval))
        return u"\"interval\" must be a whole number of milliseconds."_s;
    return {};
}

bool Settings::readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QFile::ReadOnly)) {
        qWarning().noquote() << "cannot read" << path << "-" << file.errorString();
        return false;
    }
    QByteArray bytes = file.readAll(); // at once, for a pipe can be read only once
    QBuffer buffer(&bytes);
    buffer.open(QBuffer::ReadOnly);
    // Says all that is wrong, with the lines, to whom stands before the unit in the greenhouse.
    const Rudder::Error error =
            analytics.readJson(&buffer, {u"serial"_s, u"site"_s, u"interval"_s});
    const QString wrong =
            error.isError() ? error.message() : readOwn(QJsonDocument::fromJson(bytes).object());
    if (!wrong.isEmpty())
        qWarning().noquote().nospace() << "cannot use " << path << ":\n" << wrong;
    return wrong.isEmpty();
}

bool Settings::readEnvironment()
{
    const Rudder::Error error = analytics.readEnvironment();
    if (error.isError()) {
        qWarning().noquote().nospace() << "cannot use the environment:\n" << error.message();
        return false;
    }
    serial = qEnvironmentVariable("SENSOR_SERIAL", serial);
    site = qEnvironmentVariable("SENSOR_SITE", site);
    bool isNumber = false;
    const int milliseconds = qEnvironmentVariableIntValue("SENSOR_INTERVAL", &isNumber);
    if (isNumber)
        interval = std::chrono::milliseconds(milliseconds);
    return true;
}

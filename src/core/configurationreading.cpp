// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "configurationreading_p.h"

#include "configurationfaults_p.h"
#include "configurationoptions_p.h"
#include "jsonkeys_p.h"

#include <RudderQt/properties.h>

#include <QtCore/qiodevice.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qprocess.h>

#include <algorithm>
#include <optional>

namespace Rudder {

namespace {

constexpr qsizetype mostJsonBytes = 1024 * 1024;
constexpr int untilMoreComes = 30'000; // ms

const ConfigurationOption *optionNamed(const QString &name)
{
    const QList<ConfigurationOption> &options = configurationOptions();
    const auto found = std::find_if(options.cbegin(), options.cend(),
                                    [&](const auto &option) { return option.name == name; });
    return found == options.cend() ? nullptr : &*found;
}

const ConfigurationOption *optionOfVariable(const QString &variable)
{
    const QList<ConfigurationOption> &options = configurationOptions();
    const auto found = std::find_if(options.cbegin(), options.cend(), [&](const auto &option) {
        return option.variable() == variable;
    });
    return found == options.cend() ? nullptr : &*found;
}

// The sentence says nothing of the value, which may be a secret.
QString setOption(const QString &name, const QVariant &value, Configuration *configuration)
{
    const ConfigurationOption *option = optionNamed(name);
    if (!option)
        return QStringLiteral("\"%1\" is not an option.").arg(quotable(name));
    const bool isWrapped = value.typeId() == QMetaType::QJsonValue;
    const QString expected =
            option->set(*configuration, isWrapped ? value.toJsonValue().toVariant() : value);
    return expected.isEmpty() ? QString()
                              : QStringLiteral("\"%1\" must be %2.").arg(name, expected);
}

// Of bytes that are no UTF-8 Qt has made replacement characters. JSON may have several lines.
bool isSound(const QString &text, bool mayHaveLines)
{
    return std::none_of(text.cbegin(), text.cend(), [mayHaveLines](QChar character) {
        const bool isLineBreak = character == u'\n' || character == u'\r';
        return character.isNull() || character == QChar::ReplacementCharacter
                || (isLineBreak && !mayHaveLines);
    });
}

QString setVariable(const QString &variable, const QString &text, Configuration *configuration)
{
    const ConfigurationOption *option = optionOfVariable(variable);
    if (!option)
        return QStringLiteral("%1 is not an option.").arg(quotable(variable));
    const bool isJson = option->notation == ConfigurationOption::Notation::Json;
    if (!isSound(text, isJson)) {
        return QStringLiteral("%1 must be UTF-8 text%2.")
                .arg(variable, isJson ? QString() : QStringLiteral(" of one line"));
    }
    const QString expected = option->set(*configuration, option->valueOf(text));
    if (expected.isEmpty())
        return {};
    return QStringLiteral("%1 must be %2%3.")
            .arg(variable, expected, isJson ? QStringLiteral(", written as JSON") : QString());
}

// RudderStack's server reads these, and may run on the same machine; or Kubernetes sets them, where a
// service is named rudder.
bool isOfServer(const QString &variable)
{
    if (variable == u"RUDDER_PORT" || variable.startsWith(u"RUDDER_PORT_")
        || variable == u"RUDDER_SERVICE_HOST" || variable.startsWith(u"RUDDER_SERVICE_PORT")) {
        return true;
    }
    static const QStringList ofServer{
            QStringLiteral("RUDDER_AWS_S3_COPY_USER_ACCESS_KEY"),
            QStringLiteral("RUDDER_AWS_S3_COPY_USER_ACCESS_KEY_ID"),
            QStringLiteral("RUDDER_CONNECTION_TESTING_BUCKET_FOLDER_NAME"),
            QStringLiteral("RUDDER_GRACEFUL_SHUTDOWN_TIMEOUT_EXIT"),
            QStringLiteral("RUDDER_TMPDIR"),
    };
    return ofServer.contains(variable);
}

Error invalid(const QString &sentence)
{
    return Error(Error::Code::InvalidConfiguration, sentence);
}

QString at(TextPosition position)
{
    return QStringLiteral("Line %1, column %2: ").arg(position.line).arg(position.column);
}

// Editors of some systems begin a text so.
QByteArray withoutByteOrderMark(const QByteArray &json)
{
    constexpr QByteArrayView mark = "\xef\xbb\xbf";
    return json.startsWith(mark) ? json.sliced(mark.size()) : json;
}

// A pipe or a socket gives what it has, and the rest when it comes. Nothing, if the device fails.
std::optional<QByteArray> readToEnd(QIODevice *device)
{
    QByteArray json(mostJsonBytes + 1, Qt::Uninitialized);
    qint64 size = 0;
    qint64 count = 0;
    do {
        count = device->read(json.data() + size, json.size() - size);
        size += std::max<qint64>(count, 0);
    } while (size < json.size()
             && (count > 0 || (count == 0 && device->waitForReadyRead(untilMoreComes))));
    if (count < 0 && !device->atEnd())
        return std::nullopt;
    json.truncate(size);
    return json;
}

// What is wrong with each key of the object that the text is.
ConfigurationFaults setKeys(const QByteArray &json, const QJsonObject &object,
                            const QStringList &ownKeys, Configuration *configuration)
{
    ConfigurationFaults faults;
    bool isOwn = false;
    const QList<JsonKey> keys = jsonKeys(json);
    for (const JsonKey &key : keys) {
        if (key.depth == 1)
            isOwn = ownKeys.contains(key.name);
        if (isOwn)
            continue;
        QString fault;
        if (key.earlierLine > 0) {
            fault = QStringLiteral("\"%1\" is there twice, first in line %2.")
                            .arg(quotable(key.name), QString::number(key.earlierLine));
        } else if (key.depth == 1) {
            fault = setOption(key.name, object.value(key.name).toVariant(), configuration);
        }
        if (!fault.isEmpty())
            faults.add(at(key.position) + fault);
    }
    return faults;
}

} // namespace

Error readJson(const QByteArray &json, const QStringList &ownKeys, Configuration *configuration)
{
    const QByteArray text = withoutByteOrderMark(json);
    if (json.size() > mostJsonBytes)
        return invalid(QStringLiteral("The configuration is larger than 1 MiB."));
    if (text.trimmed().isEmpty())
        return invalid(QStringLiteral("The configuration is empty; it must be a JSON object."));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError) {
        return invalid(at(positionOf(text, error.offset))
                       + QStringLiteral("this is not JSON (%1).").arg(error.errorString()));
    }
    if (!document.isObject())
        return invalid(QStringLiteral("The configuration must be a JSON object."));
    Configuration read = *configuration;
    const Error faults = setKeys(text, document.object(), ownKeys, &read).toError();
    if (!faults.isError())
        *configuration = read;
    return faults;
}

Error readVariables(const QProcessEnvironment &environment, const QStringList &ownVariables,
                    Configuration *configuration)
{
    Configuration read = *configuration;
    ConfigurationFaults faults;
    QStringList variables = environment.keys();
    variables.sort();
    for (const QString &variable : std::as_const(variables)) {
        const QString value = environment.value(variable);
        if (!variable.startsWith(u"RUDDER_") || value.isEmpty() || isOfServer(variable)
            || ownVariables.contains(variable)) {
            continue;
        }
        const QString fault = setVariable(variable, value, &read);
        if (!fault.isEmpty())
            faults.add(fault);
    }
    const Error error = faults.toError();
    if (!error.isError())
        *configuration = read;
    return error;
}

/*!
    Reads \a options: each has the name of a setter and a value of its type, where times are whole
    numbers of milliseconds, enumerators the texts of their names, flags lists of these. What differs is
    told in \l {Configuration from outside}. So can be read what is in a format of the application's own.

    Options that are not there stay as they are. One that doesn't exist, or a value of another type, is
    an error (Error::Code::InvalidConfiguration), and then nothing is changed. A value out of its range
    is corrected and warned of, as by the setter.

    \sa optionNames()
*/
Error Configuration::readOptions(const Properties &options)
{
    Configuration read = *this;
    ConfigurationFaults faults;
    for (qsizetype i = 0; i < options.size(); ++i) {
        const Property &option = options.at(i);
        const QString fault = setOption(option.key(), option.value(), &read);
        if (!fault.isEmpty())
            faults.add(fault);
    }
    const Error error = faults.toError();
    if (!error.isError())
        *this = read;
    return error;
}

/*!
    Reads \a device to its end: a JSON object of options, as readOptions() takes them.

    \code
    { "writeKey": "WRITE_KEY", "dataPlaneUrl": "https://dataplane.example.com", "flushAt": 50 }
    \endcode

    The device must be open, and may be a pipe or a socket: up to 30 s are waited for more to come. The
    text must be UTF-8, with or without a byte order mark, and no larger than 1 MiB.
    Keys named in \a ownKeys are the application's own, and not looked at.

    Options that are not there stay as they are, so that one source can be read after another. Errors
    (Error::Code::InvalidConfiguration) are what is not JSON, keys that don't exist or are there twice,
    and values of another type; the message has a line for each, that says where, and never what the
    value is. Then nothing is changed. A value out of its range is corrected and warned of, as by the
    setter.
*/
Error Configuration::readJson(QIODevice *device, const QStringList &ownKeys)
{
    if (!device || !device->isReadable())
        return invalid(QStringLiteral("The configuration can't be read: it is not open."));
    const std::optional<QByteArray> json = readToEnd(device);
    if (!json)
        return invalid(
                QStringLiteral("The configuration can't be read: %1.").arg(device->errorString()));
    return Rudder::readJson(*json, ownKeys, this);
}

/*!
    Reads the environment's variables: of an option \c flushAt that is \c RUDDER_FLUSH_AT. Flags are
    \c true, \c false, \c 1 or \c 0; lists and objects are JSON. An empty variable counts as not set.

    \code
    RUDDER_WRITE_KEY=WRITE_KEY RUDDER_FLUSH_AT=50 RUDDER_LIFECYCLE_EVENTS='["Opened"]' application
    \endcode

    Options without a variable stay as they are: read after a file, the environment overrules it. A
    variable that begins with \c RUDDER_ and is no option is an error
    (Error::Code::InvalidConfiguration), as is a value of another type, one that is not UTF-8, and one
    with a line break outside of JSON; the message has a line for each. Then nothing is changed. Left
    alone are \a ownVariables, which are the application's own, and those of RudderStack's server and
    of Kubernetes, which \l {Configuration from outside} lists.

    \note The environment must not be changed by another thread meanwhile.
*/
Error Configuration::readEnvironment(const QStringList &ownVariables)
{
    return readVariables(QProcessEnvironment::systemEnvironment(), ownVariables, this);
}

/*!
    Returns the configuration that \a device holds, as readJson() reads it; with what is wrong in \a error,
    if given, and then the defaults, which have no write key.

    \sa readJson()
*/
Configuration Configuration::fromJson(QIODevice *device, Error *error)
{
    Configuration configuration;
    const Error read = configuration.readJson(device);
    if (error)
        *error = read;
    return configuration;
}

/*!
    Returns the configuration that the environment holds, as readEnvironment() reads it; with what is
    wrong in \a error, if given, and then the defaults, which have no write key.

    \sa readEnvironment()
*/
Configuration Configuration::fromEnvironment(Error *error)
{
    Configuration configuration;
    const Error read = configuration.readEnvironment();
    if (error)
        *error = read;
    return configuration;
}

/*!
    Returns the names of all options, as readOptions() and readJson() take them: to tell them from others
    in an application's own file.
*/
QStringList Configuration::optionNames()
{
    QStringList names;
    for (const ConfigurationOption &option : configurationOptions())
        names.append(option.name);
    return names;
}

} // namespace Rudder

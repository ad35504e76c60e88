// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "commandline.h"

#include <QCommandLineParser>

namespace Rudder::DataPlane {

using namespace Qt::StringLiterals;

namespace {

constexpr QStringView description = uR"(A local data plane: see what your application sends.

Give your application the printed address as its data plane URL and any write key.
One line is printed for each event: time, type, name, user, messageId.
It answers as RudderStack's own gateway does, in its words, and refuses what that refuses.
It can also be told to misbehave, so that you see what your application does then.

While it runs, programs on this machine can change how it misbehaves:
  POST /_control
  {"fail":503,"times":3,"retryAfter":2,"latency":500,"drop":0,"disabled":false}
What is left out is as if it had never been set; {} makes it behave again.

It ends on SIGINT or SIGTERM, with a last line that says how much it received.
Exit codes: 0 ended as told, 1 could not start, 2 wrong options.)";

const QList<QCommandLineOption> &allOptions()
{
    static const QList<QCommandLineOption> options{
            {u"port"_s, u"Listen on PORT; 0, which is the default, means any free one."_s,
             u"PORT"_s, u"0"_s},
            {u"address"_s, u"Listen on ADDRESS; by default 127.0.0.1."_s, u"ADDRESS"_s,
             u"127.0.0.1"_s},
            {u"write-key"_s,
             u"Accept KEY and refuse others; may be given again. By default any key is right."_s,
             u"KEY"_s},
            {u"output"_s, u"Append each accepted event to FILE, as one line of JSON."_s, u"FILE"_s},
            {u"envelope"_s,
             u"With --output: write {receivedAt, headers, path, encoding, event} instead."_s},
            {u"bodies"_s,
             u"Append the body of each accepted request to FILE, as one line of JSON."_s,
             u"FILE"_s},
            {u"quiet"_s, u"Print no line for each event."_s},
            {u"headless"_s, u"Show no window, which is what happens anyway."_s},
            {u"exit-with-parent"_s, u"End when the standard input does."_s},
            {u"disabled"_s, u"Answer 404 \"source is disabled\" to events."_s},
            {u"fail"_s, u"Answer STATUS (300 to 599) to events, and accept none."_s, u"STATUS"_s},
            {u"times"_s, u"With --fail: only the first N requests; by default all."_s, u"N"_s},
            {u"retry-after"_s, u"With --fail: add the header Retry-After."_s, u"SECONDS"_s},
            {u"latency"_s, u"Wait for MS milliseconds before each answer."_s, u"MS"_s},
            {u"drop"_s, u"Accept the next N requests with events, but close without an answer."_s,
             u"N"_s},
            {{u"h"_s, u"help"_s}, u"Show this help."_s},
            {{u"v"_s, u"version"_s}, u"Show the version."_s},
    };
    return options;
}

std::optional<QString> readMisbehaviour(const QCommandLineParser &parser,
                                        Misbehaviour &misbehaviour)
{
    for (const MisbehaviourSetting &setting : misbehaviourSettings) {
        const QString option = QString::fromLatin1(setting.option);
        if (!parser.isSet(option))
            continue;
        bool isNumber = false;
        const int number = parser.value(option).toInt(&isNumber);
        if (!isNumber || !setting.allows(number))
            return QString(u"--"_s % option % u' ' % setting.outOfRange());
        misbehaviour.*setting.value = number;
    }
    misbehaviour.disabled = parser.isSet(u"disabled"_s);
    return misbehaviour.contradiction();
}

std::optional<QString> readPlace(const QCommandLineParser &parser, Options &options)
{
    const QString address = parser.value(u"address"_s);
    options.address = address == "localhost"_L1 ? QHostAddress(QHostAddress::LocalHost)
                                                : QHostAddress(address);
    if (options.address.isNull())
        return QString(u"--address must be an IP address, not \""_s % address % u'"');

    bool isPort = false;
    options.port = parser.value(u"port"_s).toUShort(&isPort);
    if (!isPort)
        return u"--port must be a whole number from 0 to 65535"_s;
    return std::nullopt;
}

std::optional<QString> readOutput(const QCommandLineParser &parser, Options &options)
{
    options.outputFile = parser.value(u"output"_s);
    options.inEnvelope = parser.isSet(u"envelope"_s);
    options.bodiesFile = parser.value(u"bodies"_s);
    for (const auto &[option, file] :
         {std::pair(u"output"_s, options.outputFile), std::pair(u"bodies"_s, options.bodiesFile)}) {
        if (parser.isSet(option) && file.isEmpty())
            return QString(u"--"_s % option % u" needs the name of a file"_s);
    }
    if (options.inEnvelope && options.outputFile.isEmpty())
        return u"--envelope says how --output writes, so it needs --output"_s;
    return std::nullopt;
}

std::optional<QString> readWriteKeys(const QCommandLineParser &parser, Options &options)
{
    const QStringList writeKeys = parser.values(u"write-key"_s);
    options.writeKeys = QSet<QString>(writeKeys.cbegin(), writeKeys.cend());
    if (options.writeKeys.contains(QString()))
        return u"--write-key needs a key that is not empty"_s;
    return std::nullopt;
}

} // namespace

/*!
    Returns what \a arguments, the first of which is the program's name, ask for.
*/
CommandLine readCommandLine(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(description.toString());
    parser.addOptions(allOptions());
    if (!parser.parse(arguments))
        return BadUsage{parser.errorText()};
    if (parser.isSet(u"help"_s))
        return HelpWanted{parser.helpText()};
    if (parser.isSet(u"version"_s))
        return VersionWanted{};
    if (!parser.positionalArguments().isEmpty())
        return BadUsage{u"\"%1\" is not an option."_s.arg(parser.positionalArguments().first())};

    Options options;
    options.quiet = parser.isSet(u"quiet"_s);
    options.exitWithParent = parser.isSet(u"exit-with-parent"_s);
    for (const auto &problem :
         {readPlace(parser, options), readOutput(parser, options), readWriteKeys(parser, options),
          readMisbehaviour(parser, options.misbehaviour)}) {
        if (problem)
            return BadUsage{QString(*problem % u'.')};
    }
    return options;
}

} // namespace Rudder::DataPlane

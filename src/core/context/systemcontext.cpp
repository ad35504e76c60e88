// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "context/systemcontext_p.h"

#include "context/useragent_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qlocale.h>
#include <QtCore/qsysinfo.h>
#include <QtCore/qtimezone.h>

#include <RudderQt/version.h>

#include <algorithm>
#include <iterator>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

void insertKnown(Properties *into, const QString &key, const QString &text)
{
    if (!text.isEmpty())
        into->insert(key, text);
}

void insertKnown(Properties *into, const QString &key, const Properties &object)
{
    if (!object.isEmpty())
        into->insert(key, object);
}

// The reversed domain is what QStandardPaths and the app stores know an application by.
QString applicationNamespace()
{
    const QString name = QCoreApplication::applicationName();
    QStringList parts = QCoreApplication::organizationDomain().split(u'.', Qt::SkipEmptyParts);
    if (parts.isEmpty() || name.isEmpty())
        return {};
    std::reverse(parts.begin(), parts.end());
    parts.append(name);
    return parts.join(u'.');
}

Properties application(const QString &build)
{
    Properties app;
    insertKnown(&app, u"name"_s, QCoreApplication::applicationName());
    insertKnown(&app, u"version"_s, QCoreApplication::applicationVersion());
    insertKnown(&app, u"build"_s, build);
    insertKnown(&app, u"namespace"_s, applicationNamespace());
    return app;
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

} // namespace

Properties systemContext(const QString &applicationBuild)
{
    const QString system = systemName(QSysInfo::kernelType(), QSysInfo::productType());
    const QString architecture = QSysInfo::currentCpuArchitecture();
    const QString sdkVersion = QStringLiteral(RUDDERQT_VERSION_STR);
    Properties device;
    insertKnown(&device, u"model"_s, architecture);
    insertKnown(&device, u"name"_s, QSysInfo::prettyProductName());
    insertKnown(&device, u"type"_s, system);
    Properties os;
    insertKnown(&os, u"name"_s, system);
    insertKnown(&os, u"version"_s, QSysInfo::productVersion());

    Properties context;
    insertKnown(&context, u"app"_s, application(applicationBuild));
    insertKnown(&context, u"device"_s, device);
    context.insert(u"library"_s,
                   Properties{{u"name"_s, u"rudder-sdk-qt"_s}, {u"version"_s, sdkVersion}});
    insertKnown(&context, u"locale"_s, localeName(QLocale::system()));
    insertKnown(&context, u"os"_s, os);
    // On Windows too it is the IANA name, which Qt finds for the system's own.
    insertKnown(&context, u"timezone"_s, timeZoneName(QTimeZone::systemTimeZoneId()));
    context.insert(u"userAgent"_s,
                   userAgent(sdkVersion, system, architecture, QString::fromLatin1(qVersion())));
    return context;
}

QString applicationId()
{
    const QString name = applicationNamespace();
    return name.isEmpty() ? QCoreApplication::applicationName() : name;
}

QString systemName(const QString &kernelType, const QString &productType)
{
    if (productType == u"android")
        return u"Android"_s;
    if (kernelType == u"linux")
        return u"Linux"_s;
    if (kernelType == u"winnt")
        return u"Windows"_s;
    if (kernelType != u"darwin")
        return kernelType;
    if (productType == u"ios")
        return u"iOS"_s;
    if (productType == u"tvos")
        return u"tvOS"_s;
    return productType == u"watchos" ? u"watchOS"_s : u"macOS"_s;
}

QString localeName(const QLocale &locale)
{
    // "C" is no language; programs of that locale speak American English.
    return locale.language() == QLocale::C ? u"en-US"_s : locale.name().replace(u'_', u'-');
}

QString timeZoneName(const QByteArray &id)
{
    constexpr QByteArrayView namedLikeRules[] = {"EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT"};
    const auto isInName = [](char c) { return isLetter(c) || c == '-' || c == '_'; };
    const auto isInPath = [&](char c) {
        return isInName(c) || c == '/' || c == '+' || (c >= '0' && c <= '9');
    };
    const bool isPath = id.contains('/');
    const bool isName = !id.isEmpty() && isLetter(id.front())
            && (isPath ? std::all_of(id.begin(), id.end(), isInPath)
                       : std::all_of(id.begin(), id.end(), isInName));
    const bool isKnown = isName
            || std::find(std::begin(namedLikeRules), std::end(namedLikeRules), id)
                    != std::end(namedLikeRules);
    return isKnown ? QString::fromLatin1(id) : QString();
}

} // namespace Rudder

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "context/systemcontext_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qlocale.h>
#include <QtCore/qsysinfo.h>
#include <QtCore/qtimezone.h>

#include <RudderQt/version.h>

#include <algorithm>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

Properties application()
{
    Properties app{{u"name"_s, QCoreApplication::applicationName()},
                   {u"version"_s, QCoreApplication::applicationVersion()}};
    // The reversed domain is what QStandardPaths and the app stores know an application by.
    QStringList domain = QCoreApplication::organizationDomain().split(u'.', Qt::SkipEmptyParts);
    std::reverse(domain.begin(), domain.end());
    if (!domain.isEmpty()) {
        domain.append(QCoreApplication::applicationName());
        app.insert(u"namespace"_s, domain.join(u'.'));
    }
    return app;
}

QString systemName()
{
    const QString type = QSysInfo::kernelType();
    if (type == u"linux")
        return u"Linux"_s;
    if (type == u"darwin")
        return QSysInfo::productType() == u"ios" ? u"iOS"_s : u"macOS"_s;
    if (type == u"winnt")
        return u"Windows"_s;
    return type;
}

QString localeName()
{
    const QLocale locale = QLocale::system();
    // "C" is no language; programs of that locale speak American English.
    return locale.language() == QLocale::C ? u"en-US"_s : locale.name().replace(u'_', u'-');
}

} // namespace

Properties systemContext()
{
    Properties context{
            {u"app"_s, application()},
            {u"device"_s,
             Properties{{u"model"_s, QSysInfo::currentCpuArchitecture()},
                        {u"name"_s, QSysInfo::prettyProductName()},
                        {u"type"_s, systemName()}}},
            {u"library"_s,
             Properties{{u"name"_s, u"rudder-sdk-qt"_s},
                        {u"version"_s, QLatin1String(RUDDERQT_VERSION_STR)}}},
            {u"locale"_s, localeName()},
            {u"os"_s,
             Properties{{u"name"_s, systemName()}, {u"version"_s, QSysInfo::productVersion()}}},
    };
    const QByteArray timezone = QTimeZone::systemTimeZoneId();
    if (!timezone.isEmpty())
        context.insert(u"timezone"_s, QString::fromLatin1(timezone));
    return context;
}

} // namespace Rudder

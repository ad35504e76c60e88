// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "context/devicemake_p.h"

#include <QtCore/qfile.h>

#include <algorithm>
#include <iterator>

#if defined(Q_OS_WIN)
#    include <QtCore/qsettings.h>
#elif defined(Q_OS_DARWIN)
#    include <sys/sysctl.h>
#elif defined(Q_OS_ANDROID)
#    include <QtCore/qjniobject.h>
#endif

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

// What boards say whose maker had nothing to say.
bool isPlaceholder(const QString &text)
{
    constexpr QStringView placeholders[] = {
            u"to be filled by o.e.m.",
            u"to be filled by oem",
            u"system manufacturer",
            u"system product name",
            u"product name",
            u"default string",
            u"type1productconfigid",
            u"not applicable",
            u"not specified",
            u"not available",
            u"undefined",
            u"unknown",
            u"invalid",
            u"empty",
            u"none",
            u"n/a",
            u"o.e.m.",
            u"oem",
    };
    const bool hasLetters =
            std::any_of(text.begin(), text.end(), [](QChar c) { return c.isLetterOrNumber(); });
    return !hasLetters
            || std::any_of(std::begin(placeholders), std::end(placeholders), [&](QStringView p) {
                   return text.compare(p, Qt::CaseInsensitive) == 0;
               });
}

QString known(const QString &text)
{
    const QString simplified = text.simplified();
    return isPlaceholder(simplified) ? QString() : simplified;
}

// The first text of the file; those of a device tree end with a null.
QString firstText(const QString &path)
{
    constexpr qint64 most = 256;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.read(most).constData());
}

#if defined(Q_OS_DARWIN)
QString systemControl(const char *name)
{
    char text[256] = {};
    size_t size = sizeof(text) - 1;
    return sysctlbyname(name, text, &size, nullptr, 0) == 0 ? QString::fromUtf8(text) : QString();
}
#elif defined(Q_OS_ANDROID)
QString buildField(const char *name)
{
    return QJniObject::getStaticObjectField("android/os/Build", name, "Ljava/lang/String;")
            .toString();
}
#endif

} // namespace

DeviceMake readDeviceMake(const QString &root)
{
    const QString firmware = root + u"/sys/class/dmi/id/"_s;
    DeviceMake make{known(firstText(firmware + u"sys_vendor"_s)),
                    known(firstText(firmware + u"product_name"_s))};
    if (!make.manufacturer.isEmpty() || !make.model.isEmpty())
        return make;
    const QString tree = root + u"/proc/device-tree/"_s;
    const QString compatible = firstText(tree + u"compatible"_s); // "raspberrypi,4-model-b"
    return {known(compatible.section(u',', 0, 0)), known(firstText(tree + u"model"_s))};
}

DeviceMake readDeviceMake()
{
#if defined(Q_OS_WIN)
    const QSettings bios(u"HKEY_LOCAL_MACHINE\\HARDWARE\\DESCRIPTION\\System\\BIOS"_s,
                         QSettings::NativeFormat);
    return {known(bios.value(u"SystemManufacturer"_s).toString()),
            known(bios.value(u"SystemProductName"_s).toString())};
#elif defined(Q_OS_MACOS)
    return {u"Apple"_s, known(systemControl("hw.model"))};
#elif defined(Q_OS_DARWIN)
    return {u"Apple"_s, known(systemControl("hw.machine"))};
#elif defined(Q_OS_ANDROID)
    return {known(buildField("MANUFACTURER")), known(buildField("MODEL"))};
#else
    return readDeviceMake(QString());
#endif
}

} // namespace Rudder

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "context/useragent_p.h"

#include <QtCore/qlist.h>

#include <algorithm>
#include <iterator>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

bool isOneOf(const QString &word, const auto &words)
{
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool isVersion(const QString &text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar character) {
        return character == u'.' || (character >= u'0' && character <= u'9');
    });
}

} // namespace

QString userAgent(const QString &sdkVersion, const QString &systemName, const QString &architecture,
                  const QString &qtVersion)
{
    constexpr QStringView systems[] = {u"Linux",   u"Windows", u"macOS",   u"Android",
                                       u"iOS",     u"tvOS",    u"watchOS", u"qnx",
                                       u"freebsd", u"openbsd", u"netbsd",  u"integrity"};
    constexpr QStringView architectures[] = {
            u"x86_64", u"i386",  u"arm64",   u"arm",  u"riscv64", u"riscv32",    u"mips",
            u"mips64", u"power", u"power64", u"s390", u"s390x",   u"sparc",      u"sparcv9",
            u"ia64",   u"wasm",  u"alpha",   u"hppa", u"sh",      u"loongarch64"};
    // With nothing but a name and a version it would be taken for a script's.
    QString details = isOneOf(systemName, systems) ? systemName : u"Unix"_s;
    if (isOneOf(architecture, architectures))
        details += u"; " % architecture;
    return u"rudder-sdk-qt/" % sdkVersion % u" (" % details % u") Qt/"
            % (isVersion(qtVersion) ? qtVersion : u"6"_s);
}

} // namespace Rudder

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "setupoptions_p.h"

#include <QtCore/qhash.h>
#include <QtCore/qmetaobject.h>
#include <QtCore/qurl.h>

#include <algorithm>
#include <functional>
#include <limits>

namespace Rudder {

namespace {

// Sets one option; returns what it must be when the value is nothing of the kind.
using Setter = std::function<QString(Configuration &, const QVariant &)>;

Setter textOption(Configuration &(Configuration::*set)(const QString &))
{
    return [set](Configuration &configuration, const QVariant &value) {
        if (value.typeId() != QMetaType::QString)
            return QStringLiteral("a string");
        (configuration.*set)(value.toString());
        return QString();
    };
}

Setter flagOption(Configuration &(Configuration::*set)(bool))
{
    return [set](Configuration &configuration, const QVariant &value) {
        if (value.typeId() != QMetaType::Bool)
            return QStringLiteral("true or false");
        (configuration.*set)(value.toBool());
        return QString();
    };
}

// The configuration corrects what is out of its range, so a number only has to fit its type.
template <typename Number> Setter numberOption(Configuration &(Configuration::*set)(Number))
{
    return [set](Configuration &configuration, const QVariant &value) {
        if (value.typeId() != QMetaType::LongLong)
            return QStringLiteral("a whole number");
        const auto number =
                std::clamp<qlonglong>(value.toLongLong(), std::numeric_limits<Number>::min(),
                                      std::numeric_limits<Number>::max());
        (configuration.*set)(Number(number));
        return QString();
    };
}

Setter timeOption(Configuration &(Configuration::*set)(std::chrono::milliseconds))
{
    return [set](Configuration &configuration, const QVariant &value) {
        if (value.typeId() != QMetaType::LongLong)
            return QStringLiteral("a whole number of milliseconds");
        (configuration.*set)(std::chrono::milliseconds(value.toLongLong()));
        return QString();
    };
}

template <typename Enum> Setter enumOption(Configuration &(Configuration::*set)(Enum))
{
    return [set](Configuration &configuration, const QVariant &value) {
        const QMetaEnum names = QMetaEnum::fromType<Enum>();
        bool known = false;
        const int chosen = names.keyToValue(value.toString().toLatin1().constData(), &known);
        if (value.typeId() == QMetaType::QString && known) {
            (configuration.*set)(Enum(chosen));
            return QString();
        }
        QStringList choices;
        for (int i = 0; i < names.keyCount(); ++i)
            choices.append(u'"' + QString::fromLatin1(names.key(i)) + u'"');
        return choices.join(QStringLiteral(" or "));
    };
}

Setter urlOption(Configuration &(Configuration::*set)(const QUrl &))
{
    return [set](Configuration &configuration, const QVariant &value) {
        if (value.typeId() != QMetaType::QString && value.typeId() != QMetaType::QUrl)
            return QStringLiteral("a URL");
        (configuration.*set)(value.toUrl());
        return QString();
    };
}

QString setHeaders(Configuration &configuration, const QVariant &value)
{
    const QString expected = QStringLiteral("an object of strings");
    if (!value.canConvert<Properties>())
        return expected;
    QList<Configuration::Header> headers;
    const auto given = value.value<Properties>();
    for (qsizetype i = 0; i < given.size(); ++i) {
        const Property &header = given.at(i);
        if (header.value().typeId() != QMetaType::QString)
            return expected;
        headers.append({header.key().toUtf8(), header.value().toString().toUtf8()});
    }
    configuration.setExtraHeaders(headers);
    return {};
}

QString setPins(Configuration &configuration, const QVariant &value)
{
    const QString expected = QStringLiteral("a list of strings");
    if (value.typeId() != QMetaType::QVariantList)
        return expected;
    QList<QByteArray> pins;
    for (const QVariant &pin : value.toList()) {
        if (pin.typeId() != QMetaType::QString)
            return expected;
        pins.append(pin.toString().toUtf8());
    }
    configuration.setPinnedKeys(pins);
    return {};
}

QHash<QString, Setter> allSetters()
{
    using C = Configuration;
    return {
            {QStringLiteral("writeKey"), textOption(&C::setWriteKey)},
            {QStringLiteral("dataPlaneUrl"), urlOption(&C::setDataPlaneUrl)},
            {QStringLiteral("controlPlaneUrl"), urlOption(&C::setControlPlaneUrl)},
            {QStringLiteral("enabled"), flagOption(&C::setEnabled)},
            {QStringLiteral("channel"), textOption(&C::setChannel)},
            {QStringLiteral("applicationBuild"), textOption(&C::setApplicationBuild)},
            {QStringLiteral("deviceIdEnabled"), flagOption(&C::setDeviceIdEnabled)},
            {QStringLiteral("flushAt"), numberOption(&C::setFlushAt)},
            {QStringLiteral("flushInterval"), timeOption(&C::setFlushInterval)},
            {QStringLiteral("maxBatchEvents"), numberOption(&C::setMaxBatchEvents)},
            {QStringLiteral("maxBatchBytes"), numberOption(&C::setMaxBatchBytes)},
            {QStringLiteral("maxEventBytes"), numberOption(&C::setMaxEventBytes)},
            {QStringLiteral("maxAttempts"), numberOption(&C::setMaxAttempts)},
            {QStringLiteral("gzip"), flagOption(&C::setGzip)},
            {QStringLiteral("queueName"), textOption(&C::setQueueName)},
            {QStringLiteral("storageLocation"), textOption(&C::setStorageLocation)},
            {QStringLiteral("durability"), enumOption(&C::setDurability)},
            {QStringLiteral("commitInterval"), timeOption(&C::setCommitInterval)},
            {QStringLiteral("maxInternalQueueSize"), numberOption(&C::setMaxInternalQueueSize)},
            {QStringLiteral("maxInternalQueueBytes"), numberOption(&C::setMaxInternalQueueBytes)},
            {QStringLiteral("maxStoredEvents"), numberOption(&C::setMaxStoredEvents)},
            {QStringLiteral("maxStoredBytes"), numberOption(&C::setMaxStoredBytes)},
            {QStringLiteral("maxEventAge"), timeOption(&C::setMaxEventAge)},
            {QStringLiteral("multiProcessor"), flagOption(&C::setMultiProcessor)},
            {QStringLiteral("overflow"), enumOption(&C::setOverflow)},
            {QStringLiteral("meteredConnections"), enumOption(&C::setMeteredConnections)},
            {QStringLiteral("requestTimeout"), timeOption(&C::setRequestTimeout)},
            {QStringLiteral("http2Enabled"), flagOption(&C::setHttp2Enabled)},
            {QStringLiteral("pinnedKeys"), setPins},
            {QStringLiteral("extraHeaders"), setHeaders},
    };
}

} // namespace

Error readSetupOptions(const Properties &options, Configuration *configuration)
{
    const QHash<QString, Setter> setters = allSetters();
    Configuration read = *configuration;
    for (qsizetype i = 0; i < options.size(); ++i) {
        const Property &option = options.at(i);
        const QString &name = option.key();
        const Setter setter = setters.value(name);
        if (!setter) {
            return Error(Error::Code::WrongType,
                         QStringLiteral("\"%1\" is not an option of setup().").arg(name));
        }
        const QString expected = setter(read, option.value());
        if (!expected.isEmpty()) {
            return Error(Error::Code::WrongType,
                         QStringLiteral("\"%1\" must be %2.").arg(name, expected));
        }
    }
    *configuration = read;
    return {};
}

} // namespace Rudder

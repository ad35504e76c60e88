// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "context/context_p.h"

#include "context/contextcheck_p.h"
#include "context/contextmerge_p.h"
#include "context/deviceid_p.h"
#include "context/systemcontext_p.h"
#include "event/deferredlog_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qloggingcategory.h>

#include <utility>

namespace Rudder {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcContext, "rudder.context", QtWarningMsg)

namespace {

Context::Snapshot snapshotOf(const Properties &context)
{
    return std::make_shared<const ContextPart>(context);
}

QString ownDeviceId(const QByteArray &machineId)
{
    const QString application = applicationId();
    // Without an application object the name may still come.
    if (application.isEmpty() && QCoreApplication::instance()) {
        log(lcContext(), QtWarningMsg,
            u"The application has no name, so no device.id can be made that is its own. Call "
            "QCoreApplication::setApplicationName() before the first event."_s);
    }
    return deviceId(machineId, application);
}

} // namespace

Context::Context(const Configuration &configuration, std::shared_ptr<Environment> environment)
    : m_applicationBuild(configuration.applicationBuild()),
      m_isDeviceIdWanted(configuration.isDeviceIdEnabled()),
      m_maxEventBytes(configuration.maxEventBytes()), m_environment(std::move(environment)),
      m_current(snapshotOf({}))
{
}

Context::Snapshot Context::current()
{
    if (m_guard.isForked()) {
        static const Snapshot nothing = snapshotOf({});
        return nothing;
    }
    gatherIfDue();
    const std::lock_guard lock(m_mutex);
    return m_current;
}

void Context::renew(bool mayIdentify)
{
    const std::lock_guard lock(m_gathering);
    m_mayIdentify = mayIdentify;
    m_isDue = true;
}

void Context::gatherIfDue()
{
    if (!m_isDue.load(std::memory_order_acquire))
        return;
    const DeferredLog lines;
    const std::lock_guard lock(m_gathering); // whoever records meanwhile waits for it
    if (!m_isDue)
        return;
    Properties system = systemContext(m_applicationBuild);
    const QString id = m_isDeviceIdWanted && m_mayIdentify ? ownDeviceId(m_environment->machineId())
                                                           : QString();
    if (!id.isEmpty())
        system = mergedContext(system, {{u"device"_s, Properties{{u"id"_s, id}}}});
    set(System, system);
    m_isDue.store(false, std::memory_order_release);
}

void Context::setDeviceMake(const DeviceMake &make)
{
    Properties device;
    if (!make.manufacturer.isEmpty())
        device.insert(u"manufacturer"_s, make.manufacturer);
    if (!make.model.isEmpty())
        device.insert(u"model"_s, make.model);
    if (!device.isEmpty())
        set(Device, {{u"device"_s, device}});
}

void Context::setScreen(const Screen &screen)
{
    set(Display,
        {{u"screen"_s,
          Properties{{u"width"_s, screen.size.width()},
                     {u"height"_s, screen.size.height()},
                     {u"density"_s, screen.density}}}});
}

void Context::setNetwork(NetworkMedium medium)
{
    if (medium == NetworkMedium::Unknown) {
        set(Network, {});
        return;
    }
    set(Network,
        {{u"network"_s,
          Properties{{u"wifi"_s, medium == NetworkMedium::WiFi},
                     {u"cellular"_s, medium == NetworkMedium::Cellular},
                     {u"bluetooth"_s, medium == NetworkMedium::Bluetooth}}}});
}

Error Context::setValue(const QString &key, const QVariant &value)
{
    if (const Error error = checkContextValue(key, value); error.isError())
        return error;
    const std::lock_guard lock(m_changing);
    Properties values = m_layers[Callers];
    if (value.isValid() && !isUndefined(value))
        values.insert(key, value);
    else
        values.remove(key);
    if (const Error error = checkContextSize(values, m_maxEventBytes); error.isError())
        return error;
    m_layers[Callers] = values;
    make();
    return {};
}

void Context::set(Layer layer, const Properties &properties)
{
    const std::lock_guard lock(m_changing);
    if (m_layers[layer] == properties)
        return;
    m_layers[layer] = properties;
    make();
}

void Context::make()
{
    Properties context;
    for (const Properties &layer : m_layers)
        context = mergedContext(context, layer);
    Snapshot snapshot = snapshotOf(context);
    const std::lock_guard lock(m_mutex);
    m_current.swap(snapshot); // the old one goes without the lock
}

} // namespace Rudder

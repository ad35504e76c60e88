// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "lifecycle_p.h"

#include <QtCore/qurlquery.h>

#include <utility>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

Event track(const QString &name, Properties properties)
{
    Event event;
    event.type = EventType::Track;
    event.event = name;
    event.properties = std::move(properties);
    return event;
}

void insertIfAny(Properties *properties, const QString &key, const QString &text)
{
    if (!text.isEmpty())
        properties->insert(key, text);
}

void insertVersion(Properties *properties, const ApplicationVersion &version)
{
    insertIfAny(properties, u"version"_s, version.version);
    insertIfAny(properties, u"build"_s, version.build);
}

Event applicationInstalled(const ApplicationVersion &now)
{
    Properties properties;
    insertVersion(&properties, now);
    return track(u"Application Installed"_s, properties);
}

Event applicationUpdated(const ApplicationVersion &before, const ApplicationVersion &now)
{
    Properties properties;
    insertIfAny(&properties, u"previous_version"_s, before.version);
    insertIfAny(&properties, u"previous_build"_s, before.build);
    insertVersion(&properties, now);
    return track(u"Application Updated"_s, properties);
}

} // namespace

std::vector<Event> eventsAtStart(Configuration::LifecycleEvents wanted,
                                 const std::optional<ApplicationVersion> &before,
                                 const ApplicationVersion &now)
{
    using Kind = Configuration::LifecycleEvent;
    std::vector<Event> events;
    if (!before && wanted.testFlag(Kind::Installed))
        events.push_back(applicationInstalled(now));
    if (before && *before != now && wanted.testFlag(Kind::Updated))
        events.push_back(applicationUpdated(*before, now));
    if (wanted.testFlag(Kind::Opened))
        events.push_back(applicationOpened(now, false));
    return events;
}

Event applicationOpened(const ApplicationVersion &version, bool fromBackground)
{
    Properties properties{{u"from_background"_s, fromBackground}};
    insertVersion(&properties, version);
    return track(u"Application Opened"_s, properties);
}

Event applicationBackgrounded()
{
    return track(u"Application Backgrounded"_s, {});
}

Event deepLinkOpened(const QUrl &url, const QString &referringApplication)
{
    Properties properties;
    const auto items = QUrlQuery(url).queryItems(QUrl::FullyDecoded);
    for (const auto &[key, value] : items)
        insertIfAny(&properties, key, value);
    properties.insert(u"url"_s, url.toString(QUrl::FullyEncoded));
    insertIfAny(&properties, u"referring_application"_s, referringApplication);
    return track(u"Deep Link Opened"_s, properties);
}

} // namespace Rudder

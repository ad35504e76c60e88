// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "scriptedhand.h"

#include <RudderQt/Analytics>
#include <RudderQt/QuickAnalytics>

#include <QGuiApplication>
#include <QQmlApplicationEngine>
#include <QQuickWindow>
#include <QUrl>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

int main(int argc, char *argv[])
{
    QGuiApplication app(argc, argv);
    app.setOrganizationName(u"RudderQt examples"_s);
    app.setApplicationName(u"qml-app"_s);
    app.setApplicationVersion(u"1.0.0"_s);

    Rudder::Configuration configuration(qEnvironmentVariable("RUDDER_WRITE_KEY"),
                                        QUrl(qEnvironmentVariable("RUDDER_DATA_PLANE_URL")));
    configuration.setFlushInterval(5s).setApplicationBuild(u"100"_s);
    Rudder::Analytics analytics(configuration);
    // What QML calls Analytics is this client from here on.
    Rudder::QuickAnalytics::setClient(&analytics);

    QQmlApplicationEngine engine;
    engine.load(QUrl(u"qrc:/qt/qml/Trails/Main.qml"_s));
    if (engine.rootObjects().isEmpty())
        return 1;
    auto *window = qobject_cast<QQuickWindow *>(engine.rootObjects().constFirst());
    auto *hand = new ScriptedHand(&analytics, window);
    if (app.arguments().contains(u"--script"_s))
        hand->start();
    return app.exec();
}

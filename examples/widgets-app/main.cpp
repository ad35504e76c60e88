// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "scriptedhand.h"
#include "shopevents.h"
#include "shopwindow.h"

#include <RudderQt/Analytics>
#include <RudderQt/ApplicationWindows>

#include <QApplication>
#include <QUrl>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

int main(int argc, char *argv[])
{
    QApplication app(argc, argv);
    app.setOrganizationName(u"RudderQt examples"_s);
    app.setApplicationName(u"widgets-app"_s);
    app.setApplicationVersion(u"1.0.0"_s);

    Rudder::Configuration configuration(qEnvironmentVariable("RUDDER_WRITE_KEY"),
                                        QUrl(qEnvironmentVariable("RUDDER_DATA_PLANE_URL")));
    configuration.setFlushInterval(5s).setApplicationBuild(u"100"_s);
    Rudder::Analytics analytics(configuration);
    Rudder::watchApplicationWindows(&analytics); // Application Backgrounded, and Opened again

    ShopEvents events(&analytics);
    ShopWindow window(&analytics, &events);
    auto *hand = new ScriptedHand(&analytics, &events, &window);
    if (app.arguments().contains(u"--script"_s))
        hand->start();
    window.show();
    events.screenShown(u"Shop"_s);
    return app.exec();
}

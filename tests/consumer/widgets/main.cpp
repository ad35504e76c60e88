// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>
#include <RudderQt/ApplicationWindows>

#include <QApplication>
#include <QWidget>

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    Rudder::Configuration configuration("WRITE_KEY",
                                        QUrl(qEnvironmentVariable("RUDDER_DATA_PLANE_URL")));
    using LifecycleEvent = Rudder::Configuration::LifecycleEvent;
    configuration.setLifecycleEvents(LifecycleEvent::Opened | LifecycleEvent::Backgrounded);
    Rudder::Analytics analytics(configuration);
    Rudder::watchApplicationWindows(&analytics);

    QWidget window;
    window.show();
    QObject::connect(&analytics, &Rudder::Analytics::stored, &app, [&] {
        if (!window.isMinimized()) {
            window.showMinimized();
            return;
        }
        analytics.flush().then(&app, [](const Rudder::FlushResult &result) {
            QCoreApplication::exit(result.error().isError() ? 1 : 0);
        });
    });
    return app.exec();
}

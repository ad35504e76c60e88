// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>
#include <RudderQt/ApplicationWindows>

#include <QApplication>
#include <QTimer>
#include <QWidget>

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    Rudder::Configuration configuration("WRITE_KEY",
                                        QUrl(qEnvironmentVariable("RUDDER_DATA_PLANE_URL")));
    configuration.setLifecycleEvents(Rudder::Configuration::LifecycleEvent::Backgrounded);
    Rudder::Analytics analytics(configuration);
    Rudder::watchApplicationWindows(&analytics);

    QWidget window;
    window.show();
    QTimer::singleShot(0, &window, &QWidget::showMinimized);
    QObject::connect(&analytics, &Rudder::Analytics::stored, &app, [&] {
        analytics.flush().then(&app, [](const Rudder::FlushResult &result) {
            QCoreApplication::exit(result.error().isError() ? 1 : 0);
        });
    });
    return app.exec();
}

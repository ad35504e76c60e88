// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <QCoreApplication>
#include <QQmlApplicationEngine>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QQmlApplicationEngine engine;
    engine.setInitialProperties({{"dataPlaneUrl", qEnvironmentVariable("RUDDER_DATA_PLANE_URL")}});
    QObject::connect(
            &engine, &QQmlApplicationEngine::objectCreationFailed, &app,
            [] { QCoreApplication::exit(2); }, Qt::QueuedConnection);
    engine.load(QUrl("qrc:/qt/qml/Consumer/Main.qml"));
    return app.exec();
}

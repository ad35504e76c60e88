// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>

#include <QCoreApplication>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    Rudder::Analytics analytics(Rudder::Configuration(
            "WRITE_KEY", QUrl(qEnvironmentVariable("RUDDER_DATA_PLANE_URL"))));
    analytics.track("First Event", {{"answer", 42}});
    analytics.flush().then(&app, [](const Rudder::FlushResult &result) {
        QCoreApplication::exit(result.error().isError() ? 1 : 0);
    });
    return app.exec();
}

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// A client that does what the lines on its standard input say, one after the other:
//
//     record <count>   answered by "recorded <count so far>"
//     flush            answered by "flushed <error code>"
//     end
//
//     told-child <data plane URL> <storage folder> <run>
//
// The events' messageIds are <run>#0, <run>#1 and so on. It says "stored <number>" for the events
// up to that number, and "error <code> <message>".

#include <RudderQt/Analytics>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qurl.h>

#include <cstdio>
#include <iostream>
#include <string>
#include <thread>

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

void say(const QString &line)
{
    std::printf("%s\n", qPrintable(line));
    std::fflush(stdout);
}

class Told
{
public:
    Told(Analytics *client, const QString &run) : m_client(client), m_run(run) { }

    void obey(const QString &line)
    {
        if (line.startsWith(u"record "_s)) {
            record(line.section(u' ', 1).toInt());
        } else if (line == u"flush") {
            m_client->flush(30s).then(m_client, [](const FlushResult &result) {
                say(u"flushed %1"_s.arg(int(result.error().code())));
            });
        } else {
            QCoreApplication::quit();
        }
    }

private:
    void record(int count)
    {
        for (const int end = m_recorded + count; m_recorded < end; ++m_recorded) {
            const auto options = CallOptions().setMessageId(u"%1#%2"_s.arg(m_run).arg(m_recorded));
            if (!m_client->track(u"e"_s, {{u"filler"_s, QString(400, u'x')}}, options).accepted())
                break;
        }
        say(u"recorded %1"_s.arg(m_recorded));
    }

    Analytics *m_client;
    QString m_run;
    int m_recorded = 0;
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();

    Analytics client(Configuration(u"KEY"_s, QUrl(arguments.at(1)))
                             .setStorageLocation(arguments.at(2))
                             .setFlushAt(10'000)
                             .setFlushInterval(1h));
    QObject::connect(&client, &Analytics::stored, &client,
                     [](const QString &upTo) { say(u"stored "_s + upTo.section(u'#', 1)); });
    QObject::connect(&client, &Analytics::errorOccurred, &client, [](const Error &error) {
        say(u"error %1 %2"_s.arg(QString::number(int(error.code())), error.message()));
    });
    Told told(&client, arguments.at(3));
    std::thread input([&] {
        for (std::string line = " "; !line.empty() && line != "end";) {
            if (!std::getline(std::cin, line))
                line.clear();
            QMetaObject::invokeMethod(
                    &client, [&told, text = QString::fromStdString(line)] { told.obey(text); });
        }
    });
    const int result = QCoreApplication::exec();
    input.join();
    return result;
}

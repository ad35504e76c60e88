// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "walkenvironment.h"

#include <QtCore/qfile.h>
#include <QtCore/qobject.h>
#include <QtCore/qtimer.h>

#include <utility>

using namespace Qt::StringLiterals;

namespace {

class FileTransport final : public Rudder::Transport
{
public:
    explicit FileTransport(const QString &path) : m_file(path) { }

    void send(const Rudder::Request &request, Done done) override
    {
        if (!m_file.open(QFile::Append) || m_file.write(request.body + '\n') < 0)
            qFatal("no file for what is sent");
        m_file.close();
        m_done = std::move(done);
        QTimer::singleShot(0, &m_context, [this] { answer(); });
    }
    void abort() override { m_done = nullptr; }
    void closeIdleConnections() override { }

private:
    void answer()
    {
        Rudder::Answer answer;
        answer.status = 200;
        answer.body = "OK";
        if (m_done)
            std::exchange(m_done, nullptr)(answer);
    }

    QFile m_file;
    QObject m_context;
    Done m_done;
};

} // namespace

WalkEnvironment::WalkEnvironment(const QString &sentFile) : m_sentFile(sentFile) { }

std::unique_ptr<Rudder::Ticker> WalkEnvironment::makeTicker(std::function<void()> onTick)
{
    return m_system->makeTicker(std::move(onTick));
}

std::unique_ptr<Rudder::Transport> WalkEnvironment::makeTransport(const Rudder::Configuration &)
{
    return std::make_unique<FileTransport>(m_sentFile);
}

Rudder::Configuration walkConfiguration(const std::shared_ptr<WalkEnvironment> &environment,
                                        const QString &folder)
{
    Rudder::Configuration configuration(u"KEY"_s, QUrl(u"http://localhost"_s));
    configuration.setStorageLocation(folder).setGzip(false);
    Rudder::ConfigurationData::of(configuration)->environment = environment;
    return configuration;
}

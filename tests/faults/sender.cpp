// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "sender.h"

#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Sender::Sender()
{
    configuration = Configuration(u"KEY"_s, {})
                            .setStorageLocation(m_folder.filePath(u"store"_s))
                            .setFlushAt(10'000); // so that all of record() leaves in one batch
}

Analytics &Sender::client()
{
    if (m_client)
        return *m_client;
    m_client = std::make_unique<Analytics>(configuration);
    connect(m_client.get(), &Analytics::delivered, this, [this](qint64 n) { m_delivered += n; });
    connect(m_client.get(), &Analytics::dropped, this,
            [this](Analytics::DropReason, qint64 n) { m_dropped += n; });
    connect(m_client.get(), &Analytics::errorOccurred, this, [this](const Error &error) {
        m_errors.append(error.code());
        m_lastError = error.message();
    });
    return *m_client;
}

void Sender::record(int events, int bytes)
{
    const QString text(bytes, u'x');
    for (int i = 0; i < events; ++i)
        m_recorded.append(client().track(u"e"_s, {{u"text"_s, text}}).messageId());
    client().flush(60s); // its result is not asked: the counts tell more
}

bool Sender::hasDeliveredAll()
{
    return m_delivered == m_recorded.size() && client().queuedCount() == 0;
}

QList<FailedEvent> Sender::failedEvents()
{
    const QFuture<QList<FailedEvent>> answer = client().failedEvents();
    return QTest::qWaitFor([&] { return answer.isFinished(); }) ? answer.result()
                                                                : QList<FailedEvent>();
}

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "storagebench.h"

#include <QtCore/qfileinfo.h>
#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

StorageBench::StorageBench(const QString &dataPlaneProgram)
    : m_dataPlane(dataPlaneProgram, m_folder.filePath(u"events.jsonl"_s))
{
}

bool StorageBench::startDataPlane()
{
    const bool listens = m_dataPlane.listen();
    configuration = Configuration(u"KEY"_s, m_dataPlane.url())
                            .setStorageLocation(path(u"store"_s))
                            .setFlushAt(10'000)
                            .setFlushInterval(1h);
    return listens;
}

Analytics &StorageBench::client()
{
    if (m_client)
        return *m_client;
    m_client = std::make_unique<Analytics>(configuration);
    connect(m_client.get(), &Analytics::stored, this,
            [this](const QString &upTo) { m_storedUpTo = upTo; });
    connect(m_client.get(), &Analytics::errorOccurred, this,
            [this](const Error &error) { m_errors.append(error); });
    return *m_client;
}

void StorageBench::endClient()
{
    m_client.reset();
    m_errors.clear();
}

Receipt StorageBench::note(const Receipt &receipt)
{
    if (receipt.accepted())
        m_recorded.append(receipt.messageId());
    return receipt;
}

Receipt StorageBench::recordOne()
{
    return note(client().track(u"e"_s, {{u"filler"_s, QString(400, u'x')}}));
}

void StorageBench::identify(const QString &userId)
{
    QVERIFY(note(client().identify(userId)).accepted());
}

void StorageBench::record(int events)
{
    for (int i = 0; i < events; ++i) {
        const Receipt receipt = recordOne();
        QVERIFY2(receipt.accepted(), qPrintable(receipt.error().message()));
    }
}

void StorageBench::recordUntilRefused(Error::Code code)
{
    constexpr int most = 100'000; // none that anybody waits for
    for (int i = 0; i < most; ++i) {
        const Receipt receipt = recordOne();
        if (receipt.accepted())
            continue;
        QCOMPARE(receipt.error().code(), code);
        return;
    }
    QFAIL("No event was refused.");
}

bool StorageBench::isAllStored() const
{
    return !m_recorded.isEmpty() && m_storedUpTo == m_recorded.last();
}

FlushResult StorageBench::flush()
{
    const QFuture<FlushResult> future = client().flush(30s);
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 40'000))
        return FlushResult(0, -1, Error(Error::Code::TimedOut, u"no result"_s));
    return future.result();
}

QStringList StorageBench::arrived() const
{
    QStringList ids;
    for (const QJsonObject &event : m_dataPlane.events())
        ids.append(event[u"messageId"].toString());
    return ids;
}

qint64 StorageBench::bytesArrived() const
{
    return QFileInfo(path(u"events.jsonl"_s)).size() - arrived().size(); // one on each line
}

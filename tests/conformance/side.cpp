// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "side.h"

#include <RudderQt/Analytics>

#include <QTest>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

Side::Side(const Rudder::Configuration &configuration)
    : m_client(std::make_unique<Rudder::Analytics>(configuration))
{
}

Side::~Side() = default;

QString Side::flush()
{
    const QFuture<Rudder::FlushResult> sent = m_client->flush(20s);
    if (!QTest::qWaitFor([&sent] { return sent.isFinished(); }, 30000))
        return u"the flush never ended"_s;
    const Rudder::FlushResult result = sent.result();
    if (result.error().isError())
        return result.error().message();
    return result.remaining() == 0 ? QString() : u"events remain"_s;
}

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/eventrow_p.h"

#include "queue/eventlayout_p.h"

#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>

#include <algorithm>
#include <array>
#include <limits>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

// The columns of both tables; those of the failed events go on where the others end. A waiting one
// may have its client there: a number, or null.
enum Column { Id, Bytes, AnonymousId, BootId, BootMs, Attempts, Reason, Message, FailedAt };
constexpr int waitingColumns = Attempts + 1;
constexpr int waitingColumnsWithClient = waitingColumns + 1;
constexpr int failedColumns = FailedAt + 1;

// The two times are written into the bytes at fixed offsets later, so those must be there.
bool isLaidOutAsEvent(QByteArrayView bytes)
{
    using namespace EventLayout;
    const QByteArrayView beforeSecond(beforeSentAt);
    return bytes.size() > headerSize && bytes.startsWith(QByteArrayView(beforeOriginalTimestamp))
            && bytes.sliced(sentAtOffset - beforeSecond.size()).startsWith(beforeSecond)
            && bytes.endsWith('}');
}

// Qt's parser lets control characters pass, and a lost sector is zeros; events have none.
bool hasControlCharacter(QByteArrayView bytes)
{
    return std::any_of(bytes.begin(), bytes.end(), [](char byte) { return quint8(byte) < ' '; });
}

int toInt(qint64 number)
{
    return int(std::clamp<qint64>(number, 0, std::numeric_limits<int>::max()));
}

} // namespace

bool isEventRow(const SqliteRecord &record)
{
    using Kind = SqliteRecord::Kind;
    constexpr std::array<Kind, failedColumns> kinds = {
            Kind::Null, // the id is the row's own
            Kind::Blob,    Kind::Blob,    Kind::Blob, Kind::Integer,
            Kind::Integer, Kind::Integer, Kind::Text, Kind::Integer,
    };
    const int count = record.columnCount();
    const bool hasClient = count == waitingColumnsWithClient;
    if (count != waitingColumns && count != failedColumns && !hasClient)
        return false;
    if (hasClient && record.kind(waitingColumns) != Kind::Null
        && record.kind(waitingColumns) != Kind::Integer) {
        return false;
    }
    for (int column = 0; column < (hasClient ? waitingColumns : count); ++column) {
        if (record.kind(column) != kinds[size_t(column)])
            return false;
    }
    return true;
}

// All of them are parsed: one event that is broken within would have the server refuse the whole
// batch.
std::optional<QString> messageIdOf(const QByteArray &bytes)
{
    if (!isLaidOutAsEvent(bytes) || hasControlCharacter(bytes))
        return std::nullopt;
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError)
        return std::nullopt;
    return document.object().value("messageId"_L1).toString();
}

SalvagedEvent eventOf(qint64 id, const SqliteRecord &record, QByteArrayView payload)
{
    SalvagedEvent event;
    event.id = id;
    event.bytes = record.bytes(Bytes, payload);
    event.anonymousId = record.bytes(AnonymousId, payload);
    event.bootId = record.bytes(BootId, payload);
    event.bootMilliseconds = record.integer(BootMs, payload);
    event.attempts = toInt(record.integer(Attempts, payload));
    if (record.columnCount() == failedColumns) {
        event.failure = SalvagedFailure{toInt(record.integer(Reason, payload)),
                                        QString::fromUtf8(record.bytes(Message, payload)),
                                        record.integer(FailedAt, payload)};
    }
    return event;
}

} // namespace Rudder

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QPair>
#include <QSet>
#include <QString>

namespace Rudder::DataPlane {

using Headers = QList<QPair<QByteArray, QByteArray>>;

struct Request
{
    QByteArray method;
    QByteArray path;
    Headers headers;
    QByteArray body;
    bool fromThisMachine = true;

    QByteArray header(QByteArrayView name) const;
};

struct Answer
{
    int status = 200;
    QByteArray body;
    Headers headers;
};

struct ReceivedEvent
{
    QString type;
    QJsonObject object;
    QByteArray json;
};

struct Reception
{
    Answer answer;
    QList<ReceivedEvent> events;
};

class Gateway
{
public:
    static constexpr qsizetype maxBodyBytes = 4'096'000;

    explicit Gateway(const QSet<QString> &writeKeys = {});

    static bool takesEvents(const Request &request);
    Reception receive(const Request &request, bool sourceDisabled) const;

private:
    Answer authenticate(const Request &request) const;

    QSet<QString> m_writeKeys;
};

} // namespace Rudder::DataPlane

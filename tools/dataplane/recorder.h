// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include "gateway.h"

#include <QDateTime>
#include <QFile>

#include <optional>

namespace Rudder::DataPlane {

class Recorder
{
public:
    enum class Form { Event, Envelope };

    Recorder(const QString &fileName, Form form);

    std::optional<QString> open();
    bool append(const Request &request, const QList<ReceivedEvent> &events,
                const QDateTime &receivedAt);

private:
    QFile m_file;
    Form m_form;
    QByteArray m_lines;
};

} // namespace Rudder::DataPlane

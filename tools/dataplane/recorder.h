// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include "gateway.h"

#include <QDateTime>
#include <QFile>

#include <optional>

namespace Rudder::DataPlane {

/// A file of lines, to which any number of them is appended in one piece.
class LineFile
{
public:
    explicit LineFile(const QString &fileName);

    std::optional<QString> open();
    bool append(const QByteArray &lines);

private:
    QFile m_file;
};

class Recorder
{
public:
    enum class Form { Event, Envelope };

    Recorder(const QString &fileName, Form form);

    std::optional<QString> open() { return m_file.open(); }
    bool append(const Request &request, const QList<ReceivedEvent> &events,
                const QDateTime &receivedAt);

private:
    LineFile m_file;
    Form m_form;
    QByteArray m_lines;
};

} // namespace Rudder::DataPlane

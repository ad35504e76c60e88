// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "recorder.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace Rudder::DataPlane {

using namespace Qt::StringLiterals;

namespace {

/// All of an envelope before the event, which its text follows unparsed.
QByteArray envelopeHead(const Request &request, const QDateTime &receivedAt)
{
    QJsonObject headers;
    for (const auto &[name, value] : request.headers) {
        const QString key = QString::fromLatin1(name).toLower();
        const QString before =
                headers.contains(key) ? headers[key].toString() + ", "_L1 : QString();
        headers[key] = QString(before % QString::fromUtf8(value));
    }
    const bool isGzip = request.header("Content-Encoding") == "gzip";
    const QJsonObject envelope{
            {u"receivedAt"_s, receivedAt.toUTC().toString(Qt::ISODateWithMs)},
            {u"headers"_s, headers},
            {u"path"_s, QString::fromUtf8(request.path)},
            {u"encoding"_s, isGzip ? u"gzip"_s : u"identity"_s},
    };
    QByteArray head = QJsonDocument(envelope).toJson(QJsonDocument::Compact);
    head.chop(1);
    return head + R"(,"event":)";
}

} // namespace

LineFile::LineFile(const QString &fileName) : m_file(fileName) { }

/*!
    Opens the file, which is made if it isn't there. Returns a sentence if that fails.
*/
std::optional<QString> LineFile::open()
{
    // Unbuffered: a line is with the kernel when append() returns, and stays if we are killed.
    if (!m_file.open(QIODevice::ReadWrite | QIODevice::Append | QIODevice::Unbuffered))
        return QString(u"can't write to "_s % m_file.fileName() % u": "_s % m_file.errorString());

    // A run that was killed, or a full disk, may have left half a line.
    char last = '\n';
    if (m_file.size() > 0 && m_file.seek(m_file.size() - 1) && m_file.getChar(&last)
        && last != '\n')
        m_file.write("\n");
    return std::nullopt;
}

/*!
    Writes \a lines in one piece. Returns false if not all of them could be written; then none of
    them is in the file.
*/
bool LineFile::append(const QByteArray &lines)
{
    const qint64 sizeBefore = m_file.size();
    if (m_file.write(lines) == lines.size())
        return true;
    m_file.resize(sizeBefore);
    return false;
}

/*!
    \class Rudder::DataPlane::Recorder

    Appends accepted events to a file, each as one line of JSON: as it was received or, as
    Form::Envelope, within an object that also tells when and how it came.
*/
Recorder::Recorder(const QString &fileName, Form form) : m_file(fileName), m_form(form) { }

/*!
    Writes \a events, which came with \a request at \a receivedAt, in one piece. Returns false if
    not all of them could be written; then none of them is in the file.
*/
bool Recorder::append(const Request &request, const QList<ReceivedEvent> &events,
                      const QDateTime &receivedAt)
{
    const bool inEnvelope = m_form == Form::Envelope;
    const QByteArray head = inEnvelope ? envelopeHead(request, receivedAt) : QByteArray();
    m_lines.resize(0); // Keeps its memory for the next request, where clear() would not.
    for (const ReceivedEvent &event : events) {
        m_lines += head;
        m_lines += event.json;
        m_lines += inEnvelope ? "}\n" : "\n";
    }
    return m_file.append(m_lines);
}

} // namespace Rudder::DataPlane

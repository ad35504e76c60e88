// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "jsonkeys_p.h"

#include <QtCore/qhash.h>
#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>

namespace Rudder {

namespace {

// Decoded as QJsonDocument decodes it, so that it is the key that its object has.
QString decoded(const QByteArray &quoted)
{
    if (!quoted.contains('\\'))
        return QString::fromUtf8(quoted.sliced(1).chopped(1));
    return QJsonDocument::fromJson('[' + quoted + ']').array().at(0).toString();
}

class KeyScanner
{
public:
    explicit KeyScanner(const QByteArray &json) : m_json(json) { }

    QList<JsonKey> scan()
    {
        while (!atEnd())
            step();
        return m_keys;
    }

private:
    bool atEnd() const { return m_offset >= m_json.size(); }
    char next() const { return m_json.at(m_offset); }
    void advance() { m_position.advance(m_json.at(m_offset++)); }

    void step();
    void readText();
    void skipText();
    void skipSpace();
    void addKey(const QString &name, TextPosition position);

    const QByteArray &m_json;
    qsizetype m_offset = 0;
    TextPosition m_position;
    QList<QHash<QString, int>> m_lines; // of the keys so far, in each object that is open
    QList<JsonKey> m_keys;
};

void KeyScanner::step()
{
    switch (next()) {
    case '"':
        readText();
        return;
    case '{':
        m_lines.emplaceBack();
        break;
    case '}':
        if (!m_lines.isEmpty())
            m_lines.removeLast();
        break;
    default:
        break;
    }
    advance();
}

// In JSON a colon follows nothing but keys.
void KeyScanner::readText()
{
    const qsizetype begin = m_offset;
    const TextPosition position = m_position;
    skipText();
    const qsizetype end = m_offset;
    skipSpace();
    if (!atEnd() && next() == ':' && !m_lines.isEmpty())
        addKey(decoded(m_json.sliced(begin, end - begin)), position);
}

void KeyScanner::skipText()
{
    advance();
    while (!atEnd() && next() != '"') {
        if (next() == '\\')
            advance();
        if (!atEnd())
            advance();
    }
    if (!atEnd())
        advance();
}

void KeyScanner::skipSpace()
{
    while (!atEnd() && QByteArrayView(" \t\r\n").contains(next()))
        advance();
}

void KeyScanner::addKey(const QString &name, TextPosition position)
{
    QHash<QString, int> &lines = m_lines.last();
    m_keys.append({name, position, int(m_lines.size()), lines.value(name)});
    if (!lines.contains(name))
        lines.insert(name, position.line);
}

} // namespace

TextPosition positionOf(QByteArrayView utf8, qsizetype offset)
{
    TextPosition position;
    for (const char character : utf8.first(qBound(qsizetype(0), offset, utf8.size())))
        position.advance(character);
    return position;
}

QList<JsonKey> jsonKeys(const QByteArray &json)
{
    return KeyScanner(json).scan();
}

} // namespace Rudder

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// QJsonDocument knows the values in a JSON text, not how they were written: it sorts the keys, and
// 19.950 comes back as 19.95. What an application sent is to be seen as it was sent, so the texts
// of the events are cut out of the body. All of this walks text that QJsonDocument has parsed.

#include "jsontext.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace Rudder::DataPlane {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Returns the first character after the string that begins with the quote at \a at.
const char *endOfString(const char *at, const char *end)
{
    for (++at; at < end && *at != '"'; ++at) {
        if (*at == '\\')
            ++at;
    }
    return at < end ? at + 1 : end;
}

class Cursor
{
public:
    explicit Cursor(QByteArrayView json) : m_at(json.begin()), m_end(json.end()) { }

    /// Steps over white space and over \a c, if that comes next.
    bool take(char c)
    {
        skipSpace();
        if (m_at == m_end || *m_at != c)
            return false;
        ++m_at;
        return true;
    }

    bool atEnd()
    {
        skipSpace();
        return m_at == m_end;
    }

    QByteArrayView takeValue()
    {
        skipSpace();
        const char *begin = m_at;
        int depth = 0;
        while (m_at < m_end) {
            const char c = *m_at;
            if (c == '"') {
                m_at = endOfString(m_at, m_end);
                if (depth == 0)
                    break;
                continue;
            }
            if (depth == 0 && (c == ',' || c == ']' || c == '}' || c == ':' || isSpace(c)))
                break;
            ++m_at;
            if (c == '{' || c == '[')
                ++depth;
            else if ((c == '}' || c == ']') && --depth == 0)
                break;
        }
        return QByteArrayView(begin, m_at);
    }

private:
    void skipSpace()
    {
        while (m_at < m_end && isSpace(*m_at))
            ++m_at;
    }

    const char *m_at;
    const char *m_end;
};

bool isBatchKey(QByteArrayView key)
{
    if (!key.contains('\\'))
        return key == "\"batch\"";
    const QJsonDocument decoded = QJsonDocument::fromJson('[' + key.toByteArray() + ']');
    return decoded.array().first().toString() == QLatin1String("batch");
}

QByteArrayView batchArray(QByteArrayView body)
{
    QByteArrayView batch;
    Cursor cursor(body);
    cursor.take('{');
    while (!cursor.atEnd() && !cursor.take('}')) {
        const QByteArrayView key = cursor.takeValue();
        cursor.take(':');
        const QByteArrayView value = cursor.takeValue();
        // Of a key that is there twice, QJsonDocument keeps the last as well.
        if (isBatchKey(key))
            batch = value;
        cursor.take(',');
    }
    return batch;
}

} // namespace

/*!
    Returns whether \a json, which QJsonDocument accepted, is also what stricter parsers accept.

    QJsonDocument lets pass a byte order mark, raw control characters in strings, unknown escapes,
    and numbers that end in a point. The gateway refuses these.
*/
bool isStrictJson(QByteArrayView json)
{
    if (json.startsWith("\xef\xbb\xbf"))
        return false;
    const char *end = json.end();
    bool inString = false;
    for (const char *at = json.begin(); at < end; ++at) {
        if (*at == '"') {
            inString = !inString;
        } else if (!inString) {
            if (*at == '.' && !(at + 1 < end && isDigit(at[1])))
                return false;
        } else if (uchar(*at) < 0x20) {
            return false;
        } else if (*at == '\\') {
            if (++at == end || !QByteArrayView("\"\\/bfnrtu").contains(*at))
                return false;
            if (*at != 'u')
                continue;
            if (end - at < 5 || !std::all_of(at + 1, at + 5, isHexDigit))
                return false;
        }
    }
    return true;
}

/*!
    Returns \a json without the white space between its tokens, and otherwise unchanged.
*/
QByteArray compactedJson(QByteArrayView json)
{
    QByteArray compacted(json.size(), Qt::Uninitialized);
    char *out = compacted.data();
    for (const char *at = json.begin(); at < json.end();) {
        const char *next = *at == '"' ? endOfString(at, json.end()) : at + 1;
        if (!isSpace(*at))
            out = std::copy(at, next, out);
        at = next;
    }
    compacted.truncate(out - compacted.constData());
    return compacted;
}

/*!
    Returns the text of each event of \a batchBody, an object whose \c batch is an array, each on
    one line.
*/
QList<QByteArray> eventTexts(QByteArrayView batchBody)
{
    QList<QByteArray> texts;
    Cursor cursor(batchArray(batchBody));
    cursor.take('[');
    while (!cursor.atEnd() && !cursor.take(']')) {
        texts.append(compactedJson(cursor.takeValue()));
        cursor.take(',');
    }
    return texts;
}

} // namespace Rudder::DataPlane

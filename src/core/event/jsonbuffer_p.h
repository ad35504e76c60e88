// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_JSONBUFFER_P_H
#define RUDDERQT_JSONBUFFER_P_H

#include <QtCore/qbytearray.h>
#include <QtCore/qdatetime.h>
#include <QtCore/qstringview.h>
#include <QtCore/qurl.h>

namespace Rudder {

// JSON's tokens as UTF-8, appended to a byte array. Between open() and close() the array is longer
// than what it holds, so that a token is written without asking the array for each byte.
class JsonBuffer
{
public:
    JsonBuffer(QByteArray &bytes, qsizetype limit) : m_bytes(bytes), m_limit(limit) { }

    void open();
    void close() { m_bytes.resize(m_size); }
    // Once full, what was written is of no use: the writing may end anywhere.
    bool isFull() const { return m_size > m_limit; }

    // Room for that many bytes at least; advanceTo() says where they ended.
    char *room(qsizetype count);
    void advanceTo(const char *end) { m_size = end - m_data; }

    void put(char byte);
    void put(const char *bytes, qsizetype count);
    // A comma, but for the first entry of a list or object, or where one is already.
    void separate();

    void null() { put("null", 4); }
    void boolean(bool value);
    void integer(qlonglong number);
    void natural(qulonglong number);
    void real(double number);
    void real(float number);
    void string(QStringView text);
    void base64(const QByteArray &bytes);
    // Null where invalid.
    void dateTime(const QDateTime &time);
    void date(QDate date);
    void time(QTime time);
    void url(const QUrl &url);

private:
    template <typename Write> void writeQuoted(Write write);
    void writeChunk(const char16_t *&at, const char16_t *stop, const char16_t *end);
    template <typename Integer> void writeInteger(Integer number, bool exact);
    template <typename Real> void writeReal(Real number);

    QByteArray &m_bytes;
    const qsizetype m_limit;
    char *m_data = nullptr;
    qsizetype m_size = 0;
};

} // namespace Rudder

#endif

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/jsonbuffer_p.h"

#include "event/timestamp_p.h"

#include <charconv>
#include <cmath>
#include <cstring>

namespace Rudder {

namespace {

// Servers read numbers as doubles, which know each integer up to here.
constexpr qint64 largestExactInteger = Q_INT64_C(1) << 53;

// Long texts are written in pieces, so that the limit stops them early.
constexpr qsizetype chunkUnits = 256;
constexpr qsizetype mostBytesPerUnit = 6; // \u001f

bool isPlain(char16_t unit)
{
    return unit >= 0x20 && unit < 0x80 && unit != u'"' && unit != u'\\';
}

// Whether all four units are plain, looked at as one number of four 16-bit lanes. A lane that is
// too small borrows from the next one, which can't hide it.
bool areFourPlain(const char16_t *units)
{
    constexpr quint64 ones = Q_UINT64_C(0x0001000100010001);
    quint64 lanes;
    std::memcpy(&lanes, units, sizeof lanes);
    const quint64 notAscii = lanes & (ones * 0xff80);
    const quint64 control = lanes - ones * 0x20;
    const quint64 quote = (lanes ^ (ones * u'"')) - ones;
    const quint64 backslash = (lanes ^ (ones * u'\\')) - ones;
    return (notAscii | ((control | quote | backslash) & (ones * 0x8000))) == 0;
}

char *writeEscaped(char *to, char16_t unit)
{
    constexpr char hex[] = "0123456789abcdef";
    *to++ = '\\';
    switch (unit) {
    case u'"':
    case u'\\':
        *to++ = char(unit);
        return to;
    case u'\b':
        *to++ = 'b';
        return to;
    case u'\f':
        *to++ = 'f';
        return to;
    case u'\n':
        *to++ = 'n';
        return to;
    case u'\r':
        *to++ = 'r';
        return to;
    case u'\t':
        *to++ = 't';
        return to;
    }
    to[0] = 'u';
    to[1] = to[2] = '0';
    to[3] = hex[unit >> 4];
    to[4] = hex[unit & 0xf];
    return to + 5;
}

char *writeUtf8(char *to, char32_t character)
{
    if (character < 0x800) {
        *to++ = char(0xc0 | (character >> 6));
    } else {
        if (character < 0x10000) {
            *to++ = char(0xe0 | (character >> 12));
        } else {
            *to++ = char(0xf0 | (character >> 18));
            *to++ = char(0x80 | ((character >> 12) & 0x3f));
        }
        *to++ = char(0x80 | ((character >> 6) & 0x3f));
    }
    *to++ = char(0x80 | (character & 0x3f));
    return to;
}

} // namespace

void JsonBuffer::open()
{
    m_size = m_bytes.size();
    m_bytes.resize(qMax(m_bytes.capacity(), m_size + 64));
    m_data = m_bytes.data();
}

char *JsonBuffer::room(qsizetype count)
{
    if (m_bytes.size() - m_size < count) {
        m_bytes.resize(qMax(m_size + count, m_bytes.size() * 2));
        m_data = m_bytes.data();
    }
    return m_data + m_size;
}

void JsonBuffer::put(char byte)
{
    *room(1) = byte;
    ++m_size;
}

void JsonBuffer::put(const char *bytes, qsizetype count)
{
    if (count == 0)
        return;
    std::memcpy(room(count), bytes, size_t(count));
    m_size += count;
}

// What was written last tells: no value ends in one of these.
void JsonBuffer::separate()
{
    if (m_size == 0)
        return;
    const char last = m_data[m_size - 1];
    if (last != '{' && last != '[' && last != ',')
        put(',');
}

void JsonBuffer::boolean(bool value)
{
    if (value)
        put("true", 4);
    else
        put("false", 5);
}

template <typename Integer> void JsonBuffer::writeInteger(Integer number, bool exact)
{
    constexpr qsizetype longest = sizeof("\"-9223372036854775808\"");
    char *to = room(longest);
    if (!exact)
        *to++ = '"';
    to = std::to_chars(to, to + longest - 2, number).ptr;
    if (!exact)
        *to++ = '"';
    advanceTo(to);
}

void JsonBuffer::integer(qlonglong number)
{
    writeInteger(number, number >= -largestExactInteger && number <= largestExactInteger);
}

void JsonBuffer::natural(qulonglong number)
{
    writeInteger(number, number <= qulonglong(largestExactInteger));
}

// The shortest form that reads back the same; 100000 rather than 1e+05, and 0 for -0.
template <typename Real> void JsonBuffer::writeReal(Real number)
{
    constexpr Real limit = Real(largestExactInteger);
    if (number >= -limit && number <= limit && Real(qint64(number)) == number)
        return integer(qint64(number));
    if (!std::isfinite(number))
        return null();
    constexpr qsizetype longest = 32;
    char *to = room(longest);
    advanceTo(std::to_chars(to, to + longest, number).ptr);
}

void JsonBuffer::real(double number)
{
    writeReal(number);
}

void JsonBuffer::real(float number)
{
    writeReal(number);
}

void JsonBuffer::string(QStringView text)
{
    put('"');
    const char16_t *at = text.utf16();
    const char16_t *end = at + text.size();
    while (at < end && !isFull())
        writeChunk(at, at + qMin(chunkUnits, end - at), end);
    put('"');
}

// Writes until stop, or one unit more where a surrogate pair spans it.
void JsonBuffer::writeChunk(const char16_t *&at, const char16_t *stop, const char16_t *end)
{
    char *to = room((stop - at) * mostBytesPerUnit);
    while (at < stop) {
        while (stop - at >= 4 && areFourPlain(at)) {
            for (int i = 0; i < 4; ++i)
                to[i] = char(at[i]);
            to += 4;
            at += 4;
        }
        if (at == stop)
            break;
        const char16_t unit = *at++;
        if (isPlain(unit))
            *to++ = char(unit);
        else if (unit < 0x80)
            to = writeEscaped(to, unit);
        else if (!QChar::isSurrogate(unit))
            to = writeUtf8(to, unit);
        else if (QChar::isHighSurrogate(unit) && at < end && QChar::isLowSurrogate(*at))
            to = writeUtf8(to, QChar::surrogateToUcs4(unit, *at++));
        else
            to = writeUtf8(to, QChar::ReplacementCharacter);
    }
    advanceTo(to);
}

void JsonBuffer::base64(const QByteArray &bytes)
{
    constexpr qsizetype chunk = 3 * 1024; // whole groups of three: padding comes last only
    put('"');
    for (qsizetype at = 0; at < bytes.size() && !isFull(); at += chunk) {
        const qsizetype size = qMin(chunk, bytes.size() - at);
        const QByteArray encoded = QByteArray::fromRawData(bytes.constData() + at, size).toBase64();
        put(encoded.constData(), encoded.size());
    }
    put('"');
}

template <typename Write> void JsonBuffer::writeQuoted(Write write)
{
    char *to = room(longestTimestamp + 2);
    *to = '"';
    to = write(to + 1);
    *to = '"';
    advanceTo(to + 1);
}

void JsonBuffer::dateTime(const QDateTime &time)
{
    const qint64 ms = time.isValid() ? time.toMSecsSinceEpoch() : furthestTimestamp + 1;
    if (ms < -furthestTimestamp || ms > furthestTimestamp)
        return null();
    writeQuoted([ms](char *to) { return writeAnyUtc(to, ms); });
}

void JsonBuffer::date(QDate date)
{
    constexpr qint64 julianDayOf1970 = 2'440'588;
    const qint64 day = date.isValid() ? date.toJulianDay() - julianDayOf1970 : furthestDay + 1;
    if (day < -furthestDay || day > furthestDay)
        return null();
    writeQuoted([day](char *to) { return writeDate(to, day); });
}

void JsonBuffer::time(QTime time)
{
    if (!time.isValid())
        return null();
    writeQuoted([time](char *to) { return writeTimeOfDay(to, time.msecsSinceStartOfDay()); });
}

void JsonBuffer::url(const QUrl &url)
{
    if (!url.isValid())
        return null();
    string(QString::fromLatin1(url.toEncoded(QUrl::FullyEncoded)));
}

} // namespace Rudder

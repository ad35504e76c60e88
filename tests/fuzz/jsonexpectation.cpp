// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "jsonexpectation.h"

#include "properties.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qpoint.h>
#include <QtCore/qset.h>
#include <QtCore/qtimezone.h>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;
using Kind = JsonExpectation::Kind;
using Expectation = JsonExpectation;
using Value = std::pair<QVariant, JsonExpectation>;

namespace {

constexpr qint64 exact = Q_INT64_C(1) << 53;
constexpr int mostMembers = 6;
constexpr int deepest = 6; // of what branches; nested() goes beyond all limits

enum class Letter : qint8 { Least = -128, A = 65 };

Expectation null()
{
    return {};
}

Expectation text(const QString &text)
{
    Expectation expectation;
    expectation.kind = Kind::Text;
    expectation.text = text;
    return expectation;
}

Expectation real(double number)
{
    Expectation expectation;
    if (!std::isfinite(number))
        return expectation;
    expectation.kind = Kind::Double;
    expectation.number = number;
    return expectation;
}

Expectation real(float number)
{
    Expectation expectation = real(double(number));
    if (expectation.kind == Kind::Double)
        expectation.kind = Kind::Float;
    return expectation;
}

template <typename Integer> Expectation integer(Integer number)
{
    const bool isExact =
            std::cmp_less_equal(number, exact) && std::cmp_greater_equal(number, -exact);
    return isExact ? real(double(number)) : text(QString::number(number));
}

Expectation boolean(bool value)
{
    Expectation expectation;
    expectation.kind = Kind::Bool;
    expectation.boolean = value;
    return expectation;
}

QString withoutLoneSurrogates(QString text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            ++i;
        else if (text[i].isSurrogate())
            text[i] = QChar::ReplacementCharacter;
    }
    return text;
}

QString anyText(FuzzedDataProvider &random)
{
    // A long text without many bytes.
    if (random.ConsumeIntegralInRange(0, 15) == 0) {
        return QString(random.ConsumeIntegralInRange(0, 600),
                       QChar(random.ConsumeIntegral<quint16>()));
    }
    QString text;
    for (int left = random.ConsumeIntegralInRange(0, 12); left > 0; --left) {
        const bool isAscii = random.ConsumeBool();
        text += isAscii ? QChar(random.ConsumeIntegralInRange<quint16>(0, 0x7f))
                        : QChar(random.ConsumeIntegral<quint16>());
    }
    return text;
}

double anyDouble(FuzzedDataProvider &random)
{
    switch (random.ConsumeIntegralInRange(0, 3)) {
    case 0: {
        const auto bits = random.ConsumeIntegral<quint64>();
        double number = 0;
        std::memcpy(&number, &bits, sizeof number);
        return number;
    }
    case 1:
        return double(random.ConsumeIntegral<qint64>());
    case 2:
        return double(exact) + random.ConsumeIntegralInRange(-8, 8);
    default:
        return random.ConsumeIntegral<int>() / 100.0;
    }
}

qint64 anyInteger(FuzzedDataProvider &random)
{
    return random.ConsumeBool()
            ? random.ConsumeIntegral<qint64>()
            : (random.ConsumeBool() ? exact : -exact) + random.ConsumeIntegralInRange(-3, 3);
}

QString year(int year)
{
    if (year < 0)
        ++year; // Qt's calendar has no year 0
    if (year >= 0 && year <= 9999)
        return QString::number(year).rightJustified(4, u'0');
    return (year < 0 ? u'-' : u'+') + QString::number(std::abs(year)).rightJustified(6, u'0');
}

QString dayText(QDate date)
{
    return year(date.year()) + date.toString(u"-MM-dd"_s);
}

Value anyDateTime(FuzzedDataProvider &random)
{
    constexpr qint64 furthest = 8'640'000'000'000'000; // JavaScript's
    const qint64 ms = random.ConsumeBool()
            ? random.ConsumeIntegralInRange<qint64>(-furthest - 2, furthest + 2)
            : random.ConsumeIntegralInRange<qint64>(-200'000'000'000'000, 300'000'000'000'000);
    const int offset = random.ConsumeIntegralInRange(-14 * 3600, 14 * 3600);
    const QDateTime time =
            QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::utc()).toOffsetFromUtc(offset);
    if (!time.isValid() || ms < -furthest || ms > furthest)
        return {time, null()};
    const QDateTime utc = time.toUTC();
    return {time, text(dayText(utc.date()) + utc.time().toString(u"'T'HH:mm:ss.zzz'Z'"_s))};
}

Value anyDate(FuzzedDataProvider &random)
{
    constexpr qint64 julianDayOf1970 = 2'440'588;
    constexpr qint64 furthest = 100'000'000;
    const qint64 day = random.ConsumeIntegralInRange<qint64>(-furthest - 2, furthest + 2);
    const QDate date = QDate::fromJulianDay(day + julianDayOf1970);
    return {date, day < -furthest || day > furthest ? null() : text(dayText(date))};
}

Value anyTime(FuzzedDataProvider &random)
{
    const QTime time =
            QTime::fromMSecsSinceStartOfDay(random.ConsumeIntegralInRange(0, 24 * 60 * 60 * 1000));
    return {time, time.isValid() ? text(time.toString(u"HH:mm:ss.zzz"_s)) : null()};
}

Value anyUrl(FuzzedDataProvider &random)
{
    const QUrl url(u"https://example.com/"_s + anyText(random));
    return {url, url.isValid() ? text(QString::fromLatin1(url.toEncoded())) : null()};
}

Value anyBytes(FuzzedDataProvider &random)
{
    const std::string bytes = random.ConsumeRandomLengthString(40);
    const QByteArray array =
            QByteArray::fromStdString(bytes).repeated(random.ConsumeBool() ? 1 : 200);
    return {array, text(QString::fromLatin1(array.toBase64()))};
}

// Any entry, by the values that make it.
template <typename Make> std::vector<Value> entries(FuzzedDataProvider &random, Make make)
{
    std::vector<Value> entries;
    for (int left = random.ConsumeIntegralInRange(0, mostMembers); left > 0; --left)
        entries.push_back(make());
    return entries;
}

Expectation listOf(const std::vector<Value> &values)
{
    Expectation list;
    list.kind = Kind::List;
    for (const Value &value : values)
        list.items.push_back(value.second);
    return list;
}

// Without keys that only lone surrogates or byte order marks tell apart: see below, and a JSON text
// has the first twice.
std::vector<QString> anyKeys(FuzzedDataProvider &random, size_t count)
{
    std::vector<QString> keys;
    QSet<QString> known;
    while (keys.size() < count) {
        QString key = anyText(random);
        const auto essence = [&] {
            return withoutLoneSurrogates(key).remove(QChar::ByteOrderMark);
        };
        while (known.contains(essence()))
            key += QString::number(keys.size());
        known.insert(essence());
        keys.push_back(key);
    }
    return keys;
}

bool isUndefined(const QVariant &value)
{
    return value.metaType() == QMetaType::fromType<QJsonValue>()
            && value.value<QJsonValue>().isUndefined();
}

Expectation objectOf(const std::vector<QString> &keys, const std::vector<Value> &values)
{
    Expectation object;
    object.kind = Kind::Object;
    for (size_t i = 0; i < keys.size(); ++i) {
        if (isUndefined(values[i].first))
            continue;
        object.keys.push_back(withoutLoneSurrogates(keys[i]));
        object.items.push_back(values[i].second);
    }
    return object;
}

template <typename Map>
Map mapOf(const std::vector<QString> &keys, const std::vector<Value> &values)
{
    Map map;
    for (size_t i = 0; i < keys.size(); ++i)
        map.insert(keys[i], values[i].first);
    return map;
}

// Inserts some keys twice: the last value counts.
Rudder::Properties propertiesOf(FuzzedDataProvider &random, const std::vector<QString> &keys,
                                const std::vector<Value> &values)
{
    Rudder::Properties properties;
    for (size_t i = 0; i < keys.size(); ++i) {
        if (random.ConsumeBool())
            properties.insert(keys[i], u"of before"_s);
    }
    for (size_t i = 0; i < keys.size(); ++i)
        properties.insert(keys[i], values[i].first);
    return properties;
}

Value anyJson(FuzzedDataProvider &random, int depth);

Value anyJsonContainer(FuzzedDataProvider &random, int depth)
{
    const bool isArray = random.ConsumeBool();
    const std::vector<Value> values = entries(random, [&] { return anyJson(random, depth + 1); });
    if (isArray) {
        QJsonArray array;
        for (const Value &value : values)
            array.append(value.first.value<QJsonValue>());
        return {QVariant::fromValue(array), listOf(values)};
    }
    const std::vector<QString> keys = anyKeys(random, values.size());
    QJsonObject object;
    for (size_t i = 0; i < keys.size(); ++i)
        object.insert(keys[i], values[i].first.value<QJsonValue>());
    return {QVariant::fromValue(object), objectOf(keys, values)};
}

Value anyJson(FuzzedDataProvider &random, int depth)
{
    const auto of = [](const QJsonValue &value, const Expectation &expectation) {
        return Value(QVariant::fromValue(value), expectation);
    };
    switch (random.ConsumeIntegralInRange(0, depth < deepest ? 5 : 4)) {
    case 0:
        return of(QJsonValue(), null());
    case 1:
        return of(true, boolean(true));
    case 2: {
        const QString string = anyText(random);
        return of(string, text(withoutLoneSurrogates(string)));
    }
    case 3: {
        const qint64 number = anyInteger(random);
        return of(QJsonValue(number), integer(number));
    }
    case 4: {
        const double number = anyDouble(random);
        return of(number, real(number));
    }
    default: {
        const Value container = anyJsonContainer(random, depth);
        return of(QJsonValue::fromVariant(container.first), container.second);
    }
    }
}

Value anyScalar(FuzzedDataProvider &random)
{
    switch (random.ConsumeIntegralInRange(0, 19)) {
    case 0:
        return {QVariant(), null()};
    case 1:
        return {QVariant::fromValue(nullptr), null()};
    case 2:
        return {true, boolean(true)};
    case 3: {
        const auto number = random.ConsumeIntegral<int>();
        return {number, integer(number)};
    }
    case 4: {
        const qint64 number = anyInteger(random);
        return {number, integer(number)};
    }
    case 5: {
        const auto number = random.ConsumeIntegral<quint64>();
        return {number, integer(number)};
    }
    case 6: {
        const auto number = random.ConsumeIntegral<signed char>();
        return {QVariant::fromValue(number), integer(int(number))};
    }
    case 7: {
        const double number = anyDouble(random);
        return {number, real(number)};
    }
    case 8: {
        const auto bits = random.ConsumeIntegral<quint32>();
        float number = 0;
        std::memcpy(&number, &bits, sizeof number);
        return {number, real(number)};
    }
    case 9: {
        const QChar character(random.ConsumeIntegral<quint16>());
        return {character, text(withoutLoneSurrogates(QString(character)))};
    }
    case 10:
        return anyBytes(random);
    case 11:
        return anyDateTime(random);
    case 12:
        return anyDate(random);
    case 13:
        return anyTime(random);
    case 14:
        return anyUrl(random);
    case 15: {
        const QUuid uuid(random.ConsumeIntegral<uint>(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        return {uuid, text(uuid.toString(QUuid::WithoutBraces))};
    }
    case 16: {
        const Letter letter = random.ConsumeBool() ? Letter::A : Letter::Least;
        return {QVariant::fromValue(letter), integer(int(letter))};
    }
    case 17:
        return {QPoint(1, 2), null()}; // there is no rule for it, but this one
    case 18:
        return {QVariant::fromValue(QJsonValue(QJsonValue::Undefined)), null()};
    default: {
        const QString string = anyText(random);
        return {string, text(withoutLoneSurrogates(string))};
    }
    }
}

Value anyContainer(FuzzedDataProvider &random, int depth)
{
    const int form = random.ConsumeIntegralInRange(0, 5);
    if (form == 0)
        return anyJsonContainer(random, depth);
    if (form == 1) {
        std::vector<Value> numbers = entries(random, [&]() -> Value {
            const auto number = random.ConsumeIntegral<qint64>();
            return {number, integer(number)};
        });
        QList<qint64> list;
        for (const Value &number : numbers)
            list.append(number.first.toLongLong());
        return {QVariant::fromValue(list), listOf(numbers)};
    }

    const std::vector<Value> values = entries(random, [&] { return anyValue(random, depth + 1); });
    if (form == 2) {
        QVariantList list;
        for (const Value &value : values)
            list.append(value.first);
        return {list, listOf(values)};
    }
    const std::vector<QString> keys = anyKeys(random, values.size());
    const Expectation object = objectOf(keys, values);
    if (form == 3)
        return {mapOf<QVariantMap>(keys, values), object};
    if (form == 4)
        return {mapOf<QVariantHash>(keys, values), object};
    return {QVariant::fromValue(propertiesOf(random, keys, values)), object};
}

// One in the other, around the deepest that is written.
Value nested(FuzzedDataProvider &random, Value value)
{
    for (int left = random.ConsumeIntegralInRange(180, 220); left > 0; --left) {
        const bool isList = left % 3 == 0;
        Expectation outer;
        outer.kind = isList ? Kind::List : Kind::Object;
        if (isList || !isUndefined(value.first)) {
            outer.items.push_back(std::move(value.second)); // copies would take the square of it
            outer.keys.resize(isList ? 0 : 1, u"k"_s);
        }
        QVariant inner = isList ? QVariant(QVariantList{value.first})
                                : QVariant(QVariantMap{{u"k"_s, value.first}});
        value = {std::move(inner), std::move(outer)};
    }
    return value;
}

// Qt's parser leaves out the byte order mark that a text begins with, but for some texts.
bool isReadAs(const QString &text, const QString &found)
{
    return found == text || (text.startsWith(QChar::ByteOrderMark) && found == text.mid(1));
}

// QJsonObject::value() of Qt 6.4 misses keys that are longer than 16 characters and not ASCII.
QJsonValue memberOf(const QJsonObject &object, const QString &key)
{
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (isReadAs(key, member.key()))
            return member.value();
    }
    return QJsonValue::Undefined;
}

} // namespace

bool JsonExpectation::isMetBy(const QJsonValue &value) const
{
    switch (kind) {
    case Kind::Null:
        return value.isNull();
    case Kind::Bool:
        return value.isBool() && value.toBool() == boolean;
    case Kind::Double:
        return value.isDouble() && value.toDouble() == number
                && (number != 0 || !std::signbit(value.toDouble()));
    case Kind::Float:
        return value.isDouble() && float(value.toDouble()) == float(number);
    case Kind::Text:
        return value.isString() && isReadAs(text, value.toString());
    case Kind::List: {
        const QJsonArray array = value.toArray();
        return value.isArray()
                && std::equal(items.begin(), items.end(), array.begin(), array.end(),
                              [](const JsonExpectation &item, const QJsonValue &found) {
                                  return item.isMetBy(found);
                              });
    }
    case Kind::Object: {
        const QJsonObject object = value.toObject();
        return value.isObject() && object.size() == qsizetype(keys.size())
                && std::equal(items.begin(), items.end(), keys.begin(), keys.end(),
                              [&](const JsonExpectation &item, const QString &key) {
                                  return item.isMetBy(memberOf(object, key));
                              });
    }
    }
    return false;
}

int JsonExpectation::depth() const
{
    int inner = 0;
    for (const JsonExpectation &item : items)
        inner = std::max(inner, item.depth());
    return kind == Kind::List || kind == Kind::Object ? inner + 1 : 0;
}

Value anyValue(FuzzedDataProvider &random, int depth)
{
    const int choice = random.ConsumeIntegralInRange(0, 31);
    if (choice == 0 && depth < 2)
        return nested(random, anyValue(random, depth + 1));
    if (choice < 8 && depth < deepest)
        return anyContainer(random, depth);
    if (choice < 10)
        return anyJson(random, depth);
    return anyScalar(random);
}

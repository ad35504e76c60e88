// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/jsonwriter_p.h"

#include <QtCore/qbitarray.h>
#include <QtCore/qfloat16.h>
#include <QtCore/qhash.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qpoint.h>
#include <QtCore/qrandom.h>
#include <QtCore/qset.h>
#include <QtCore/qtimezone.h>
#include <QtTest/qtest.h>

#include <cmath>
#include <limits>
#include <list>
#include <map>

using namespace Qt::StringLiterals;
using Rudder::JsonWriter;
using Rudder::Properties;

namespace {

enum class Tiny : quint8 { Most = 200 };
enum class TinyNegative : qint8 { Least = -128 };
enum class Short : quint16 { Most = 65'535 };
enum class ShortNegative : qint16 { Least = -32'768 };
enum class Huge : quint64 { Most = std::numeric_limits<quint64>::max() };
enum class HugeNegative : qint64 { Least = -5'000'000'000 };
enum class Letter : char { A = 'A' };
enum Plain { PlainSeven = 7 };

struct Opaque
{
    int number = 0;
};

QByteArray written(const QVariant &value)
{
    QByteArray json;
    JsonWriter(json).value(value);
    return json;
}

QByteArray writtenText(const QString &text)
{
    QByteArray json;
    JsonWriter(json).string(text);
    return json;
}

QString units(std::initializer_list<char16_t> units)
{
    return QString::fromUtf16(units.begin(), qsizetype(units.size()));
}

// So many containers, one in the other.
QVariant nestedLists(int levels)
{
    QVariant value = 1;
    for (int level = 0; level < levels; ++level)
        value = QVariantList{value};
    return value;
}

template <typename Map> QVariant nestedMaps(int levels)
{
    QVariant value = 1;
    for (int level = 0; level < levels; ++level)
        value = QVariant::fromValue(Map{{u"k"_s, value}});
    return value;
}

QVariant nestedProperties(int levels)
{
    QVariant value = 1;
    for (int level = 0; level < levels; ++level)
        value = QVariant::fromValue(Properties{{u"k"_s, value}});
    return value;
}

QVariant nestedJson(int levels)
{
    QJsonValue value = 1;
    for (int level = 0; level < levels; ++level)
        value = level % 2 ? QJsonValue(QJsonArray{value})
                          : QJsonValue(QJsonObject{{u"k"_s, value}});
    return value;
}

class Warnings
{
public:
    Warnings()
    {
        messages().clear();
        m_previous = qInstallMessageHandler(keep);
    }
    ~Warnings() { qInstallMessageHandler(m_previous); }
    static QStringList &messages()
    {
        static QStringList list;
        return list;
    }

private:
    static void keep(QtMsgType, const QMessageLogContext &context, const QString &message)
    {
        messages().append(QLatin1String(context.category) % u": " % message);
    }
    QtMessageHandler m_previous;
};

} // namespace

class tst_JsonWriter : public QObject
{
    Q_OBJECT

public:
    enum class Known { Zero, One, Minus = -1 };
    Q_ENUM(Known)

private Q_SLOTS:
    void everyTypeIsWrittenByItsRule_data();
    void everyTypeIsWrittenByItsRule();
    void timesAreWrittenInUtc_data();
    void timesAreWrittenInUtc();
    void containersAreWritten_data();
    void containersAreWritten();
    void everyAsciiCharacterIsEscapedWhereItMust();
    void everyOtherCharacterIsWrittenAsItIs();
    void longTextsKeepTheirPairs();
    void doublesReadBackTheSame();
    void floatsReadBackTheSame();
    void bytesOfAnyLengthAreBase64();
    void undefinedIsLeftOutOfObjectsAndNullInLists();
    void aMultimapHasEachKeyOnce();
    void unsupportedTypesAreNullWithOneWarning_data();
    void unsupportedTypesAreNullWithOneWarning();
    void twoHundredLevelsAreFineAndOneMoreIsTooDeep_data();
    void twoHundredLevelsAreFineAndOneMoreIsTooDeep();
    void depthIsCountedAnewForEachValue();
    void tooDeepNamesTheKey();
    void theLimitIsTheLargestSizeAllowed();
    void tooLargeStopsEarly_data();
    void tooLargeStopsEarly();
    void tooLargeNamesTheKey();
    void afterAProblemNothingIsWritten();
    void keysArePutTogetherWithCommas();
    void whatIsInTheArrayStays();
};

void tst_JsonWriter::everyTypeIsWrittenByItsRule_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QByteArray>("json");

    const auto row = [](const char *name, const QVariant &value, const char *json) {
        QTest::newRow(name) << value << QByteArray(json);
    };

    row("true", true, "true");
    row("false", false, "false");

    row("int", 21, "21");
    row("int least", std::numeric_limits<int>::min(), "-2147483648");
    row("int most", std::numeric_limits<int>::max(), "2147483647");
    row("uint most", std::numeric_limits<uint>::max(), "4294967295");
    row("signed char", QVariant::fromValue<signed char>(-128), "-128");
    row("unsigned char", QVariant::fromValue<unsigned char>(255), "255");
    row("short", QVariant::fromValue<short>(-32'768), "-32768");
    row("unsigned short", QVariant::fromValue<unsigned short>(65'535), "65535");
    row("long", QVariant::fromValue<long>(-7), "-7");
    row("unsigned long", QVariant::fromValue<unsigned long>(7), "7");
    row("2^53", QVariant(9'007'199'254'740'992ll), "9007199254740992");
    row("2^53 + 1", QVariant(9'007'199'254'740'993ll), "\"9007199254740993\"");
    row("-2^53", QVariant(-9'007'199'254'740'992ll), "-9007199254740992");
    row("-2^53 - 1", QVariant(-9'007'199'254'740'993ll), "\"-9007199254740993\"");
    row("unsigned 2^53", QVariant(9'007'199'254'740'992ull), "9007199254740992");
    row("unsigned 2^53 + 1", QVariant(9'007'199'254'740'993ull), "\"9007199254740993\"");
    row("long long least", std::numeric_limits<qlonglong>::min(), "\"-9223372036854775808\"");
    row("long long most", std::numeric_limits<qlonglong>::max(), "\"9223372036854775807\"");
    row("unsigned long long most", std::numeric_limits<qulonglong>::max(),
        "\"18446744073709551615\"");

    row("double", 19.95, "19.95");
    row("double 0", 0.0, "0");
    row("double -0", -0.0, "0");
    row("double integer", 100'000.0, "100000");
    row("double negative integer", -100'000.0, "-100000");
    row("double 2^53", 9'007'199'254'740'992.0, "9007199254740992");
    row("double beyond 2^53", 9'007'199'254'740'994.0, "9007199254740994");
    row("double large", 1e300, "1e+300");
    row("double small", 1e-7, "1e-07");
    row("double tenth", 0.1, "0.1");
    row("double third", 1.0 / 3.0, "0.3333333333333333");
    row("double most", std::numeric_limits<double>::max(), "1.7976931348623157e+308");
    row("double least", std::numeric_limits<double>::lowest(), "-1.7976931348623157e+308");
    row("double smallest", std::numeric_limits<double>::denorm_min(), "5e-324");
    row("NaN", std::nan(""), "null");
    row("Infinity", std::numeric_limits<double>::infinity(), "null");
    row("-Infinity", -std::numeric_limits<double>::infinity(), "null");
    row("float", 0.1f, "0.1");
    row("float integer", 16'777'216.0f, "16777216");
    row("float -0", -0.0f, "0");
    row("float most", std::numeric_limits<float>::max(), "3.4028235e+38");
    row("float NaN", std::numeric_limits<float>::quiet_NaN(), "null");
    row("float Infinity", -std::numeric_limits<float>::infinity(), "null");
    row("long double", QVariant::fromValue<long double>(2.5L), "2.5");
    row("float16", QVariant::fromValue(qfloat16(0.5f)), "0.5");

    row("QChar", QChar(u'ä'), "\"ä\"");
    row("QChar lone surrogate", QChar(char16_t(0xd800)), "\"\xef\xbf\xbd\"");
    row("char", QVariant::fromValue('a'), "\"a\"");
    row("char Latin-1", QVariant::fromValue('\xe4'), "\"ä\"");
    row("char16_t", QVariant::fromValue(u'€'), "\"€\"");
    row("char32_t", QVariant::fromValue(U'😀'), "\"😀\"");
    row("wchar_t", QVariant::fromValue(L'€'), "\"€\"");
    row("text", u"Pizza"_s, "\"Pizza\"");
    row("text empty", u""_s, "\"\"");
    row("text null", QString(), "\"\"");
    row("text quoted", u"a\"b\\c/d"_s, R"("a\"b\\c/d")");
    row("text controls", u"\b\f\n\r\t\u0001\u001f\u007f"_s,
        "\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
    row("text with NUL", QString::fromUtf16(u"a\0b", 3), R"("a\u0000b")");
    row("text two bytes", u"é\u0080\u07ff"_s, "\"é\u0080\u07ff\"");
    row("text three bytes", u"\u0800€\uffff"_s, "\"\u0800€\uffff\"");
    row("text four bytes", u"😀\U00010000\U0010ffff"_s, "\"😀\U00010000\U0010ffff\"");
    row("text high alone", units({0xd83d, u'x'}), "\"\xef\xbf\xbdx\"");
    row("text high last", units({u'x', 0xd83d}), "\"x\xef\xbf\xbd\"");
    row("text low alone", units({0xde00, u'x'}), "\"\xef\xbf\xbdx\"");
    row("text wrong order", units({0xde00, 0xd83d}), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
    row("text two highs", units({0xd83d, 0xd83d, 0xde00}), "\"\xef\xbf\xbd😀\"");

    row("url", QUrl(u"https://example.com/a b?q=ä&r=1#f"_s),
        "\"https://example.com/a%20b?q=%C3%A4&r=1#f\"");
    row("url international", QUrl(u"https://münchen.example/"_s),
        "\"https://xn--mnchen-3ya.example/\"");
    row("url empty", QUrl(), "null");
    row("url invalid", QUrl(u"http://["_s), "null");
    row("uuid", QUuid::fromString(u"{67C8770B-44F1-410A-AB9A-F9B5446F13EE}"_s),
        "\"67c8770b-44f1-410a-ab9a-f9b5446f13ee\"");
    row("uuid null", QUuid(), "\"00000000-0000-0000-0000-000000000000\"");
    row("bytes", QByteArray("\xff\xfe\x00\x01 ", 5), "\"//4AASA=\"");
    row("bytes empty", QByteArray(), "\"\"");

    row("enum", QVariant::fromValue(Known::One), "1");
    row("enum negative", QVariant::fromValue(Known::Minus), "-1");
    row("enum of Qt", QVariant::fromValue(Qt::Key_Escape), "16777216");
    row("enum plain", QVariant::fromValue(PlainSeven), "7");
    row("enum 8 bit", QVariant::fromValue(Tiny::Most), "200");
    row("enum 8 bit negative", QVariant::fromValue(TinyNegative::Least), "-128");
    row("enum 16 bit", QVariant::fromValue(Short::Most), "65535");
    row("enum 16 bit negative", QVariant::fromValue(ShortNegative::Least), "-32768");
    row("enum 64 bit", QVariant::fromValue(Huge::Most), "\"18446744073709551615\"");
    row("enum 64 bit negative", QVariant::fromValue(HugeNegative::Least), "-5000000000");
    row("enum of char", QVariant::fromValue(Letter::A), "65");
    row("flags", QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignTop)), "33");

    row("nullptr", QVariant::fromValue(nullptr), "null");
    row("invalid", QVariant(), "null");
    row("null int", QVariant(QMetaType::fromType<int>()), "null");
    row("null text of a database", QVariant(QMetaType::fromType<QString>()), "null");
    row("null pointer", QVariant::fromValue<QObject *>(nullptr), "null");

    const QVariant inner = 5;
    row("variant in variant", QVariant(QMetaType::fromType<QVariant>(), &inner), "5");

    row("json true", QJsonValue(true), "true");
    row("json null", QJsonValue(), "null");
    row("json undefined", QJsonValue(QJsonValue::Undefined), "null");
    row("json text", QJsonValue(u"ä\n"_s), "\"ä\\n\"");
    row("json double", QJsonValue(1.5), "1.5");
    row("json whole double", QJsonValue(1e15), "1000000000000000");
    row("json large double", QJsonValue(1e300), "1e+300");
    row("json integer 2^53", QJsonValue(qint64(9'007'199'254'740'992)), "9007199254740992");
    row("json integer beyond", QJsonValue(qint64(9'007'199'254'740'993)), "\"9007199254740993\"");
}

void tst_JsonWriter::everyTypeIsWrittenByItsRule()
{
    QFETCH(QVariant, value);
    QFETCH(QByteArray, json);

    const Warnings warnings;
    QCOMPARE(written(value), json);
    QCOMPARE(Warnings::messages(), QStringList());
}

void tst_JsonWriter::timesAreWrittenInUtc_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QByteArray>("json");

    const QDate day(2026, 3, 4);
    const QTime noon(12, 34, 56, 7);
    const auto row = [](const char *name, const QVariant &value, const char *json) {
        QTest::newRow(name) << value << QByteArray(json);
    };
    const auto atMs = [](qint64 ms) {
        return QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::utc());
    };

#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const QDateTime inUtc(day, noon, QTimeZone::UTC);
    const QDateTime atOffset(day, noon, QTimeZone::fromSecondsAheadOfUtc(5 * 3600 + 1800));
#else
    const QDateTime inUtc(day, noon, Qt::UTC);
    const QDateTime atOffset(day, noon, Qt::OffsetFromUTC, 5 * 3600 + 1800);
#endif
    row("UTC", inUtc, "\"2026-03-04T12:34:56.007Z\"");
    row("offset", atOffset, "\"2026-03-04T07:04:56.007Z\"");
    row("time zone", QDateTime(day, noon, QTimeZone("UTC-05:00")), "\"2026-03-04T17:34:56.007Z\"");
    row("local time", QDateTime(day, noon), "\"2026-03-04T10:34:56.007Z\"");
    row("whole second", QDateTime(day, QTime(1, 2, 3), QTimeZone::utc()),
        "\"2026-03-04T01:02:03.000Z\"");
    row("before 1970", atMs(-1), "\"1969-12-31T23:59:59.999Z\"");
    row("year 0", QDateTime(QDate(-1, 1, 1), QTime(0, 0), QTimeZone::utc()),
        "\"0000-01-01T00:00:00.000Z\"");
    row("year -1", QDateTime(QDate(-2, 12, 31), QTime(0, 0), QTimeZone::utc()),
        "\"-000001-12-31T00:00:00.000Z\"");
    row("year 9999", QDateTime(QDate(9999, 12, 31), QTime(23, 59, 59, 999), QTimeZone::utc()),
        "\"9999-12-31T23:59:59.999Z\"");
    row("year 10000", QDateTime(QDate(10000, 1, 1), QTime(0, 0), QTimeZone::utc()),
        "\"+010000-01-01T00:00:00.000Z\"");
    row("last of JavaScript", atMs(8'640'000'000'000'000), "\"+275760-09-13T00:00:00.000Z\"");
    row("beyond JavaScript", atMs(8'640'000'000'000'001), "null");
    row("first of JavaScript", atMs(-8'640'000'000'000'000), "\"-271821-04-20T00:00:00.000Z\"");
    row("before JavaScript", atMs(-8'640'000'000'000'001), "null");
    row("least", atMs(std::numeric_limits<qint64>::min()), "null");
    row("invalid time", QDateTime(), "null");
    row("no such day", QDateTime(QDate(2026, 2, 30), noon, QTimeZone::utc()), "null");

    row("date", day, "\"2026-03-04\"");
    row("leap day", QDate(2024, 2, 29), "\"2024-02-29\"");
    row("date year 0", QDate(-1, 1, 1), "\"0000-01-01\"");
    row("date year 10000", QDate(10000, 1, 1), "\"+010000-01-01\"");
    row("date far", QDate::fromJulianDay(1'000'000'000'000), "null");
    row("date invalid", QDate(), "null");

    row("time of day", noon, "\"12:34:56.007\"");
    row("midnight", QTime(0, 0), "\"00:00:00.000\"");
    row("last of the day", QTime(23, 59, 59, 999), "\"23:59:59.999\"");
    row("time of day invalid", QTime(), "null");
}

void tst_JsonWriter::timesAreWrittenInUtc()
{
    QFETCH(QVariant, value);
    QFETCH(QByteArray, json);
    QCOMPARE(written(value), json);
}

void tst_JsonWriter::containersAreWritten_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QByteArray>("json");

    const auto row = [](const char *name, const QVariant &value, const char *json) {
        QTest::newRow(name) << value << QByteArray(json);
    };

    row("QStringList", QStringList{u"a"_s, u"\""_s}, R"(["a","\""])");
    row("QStringList empty", QStringList(), "[]");
    row("QVariantList", QVariantList{1, u"a"_s, QVariant(), true}, R"([1,"a",null,true])");
    row("QVariantList nested", QVariantList{QVariantList{}, QVariantList{QVariantMap{}, 1}},
        "[[],[{},1]]");
    row("QVariantMap", QVariantMap{{u"b"_s, 1}, {u"a\""_s, 2}}, R"({"a\"":2,"b":1})");
    row("QVariantMap empty", QVariantMap(), "{}");
    row("QVariantMap with an empty key", QVariantMap{{u""_s, 1}}, R"({"":1})");
    row("QVariantHash", QVariantHash{{u"a"_s, QVariantList{1}}}, R"({"a":[1]})");
    row("Properties", QVariant::fromValue(Properties{{u"z"_s, 1}, {u"a"_s, 2}}),
        R"({"z":1,"a":2})");
    row("Properties null", QVariant::fromValue(Properties()), "{}");
    row("QJsonObject", QJsonObject{{u"a"_s, QJsonArray{1, u"x"_s, QJsonValue()}}},
        R"({"a":[1,"x",null]})");
    row("QJsonArray", QJsonArray{QJsonObject{{u"a"_s, 1.5}}, false}, R"([{"a":1.5},false])");
    row("QJsonDocument", QJsonDocument(QJsonArray{1}), "[1]");

    row("QList of int", QVariant::fromValue(QList<int>{1, 2}), "[1,2]");
    row("QList of double", QVariant::fromValue(QList<double>{0.5, std::nan("")}), "[0.5,null]");
    row("QList of bytes", QVariant::fromValue(QByteArrayList{"a", "b"}), R"(["YQ==","Yg=="])");
    row("QList of maps", QVariant::fromValue(QList<QVariantMap>{{{u"a"_s, 1}}, {}}),
        R"([{"a":1},{}])");
    row("std::vector", QVariant::fromValue(std::vector<int>{1, 2}), "[1,2]");
    row("std::vector of texts", QVariant::fromValue(std::vector<QString>{u"a"_s}), R"(["a"])");
    row("std::vector of bool", QVariant::fromValue(std::vector<bool>{true, false}), "[true,false]");
    row("std::vector of variants", QVariant::fromValue(std::vector<QVariant>{1, u"a"_s}),
        R"([1,"a"])");
    row("std::list", QVariant::fromValue(std::list<int>{1}), "[1]");
    row("QSet", QVariant::fromValue(QSet<int>{7}), "[7]");
    row("QMap", QVariant::fromValue(QMap<QString, int>{{u"b"_s, 1}, {u"a"_s, 2}}),
        R"({"a":2,"b":1})");
    row("QMap of lists", QVariant::fromValue(QMap<QString, QList<int>>{{u"a"_s, {1, 2}}}),
        R"({"a":[1,2]})");
    row("QHash", QVariant::fromValue(QHash<QString, QString>{{u"a"_s, u"x"_s}}), R"({"a":"x"})");
    row("std::map", QVariant::fromValue(std::map<QString, int>{{u"a"_s, 1}}), R"({"a":1})");
}

void tst_JsonWriter::containersAreWritten()
{
    QFETCH(QVariant, value);
    QFETCH(QByteArray, json);

    const Warnings warnings;
    QCOMPARE(written(value), json);
    QCOMPARE(Warnings::messages(), QStringList());
}

void tst_JsonWriter::everyAsciiCharacterIsEscapedWhereItMust()
{
    const QHash<char16_t, QByteArray> shortForms{{u'\b', "\\b"}, {u'\f', "\\f"}, {u'\n', "\\n"},
                                                 {u'\r', "\\r"}, {u'\t', "\\t"}, {u'"', "\\\""},
                                                 {u'\\', "\\\\"}};
    for (char16_t character = 0; character < 0x80; ++character) {
        QByteArray escaped(1, char(character));
        if (shortForms.contains(character))
            escaped = shortForms.value(character);
        else if (character < 0x20)
            escaped = "\\u00" + QByteArray(1, char(character)).toHex();
        // At each place of the four units that are looked at together.
        for (int before = 0; before < 8; ++before) {
            const QString text = QString(before, u'x') + QChar(character) + u"wxyz"_s;
            QCOMPARE(writtenText(text), "\"" + QByteArray(before, 'x') + escaped + "wxyz\"");
        }
    }
}

void tst_JsonWriter::everyOtherCharacterIsWrittenAsItIs()
{
    for (char32_t character = 0x80; character <= 0x10ffff; ++character) {
        if (QChar::isSurrogate(character))
            continue;
        const QString text = QString(qsizetype(character % 5), u'x')
                + QString::fromUcs4(&character, 1) + u"wxyz"_s;
        if (writtenText(text) != "\"" + text.toUtf8() + "\"")
            QFAIL(qPrintable(QString::number(character, 16)));
    }
}

void tst_JsonWriter::longTextsKeepTheirPairs()
{
    // A pair at every distance from where the writer takes a new piece.
    for (int before = 0; before < 1100; ++before) {
        const QString text = QString(before, u'x') + u"😀"_s + QString(300, u'"') + u"é"_s;
        const QByteArray expected =
                "\"" + QByteArray(before, 'x') + "😀" + QByteArray("\\\"").repeated(300) + "é\"";
        QCOMPARE(writtenText(text), expected);
    }
    const QString many = u"😀"_s.repeated(5000);
    QCOMPARE(writtenText(many), "\"" + many.toUtf8() + "\"");
    QCOMPARE(writtenText(many.mid(1)), "\"\xef\xbf\xbd" + many.mid(2).toUtf8() + "\"");
}

void tst_JsonWriter::doublesReadBackTheSame()
{
    QRandomGenerator random(42);
    for (int i = 0; i < 200'000; ++i) {
        const quint64 bits = random.generate64();
        double number;
        memcpy(&number, &bits, sizeof number);
        if (i % 4 == 0)
            number = std::round(random.generateDouble() * 1e17) / 100;
        const QByteArray json = written(number);
        if (!std::isfinite(number))
            QCOMPARE(json, "null");
        else if (std::strtod(json.constData(), nullptr) != number)
            QFAIL(json.constData());
    }
}

void tst_JsonWriter::floatsReadBackTheSame()
{
    QRandomGenerator random(43);
    for (int i = 0; i < 200'000; ++i) {
        const quint32 bits = random.generate();
        float number;
        memcpy(&number, &bits, sizeof number);
        const QByteArray json = written(number);
        if (!std::isfinite(number))
            QCOMPARE(json, "null");
        else if (std::strtof(json.constData(), nullptr) != number)
            QFAIL(json.constData());
    }
}

void tst_JsonWriter::bytesOfAnyLengthAreBase64()
{
    QByteArray bytes;
    for (int size = 0; size < 7000; size += size < 10 ? 1 : 511) {
        while (bytes.size() < size)
            bytes.append(char(bytes.size() * 37));
        QCOMPARE(written(bytes), "\"" + bytes.toBase64() + "\"");
    }
}

void tst_JsonWriter::undefinedIsLeftOutOfObjectsAndNullInLists()
{
    const QVariant undefined = QJsonValue(QJsonValue::Undefined);
    QCOMPARE(written(QVariantMap{{u"a"_s, undefined}, {u"b"_s, 1}, {u"c"_s, undefined}}),
             R"({"b":1})");
    QCOMPARE(written(QVariantList{undefined, 1}), "[null,1]");

    const Properties properties{{u"a"_s, QJsonValue(QJsonValue::Undefined)}, {u"b"_s, 2}};
    QCOMPARE(written(QVariant::fromValue(properties)), R"({"b":2})");
}

void tst_JsonWriter::aMultimapHasEachKeyOnce()
{
    // Not registered by Qt itself; the latest value of a key is the one that counts.
    using Iterable = QIterable<QMetaAssociation>;
    if (!QMetaType::hasRegisteredConverterFunction<QMultiMap<QString, int>, Iterable>()) {
        QMetaType::registerConverter<QMultiMap<QString, int>, Iterable>([](const auto &map) {
            return Iterable(QMetaAssociation::fromContainer<QMultiMap<QString, int>>(), &map);
        });
    }
    QMultiMap<QString, int> map;
    map.insert(u""_s, 0);
    map.insert(u"a"_s, 1);
    map.insert(u"a"_s, 2);
    map.insert(u"b"_s, 3);
    QCOMPARE(written(QVariant::fromValue(map)), R"({"":0,"a":2,"b":3})");
}

void tst_JsonWriter::unsupportedTypesAreNullWithOneWarning_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QString>("type");

    QTest::newRow("structure") << QVariant::fromValue(Opaque()) << u"Opaque"_s;
    QTest::newRow("object") << QVariant::fromValue<QObject *>(this) << u"QObject*"_s;
    QTest::newRow("point") << QVariant(QPoint(1, 2)) << u"QPoint"_s;
    QTest::newRow("bits") << QVariant(QBitArray(3)) << u"QBitArray"_s;
    QTest::newRow("keys that are no text")
            << QVariant::fromValue(QMap<int, int>{{1, 2}}) << u"QMap<int,int>"_s;
    QTest::newRow("pair") << QVariant::fromValue(std::pair<int, int>(1, 2))
                          << u"std::pair<int,int>"_s;
}

void tst_JsonWriter::unsupportedTypesAreNullWithOneWarning()
{
    QFETCH(QVariant, value);
    QFETCH(QString, type);

    const QVariantMap cart{{u"cart"_s, QVariantMap{{u"items"_s, QVariantList{1, value}}}}};
    const Warnings warnings;
    QCOMPARE(written(cart), R"({"cart":{"items":[1,null]}})");
    QCOMPARE(Warnings::messages().size(), 1);
    const QString warning = Warnings::messages().constFirst();
    QVERIFY2(warning.startsWith(u"rudder.event: "), qPrintable(warning));
    QVERIFY2(warning.contains(u"\"cart.items[1]\""), qPrintable(warning));
    QVERIFY2(warning.contains(type), qPrintable(warning));
}

void tst_JsonWriter::twoHundredLevelsAreFineAndOneMoreIsTooDeep_data()
{
    QTest::addColumn<QVariant>("fine");
    QTest::addColumn<QVariant>("tooDeep");

    QTest::newRow("lists") << nestedLists(200) << nestedLists(201);
    QTest::newRow("maps") << nestedMaps<QVariantMap>(200) << nestedMaps<QVariantMap>(201);
    QTest::newRow("hashes") << nestedMaps<QVariantHash>(200) << nestedMaps<QVariantHash>(201);
    QTest::newRow("std::maps") << nestedMaps<std::map<QString, QVariant>>(200)
                               << nestedMaps<std::map<QString, QVariant>>(201);
    QTest::newRow("properties") << nestedProperties(200) << nestedProperties(201);
    QTest::newRow("json") << nestedJson(200) << nestedJson(201);
    QTest::newRow("very deep") << nestedLists(1) << nestedLists(5000);
}

void tst_JsonWriter::twoHundredLevelsAreFineAndOneMoreIsTooDeep()
{
    QFETCH(QVariant, fine);
    QFETCH(QVariant, tooDeep);

    QByteArray json;
    JsonWriter writer(json);
    writer.value(fine);
    QCOMPARE(writer.problem(), JsonWriter::Problem::None);
    QCOMPARE(json.count('1'), 1);
    QCOMPARE(json.count('[') + json.count('{'), json.count(']') + json.count('}'));

    QByteArray refused("before");
    JsonWriter refusing(refused);
    refusing.value(tooDeep);
    QCOMPARE(refusing.problem(), JsonWriter::Problem::TooDeep);
    QCOMPARE(refused, "before");
}

void tst_JsonWriter::depthIsCountedAnewForEachValue()
{
    QByteArray json;
    JsonWriter writer(json);
    writer.raw("{");
    for (int i = 0; i < 3; ++i) {
        writer.key(u"k");
        writer.value(nestedLists(200));
    }
    writer.raw("}");
    QCOMPARE(writer.problem(), JsonWriter::Problem::None);
}

void tst_JsonWriter::tooDeepNamesTheKey()
{
    QByteArray json;
    JsonWriter writer(json);
    writer.object(Properties{{u"fine"_s, 1}, {u"menu"_s, nestedLists(200)}, {u"later"_s, 1}});
    QCOMPARE(writer.problem(), JsonWriter::Problem::TooDeep);
    QCOMPARE(writer.problemKey(), u"menu[0][0][0].…[0][0]"_s);
}

void tst_JsonWriter::theLimitIsTheLargestSizeAllowed()
{
    const Properties properties{{u"name"_s, u"é\"Pizza\""_s},
                                {u"list"_s, QVariantList{1, QVariantMap{{u"a"_s, 0.5}}}}};
    const QByteArray whole = properties.toJson();
    QVERIFY(whole.size() > 20);

    for (qsizetype limit = 0; limit < whole.size(); ++limit) {
        QByteArray json;
        JsonWriter writer(json, limit);
        writer.object(properties);
        QCOMPARE(writer.problem(), JsonWriter::Problem::TooLarge);
        QCOMPARE(json, "");
    }
    QByteArray json;
    JsonWriter writer(json, whole.size());
    writer.object(properties);
    QCOMPARE(writer.problem(), JsonWriter::Problem::None);
    QCOMPARE(json, whole);
}

void tst_JsonWriter::tooLargeStopsEarly_data()
{
    QTest::addColumn<QVariant>("value");

    QVariantList list;
    QVariantMap map;
    QJsonArray array;
    for (int i = 0; i < 200'000; ++i) {
        list.append(u"0123456789012345678901234567890123456789"_s);
        array.append(i);
        map.insert(QString::number(i), u"0123456789012345678901234567890123456789"_s);
    }
    QTest::newRow("text") << QVariant(QString(10'000'000, u'x'));
    QTest::newRow("text to escape") << QVariant(QString(10'000'000, QChar(1)));
    QTest::newRow("bytes") << QVariant(QByteArray(10'000'000, 'x'));
    QTest::newRow("list") << QVariant(list);
    QTest::newRow("map") << QVariant(map);
    QTest::newRow("json") << QVariant(array);
    QTest::newRow("properties") << QVariant::fromValue(Properties(map));
}

void tst_JsonWriter::tooLargeStopsEarly()
{
    QFETCH(QVariant, value);

    QByteArray json;
    JsonWriter writer(json, 32 * 1024);
    writer.value(QVariantList{value, QVariant::fromValue(Opaque())}); // warns if it is reached
    QCOMPARE(writer.problem(), JsonWriter::Problem::TooLarge);
    QVERIFY2(json.capacity() <= 128 * 1024, qPrintable(QString::number(json.capacity())));
}

void tst_JsonWriter::tooLargeNamesTheKey()
{
    QByteArray json;
    JsonWriter writer(json, 100);
    const QVariantMap items{{u"note"_s, QString(200, u'x')}};
    writer.object(Properties{{u"name"_s, 1}, {u"cart"_s, items}, {u"last"_s, 1}});
    QCOMPARE(writer.problemKey(), u"cart.note"_s);
}

void tst_JsonWriter::afterAProblemNothingIsWritten()
{
    QByteArray json("[");
    JsonWriter writer(json, 10);
    writer.raw("1,");
    writer.string(u"too long for this array");
    QCOMPARE(writer.problem(), JsonWriter::Problem::TooLarge);
    QCOMPARE(json, "[");

    writer.raw("1");
    writer.key(u"k");
    writer.string(u"s");
    writer.value(1);
    writer.object({});
    QCOMPARE(json, "[");
    QCOMPARE(writer.problem(), JsonWriter::Problem::TooLarge);
}

void tst_JsonWriter::keysArePutTogetherWithCommas()
{
    QByteArray json;
    JsonWriter writer(json);
    writer.key(u"first");
    writer.value(u"{"_s);
    writer.key(u"se\"cond");
    writer.string(u"x");
    json.append(',');
    writer.key(u"third");
    writer.raw("{");
    writer.key(u"inner");
    writer.object({});
    writer.raw("}");
    writer.key(u"fourth");
    writer.value(QVariantList{});
    QCOMPARE(json, R"("first":"{","se\"cond":"x","third":{"inner":{}},"fourth":[])");
}

void tst_JsonWriter::whatIsInTheArrayStays()
{
    QByteArray json("{\"a\":");
    const QByteArray copy = json;
    JsonWriter(json).value(1);
    QCOMPARE(json, "{\"a\":1");
    QCOMPARE(copy, "{\"a\":");
    QCOMPARE(json.constData()[json.size()], '\0');
}

// What is local time must not depend on the machine; UTC+2, and no database of time zones is
// needed.
[[maybe_unused]] static const bool timeZoneIsSet = qputenv("TZ", "TST-2");

QTEST_APPLESS_MAIN(tst_JsonWriter)

#include "tst_jsonwriter.moc"

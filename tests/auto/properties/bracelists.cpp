// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "bracelists.h"

#include <QtCore/qtimezone.h>

#include <limits>

using namespace Qt::StringLiterals;
using Rudder::Properties;
using Rudder::PropertyValue;

namespace {

enum Plain { PlainSeven = 7 };
enum class Scoped { Three = 3 };
enum class Letter : char { A = 'A' };
enum class Answer : bool { No, Yes };
enum class Large : quint64 { Most = std::numeric_limits<quint64>::max() };

// As the calls of a client take them.
Properties passed(const Properties &properties = {})
{
    return properties;
}

// NOLINTBEGIN(google-runtime-int)
Properties everyNumber()
{
    const qint8 tiny = -8;
    const quint8 byte = 255;
    const std::size_t size = 9;
    return passed({{u"bool"_s, true},
                   {u"int8"_s, tiny},
                   {u"uint8"_s, byte},
                   {u"short"_s, short(-1)},
                   {u"ushort"_s, static_cast<unsigned short>(65535)},
                   {u"int"_s, -2},
                   {u"uint"_s, 3u},
                   {u"long"_s, -4l},
                   {u"ulong"_s, 5ul},
                   {u"llong"_s, -6ll},
                   {u"ullong"_s, 7ull},
                   {u"most"_s, std::numeric_limits<quint64>::max()},
                   {u"size"_s, size},
                   {u"float"_s, 0.1f},
                   {u"double"_s, 19.95},
                   {u"long double"_s, 2.5L},
                   {u"enum"_s, PlainSeven},
                   {u"enum class"_s, Scoped::Three},
                   {u"enum of char"_s, Letter::A},
                   {u"enum of bool"_s, Answer::Yes},
                   {u"enum of uint64"_s, Large::Most},
                   {u"enum of Qt"_s, Qt::AlignLeft}});
}
// NOLINTEND(google-runtime-int)

Properties everyText()
{
    const QString text = u"QString"_s;
    const std::string utf8 = "é";
    const std::u16string utf16 = u"ü";
    const char array[] = "array";
    return passed({{u"utf8"_s, "utf8 ä"},
                   {u"array"_s, array},
                   {u"utf16"_s, u"lit"},
                   {u"QString"_s, text},
                   {u"QStringView"_s, QStringView(text)},
                   {u"QLatin1String"_s, QLatin1String("latin1")},
                   {u"_L1"_s, "l1"_L1},
                   {u"built"_s, text % u"+"_s % u'x'},
                   {u"plus"_s, text + u"+x"_s},
                   {u"std::string"_s, std::string("é")},
                   {u"std::string const"_s, utf8},
                   {u"std::string_view"_s, std::string_view("ö")},
                   {u"std::u16string"_s, utf16},
                   {u"std::u16string_view"_s, std::u16string_view(utf16)},
                   {u"QChar"_s, QChar(u'€')},
                   {u"char"_s, 'c'},
                   {u"char16_t"_s, u'ä'},
                   {u"char32_t"_s, U'😀'},
                   {u"wchar_t"_s, L'w'}});
}

Properties everyOtherType()
{
    using Clock = std::chrono::system_clock;
    const Clock::time_point when{std::chrono::milliseconds(1'700'000'000'123)};
    const std::chrono::time_point<Clock, std::chrono::seconds> second{std::chrono::seconds(5)};
    const std::optional<int> nothing;
    return passed({{u"t"_s, QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5, 6), QTimeZone::utc())},
                   {u"date"_s, QDate(2026, 1, 2)},
                   {u"time"_s, QTime(3, 4)},
                   {u"tp"_s, when},
                   {u"second"_s, second},
                   {u"url"_s, QUrl(u"https://example.com/"_s)},
                   {u"id"_s, QUuid()},
                   {u"bytes"_s, QByteArray("a")},
                   {u"nil"_s, nullptr},
                   {u"empty"_s, {}},
                   {u"none"_s, nothing},
                   {u"some"_s, std::optional<int>(4)},
                   {u"some text"_s, std::optional<QString>(u"x"_s)},
                   {u"variant"_s, QVariant(1.5)},
                   {u"json"_s, QJsonValue(2)},
                   {u"json object"_s, QJsonObject{{u"a"_s, 1}}},
                   {u"json array"_s, QJsonArray{1}},
                   {u"value"_s, PropertyValue(8)}});
}

Properties everyContainer()
{
    const QVariantMap map{{u"m"_s, 1}};
    return passed({{u"texts"_s, QStringList{u"a"_s, u"b"_s}},
                   {u"list"_s, QVariantList{1, u"x"_s}},
                   {u"ints"_s, QList<int>{1, 2}},
                   {u"bytes"_s, QByteArrayList{"a"}},
                   {u"urls"_s, QList<QUrl>{QUrl(u"https://example.com/"_s)}},
                   {u"properties"_s, QList<Properties>{{{u"a"_s, 1}}, {}}},
                   {u"vector"_s, std::vector<int>{1, 2}},
                   {u"strings"_s, std::vector<std::string>{"é"}},
                   {u"bools"_s, std::vector<bool>{true, false}},
                   {u"longs"_s, std::vector<long>{1}},
                   {u"enums"_s, std::vector<Scoped>{Scoped::Three}},
                   {u"nested list"_s, QList<QList<int>>{{1}, {}}},
                   {u"map"_s, map},
                   {u"hash"_s, QVariantHash{{u"h"_s, 1}}}});
}

Properties everyDepth()
{
    return passed({{u"nested"_s, Properties{{u"a"_s, 1}}},
                   {u"one"_s, {{u"a"_s, 1}}},
                   {u"one text"_s, {{u"a"_s, u"b"_s}}},
                   {u"one utf16"_s, {{u"a", u"b"}}},
                   {u"two"_s, {{u"a"_s, 1}, {u"b"_s, u"c"_s}}},
                   {u"two texts"_s, {{u"a"_s, u"b"_s}, {u"c"_s, u"d"_s}}},
                   {u"deep"_s, {{u"a"_s, {{u"b"_s, {{u"c"_s, {{u"d"_s, nullptr}}}}}}}}},
                   {u"in braces"_s, {5}}});
}

Properties everyKey()
{
    const QString key = u"QString"_s;
    return passed({{key, 1},
                   {u"_s"_s, 2},
                   {u"utf16", 3},
                   {"utf8 ä", 4},
                   {"l1"_L1, 5},
                   {QStringView(u"view"), 6},
                   {std::string("std"), 7},
                   {std::string_view("sv"), 8},
                   {std::u16string(u"u16"), 9},
                   {key % u"!"_s, 10}});
}

} // namespace

QList<BraceList> BRACE_LISTS()
{
    const QVariantMap map{{u"a"_s, 1}};
    const QVariantHash hash{{u"a"_s, 1}};
    const QJsonObject object{{u"a"_s, 1}};
    const Properties copied{{u"a"_s, 1}};
    Properties inserted;
    inserted.insert(u"a"_s, 1).insert(u"b"_s, {{u"c"_s, 2}}).insert({{u"d"_s, u"e"_s}});

    QList<BraceList> lists;
    const auto add = [&lists](const char *name, const Properties &properties, const char *json) {
        lists.append({name, properties, QByteArray(json)});
    };
    add("numbers", everyNumber(),
        R"({"bool":true,"int8":-8,"uint8":255,"short":-1,"ushort":65535,"int":-2,"uint":3,)"
        R"("long":-4,"ulong":5,"llong":-6,"ullong":7,"most":"18446744073709551615","size":9,)"
        R"("float":0.1,"double":19.95,"long double":2.5,"enum":7,"enum class":3,)"
        R"("enum of char":65,"enum of bool":1,"enum of uint64":"18446744073709551615",)"
        R"("enum of Qt":1})");
    add("texts", everyText(),
        R"({"utf8":"utf8 ä","array":"array","utf16":"lit","QString":"QString",)"
        R"("QStringView":"QString","QLatin1String":"latin1","_L1":"l1","built":"QString+x",)"
        R"("plus":"QString+x","std::string":"é","std::string const":"é","std::string_view":"ö",)"
        R"("std::u16string":"ü","std::u16string_view":"ü","QChar":"€","char":"c","char16_t":"ä",)"
        R"("char32_t":"😀","wchar_t":"w"})");
    add("other types", everyOtherType(),
        R"({"t":"2026-01-02T03:04:05.006Z","date":"2026-01-02","time":"03:04:00.000",)"
        R"("tp":"2023-11-14T22:13:20.123Z","second":"1970-01-01T00:00:05.000Z",)"
        R"("url":"https://example.com/","id":"00000000-0000-0000-0000-000000000000",)"
        R"("bytes":"YQ==","nil":null,"empty":null,"none":null,"some":4,"some text":"x",)"
        R"("variant":1.5,"json":2,"json object":{"a":1},"json array":[1],"value":8})");
    add("containers", everyContainer(),
        R"({"texts":["a","b"],"list":[1,"x"],"ints":[1,2],"bytes":["YQ=="],)"
        R"("urls":["https://example.com/"],"properties":[{"a":1},{}],"vector":[1,2],)"
        R"("strings":["é"],"bools":[true,false],"longs":[1],"enums":[3],)"
        R"("nested list":[[1],[]],"map":{"m":1},"hash":{"h":1}})");
    add("depths", everyDepth(),
        R"({"nested":{"a":1},"one":{"a":1},"one text":{"a":"b"},"one utf16":{"a":"b"},)"
        R"("two":{"a":1,"b":"c"},"two texts":{"a":"b","c":"d"},)"
        R"("deep":{"a":{"b":{"c":{"d":null}}}},"in braces":5})");
    add("keys", everyKey(),
        R"({"QString":1,"_s":2,"utf16":3,"utf8 ä":4,"l1":5,"view":6,"std":7,"sv":8,"u16":9,)"
        R"("QString!":10})");
    add("one entry", passed({{u"a"_s, 1}}), R"({"a":1})");
    add("one text", passed({{u"a"_s, u"b"_s}}), R"({"a":"b"})");
    add("two texts", passed({{u"a"_s, u"b"_s}, {u"c"_s, u"d"_s}}), R"({"a":"b","c":"d"})");
    add("one object", passed({{u"a"_s, {{u"b"_s, 1}}}}), R"({"a":{"b":1}})");
    add("no braces", passed(), "{}");
    add("empty braces", passed({}), "{}");
    add("map", passed(map), R"({"a":1})");
    add("map in braces", passed({map}), R"({"a":1})");
    add("hash", passed(hash), R"({"a":1})");
    add("object", passed(object), R"({"a":1})");
    add("copy", passed({copied}), R"({"a":1})");
    add("inserted", inserted, R"({"a":1,"b":{"c":2},"d":"e"})");
    return lists;
}

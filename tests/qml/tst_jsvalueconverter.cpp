// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "jsvalueconverter_p.h"

#include <RudderQt/Properties>

#include <QtCore/qtimezone.h>
#include <QtQml/qqmlcomponent.h>
#include <QtQml/qqmlengine.h>
#include <QtTest/qtest.h>

#include <memory>

using namespace Qt::StringLiterals;
using Rudder::Error;
using Rudder::JsTypes;
using Rudder::JsValueConverter;
using Rudder::Properties;

class TstJsValueConverter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void valueIsWrittenAs_data();
    void valueIsWrittenAs();
    void whatCannotBeKeptIsNoted_data();
    void whatCannotBeKeptIsNoted();
    void whatSpoilsTheCallIsRefused_data();
    void whatSpoilsTheCallIsRefused();
    void nestingUpToTheLimitIsKept();
    void notesAreFewHoweverManyThereAre();
    void codeThatThrowsLeavesNoErrorBehind_data();
    void codeThatThrowsLeavesNoErrorBehind();
    void keysKeepTheirOrder();

private:
    QJSValue evaluate(const QString &expression);
    QByteArray json(const std::optional<QVariant> &value);

    QQmlEngine m_engine;
    std::unique_ptr<QObject> m_element;
    std::unique_ptr<JsTypes> m_types;
};

void TstJsValueConverter::initTestCase()
{
    QQmlComponent component(&m_engine, QUrl::fromLocalFile(QFINDTESTDATA("Element.qml")));
    m_element.reset(component.create());
    QVERIFY2(m_element, qPrintable(component.errorString()));
    QJSEngine::setObjectOwnership(m_element.get(), QJSEngine::CppOwnership);
    m_types = std::make_unique<JsTypes>(&m_engine);
}

QJSValue TstJsValueConverter::evaluate(const QString &expression)
{
    const QJSValue function =
            m_engine.evaluate(u"(function(item) { return (%1) })"_s.arg(expression));
    const QJSValue value = function.call({m_engine.newQObject(m_element.get())});
    m_engine.catchError();
    return value;
}

QByteArray TstJsValueConverter::json(const std::optional<QVariant> &value)
{
    if (!value)
        return "left out";
    const QByteArray object = Properties({{u"v"_s, *value}}).toJson();
    return object.mid(5, object.size() - 6);
}

void TstJsValueConverter::valueIsWrittenAs_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("expected");

    const std::pair<const char *, const char *> rows[] = {
            // Primitives
            {"undefined", "left out"},
            {"null", "null"},
            {"true", "true"},
            {"false", "false"},
            {"0", "0"},
            {"-0", "0"},
            {"21", "21"},
            {"19.95", "19.95"},
            {"-0.125", "-0.125"},
            {"9007199254740991", "9007199254740991"},
            {"-9007199254740991", "-9007199254740991"},
            {"NaN", "null"},
            {"Infinity", "null"},
            {"-Infinity", "null"},
            {"''", "\"\""},
            {"'Grüße 🍕'", "\"Grüße 🍕\""},
            {"'a\"b\\\\c\\n'", "\"a\\\"b\\\\c\\n\""},
            // Boxed primitives are what is in the box.
            {"new String('x')", "\"x\""},
            {"new Number(3)", "3"},
            {"new Boolean(false)", "false"},
            {"({a: new String('x')})", "{\"a\":\"x\"}"},
            // Objects
            {"({})", "{}"},
            {"({a: 1, b: {c: [true, null]}})", "{\"a\":1,\"b\":{\"c\":[true,null]}}"},
            {"({a: undefined, b: 2})", "{\"b\":2}"},
            {"({'': 1})", "{\"\":1}"},
            {"Object.create(null)", "{}"},
            {"Object.create({inherited: 1})", "{}"},
            {"Object.defineProperty({a: 1}, 'hidden', {value: 2})", "{\"a\":1}"},
            {"({get a() { return 5 }})", "{\"a\":5}"},
            {"new (class { constructor() { this.x = 1 } method() {} get y() { return 2 } })",
             "{\"x\":1}"},
            {"({toJSON() { return {b: 1} }})", "{\"b\":1}"},
            {"({a: {toJSON(key) { return key }}})", "{\"a\":\"a\"}"},
            {"({toJSON: 5})", "{\"toJSON\":5}"},
            {"new Proxy({a: 1}, {})", "{\"a\":1}"},
            {"(function() { return arguments })(1)", "{\"0\":1}"},
            {"(o => ({a: o, b: o}))({x: 1})", "{\"a\":{\"x\":1},\"b\":{\"x\":1}}"},
            // Lists
            {"[]", "[]"},
            {"[1, 'a', [2]]", "[1,\"a\",[2]]"},
            {"[1, , 3]", "[1,null,3]"},
            {"[undefined, null]", "[null,null]"},
            {"new Int16Array([1, -2])", "[1,-2]"},
            {"new Float64Array([1.5])", "[1.5]"},
            {"item.numbers", "[1,2,3]"},
            // Times, addresses, bytes
            {"new Date(Date.UTC(2026, 1, 3, 4, 5, 6, 7))", "\"2026-02-03T04:05:06.007Z\""},
            {"new Date(NaN)", "null"},
            {"({at: new Date(0)})", "{\"at\":\"1970-01-01T00:00:00.000Z\"}"},
            {"item.day", "\"2026-02-03T04:05:06.007Z\""},
            {"item.address", "\"https://example.com/a%20b?c=d\""},
            {"new URL('https://example.com/x')", "\"https://example.com/x\""},
            {"new Uint8Array([1, 2, 255])", "\"AQL/\""},
            {"new Uint8Array([1, 2, 3, 4]).subarray(1, 3)", "\"AgM=\""},
            {"new Uint8Array([1, 2, 255]).buffer", "\"AQL/\""},
            {"new DataView(new ArrayBuffer(2))", "\"AAA=\""},
            {"new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2)", "\"AgM=\""},
            {"new ArrayBuffer(0)", "\"\""},
            // Values of Qt
            {"Qt.point(1, 2.5)", "{\"x\":1,\"y\":2.5}"},
            {"Qt.size(3, 4)", "{\"width\":3,\"height\":4}"},
            {"Qt.rect(1, 2, 3, 4)", "{\"x\":1,\"y\":2,\"width\":3,\"height\":4}"},
            {"Qt.vector3d(1, 2, 3)", "{\"x\":1,\"y\":2,\"z\":3}"},
            {"item.shade", "\"#ff8000\""},
            {"Qt.rgba(1, 0, 0, 1)", "\"#ff0000\""},
            {"({at: Qt.point(1, 2)})", "{\"at\":{\"x\":1,\"y\":2}}"},
            // Others
            {"/a+/g", "\"/a+/g\""},
            {"new Error('bad')", "\"Error: bad\""},
            {"Object(Symbol('b'))", "{}"},
    };
    for (const auto &[expression, expected] : rows) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(expected);
    }
}

void TstJsValueConverter::valueIsWrittenAs()
{
    QFETCH(QString, expression);
    QFETCH(QString, expected);

    JsValueConverter converter(*m_types);
    const auto value = converter.convert(u"properties"_s, evaluate(expression));

    QCOMPARE(QString::fromUtf8(json(value)), expected);
    QCOMPARE(converter.notes(), QStringList());
    QVERIFY(!converter.error().isError());
    QVERIFY(!m_engine.hasError());
}

void TstJsValueConverter::whatCannotBeKeptIsNoted_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<QString>("note");

    const std::tuple<const char *, const char *, const char *> rows[] = {
            {"(function() {})", "left out", "\"properties\" is a function, left out"},
            {"({f: () => 1, a: 1})", "{\"a\":1}", "\"properties.f\" is a function, left out"},
            {"({k: class {}})", "{}", "\"properties.k\" is a function, left out"},
            {"[() => 1]", "[null]", "\"properties.0\" is a function, left out"},
            {"Symbol('s')", "left out", "\"properties\" is a Symbol, left out"},
            {"({s: Symbol('s'), a: 1})", "{\"a\":1}", "\"properties.s\" is a Symbol, left out"},
            {"({a: {b: [Symbol.iterator]}})", "{\"a\":{\"b\":[null]}}",
             "\"properties.a.b.0\" is a Symbol, left out"},
            {"new Proxy({s: Symbol('s')}, {})", "{}", "\"properties.s\" is a Symbol, left out"},
            {"item", "null", "\"properties\" is a QObject or a QML element, sent as null"},
            {"({who: item})", "{\"who\":null}",
             "\"properties.who\" is a QObject or a QML element, sent as null"},
            {"({anchors: item.anchors})", "{\"anchors\":null}",
             "\"properties.anchors\" is a QObject or a QML element, sent as null"},
            {"({qt: Qt})", "{\"qt\":null}",
             "\"properties.qt\" is a QObject or a QML element, sent as null"},
            {"({m: new Map([[1, 2]])})", "{\"m\":{}}",
             "\"properties.m\" is a Map, a Set or the like, sent empty: pass an object or an "
             "array"},
            {"({get a() { throw new Error('x') }, b: 2})", "{\"a\":null,\"b\":2}",
             "\"properties.a\" threw when it was read, sent as null"},
            {"({a: {toJSON() { throw 'x' }}})", "{\"a\":null}",
             "\"properties.a\" threw in toJSON(), sent as null"},
    };
    for (const auto &[expression, expected, note] : rows) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(expected)
                                  << QString::fromUtf8(note);
    }
}

void TstJsValueConverter::whatCannotBeKeptIsNoted()
{
    QFETCH(QString, expression);
    QFETCH(QString, expected);
    QFETCH(QString, note);

    JsValueConverter converter(*m_types);
    const auto value = converter.convert(u"properties"_s, evaluate(expression));

    QCOMPARE(QString::fromUtf8(json(value)), expected);
    QCOMPARE(converter.notes(), QStringList(note));
    QVERIFY(!converter.error().isError());
    QVERIFY(!m_engine.hasError());
}

void TstJsValueConverter::whatSpoilsTheCallIsRefused_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<Error::Code>("code");
    QTest::addColumn<QString>("sentence");

    const QString cyclic = u"\"%1\" refers back to an object that contains it."_s;
    QTest::newRow("an object in itself") << u"(o => { o.self = o; return o })({})"_s
                                         << Error::Code::Cyclic << cyclic.arg("properties.self"_L1);
    QTest::newRow("an object further down in itself")
            << u"(o => { o.a.b.push(o); return o })({a: {b: []}})"_s << Error::Code::Cyclic
            << cyclic.arg("properties.a.b.0"_L1);
    QTest::newRow("a list in itself") << u"(l => { l.push(l); return l })([])"_s
                                      << Error::Code::Cyclic << cyclic.arg("properties.0"_L1);
    QTest::newRow("toJSON that gives an object in itself")
            << u"(o => { o.toJSON = () => o; o.a = o; return o })({})"_s << Error::Code::Cyclic
            << cyclic.arg("properties.a"_L1);

    const QString tooDeep = u"\"properties\" is nested too deep: 200 levels are the most."_s;
    QTest::newRow("201 levels")
            << u"(() => { let o = {}; for (let i = 0; i < 200; ++i) o = {o}; return o })()"_s
            << Error::Code::TooDeep << tooDeep;
    QTest::newRow("a getter that always has one more")
            << u"(() => { const more = () => ({get next() { return more() }}); return more() })()"_s
            << Error::Code::TooDeep << tooDeep;
    QTest::newRow("toJSON that always has one more")
            << u"(() => { const more = () => ({toJSON() { return {a: more()} }}); return more() })()"_s
            << Error::Code::TooDeep << tooDeep;

    const QString tooLarge = u"\"properties\" has more than 100000 values."_s;
    QTest::newRow("a small object of very many paths")
            << u"(() => { let o = {}; for (let i = 0; i < 60; ++i) o = {a: o, b: o}; return o })()"_s
            << Error::Code::TooLarge << tooLarge;
    QTest::newRow("an array with nothing but a length")
            << u"new Array(4294967295)"_s << Error::Code::TooLarge << tooLarge;
    QTest::newRow("very many keys")
            << u"(() => { const o = {}; for (let i = 0; i < 100001; ++i) o[i] = 0; return o })()"_s
            << Error::Code::TooLarge << tooLarge;
}

void TstJsValueConverter::whatSpoilsTheCallIsRefused()
{
    QFETCH(QString, expression);
    QFETCH(Error::Code, code);
    QFETCH(QString, sentence);

    JsValueConverter converter(*m_types);
    const auto value = converter.convert(u"properties"_s, evaluate(expression));

    QVERIFY(!value);
    QCOMPARE(converter.error(), Error(code, sentence));
    QVERIFY(!m_engine.hasError());
}

void TstJsValueConverter::nestingUpToTheLimitIsKept()
{
    JsValueConverter converter(*m_types);
    const auto value = converter.convert(
            u"properties"_s,
            evaluate(
                    u"(() => { let o = {}; for (let i = 0; i < 199; ++i) o = {o}; return o })()"_s));
    QVERIFY(value);
    QVERIFY(!converter.error().isError());
    QCOMPARE(value->value<Properties>().toJson().count('{'), 200);
}

void TstJsValueConverter::notesAreFewHoweverManyThereAre()
{
    JsValueConverter converter(*m_types);
    converter.convert(u"properties"_s, evaluate(u"new Array(1000).fill(() => 1)"_s));
    QCOMPARE(converter.notes().size(), 6);
    QCOMPARE(converter.notes().constLast(), u"and 995 more"_s);
}

// None of these may crash, hang, or leave the engine with an error that hits the next script.
void TstJsValueConverter::codeThatThrowsLeavesNoErrorBehind_data()
{
    QTest::addColumn<QString>("expression");
    for (const char *expression : {
                 "new Proxy({}, {ownKeys() { throw 'x' }})",
                 "new Proxy({a: 1}, {get() { throw 'x' }})",
                 "new Proxy({a: 1}, {getPrototypeOf() { throw 'x' }})",
                 "new Proxy({a: 1}, {getOwnPropertyDescriptor() { throw 'x' }})",
                 "new Proxy([], {get() { throw 'x' }})",
                 "new Proxy({}, {getPrototypeOf() { return new Proxy({}, this) }})",
                 "({get [Symbol.toStringTag]() { throw 'x' }, __proto__: null, a: 1})",
                 // Pretenders
                 "({[Symbol.toStringTag]: 'ArrayBuffer', __proto__: null, s: Symbol()})",
                 "({[Symbol.toStringTag]: 'Uint8Array', __proto__: null, buffer: {s: Symbol()}})",
                 "({[Symbol.toStringTag]: 'String', __proto__: null, valueOf() { throw 'x' }})",
                 "({[Symbol.toStringTag]: 'Int8Array', __proto__: null, length: Symbol()})",
                 "({[Symbol.toStringTag]: 'Uint8Array', __proto__: null, byteLength: 1e9, "
                 "buffer: new ArrayBuffer(1)})",
                 "Object.create(ArrayBuffer.prototype)",
                 "Object.create(Uint8Array.prototype)",
                 "Object.create(Date.prototype)",
                 "Object.create(Qt.point(1, 2))",
                 "Object.create(Object.getPrototypeOf(Qt.point(1, 2)))",
                 "Object.create(Object.getPrototypeOf(item.numbers))",
                 "Object.assign(Object.create(Object.getPrototypeOf(Qt.point(1, 2))), {s: "
                 "Symbol()})",
                 "Object.assign([1], {s: Symbol()})",
                 "Object.assign(new Date(0), {s: Symbol()})",
                 "Object.assign(new String('x'), {s: Symbol()})",
                 "Object.assign(new Uint8Array(1), {s: Symbol()})",
                 "new WeakMap()",
                 "new WeakSet()",
                 "new Set([Symbol()])",
                 "new Promise(function() {})",
                 "(function*() {})()",
                 "JSON",
                 "Math",
                 "Reflect",
                 "new URLSearchParams('a=b')",
                 "item.items",
                 "item.children",
                 "item.data",
                 "item.face",
                 "Qt.matrix4x4()",
                 "Qt.quaternion(1, 2, 3, 4)",
                 "Qt.locale()",
                 "Object.create(item)",
                 "item.anchors",
                 "Qt.application.screens",
                 "Qt.openUrlExternally",
                 "Symbol.prototype",
                 "Array.prototype",
                 "Date.prototype",
                 "Function.prototype",
         }) {
        QTest::newRow(expression) << QString::fromUtf8(expression);
    }
}

void TstJsValueConverter::codeThatThrowsLeavesNoErrorBehind()
{
    QFETCH(QString, expression);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u".*"_s)); // the core's, of a type
    qWarning("as ignoreMessage() needs one");

    for (const QString &shape : {u"%1"_s, u"({a: %1})"_s, u"[%1]"_s}) {
        JsValueConverter converter(*m_types);
        const auto value = converter.convert(u"properties"_s, evaluate(shape.arg(expression)));
        QVERIFY(!json(value).isEmpty());
        QVERIFY(!m_engine.hasError());
    }
}

void TstJsValueConverter::keysKeepTheirOrder()
{
    JsValueConverter converter(*m_types);
    const auto value =
            converter.convert(u"properties"_s, evaluate(u"({z: 1, a: {y: 2, b: 3}, m: 4})"_s));
    QCOMPARE(json(value), QByteArray(R"({"z":1,"a":{"y":2,"b":3},"m":4})"));
}

QTEST_MAIN(TstJsValueConverter)
#include "tst_jsvalueconverter.moc"

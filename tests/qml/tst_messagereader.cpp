// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "messagereader_p.h"

#include <QtCore/qdatetime.h>
#include <QtQml/qqmlengine.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using Rudder::CallOptions;
using Rudder::Error;
using Rudder::JsTypes;
using Rudder::MessageReader;
using Rudder::Method;
using Rudder::Properties;

Q_DECLARE_METATYPE(Rudder::Method)

namespace {

QByteArray shown(const QString &text)
{
    return text.isNull() ? QByteArray("-") : '"' + text.toUtf8() + '"';
}

QByteArray shown(const Properties &properties)
{
    return properties.isNull() ? QByteArray("-") : properties.toJson();
}

// Everything that a message says, so that two can be compared and a difference can be read.
QByteArray shown(const Rudder::Message &message)
{
    const CallOptions &options = message.options;
    return QByteArrayList{
            "subject " + shown(message.subject),
            "previousId " + shown(message.previousId),
            "body " + shown(message.body),
            "userId " + shown(options.userId()),
            "anonymousId " + shown(options.anonymousId()),
            "category " + shown(options.category()),
            "messageId " + shown(options.messageId()),
            "context " + shown(options.context()),
            "integrations " + shown(options.integrations()),
            "traits " + shown(options.traits()),
            "timestamp " + options.timestamp().toString(Qt::ISODateWithMs).toUtf8(),
    }
            .join("; ");
}

} // namespace

class TstMessageReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothFormsSayTheSame_data();
    void bothFormsSayTheSame();
    void numberIdBecomesItsText_data();
    void numberIdBecomesItsText();
    void falsyIsNotGiven_data();
    void falsyIsNotGiven();
    void emptyIsNotTheSameAsNotGiven();
    void wrongTypeIsRefused_data();
    void wrongTypeIsRefused();
    void typesAreCheckedInTheOrderOfTheNodeSdk();
    void whatIsNotSentIsNoted_data();
    void whatIsNotSentIsNoted();
    void getterThatThrowsIsNotGiven();

private:
    // The arguments of a call, as a list in JavaScript.
    bool read(MessageReader &reader, const QString &arguments);

    QQmlEngine m_engine;
    JsTypes m_types{&m_engine};
    QObject m_object;
};

bool TstMessageReader::read(MessageReader &reader, const QString &arguments)
{
    QJSEngine::setObjectOwnership(&m_object, QJSEngine::CppOwnership);
    const QJSValue list = m_engine.evaluate(u"(function(object) { return [%1] })"_s.arg(arguments))
                                  .call({m_engine.newQObject(&m_object)});
    if (!list.isArray())
        qFatal("%s is no list of arguments", qPrintable(arguments));
    return reader.read(list.property(0), list.property(1), list.property(2));
}

void TstMessageReader::bothFormsSayTheSame_data()
{
    QTest::addColumn<Method>("method");
    QTest::addColumn<QString>("positional");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("part");

    const QString options = u"anonymousId: 'a', context: {ip: '1.2.3.4', traits: {age: 3}}, "
                            "integrations: {All: true, X: false}, messageId: 'm', "
                            "timestamp: new Date(1000)"_s;
    const auto add = [](const char *name, Method method, const QString &positional,
                        const QString &message, const QString &part) {
        QTest::newRow(name) << method << positional << message << part;
    };
    add("identify", Method::Identify, u"'u', {email: 'e'}, {%1}"_s.arg(options),
        u"{userId: 'u', traits: {email: 'e'}, %1}"_s.arg(options),
        u"subject \"u\"; previousId -; body {\"email\":\"e\"}; userId -; anonymousId \"a\""_s);
    add("identify by an anonymousId only", Method::Identify,
        u"undefined, {a: 1}, {anonymousId: 'a'}"_s, u"{anonymousId: 'a', traits: {a: 1}}"_s,
        u"subject -;"_s);
    add("track", Method::Track, u"'e', {revenue: 19.95}, {userId: 'u', %1}"_s.arg(options),
        u"{event: 'e', properties: {revenue: 19.95}, userId: 'u', %1}"_s.arg(options),
        u"context {\"ip\":\"1.2.3.4\",\"traits\":{\"age\":3}}; "
        "integrations {\"All\":true,\"X\":false}; traits -; timestamp 1970-01-01T00:00:01.000Z"_s);
    add("track, an event and no more", Method::Track, u"'e'"_s, u"{event: 'e'}"_s,
        u"subject \"e\"; previousId -; body -; userId -; anonymousId -; category -"_s);
    add("track, with a type that says nothing", Method::Track, u"'e'"_s,
        u"{type: 'track', event: 'e'}"_s, u"subject \"e\""_s);
    add("page", Method::Page, u"'n', {title: 't'}, {userId: 'u', category: 'c'}"_s,
        u"{name: 'n', properties: {title: 't'}, userId: 'u', category: 'c'}"_s,
        u"subject \"n\"; previousId -; body {\"title\":\"t\"}; userId \"u\"; anonymousId -; "
        "category \"c\""_s);
    add("page, nothing", Method::Page, {}, u"{}"_s, u"subject -; previousId -; body -"_s);
    add("screen", Method::Screen, u"'n', {size: 10}, {category: 'c'}"_s,
        u"{name: 'n', properties: {size: 10}, category: 'c'}"_s, u"category \"c\""_s);
    add("group", Method::Group, u"'g', {name: 'n'}, {userId: 'u'}"_s,
        u"{groupId: 'g', traits: {name: 'n'}, userId: 'u'}"_s,
        u"subject \"g\"; previousId -; body {\"name\":\"n\"}; userId \"u\""_s);
    add("alias", Method::Alias, u"'new', 'old', {traits: {a: 1}}"_s,
        u"{userId: 'new', previousId: 'old', traits: {a: 1}}"_s,
        u"subject \"new\"; previousId \"old\"; body -; userId -"_s);
    add("an object made by a class", Method::Track, u"'e'"_s,
        u"new (class { constructor() { this.event = 'e' } })"_s, u"subject \"e\""_s);
}

void TstMessageReader::bothFormsSayTheSame()
{
    QFETCH(Method, method);
    QFETCH(QString, positional);
    QFETCH(QString, message);
    QFETCH(QString, part);

    MessageReader first(m_types, method);
    QVERIFY2(read(first, positional), qPrintable(first.error().message()));
    MessageReader second(m_types, method);
    QVERIFY2(read(second, message), qPrintable(second.error().message()));

    QCOMPARE(shown(first.message()), shown(second.message()));
    QVERIFY2(shown(first.message()).contains(part.toUtf8()), shown(first.message()).constData());
    QCOMPARE(first.notes(), QStringList());
    QCOMPARE(second.notes(), QStringList());
}

void TstMessageReader::numberIdBecomesItsText_data()
{
    QTest::addColumn<QString>("number");
    QTest::addColumn<QString>("text");
    QTest::newRow("whole") << u"1234567890123"_s << u"1234567890123"_s;
    QTest::newRow("negative") << u"-5"_s << u"-5"_s;
    QTest::newRow("fraction") << u"1.5"_s << u"1.5"_s;
    QTest::newRow("large") << u"1e21"_s << u"1e+21"_s;
    QTest::newRow("boxed") << u"new Number(7)"_s << u"7"_s;
    QTest::newRow("boxed text") << u"new String('x')"_s << u"x"_s;
}

void TstMessageReader::numberIdBecomesItsText()
{
    QFETCH(QString, number);
    QFETCH(QString, text);

    MessageReader alias(m_types, Method::Alias);
    QVERIFY(read(alias, u"%1, %1, {anonymousId: %1, messageId: %1}"_s.arg(number)));
    QCOMPARE(alias.message().subject, text);
    QCOMPARE(alias.message().previousId, text);
    QCOMPARE(alias.message().options.anonymousId(), text);
    QCOMPARE(alias.message().options.messageId(), text);

    MessageReader group(m_types, Method::Group);
    QVERIFY(read(group, u"{groupId: %1, userId: %1}"_s.arg(number)));
    QCOMPARE(group.message().subject, text);
    QCOMPARE(group.message().options.userId(), text);
}

void TstMessageReader::falsyIsNotGiven_data()
{
    QTest::addColumn<QString>("value");
    for (const char *value : {"undefined", "null", "0", "false", "NaN"})
        QTest::newRow(value) << QString::fromLatin1(value);
}

void TstMessageReader::falsyIsNotGiven()
{
    QFETCH(QString, value);

    MessageReader nothing(m_types, Method::Track);
    QVERIFY(read(nothing, {}));
    MessageReader positional(m_types, Method::Track);
    QVERIFY(read(positional, u"%1, %1, %1"_s.arg(value)));
    MessageReader message(m_types, Method::Track);
    QVERIFY(read(message,
                 u"{event: %1, properties: %1, userId: %1, anonymousId: %1, category: %1, "
                 "context: %1, integrations: %1, timestamp: %1, messageId: %1}"_s.arg(value)));

    QCOMPARE(shown(positional.message()), shown(nothing.message()));
    QCOMPARE(shown(message.message()), shown(nothing.message()));
}

void TstMessageReader::emptyIsNotTheSameAsNotGiven()
{
    MessageReader reader(m_types, Method::Page);
    QVERIFY(read(reader,
                 u"{name: '', category: '', properties: {}, context: {}, "
                 "integrations: {}}"_s));
    QVERIFY(!reader.message().subject.isNull());
    QVERIFY(!reader.message().options.category().isNull());
    QVERIFY(!reader.message().body.isNull());
    QVERIFY(!reader.message().options.context().isNull());
    QVERIFY(!reader.message().options.integrations().isNull());
}

void TstMessageReader::wrongTypeIsRefused_data()
{
    QTest::addColumn<Method>("method");
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("sentence");

    const QString event = u"\"event\" must be a string."_s;
    for (const char *wrong :
         {"5", "true", "['e']", "Symbol('e')", "() => 1", "object", "new Date(0)", "/e/",
          "new Error('e')", "new Map()", "new Number(5)", "Qt.point(1, 2)"}) {
        QTest::addRow("event %s", wrong) << Method::Track << QString::fromLatin1(wrong) << event;
        QTest::addRow("event: %s", wrong)
                << Method::Track << u"{event: %1}"_s.arg(QLatin1String(wrong)) << event;
    }
    for (const char *wrong :
         {"5", "'x'", "true", "[]", "Symbol('p')", "() => 1", "object", "new Date(0)", "/p/",
          "new Error('p')", "new String('p')", "new Uint8Array(2)"}) {
        QTest::addRow("properties %s", wrong)
                << Method::Track << u"'e', %1"_s.arg(QLatin1String(wrong))
                << u"\"properties\" must be an object."_s;
        QTest::addRow("traits: %s", wrong)
                << Method::Identify << u"{userId: 'u', traits: %1}"_s.arg(QLatin1String(wrong))
                << u"\"traits\" must be an object."_s;
        QTest::addRow("options %s", wrong)
                << Method::Screen << u"'n', {}, %1"_s.arg(QLatin1String(wrong))
                << u"\"options\" must be an object."_s;
    }

    const std::tuple<const char *, const char *, const char *> options[] = {
            {"userId", "true", "a string or number"},
            {"userId", "{}", "a string or number"},
            {"userId", "Infinity", "a string or number"},
            {"userId", "Symbol('u')", "a string or number"},
            {"anonymousId", "object", "a string or number"},
            {"anonymousId", "[1]", "a string or number"},
            {"messageId", "{}", "a string or number"},
            {"category", "5", "a string"},
            {"category", "Symbol('c')", "a string"},
            {"context", "'x'", "an object"},
            {"context", "[]", "an object"},
            {"context", "object", "an object"},
            {"context", "Symbol('c')", "an object"},
            {"integrations", "true", "an object"},
            {"integrations", "() => 1", "an object"},
            {"timestamp", "'2026-01-01'", "a date"},
            {"timestamp", "5", "a date"},
            {"timestamp", "new Date(NaN)", "a date"},
            {"timestamp", "Symbol('t')", "a date"},
            // Rules for what is not even of this call.
            {"groupId", "true", "a string or number"},
            {"previousId", "[]", "a string or number"},
            {"name", "5", "a string"},
    };
    for (const auto &[key, value, expected] : options) {
        const QString field = u"%1: %2"_s.arg(QLatin1String(key), QLatin1String(value));
        const QString sentence =
                u"\"%1\" must be %2."_s.arg(QLatin1String(key), QLatin1String(expected));
        QTest::addRow("{%s: %s}", key, value)
                << Method::Track << u"{event: 'e', %1}"_s.arg(field) << sentence;
        QTest::addRow("'e', {}, {%s: %s}", key, value)
                << Method::Track << u"'e', {}, {%1}"_s.arg(field) << sentence;
    }
    QTest::newRow("groupId") << Method::Group << u"[5]"_s
                             << u"\"groupId\" must be a string or number."_s;
    QTest::newRow("previousId") << Method::Alias << u"'u', {}"_s
                                << u"\"previousId\" must be a string or number."_s;
    QTest::newRow("name") << Method::Page << u"5"_s << u"\"name\" must be a string."_s;
    QTest::newRow("properties with another JSON form")
            << Method::Track << u"'e', {toJSON() { return 'text' }}"_s
            << u"\"properties\" must be an object."_s;
    QTest::newRow("type") << Method::Page << u"{type: 5}"_s << u"\"type\" must be a string."_s;
}

void TstMessageReader::wrongTypeIsRefused()
{
    QFETCH(Method, method);
    QFETCH(QString, arguments);
    QFETCH(QString, sentence);

    MessageReader reader(m_types, method);
    QVERIFY(!read(reader, arguments));
    QCOMPARE(reader.error(), Error(Error::Code::WrongType, sentence));
    QVERIFY(!m_engine.hasError());
}

void TstMessageReader::typesAreCheckedInTheOrderOfTheNodeSdk()
{
    MessageReader reader(m_types, Method::Track);
    QVERIFY(!read(reader, u"{userId: true, event: 5, context: 1, anonymousId: []}"_s));
    QCOMPARE(reader.error().message(), u"\"anonymousId\" must be a string or number."_s);
}

void TstMessageReader::whatIsNotSentIsNoted_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("note");
    QTest::newRow("an unknown key") << u"{event: 'e', revenue: 5}"_s
                                    << u"\"revenue\" is nothing that track sends, left out"_s;
    QTest::newRow("an unknown option") << u"'e', {}, {Category: 'c'}"_s
                                       << u"\"Category\" is nothing that track sends, left out"_s;
    QTest::newRow("a Symbol under an unknown key")
            << u"{event: 'e', s: Symbol()}"_s << u"\"s\" is nothing that track sends, left out"_s;
    QTest::newRow("a callback") << u"{event: 'e'}, () => 1"_s
                                << u"what follows the message object is left out"_s;
    QTest::newRow("a function among the properties")
            << u"'e', {f: () => 1}"_s << u"\"properties.f\" is a function, left out"_s;
}

void TstMessageReader::whatIsNotSentIsNoted()
{
    QFETCH(QString, arguments);
    QFETCH(QString, note);

    MessageReader reader(m_types, Method::Track);
    QVERIFY(read(reader, arguments));
    QCOMPARE(reader.message().subject, u"e"_s);
    QCOMPARE(reader.notes(), QStringList(note));
}

void TstMessageReader::getterThatThrowsIsNotGiven()
{
    MessageReader reader(m_types, Method::Track);
    QVERIFY(read(reader, u"{get event() { throw new Error('x') }, userId: 'u'}"_s));
    QVERIFY(reader.message().subject.isNull());
    QCOMPARE(reader.notes(), QStringList(u"\"event\" threw when it was read, left out"_s));
    QVERIFY(!m_engine.hasError());
}

QTEST_MAIN(TstMessageReader)
#include "tst_messagereader.moc"

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "eventline.h"
#include "eventsfile.h"
#include "recorder.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace Rudder::DataPlane;

namespace {

const QDateTime someTime(QDate(2026, 8, 1), QTime(12, 34, 56, 789), QTimeZone::utc());

ReceivedEvent received(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    return {object[u"type"_s].toString(), object, json};
}

Request postedBatch(const Headers &headers = {})
{
    return {"POST", "/v1/batch", headers, {}};
}

} // namespace

class tst_DataPlaneOutput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_file.emplace(); }
    void eachEventIsALineAsItWasReceived();
    void isThereAsSoonAsItIsAppended();
    void appendsToWhatIsThere();
    void beginsANewLineAfterHalfALine();
    void anEnvelopeTellsWhenAndHowItCame();
    void saysWhyAFileCannotBeOpened();
    void saysThatTheDiskIsFull();
    void aPrintedLineNamesTheEvent_data();
    void aPrintedLineNamesTheEvent();
    void aPrintedLineStaysOneHarmlessLine();
    void aRefusalIsPrintedWithItsReason();

private:
    std::optional<EventsFile> m_file;
};

void tst_DataPlaneOutput::eachEventIsALineAsItWasReceived()
{
    Recorder recorder(m_file->name(), Recorder::Form::Event);
    QVERIFY(!recorder.open());
    QVERIFY(recorder.append(postedBatch(), {received(R"({"b":1.50,"a":2})"), received("{}")},
                            someTime));
    QVERIFY(recorder.append(postedBatch(), {received(R"({"c":3})")}, someTime));
    QCOMPARE(m_file->content(), "{\"b\":1.50,\"a\":2}\n{}\n{\"c\":3}\n");
}

void tst_DataPlaneOutput::isThereAsSoonAsItIsAppended()
{
    Recorder recorder(m_file->name(), Recorder::Form::Event);
    QVERIFY(!recorder.open());
    for (int i = 1; i <= 3; ++i) {
        QVERIFY(recorder.append(postedBatch(), {received("{}")}, someTime));
        QCOMPARE(m_file->content().count('\n'), i);
    }
}

void tst_DataPlaneOutput::appendsToWhatIsThere()
{
    for (int i = 0; i < 2; ++i) {
        Recorder recorder(m_file->name(), Recorder::Form::Event);
        QVERIFY(!recorder.open());
        QVERIFY(recorder.append(postedBatch(), {received("{}")}, someTime));
    }
    QCOMPARE(m_file->content(), "{}\n{}\n");
}

void tst_DataPlaneOutput::beginsANewLineAfterHalfALine()
{
    QFile file(m_file->name());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{}\n{\"half");
    file.close();

    Recorder recorder(m_file->name(), Recorder::Form::Event);
    QVERIFY(!recorder.open());
    QVERIFY(recorder.append(postedBatch(), {received("{}")}, someTime));
    QCOMPARE(m_file->content(), "{}\n{\"half\n{}\n");
}

void tst_DataPlaneOutput::anEnvelopeTellsWhenAndHowItCame()
{
    Recorder recorder(m_file->name(), Recorder::Form::Envelope);
    QVERIFY(!recorder.open());
    const Headers headers{{"Content-Encoding", "gzip"}, {"X-Two", "a"}, {"x-two", "b"}};
    QVERIFY(recorder.append(postedBatch(headers), {received(R"({"n":1.50})"), received("{}")},
                            someTime));
    QVERIFY(recorder.append(postedBatch(), {received("{}")}, someTime));

    const QByteArrayList lines = m_file->content().split('\n');
    QCOMPARE(lines.size(), 4);
    QVERIFY(lines[0].endsWith(R"(,"event":{"n":1.50}})"));
    QCOMPARE(
            QJsonDocument::fromJson(lines[1]).object(),
            (QJsonObject{{u"receivedAt"_s, u"2026-08-01T12:34:56.789Z"_s},
                         {u"headers"_s,
                          QJsonObject{{u"content-encoding"_s, u"gzip"_s}, {u"x-two"_s, u"a, b"_s}}},
                         {u"path"_s, u"/v1/batch"_s},
                         {u"encoding"_s, u"gzip"_s},
                         {u"event"_s, QJsonObject()}}));
    QCOMPARE(QJsonDocument::fromJson(lines[2])[u"encoding"_s].toString(), u"identity"_s);
}

void tst_DataPlaneOutput::saysWhyAFileCannotBeOpened()
{
    Recorder recorder(m_file->path(u"no/such/folder"_s), Recorder::Form::Event);
    const auto problem = recorder.open();
    QVERIFY(problem);
    QVERIFY2(problem->contains(u"no/such/folder"_s), qPrintable(*problem));
}

void tst_DataPlaneOutput::saysThatTheDiskIsFull()
{
    if (!QFile::exists(u"/dev/full"_s))
        QSKIP("This system has no /dev/full.");
    Recorder recorder(u"/dev/full"_s, Recorder::Form::Event);
    QVERIFY(!recorder.open());
    QVERIFY(!recorder.append(postedBatch(), {received("{}")}, someTime));
}

void tst_DataPlaneOutput::aPrintedLineNamesTheEvent_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArrayList>("columns");

    const auto row = [](const char *type, const QByteArray &fields, const QByteArray &name,
                        const QByteArray &user) {
        QTest::addRow("%s %s", type, fields.constData())
                << QByteArray(R"({"type":")" + QByteArray(type) + R"(","messageId":"m",)" + fields
                              + '}')
                << QByteArrayList{"12:34:56.789", type, name, user, "m"};
    };
    row("track", R"("event":"Item Viewed","name":"no","userId":"u","anonymousId":"a")",
        "Item Viewed", "u");
    row("page", R"("name":"Home","category":"C","anonymousId":"a")", "Home", "a");
    row("page", R"("category":"Food","userId":"","anonymousId":"a")", "Food", "a");
    row("screen", R"("name":"Cart","userId":"u")", "Cart", "u");
    row("group", R"("groupId":7,"userId":"u")", "7", "u");
    row("alias", R"("previousId":"old","userId":"new")", "old", "new");
    row("identify", R"("userId":12)", "-", "12");
}

void tst_DataPlaneOutput::aPrintedLineNamesTheEvent()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArrayList, columns);

    QString line = QString::fromUtf8(eventLine(someTime.time(), received(json)));
    line.replace(QRegularExpression(u" {2,}"_s), u"|"_s);
    QCOMPARE(line.toUtf8().split('|'), columns);
}

void tst_DataPlaneOutput::aPrintedLineStaysOneHarmlessLine()
{
    const QByteArray line = eventLine(
            someTime.time(),
            received(R"({"type":"track","event":"a\nb\u001b[2J\u0085","userId":"\uD83C\uDF55"})"));
    QVERIFY(!line.contains('\n'));
    QVERIFY(!line.contains('\x1b'));
    QVERIFY(!line.contains("\xc2\x85"));
    QVERIFY(line.contains("\xf0\x9f\x8d\x95"));
}

void tst_DataPlaneOutput::aRefusalIsPrintedWithItsReason()
{
    const QByteArray line = refusalLine(someTime.time(), postedBatch(), {400, "invalid json", {}});
    QCOMPARE(line, "12:34:56.789  refused   400 invalid json  (POST /v1/batch)");
}

QTEST_GUILESS_MAIN(tst_DataPlaneOutput)
#include "tst_dataplane_output.moc"

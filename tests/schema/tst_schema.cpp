// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "exampleprocess.h"
#include "samples.h"
#include "validator.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60'000;

#ifndef WIDGETS_APP
#    define WIDGETS_APP "" // not built
#endif
#ifndef QML_APP
#    define QML_APP ""
#endif

struct Example
{
    QString name;
    QString program;
    QStringList kinds; // of events that its scripted run is to send: type, and name if there is one
};

const Example examples[] = {
        {u"embedded-device"_s,
         QStringLiteral(EMBEDDED_DEVICE),
         {u"identify"_s, u"group"_s, u"track Reading Taken"_s, u"track Battery Low"_s}},
        {u"widgets-app"_s,
         QStringLiteral(WIDGETS_APP),
         {u"screen Shop"_s, u"screen Sign Up"_s, u"screen Sign In"_s, u"screen Checkout"_s,
          u"track Product Viewed"_s, u"track Product Added"_s, u"track Order Completed"_s,
          u"alias"_s, u"identify"_s, u"group"_s}},
        {u"qml-app"_s,
         QStringLiteral(QML_APP),
         {u"screen Home"_s, u"screen Trail"_s, u"screen Settings"_s, u"page Privacy Notice"_s,
          u"track Trail Saved"_s, u"track Hike Started"_s, u"identify"_s, u"group"_s}},
};

QString kindOf(const QJsonObject &event)
{
    const QString type = event["type"_L1].toString();
    const QString name = event[type == u"track" ? u"event"_s : u"name"_s].toString();
    return name.isEmpty() ? type : QString(type + u' ' + name);
}

QByteArrayList linesOf(const QString &fileName)
{
    QFile file(fileName);
    if (!file.open(QFile::ReadOnly))
        return {};
    QByteArrayList lines = file.readAll().split('\n');
    lines.removeLast();
    return lines;
}

QString described(const QList<Problem> &problems)
{
    QStringList lines;
    for (const Problem &problem : problems)
        lines.append(problem.where + u": " + problem.keyword + u": " + problem.explanation);
    return lines.join(u'\n');
}

// The places and the schema's keywords, each once.
QString summary(const QList<Problem> &problems)
{
    QStringList places;
    QStringList keywords;
    for (const Problem &problem : problems) {
        places.append(problem.where);
        keywords.append(problem.keyword);
    }
    places.removeDuplicates();
    keywords.removeDuplicates();
    keywords.sort();
    return problems.isEmpty() ? QString()
                              : QString(places.join(u", "_s) + u' ' + keywords.join(u", "_s));
}

// With the lines that they are in.
QString described(const Findings &findings, const QByteArrayList &lines)
{
    QString text;
    for (auto it = findings.problems.cbegin(); it != findings.problems.cend(); ++it) {
        text += described(it.value()) + u"\nin " + QString::fromUtf8(lines.value(it.key() - 1))
                + u'\n';
    }
    return text;
}

QByteArrayList linesOf(const QList<Sample> &samples)
{
    QByteArrayList lines;
    for (const Sample &sample : samples)
        lines.append(sample.line);
    return lines;
}

} // namespace

Q_DECLARE_METATYPE(Problem)

class tst_Schema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theValidatorRefusesWhatIsWrongAndNothingElse_data();
    void theValidatorRefusesWhatIsWrongAndNothingElse();
    void theExamplesRunToTheirEnd();
    void everyEventThatArrivesIsAsTheSchemaSays();
    void everyBatchThatArrivesIsAsTheSchemaSays();
    void eachExampleSendsEveryKindThatItIsToSend_data();
    void eachExampleSendsEveryKindThatItIsToSend();
    void anIdentifysTraitsAreInItsContextToo();

private:
    static void addSamples(const QString &definition, const QList<Sample> &samples);

    QTemporaryDir m_folder;
    QString m_eventsFile = m_folder.filePath(u"events.jsonl"_s);
    QString m_bodiesFile = m_folder.filePath(u"bodies.jsonl"_s);
    QList<QJsonObject> m_events;
};

// One run of the validator for all samples of a definition.
void tst_Schema::addSamples(const QString &definition, const QList<Sample> &samples)
{
    const Findings findings = validated(definition, linesOf(samples));
    QVERIFY2(findings.failure.isNull(), qPrintable(findings.failure));
    QCOMPARE(findings.lines, samples.size());
    for (qsizetype i = 0; i < samples.size(); ++i) {
        const Sample &sample = samples[i];
        const QString wanted =
                sample.where.isEmpty() ? QString() : QString(sample.where + u' ' + sample.keywords);
        QTest::addRow("%s: %s", qPrintable(definition), sample.name.constData())
                << findings.problems.value(int(i) + 1) << wanted << sample.about;
    }
}

void tst_Schema::theValidatorRefusesWhatIsWrongAndNothingElse_data()
{
    QTest::addColumn<QList<Problem>>("problems");
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<QString>("about");
    addSamples(u"event"_s, rightEvents() + wrongEvents());
    addSamples(u"batch"_s, rightBatches() + wrongBatches());
}

void tst_Schema::theValidatorRefusesWhatIsWrongAndNothingElse()
{
    QFETCH(QList<Problem>, problems);
    QFETCH(QString, about);
    QTEST(summary(problems), "wanted");
    QVERIFY2(problems.isEmpty() || described(problems).contains(about),
             qPrintable(described(problems)));
}

// All side by side; what came of it is for the tests that follow.
void tst_Schema::theExamplesRunToTheirEnd()
{
    QVERIFY(m_folder.isValid());
    DataPlaneProcess dataPlane(QStringLiteral(DATA_PLANE), m_eventsFile);
    dataPlane.setBodiesFile(m_bodiesFile);
    QVERIFY(dataPlane.listen());
    std::vector<std::unique_ptr<ExampleProcess>> running;
    for (const Example &example : examples) {
        if (example.program.isEmpty())
            continue;
        running.push_back(std::make_unique<ExampleProcess>(
                example.program, m_folder.filePath(example.name), dataPlane.url()));
        running.back()->setArguments({u"--script"_s});
        running.back()->start();
    }
    for (const auto &process : running) {
        QTRY_VERIFY_WITH_TIMEOUT(process->hasEnded(), patience);
        QCOMPARE(process->exitCode(), 0);
    }
    m_events = dataPlane.events();
    QVERIFY(!m_events.isEmpty());
}

void tst_Schema::everyEventThatArrivesIsAsTheSchemaSays()
{
    const QByteArrayList lines = linesOf(m_eventsFile);
    const Findings findings = validated(u"event"_s, m_eventsFile);
    QVERIFY2(findings.failure.isNull(), qPrintable(findings.failure));
    QCOMPARE(findings.lines, m_events.size());
    QVERIFY2(findings.problems.isEmpty(), qPrintable(described(findings, lines)));
}

void tst_Schema::everyBatchThatArrivesIsAsTheSchemaSays()
{
    const QByteArrayList lines = linesOf(m_bodiesFile);
    const Findings findings = validated(u"batch"_s, m_bodiesFile);
    QVERIFY2(findings.failure.isNull(), qPrintable(findings.failure));
    QVERIFY(findings.lines > 0);
    QVERIFY2(findings.problems.isEmpty(), qPrintable(described(findings, lines)));
}

void tst_Schema::eachExampleSendsEveryKindThatItIsToSend_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("kinds");
    for (const Example &example : examples) {
        if (!example.program.isEmpty())
            QTest::newRow(qPrintable(example.name)) << example.name << example.kinds;
    }
}

void tst_Schema::eachExampleSendsEveryKindThatItIsToSend()
{
    QFETCH(QString, name);
    QFETCH(QStringList, kinds);
    QStringList missing = kinds;
    for (const QJsonObject &event : std::as_const(m_events)) {
        if (event["context"_L1]["app"_L1]["name"_L1] == name)
            missing.removeAll(kindOf(event));
    }
    QCOMPARE(missing, QStringList());
}

// A schema can't say that two values are the same.
void tst_Schema::anIdentifysTraitsAreInItsContextToo()
{
    int identifies = 0;
    for (const QJsonObject &event : std::as_const(m_events)) {
        const QJsonObject traits = event["traits"_L1].toObject();
        if (event["type"_L1] != "identify"_L1)
            continue;
        ++identifies;
        for (auto it = traits.constBegin(); it != traits.constEnd(); ++it)
            QCOMPARE(event["context"_L1]["traits"_L1][it.key()], it.value());
    }
    QVERIFY(identifies > 0);
}

QTEST_GUILESS_MAIN(tst_Schema)
#include "tst_schema.moc"

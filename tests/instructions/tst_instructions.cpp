// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <QtCore/qprocess.h>
#include <QtCore/qregularexpression.h>
#include <QtCore/qstandardpaths.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include <optional>

using namespace Qt::StringLiterals;

// An event's instructions on each part of its way, beside those of a loop over 700 bytes. A bound leaves
// a tenth for other compilers and libraries: what breaks it became slower.
class tst_Instructions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void anEventCostsNoMore_data();
    void anEventCostsNoMore();

private:
    qint64 instructionsIn(const QString &function) const;

    QString m_costs; // a line for each function, with those that it calls
    qint64 m_reference = 0;
};

static constexpr int events = 1'000;

// What it prints; none: it failed.
static std::optional<QString> run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (process.waitForFinished(-1) && process.exitCode() == 0)
        return QString::fromUtf8(process.readAllStandardOutput());
    qWarning().noquote() << process.readAllStandardError();
    return std::nullopt;
}

// Of an event; 0: there is no such function.
qint64 tst_Instructions::instructionsIn(const QString &function) const
{
    const QRegularExpression line(u"^ *([0-9,]+) .*[:/]"_s + QRegularExpression::escape(function)
                                          + u"\\b"_s,
                                  QRegularExpression::MultilineOption);
    return line.match(m_costs).captured(1).remove(u',').toLongLong() / events;
}

void tst_Instructions::initTestCase()
{
    const QString valgrind = QStandardPaths::findExecutable(u"valgrind"_s);
    if (valgrind.isEmpty())
        QSKIP("There is no valgrind here.");
    const QTemporaryDir folder;
    const QString costs = folder.filePath(u"costs"_s);
    QVERIFY(run(valgrind,
                {u"--tool=callgrind"_s, u"--callgrind-out-file="_s + costs,
                 QString::fromUtf8(COUNTED_CHILD), folder.filePath(u"queue"_s),
                 QString::number(events)}));
    const auto text = run(u"callgrind_annotate"_s,
                          {u"--inclusive=yes"_s, u"--auto=no"_s, u"--threshold=100"_s, costs});
    QVERIFY(text);
    m_costs = *text;
    m_reference = instructionsIn(u"countedReference"_s);
    QVERIFY(m_reference > 2'000);
}

void tst_Instructions::anEventCostsNoMore_data()
{
    QTest::addColumn<QString>("function");
    QTest::addColumn<double>("most"); // times the reference
    QTest::newRow("to be recorded") << u"Rudder::Analytics::track"_s << 3.2;
    QTest::newRow("to be stored") << u"Rudder::SqlEventStore::append"_s
                                  << 5.2; // by how many at once
    QTest::newRow("to be read") << u"Rudder::SqlEventStore::oldest"_s << 2.6;
    QTest::newRow("in a batch") << u"Rudder::batchBody"_s << 1.5;
    QTest::newRow("to be compressed") << u"Rudder::gzip"_s << 7.5;
}

void tst_Instructions::anEventCostsNoMore()
{
    QFETCH(const QString, function);
    QFETCH(const double, most);
    const qint64 instructions = instructionsIn(function);
    const double times = double(instructions) / double(m_reference);
    qInfo("%lld instructions, %.2f times the reference", static_cast<long long>(instructions),
          times);
    QVERIFY(instructions > 0);
    QVERIFY2(times <= most, "an event costs more than it did");
}

QTEST_GUILESS_MAIN(tst_Instructions)

#include "tst_instructions.moc"

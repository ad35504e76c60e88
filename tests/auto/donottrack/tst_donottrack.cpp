// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// A user who sets DO_NOT_TRACK: an application does all it can, and strace sees what comes of it.

#include <QtCore/qdir.h>
#include <QtCore/qprocess.h>
#include <QtCore/qregularexpression.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include <optional>

using namespace Qt::StringLiterals;

class tst_DoNotTrack : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void nothingIsWrittenAndNobodyCalled_data();
    void nothingIsWrittenAndNobodyCalled();

private:
    struct Run
    {
        QStringList said;
        QStringList deeds; // that made or changed a file, looked for an identity, or a network
    };
    std::optional<Run> run(const QString &doNotTrack) const;

    QTemporaryDir m_folder;
    QString storage() const { return m_folder.filePath(u"storage"_s); }
};

void tst_DoNotTrack::initTestCase()
{
    QProcess strace;
    strace.start(u"strace"_s, {u"-e"_s, u"trace=access"_s, u"true"_s});
    if (!strace.waitForFinished() || strace.exitCode() != 0)
        QSKIP("strace is missing here, or may not trace.");
}

std::optional<tst_DoNotTrack::Run> tst_DoNotTrack::run(const QString &doNotTrack) const
{
    static const QRegularExpression deed(
            uR"x(^\d+ +(socket|connect|mkdir|rename|unlink|creat|clone)|O_CREAT|O_WRONLY|O_RDWR|)x"
            uR"x(machine-id|identity\.json)x"_s);
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DO_NOT_TRACK"_s, doNotTrack);
    child.setProcessEnvironment(environment);
    child.start(u"strace"_s,
                {u"-f"_s, u"-qq"_s, u"-e"_s, u"trace=%file,%network,clone,clone3"_s, u"-o"_s,
                 u"/dev/stderr"_s, QStringLiteral(UNTRACKED_CHILD), storage()});
    if (!child.waitForFinished() || child.exitCode() != 0)
        return std::nullopt;
    Run run;
    run.said = QString::fromLocal8Bit(child.readAllStandardOutput()).split(u'\n');
    const QString trace = QString::fromLocal8Bit(child.readAllStandardError());
    const QString ours = trace.section(u"/begin-marker"_s, 1).section(u"/end-marker"_s, 0, 0);
    run.deeds = ours.split(u'\n').filter(deed);
    return run;
}

void tst_DoNotTrack::nothingIsWrittenAndNobodyCalled_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("isAsked");
    QTest::newRow("1") << u"1"_s << true;
    QTest::newRow("true") << u"true"_s << true;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("0") << u"0"_s << false;
    QTest::newRow("false") << u"false"_s << false;
}

void tst_DoNotTrack::nothingIsWrittenAndNobodyCalled()
{
    QFETCH(QString, value);
    QFETCH(bool, isAsked);
    QDir(storage()).removeRecursively();
    const auto result = run(value);
    QVERIFY(result);
    QCOMPARE(result->said.size(), 10); // eight calls, the ids, and the end
    for (const QString &said : result->said.first(8)) {
        QCOMPARE(said == u"accepted", !isAsked);
        QCOMPARE(said.contains(u"DO_NOT_TRACK"), isAsked);
    }
    QCOMPARE(result->said[8], u"[]"_s);
    QCOMPARE(QDir(storage()).exists(), !isAsked);
    if (isAsked)
        QCOMPARE(result->deeds.join(u'\n'), QString());
    else
        QVERIFY(!result->deeds.isEmpty());
}

QTEST_APPLESS_MAIN(tst_DoNotTrack)
#include "tst_donottrack.moc"

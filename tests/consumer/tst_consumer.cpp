// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <QtCore/qdir.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include "childprocess.h"

using namespace Qt::StringLiterals;

class tst_Consumer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void aProjectFindsTheInstalledPackage_data();
    void aProjectFindsTheInstalledPackage();
    void anExampleIsAProjectOfItsOwn_data();
    void anExampleIsAProjectOfItsOwn();
    void aProjectIncludesTheSources();
    void pkgConfigKnowsTheCore();

private:
    static bool run(const QString &program, const QStringList &arguments);
    static bool configure(const QString &source, const QString &build, const QStringList &options);
    static bool build(const QString &folder);
    QString builtAgainst(const QString &kind, const QString &source) const;
    static void receiveFrom(const QString &program, QList<QJsonObject> *events);
    static void sends(const QString &program, const QStringList &names);

    QTemporaryDir m_folder;
};

bool tst_Consumer::run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished(1'000'000) || process.exitCode() != 0) {
        qWarning().noquote() << program << arguments.join(u' ') << Qt::endl
                             << process.errorString() << Qt::endl
                             << process.readAll();
        return false;
    }
    return true;
}

bool tst_Consumer::configure(const QString &source, const QString &build,
                             const QStringList &options)
{
    return run(
            QStringLiteral(CMAKE_PROGRAM),
            QStringList({u"-S"_s, source, u"-B"_s, build, u"-G"_s, QStringLiteral(GENERATOR),
                         u"-DCMAKE_BUILD_TYPE=None"_s, // the quickest to build
                         u"-DCMAKE_CXX_COMPILER_LAUNCHER="_s + QStringLiteral(COMPILER_LAUNCHER)})
                    + options);
}

bool tst_Consumer::build(const QString &folder)
{
    return run(QStringLiteral(CMAKE_PROGRAM), {u"--build"_s, folder, u"--parallel"_s, u"2"_s});
}

// The static libraries come from a project that includes the sources, and the shared ones not.
void tst_Consumer::initTestCase()
{
    const QStringList options{u"-DRUDDERQT_PRECOMPILE_HEADERS=ON"_s,
                              u"-DRUDDERQT_BUILD_EXAMPLES=OFF"_s, u"-DRUDDERQT_BUILD_TOOLS=OFF"_s};
    const auto install = [&](const QString &kind, const QString &source, const QStringList &more) {
        const QString folder = m_folder.filePath(u"build-"_s + kind);
        return configure(source, folder,
                         options + more
                                 + QStringList(u"-DCMAKE_INSTALL_PREFIX="_s
                                               + m_folder.filePath(kind)))
                && build(folder) && run(QStringLiteral(CMAKE_PROGRAM), {u"--install"_s, folder});
    };
    QVERIFY(install(u"shared"_s, QStringLiteral(SOURCE_FOLDER), {}));
    QVERIFY(install(u"static"_s, QStringLiteral(SOURCE_FOLDER "/tests/consumer/subdirectory"),
                    {QStringLiteral("-DRUDDERQT_SOURCES=" SOURCE_FOLDER),
                     u"-DRUDDERQT_BUILD_QUICK=ON"_s, u"-DRUDDERQT_BUILD_WIDGETS=ON"_s,
                     u"-DRUDDERQT_INSTALL=ON"_s}));
}

// The folder of the build, or nothing.
QString tst_Consumer::builtAgainst(const QString &kind, const QString &source) const
{
    const QString folder = m_folder.filePath(kind + u'-' + source.section(u'/', -1));
    const bool isBuilt = configure(QStringLiteral(SOURCE_FOLDER "/") + source, folder,
                                   {u"-DCMAKE_PREFIX_PATH="_s + m_folder.filePath(kind)})
            && build(folder);
    return isBuilt ? folder : QString();
}

void tst_Consumer::receiveFrom(const QString &program, QList<QJsonObject> *events)
{
    QTemporaryDir home;
    DataPlaneProcess dataPlane(QStringLiteral(DATA_PLANE), home.filePath(u"events.jsonl"_s));
    QVERIFY(dataPlane.listen());

    QProcess consumer;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"LD_LIBRARY_PATH"_s); // libraries are found without help
    environment.remove(u"QML2_IMPORT_PATH"_s);
    environment.remove(u"QML_IMPORT_PATH"_s);
    environment.insert(u"XDG_DATA_HOME"_s, home.path());
    environment.insert(u"QT_QUICK_BACKEND"_s, u"software"_s);
    environment.insert(u"RUDDER_WRITE_KEY"_s, u"any"_s);
    environment.insert(u"RUDDER_DATA_PLANE_URL"_s, dataPlane.url().toString());
    consumer.setProcessEnvironment(environment);
    consumer.setProcessChannelMode(QProcess::MergedChannels);
    consumer.start(program, {u"--script"_s});
    const bool succeeded = consumer.waitForFinished(60'000) && consumer.exitCode() == 0;
    QVERIFY2(succeeded, consumer.readAll().constData());
    *events = dataPlane.events();
}

void tst_Consumer::sends(const QString &program, const QStringList &names)
{
    QList<QJsonObject> events;
    receiveFrom(program, &events);
    QStringList received;
    for (const QJsonObject &event : std::as_const(events))
        received.append(event[u"event"].toString());
    QCOMPARE(received, names);
}

void tst_Consumer::aProjectFindsTheInstalledPackage_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("project");
    for (const QString &kind : {u"shared"_s, u"static"_s}) {
        for (const QString &project : {u"cpp"_s, u"qml"_s, u"widgets"_s})
            QTest::addRow("%s, %s", qPrintable(kind), qPrintable(project)) << kind << project;
    }
}

void tst_Consumer::aProjectFindsTheInstalledPackage()
{
    QFETCH(QString, kind);
    QFETCH(QString, project);
    const QString folder = builtAgainst(kind, u"tests/consumer/"_s + project);
    QVERIFY(!folder.isEmpty());
    const bool hasWindow = project == u"widgets"_s;
    sends(folder + u"/consumer"_s,
          hasWindow ? QStringList{u"Application Opened"_s, u"Application Backgrounded"_s}
                    : QStringList{u"First Event"_s});
}

void tst_Consumer::anExampleIsAProjectOfItsOwn_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("example");
    QTest::newRow("static, embedded-device") << u"static"_s << u"embedded-device"_s;
    if (!qEnvironmentVariableIsSet("RUDDERQT_LONG_TESTS"))
        return;
    for (const QString &kind : {u"shared"_s, u"static"_s}) {
        for (const QString &example : {u"widgets-app"_s, u"qml-app"_s})
            QTest::addRow("%s, %s", qPrintable(kind), qPrintable(example)) << kind << example;
    }
}

void tst_Consumer::anExampleIsAProjectOfItsOwn()
{
    QFETCH(QString, kind);
    QFETCH(QString, example);
    const QString folder = builtAgainst(kind, u"examples/"_s + example);
    QVERIFY(!folder.isEmpty());
    QList<QJsonObject> events;
    receiveFrom(folder + u'/' + example, &events);
    QVERIFY(events.size() >= 10);
}

void tst_Consumer::aProjectIncludesTheSources()
{
    sends(m_folder.filePath(u"build-static/consumer"_s), {u"First Event"_s});
}

void tst_Consumer::pkgConfigKnowsTheCore()
{
    for (const QString &kind : {u"shared"_s, u"static"_s}) {
        const QDir files(m_folder.filePath(kind) + u"/lib"_s);
        QStringList found;
        for (const QString &sub :
             files.entryList(QDir::Dirs | QDir::NoDotAndDotDot) + QStringList(u"."_s)) {
            const QString file = files.filePath(sub + u"/pkgconfig/rudderqt-core.pc"_s);
            if (QFile::exists(file))
                found.append(file);
        }
        QCOMPARE(found.size(), 1);
        QProcess pkgConfig;
        pkgConfig.start(u"pkg-config"_s, {u"--cflags"_s, u"--libs"_s, u"--static"_s, found[0]});
        QVERIFY(pkgConfig.waitForFinished());
        const QByteArray flags = pkgConfig.readAllStandardOutput();
        QVERIFY2(flags.contains("-lRudderQtCore") && flags.contains("-lz"), flags.constData());
        QCOMPARE(flags.contains("-DRUDDERQT_CORE_STATIC"), kind == u"static"_s);
    }
}

QTEST_GUILESS_MAIN(tst_Consumer)
#include "tst_consumer.moc"

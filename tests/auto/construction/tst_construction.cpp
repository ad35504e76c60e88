// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <QtCore/qfile.h>
#include <QtCore/qprocess.h>
#include <QtCore/qregularexpression.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

// What a client that is made does on its caller's thread, as the kernel sees it.
class tst_Construction : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void onlyTheIdentityIsRead_data();
    void onlyTheIdentityIsRead();
    void theMachinesIdIsReadWhenAskedForOnly();
    void whateverElseIsLookedAtIsSeen();

private:
    QStringList lookedAt(const QStringList &options = {});
    QString identityFile() const
    {
        return m_folder->filePath(u"rudderEventsQueue.identity.json"_s);
    }
    QString erasureNote() const { return m_folder->filePath(u"rudderEventsQueue.erase"_s); }
    static QStringList run(const QStringList &command);

    std::optional<QTemporaryDir> m_folder;
};

namespace {

// What Qt asks to know the system's name and version, and the time zone.
bool isOfTheSystem(const QString &path)
{
    static const QRegularExpression names(
            u"^(/etc/([a-z]+[-_])?(release|version)|/usr/lib/os-release|"
            "/etc/(localtime|timezone|TZ)|/usr/(share|lib)/zoneinfo(/.*)?)$"_s);
    return names.match(path).hasMatch();
}

bool isOfTheMachine(const QString &path)
{
    return path.endsWith(u"/machine-id");
}

} // namespace

QStringList tst_Construction::run(const QStringList &command)
{
    QProcess process;
    process.start(command.first(), command.mid(1));
    if (!process.waitForFinished() || process.exitCode() != 0)
        return {};
    return QString::fromLocal8Bit(process.readAllStandardError()).split(u'\n');
}

void tst_Construction::initTestCase()
{
    if (run({u"strace"_s, u"-e"_s, u"trace=access"_s, u"true"_s}).isEmpty())
        QSKIP("strace is missing here, or may not trace.");
}

// The files of that thread, between the two marks; a connection would be one called "socket".
QStringList tst_Construction::lookedAt(const QStringList &options)
{
    static const QRegularExpression call(uR"x(^(\d+) +(\w+)\((?:[^"]*"([^"]*)")?)x"_s);
    const QStringList lines = run(QStringList{u"strace"_s, u"-f"_s, u"-qq"_s, u"-e"_s,
                                              u"trace=%file,%network"_s, u"-o"_s, u"/dev/stderr"_s,
                                              QStringLiteral(CONSTRUCTING_CHILD), m_folder->path()}
                                  + options);
    QStringList paths;
    QString thread;
    for (const QString &line : lines) {
        const QRegularExpressionMatch match = call.match(line);
        const QString path = match.captured(3);
        if (path == u"/begin-marker")
            thread = match.captured(1);
        else if (path == u"/end-marker")
            return paths;
        else if (thread.isEmpty() || match.captured(1) != thread)
            continue;
        else if (match.capturedStart(3) < 0)
            paths.append(match.captured(2));
        else if (!path.isEmpty()) // else it is a file that is open
            paths.append(path);
    }
    return {u"the trace has no end"_s};
}

void tst_Construction::onlyTheIdentityIsRead_data()
{
    QTest::addColumn<bool>("isKnown");
    QTest::newRow("the first start") << false;
    QTest::newRow("a later start") << true;
}

void tst_Construction::onlyTheIdentityIsRead()
{
    QFETCH(bool, isKnown);
    m_folder.emplace();
    if (isKnown) {
        QFile file(identityFile());
        QVERIFY(file.open(QIODevice::WriteOnly)
                && file.write(R"({"version":1,"anonymousId":"a"})") > 0);
    }
    QStringList paths = lookedAt();
    QVERIFY(paths.removeAll(identityFile()) > 0);
    paths.removeAll(erasureNote()); // whether the user there is to be erased
    QCOMPARE(paths.join(u'\n'), QString());
}

// By the first call.
void tst_Construction::theMachinesIdIsReadWhenAskedForOnly()
{
    m_folder.emplace();
    QCOMPARE(lookedAt({u"track"_s}).removeIf(isOfTheMachine), 0);
    QStringList paths = lookedAt({u"track"_s, u"device-id"_s});
    QVERIFY(paths.removeIf(isOfTheMachine) > 0);
    QVERIFY(std::any_of(paths.begin(), paths.end(), isOfTheSystem));
}

void tst_Construction::whateverElseIsLookedAtIsSeen()
{
    m_folder.emplace();
    QVERIFY(lookedAt({u"sin"_s}).contains(u"/etc/hostname"_s));
}

QTEST_APPLESS_MAIN(tst_Construction)
#include "tst_construction.moc"

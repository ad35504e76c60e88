// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/erasefile_p.h"

#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#ifdef Q_OS_UNIX
#    include <unistd.h>
#endif

#include <optional>

using namespace Rudder;
using namespace Qt::StringLiterals;

class tst_EraseFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void itIsOverwrittenAndRemoved_data();
    void itIsOverwrittenAndRemoved();
    void whatAKilledProcessLeftIsErasedToo();
    void aFileThatIsNotThereIsErased();
    void whatCannotBeErasedIsNamed();

private:
    QString path(const QString &name = u"file"_s) const { return m_folder->filePath(name); }
    static QByteArray content(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("not there");
    }
    static bool write(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    }
    QStringList names() const { return QDir(m_folder->path()).entryList(QDir::Files); }

    std::optional<QTemporaryDir> m_folder;
};

void tst_EraseFile::itIsOverwrittenAndRemoved_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<bool>("isReadOnly");
    QTest::newRow("empty") << qsizetype(0) << false;
    QTest::newRow("small") << qsizetype(5) << false;
    QTest::newRow("large") << qsizetype(1'000'001) << false;
    QTest::newRow("read-only") << qsizetype(100) << true;
}

// A second name shows what becomes of the bytes.
void tst_EraseFile::itIsOverwrittenAndRemoved()
{
#ifdef Q_OS_UNIX
    QFETCH(qsizetype, size);
    QFETCH(bool, isReadOnly);
    QVERIFY(write(path(), QByteArray(size, 'x')));
    const QString second = path(u"second"_s);
    QCOMPARE(::link(QFile::encodeName(path()).constData(), QFile::encodeName(second).constData()),
             0);
    if (isReadOnly)
        QVERIFY(QFile::setPermissions(path(), QFileDevice::ReadOwner));
    const Error error = eraseFile(path());
    QVERIFY2(!error.isError(), qPrintable(error.message()));
    QCOMPARE(names(), QStringList(u"second"_s));
    QCOMPARE(content(second), QByteArray(size, '\0'));
#else
    QSKIP("A file has one name here.");
#endif
}

void tst_EraseFile::whatAKilledProcessLeftIsErasedToo()
{
    QVERIFY(write(path(), "new"));
    QVERIFY(write(path(u"file.erasing"_s), "old"));
    QVERIFY(!eraseFile(path()).isError());
    QCOMPARE(names(), QStringList());
    QVERIFY(write(path(u"file.erasing"_s), "old"));
    QVERIFY(!eraseFile(path(u"file.erasing"_s)).isError());
    QCOMPARE(names(), QStringList());
}

void tst_EraseFile::aFileThatIsNotThereIsErased()
{
    QVERIFY(!eraseFile(path()).isError());
    QVERIFY(!eraseFile(path(u"no/folder"_s)).isError());
}

void tst_EraseFile::whatCannotBeErasedIsNamed()
{
    QVERIFY(write(path(), "x"));
    QVERIFY(write(path(u"other"_s), "x"));
    QVERIFY(QDir(m_folder->path()).mkpath(u"file.erasing/full"_s));
    const Error error = eraseFiles({path(), path(u"other"_s)});
    QCOMPARE(error.code(), Error::Code::StorageFailed);
    QVERIFY2(error.message().startsWith(path() + u".erasing can't be erased: "),
             qPrintable(error.message()));
    QCOMPARE(names(), QStringList(u"file"_s));
}

QTEST_GUILESS_MAIN(tst_EraseFile)
#include "tst_erasefile.moc"

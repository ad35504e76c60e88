// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/filelock_p.h"

#include <QtCore/qfile.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include <optional>

using namespace Rudder;
using namespace Qt::StringLiterals;

class tst_FileLock : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void oneAtATimeHasIt();
    void itsFileIsThereWhileItIsHeld();
    void whoLetsGoLeavesTheLockOfAnotherAlone();
    void whereNothingCanBeWrittenThereIsNone();

private:
    QString path() const { return m_folder->filePath(u"q"_s); }
    QString lockPath() const { return path() + u".lock"_s; }

    std::optional<QTemporaryDir> m_folder;
};

void tst_FileLock::oneAtATimeHasIt()
{
    auto first = lockFileOf(path());
    QVERIFY(first);
    QVERIFY(!lockFileOf(path()));
    FileLock second(lockPath());
    QCOMPARE(second.tryLock(), FileLock::Attempt::IsAnothers);
    first.reset();
    QCOMPARE(second.tryLock(), FileLock::Attempt::Locked);
    QVERIFY(!lockFileOf(path()));
}

void tst_FileLock::itsFileIsThereWhileItIsHeld()
{
    auto lock = lockFileOf(path());
    constexpr auto ofOthers = QFileDevice::ReadGroup | QFileDevice::WriteGroup
            | QFileDevice::ReadOther | QFileDevice::WriteOther;
    QVERIFY(QFile::exists(lockPath()));
    QCOMPARE(QFile::permissions(lockPath()) & ofOthers, QFileDevice::Permissions());
    lock.reset();
    QVERIFY(!QFile::exists(lockPath()));
}

// Somebody removed the file meanwhile, or the whole folder.
void tst_FileLock::whoLetsGoLeavesTheLockOfAnotherAlone()
{
#ifdef Q_OS_WIN
    QSKIP("A file that is open isn't removed here.");
#endif
    auto first = lockFileOf(path());
    QVERIFY(QFile::remove(lockPath()));
    const auto second = lockFileOf(path());
    QVERIFY(second);
    first.reset();
    QVERIFY(!lockFileOf(path()));
}

void tst_FileLock::whereNothingCanBeWrittenThereIsNone()
{
    FileLock lock(m_folder->filePath(u"missing/q.lock"_s));
    QCOMPARE(lock.tryLock(), FileLock::Attempt::Failed);
    QVERIFY(!lockFileOf(m_folder->filePath(u"missing/q"_s)));
}

QTEST_GUILESS_MAIN(tst_FileLock)
#include "tst_filelock.moc"

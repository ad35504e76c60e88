// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>

#include <QtCore/qset.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qurl.h>
#include <QtTest/qtest.h>

#include "childprocess.h"

#include <csignal>

using namespace Rudder;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_Forked : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aForkedChildLeavesItsParentsClientAlone_data();
    void aForkedChildLeavesItsParentsClientAlone();
    void aForkedChildEndsWhateverIsLockedInItsParent_data();
    void aForkedChildEndsWhateverIsLockedInItsParent();
};

namespace {

// A forked child has its parent's memory without the threads' stacks that point to it: what exit()
// would report as leaks are none.
QProcessEnvironment withoutLeakDetection()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"ASAN_OPTIONS"_s,
                       environment.value(u"ASAN_OPTIONS"_s) + u":detect_leaks=0"_s);
    return environment;
}

} // namespace

void tst_Forked::aForkedChildLeavesItsParentsClientAlone_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("byTheChild");
    QTest::newRow("destroys it") << u"destroys"_s << 0;
    QTest::newRow("ends by exit()") << u"exits"_s << 0;
    QTest::newRow("goes on with its parent's event loop") << u"goes-on"_s << 0;
    QTest::newRow("outlives its parent") << u"outlives"_s << 0;
    QTest::newRow("makes one of its own") << u"records"_s << 1;
}

void tst_Forked::aForkedChildLeavesItsParentsClientAlone()
{
    QFETCH(QString, what);
    QFETCH(int, byTheChild);
    const QTemporaryDir folder;
    const QString store = folder.filePath(u"store"_s);
    DataPlaneProcess dataPlane(QStringLiteral(DATA_PLANE), folder.filePath(u"events.jsonl"_s));
    QVERIFY(dataPlane.listen());

    ChildProcess parent(QStringLiteral(FORKING_CHILD));
    parent.setArguments({dataPlane.url().toString(), store, what});
    parent.setProcessEnvironment(withoutLeakDetection());
    parent.start();
    QVERIFY(parent.waitForStarted());
    while (parent.linesAfter(u"child "_s).isEmpty())
        QVERIFY(parent.waitForReadyRead());
    const pid_t child = parent.linesAfter(u"child "_s).first().toInt();
    // The child that lives on has the parent's output open, so the end of that is not waited for.
    QTRY_VERIFY_WITH_TIMEOUT(parent.hasEnded(), 60'000);
    QCOMPARE(parent.exitStatus(), QProcess::NormalExit);
    QCOMPARE(parent.exitCode(), 0);

    // While such a child lives, the queue is nobody's.
    Analytics next(Configuration(u"KEY"_s, dataPlane.url()).setStorageLocation(store));
    next.track(u"e"_s, {{u"by"_s, u"the next"_s}});
    const QFuture<FlushResult> flushed = next.flush(30s);
    QTRY_VERIFY_WITH_TIMEOUT(flushed.isFinished(), 40'000);
    QCOMPARE(flushed.result().remaining(), 0);
    QCOMPARE(next.storage(), Analytics::Storage::Database);
    if (what == u"outlives") {
        QCOMPARE(::kill(child, 0), 0); // it was there all the time
        ::kill(child, SIGKILL);
    }

    QHash<QString, QSet<QString>> ids;
    qint64 arrived = 0;
    for (const QJsonObject &event : dataPlane.events()) {
        ids[event[u"properties"][u"by"].toString()].insert(event[u"messageId"].toString());
        ++arrived;
    }
    QCOMPARE(ids[u"the parent"_s].size(), 600);
    QCOMPARE(ids[u"the next"_s].size(), 1);
    QCOMPARE(ids[u"the child"_s].size(), byTheChild);
    QCOMPARE(arrived, 601 + byTheChild); // none twice
}

void tst_Forked::aForkedChildEndsWhateverIsLockedInItsParent_data()
{
    QTest::addColumn<QString>("meanwhile");
    QTest::addColumn<QString>("way");
    for (const QString &meanwhile : {u"storing"_s, u"making"_s}) {
        for (const QString &way : {u"quits"_s, u"exits"_s, u"ends"_s, u"records"_s}) {
            QTest::addRow("%s, while its parent is %s", qPrintable(way), qPrintable(meanwhile))
                    << meanwhile << way;
        }
    }
}

void tst_Forked::aForkedChildEndsWhateverIsLockedInItsParent()
{
#ifndef Q_OS_LINUX
    QSKIP("The parent can't take the place of the C library here.");
#endif
    QFETCH(QString, meanwhile);
    QFETCH(QString, way);
    const QTemporaryDir folder;
    DataPlaneProcess dataPlane(QStringLiteral(DATA_PLANE), folder.filePath(u"events.jsonl"_s));
    QVERIFY(dataPlane.listen());

    ChildProcess parent(QStringLiteral(FORKED_LOOP_CHILD));
    parent.setArguments({dataPlane.url().toString(), folder.filePath(u"store"_s), meanwhile, way});
    parent.setProcessEnvironment(withoutLeakDetection());
    parent.start();
    QTRY_VERIFY_WITH_TIMEOUT(parent.hasEnded(), 120'000);
    QCOMPARE(parent.exitStatus(), QProcess::NormalExit);
    QCOMPARE(parent.exitCode(), 0);

    QSet<QString> ids;
    const QList<QJsonObject> events = dataPlane.events();
    for (const QJsonObject &event : events)
        ids.insert(event[u"messageId"].toString());
    QCOMPARE(ids.size(), parent.linesAfter(u"recorded "_s).value(0).toLongLong());
    QCOMPARE(events.size(), ids.size()); // none twice
}

QTEST_GUILESS_MAIN(tst_Forked)
#include "tst_forked.moc"

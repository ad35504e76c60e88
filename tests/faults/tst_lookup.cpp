// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qset.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qurl.h>
#include <QtTest/qtest.h>

#include "childprocess.h"

using namespace Qt::StringLiterals;

// Real processes with a resolver that hangs: quitting waits for no look-up, and nothing is lost.
class tst_LookUp : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void quittingWaitsForNoLookUp_data();
    void quittingWaitsForNoLookUp();
};

void tst_LookUp::quittingWaitsForNoLookUp_data()
{
    QTest::addColumn<int>("answered"); // look-ups, before one hangs
    QTest::addColumn<bool>("delivers");
    QTest::newRow("the first hangs") << 0 << false;
    QTest::newRow("the second hangs") << 1 << false;
    // The client's two; Qt makes none.
    QTest::newRow("the third would hang") << 2 << true;
}

void tst_LookUp::quittingWaitsForNoLookUp()
{
    QFETCH(int, answered);
    QFETCH(bool, delivers);
    constexpr int events = 3;
    QTemporaryDir folder;
    const QString store = folder.filePath(u"store"_s);
    DataPlaneProcess dataPlane(QStringLiteral(DATA_PLANE), folder.filePath(u"events"_s));
    QVERIFY(dataPlane.listen());
    const auto arrived = [&] {
        QStringList ids;
        for (const QJsonObject &event : dataPlane.events())
            ids.append(event["messageId"_L1].toString());
        return ids;
    };

    QUrl url = dataPlane.url();
    url.setHost(u"hanging.invalid"_s);
    ChildProcess child(QStringLiteral(LOOKUP_CHILD));
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LD_PRELOAD"_s, QStringLiteral(HANGING_RESOLVER));
    environment.insert(u"HANGS_AFTER"_s, QString::number(answered));
    child.setProcessEnvironment(environment);
    child.setArguments({url.toString(), store, QString::number(events),
                        delivers ? u"delivered"_s : u"sending"_s});
    child.start();
    while (child.linesAfter(u"quitting"_s).isEmpty())
        QVERIFY(child.waitForReadyRead());
    QElapsedTimer clock;
    clock.start();
    QVERIFY(child.waitForFinished());
    qInfo("it ended %lld ms after quit()", clock.elapsed());
    QVERIFY(clock.elapsed() < 4000); // a look-up takes 8 s
    QCOMPARE(child.exitStatus(), QProcess::NormalExit);
    QCOMPARE(child.exitCode(), 0);
    const QStringList recorded = child.linesAfter(u"recorded "_s);
    QCOMPARE(recorded.size(), events);
    QCOMPARE(arrived(), delivers ? recorded : QStringList());
    if (delivers)
        return;

    // The next start finds them, and a way.
    ChildProcess next(QStringLiteral(LOOKUP_CHILD));
    next.setArguments({dataPlane.url().toString(), store, QString::number(events), u"delivered"_s});
    next.start();
    QTRY_COMPARE_WITH_TIMEOUT(arrived().size(), 2 * events, 20'000);
    const QStringList all = arrived();
    QCOMPARE(all.first(events), recorded);
    QCOMPARE(QSet<QString>(all.begin(), all.end()).size(), 2 * events);
}

QTEST_GUILESS_MAIN(tst_LookUp)
#include "tst_lookup.moc"

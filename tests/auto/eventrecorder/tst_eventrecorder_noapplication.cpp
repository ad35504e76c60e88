// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/Analytics>
#include <RudderQt/EventRecorder>

#include <QtCore/qcoreapplication.h>
#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

class tst_EventRecorder_NoApplication : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCallIsRecordedWhenItReturns();
    void aFlushIsFinishedByTheEndOfTheClient();
};

void tst_EventRecorder_NoApplication::aCallIsRecordedWhenItReturns()
{
    QVERIFY(!QCoreApplication::instance());
    EventRecorder recorder;
    Analytics analytics(recorder.configuration());
    QVERIFY(analytics.track(u"Item Viewed"_s, {{u"revenue"_s, 19.95}}).accepted());
    QCOMPARE(recorder.events().last().name(), u"Item Viewed"_s);
}

void tst_EventRecorder_NoApplication::aFlushIsFinishedByTheEndOfTheClient()
{
    EventRecorder recorder;
    QFuture<FlushResult> flush;
    {
        Analytics analytics(recorder.configuration());
        analytics.track(u"Item Viewed"_s);
        flush = analytics.flush();
    }
    QVERIFY(flush.isFinished());
    QCOMPARE(flush.result().delivered(), 1);
    QVERIFY(!QCoreApplication::instance());
}

QTEST_APPLESS_MAIN(tst_EventRecorder_NoApplication)
#include "tst_eventrecorder_noapplication.moc"

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "notices_p.h"

#include <QtTest/qtest.h>

using namespace Rudder;

class tst_Notices : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneWakeIsEnoughUntilTheyAreTaken();
    void ofManyErrorsTheLastAreKept();
};

void tst_Notices::oneWakeIsEnoughUntilTheyAreTaken()
{
    Notices notices;
    int wakes = 0;
    notices.setWake([&wakes] { ++wakes; });
    notices.delivered(2);
    notices.delivered(3);
    QCOMPARE(wakes, 1);
    QCOMPARE(notices.take().delivered, 5);
    notices.delivered(1);
    QCOMPARE(wakes, 2);
}

void tst_Notices::ofManyErrorsTheLastAreKept()
{
    Notices notices;
    for (int i = 0; i < 250; ++i)
        notices.failed(Error(Error::Code::NetworkFailed, QString::number(i)));
    const std::vector<Error> errors = notices.take().errors;
    QCOMPARE(errors.size(), size_t(100));
    QCOMPARE(errors.front().message(), QString::number(150));
    QCOMPARE(errors.back().message(), QString::number(249));
}

QTEST_APPLESS_MAIN(tst_Notices)
#include "tst_notices.moc"

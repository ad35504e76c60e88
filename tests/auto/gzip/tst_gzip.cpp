// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/gzip_p.h"

#include <QtTest/qtest.h>

#include "gunzip.h"

class tst_Gzip : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatWasCompressedComesBack_data();
    void whatWasCompressedComesBack();
};

void tst_Gzip::whatWasCompressedComesBack_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray("");
    QTest::newRow("little") << QByteArray("{}");
    QTest::newRow("repetitive") << QByteArray("{\"type\":\"track\"},").repeated(50'000);
    QByteArray noise;
    quint32 state = 1;
    for (int i = 0; i < 100'000; ++i) {
        state = state * 1664525u + 1013904223u;
        noise.append(char(state >> 24));
    }
    QTest::newRow("incompressible") << noise;
}

void tst_Gzip::whatWasCompressedComesBack()
{
    QFETCH(QByteArray, bytes);
    const QByteArray compressed = Rudder::gzip(bytes);
    QCOMPARE(compressed.left(2), QByteArray("\x1f\x8b"));
    QCOMPARE(gunzip(compressed), bytes);
}

QTEST_APPLESS_MAIN(tst_Gzip)
#include "tst_gzip.moc"

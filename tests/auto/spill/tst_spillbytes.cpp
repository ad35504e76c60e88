// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/spillbytes_p.h"

#include <QtCore/qrandom.h>
#include <QtTest/qtest.h>

#include <algorithm>

using namespace Rudder;
using namespace Qt::StringLiterals;

class tst_SpillBytes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatGoesInComesOut();
    void nothingIsWholeToo();
    void aTornSpillGivesAllThatIsWhole();
    void aLostSectorLosesOnlyWhatWasInIt();
    void aFlippedBitIsNoticed();
    void theOwnerOutlivesEitherEnd();
    void recordsOfAnotherKindAreDamage();
    void anyBytesAreRead();

private:
    static std::vector<ImportedEvent> events(int count)
    {
        std::vector<ImportedEvent> events;
        for (int i = 0; i < count; ++i) {
            const QByteArray bytes = "{\"n\":" + QByteArray::number(i) + ",\"t\":\"ä\"}";
            events.push_back({{i + 1, bytes, "anon", "boot", 1000 + i, i % 3}, std::nullopt});
        }
        return events;
    }
    static QList<QByteArray> bytesOf(const std::vector<ImportedEvent> &events)
    {
        QList<QByteArray> bytes;
        for (const ImportedEvent &event : events)
            bytes.append(event.event.bytes);
        return bytes;
    }
};

void tst_SpillBytes::whatGoesInComesOut()
{
    std::vector<ImportedEvent> in = events(3);
    in[1].failure = Failure{FailedEvent::Reason::TooLarge, u"zu groß"_s, 1'767'225'600'000};
    in[2].event.anonymousId.clear();
    const Spill spill = spillFromBytes(spillToBytes("owner", in));
    QVERIFY(spill.isWhole);
    QCOMPARE(spill.owner, "owner");
    QCOMPARE(spill.events.size(), in.size());
    for (size_t i = 0; i < in.size(); ++i) {
        const StoredEvent &event = spill.events[i].event;
        QCOMPARE(event.id, qint64(i + 1));
        QCOMPARE(event.bytes, in[i].event.bytes);
        QCOMPARE(event.anonymousId, in[i].event.anonymousId);
        QCOMPARE(event.bootId, "boot");
        QCOMPARE(event.bootMilliseconds, in[i].event.bootMilliseconds);
        QCOMPARE(event.attempts, in[i].event.attempts);
        QCOMPARE(spill.events[i].failure.has_value(), i == 1);
    }
    QCOMPARE(spill.events[1].failure->reason, FailedEvent::Reason::TooLarge);
    QCOMPARE(spill.events[1].failure->serverMessage, u"zu groß"_s);
    QCOMPARE(spill.events[1].failure->at, 1'767'225'600'000);
}

void tst_SpillBytes::nothingIsWholeToo()
{
    const Spill spill = spillFromBytes(spillToBytes("owner", {}));
    QVERIFY(spill.isWhole);
    QCOMPARE(spill.owner, "owner");
    QVERIFY(!spillFromBytes({}).isWhole);
}

void tst_SpillBytes::aTornSpillGivesAllThatIsWhole()
{
    const std::vector<ImportedEvent> in = events(20);
    const QByteArray bytes = spillToBytes("owner", in);
    size_t before = 0;
    for (qsizetype size = 0; size < bytes.size(); ++size) {
        const Spill spill = spillFromBytes(bytes.first(size));
        QVERIFY(!spill.isWhole);
        QVERIFY(spill.events.size() >= before);
        before = spill.events.size();
        QCOMPARE(bytesOf(spill.events), bytesOf(in).first(qsizetype(before)));
    }
    QCOMPARE(before, in.size()); // without the end, but all of them
}

void tst_SpillBytes::aLostSectorLosesOnlyWhatWasInIt()
{
    const std::vector<ImportedEvent> in = events(100);
    QByteArray bytes = spillToBytes("owner", in);
    constexpr qsizetype sector = 512;
    QVERIFY(bytes.size() > 6 * sector);
    std::fill_n(bytes.begin() + 2 * sector, sector, '\0');
    const Spill spill = spillFromBytes(bytes);
    QVERIFY(!spill.isWhole);
    const QList<QByteArray> found = bytesOf(spill.events);
    const QList<QByteArray> all = bytesOf(in);
    const qsizetype lost = all.size() - found.size();
    const qsizetype eventSize = bytes.size() / all.size();
    QVERIFY(lost > 0 && lost <= sector / eventSize + 2);
    qsizetype front = 0;
    while (found[front] == all[front])
        ++front;
    QCOMPARE(found, all.first(front) + all.sliced(front + lost));
}

void tst_SpillBytes::aFlippedBitIsNoticed()
{
    const std::vector<ImportedEvent> in = events(5);
    const QByteArray bytes = spillToBytes("owner", in);
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        QByteArray damaged = bytes;
        damaged[i] = char(damaged[i] ^ 0x10);
        const Spill spill = spillFromBytes(damaged);
        QVERIFY(!spill.isWhole);
        QVERIFY(spill.events.size() >= 4);
        for (const QByteArray &event : bytesOf(spill.events))
            QVERIFY(bytesOf(in).contains(event));
    }
}

void tst_SpillBytes::theOwnerOutlivesEitherEnd()
{
    const QByteArray bytes = spillToBytes("owner", events(5));
    QCOMPARE(spillFromBytes(bytes.sliced(5)).owner, "owner");
    QCOMPARE(spillFromBytes(bytes.chopped(5)).owner, "owner");
    QCOMPARE(spillFromBytes(bytes.sliced(5).chopped(5)).owner, QByteArray());
}

void tst_SpillBytes::recordsOfAnotherKindAreDamage()
{
    std::vector<ImportedEvent> in = events(1);
    in[0].failure = Failure{FailedEvent::Reason(99), {}, 0};
    const Spill spill = spillFromBytes(spillToBytes("owner", in));
    QVERIFY(!spill.isWhole);
    QVERIFY(spill.events.empty());
}

void tst_SpillBytes::anyBytesAreRead()
{
    QRandomGenerator random(1);
    const QByteArray bytes = spillToBytes("owner", events(10));
    for (int round = 0; round < 20'000; ++round) {
        QByteArray damaged = bytes;
        for (quint32 i = 1 + random.bounded(8u); i > 0; --i) {
            const auto at = qsizetype(random.bounded(quint32(damaged.size())));
            switch (random.bounded(3)) {
            case 0:
                damaged[at] = char(random.bounded(256));
                break;
            case 1:
                damaged.remove(at, 1 + qsizetype(random.bounded(20u)));
                break;
            default:
                damaged.insert(at, damaged.mid(at, 30));
                break;
            }
        }
        const Spill spill = spillFromBytes(damaged);
        QVERIFY(spill.events.size() <= 40);
    }
}

QTEST_APPLESS_MAIN(tst_SpillBytes)
#include "tst_spillbytes.moc"

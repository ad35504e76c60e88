// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/messageid_p.h"

#include <QtCore/qset.h>
#include <QtCore/quuid.h>
#include <QtTest/qtest.h>

#include <mutex>
#include <thread>
#include <vector>

#if defined(Q_OS_UNIX)
#    include <sys/wait.h>
#    include <unistd.h>
#endif

class tst_MessageId : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anIdIsARandomUuid();
    void threadsNeverShareAnId();
    void aForkedChildDoesNotRepeatItsParent();
};

void tst_MessageId::anIdIsARandomUuid()
{
    for (int i = 0; i < 100; ++i) {
        const QByteArray id = Rudder::newMessageId();
        const QUuid uuid = QUuid::fromString(QLatin1String(id));
        QCOMPARE(uuid.version(), QUuid::Random);
        QCOMPARE(uuid.variant(), QUuid::DCE);
        QCOMPARE(uuid.toByteArray(QUuid::WithoutBraces), id);
    }
}

void tst_MessageId::threadsNeverShareAnId()
{
    constexpr int threads = 4;
    constexpr int each = 5000;
    std::mutex mutex;
    QSet<QByteArray> seen;
    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i) {
        running.emplace_back([&] {
            QSet<QByteArray> mine;
            for (int n = 0; n < each; ++n)
                mine.insert(Rudder::newMessageId());
            const std::lock_guard lock(mutex);
            seen.unite(mine);
        });
    }
    for (std::thread &thread : running)
        thread.join();
    QCOMPARE(seen.size(), threads * each);
}

void tst_MessageId::aForkedChildDoesNotRepeatItsParent()
{
#if defined(Q_OS_UNIX)
    (void)Rudder::newMessageId(); // fills the pool that the child inherits
    int ends[2];
    QCOMPARE(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
        const QByteArray id = Rudder::newMessageId();
        _exit(write(ends[1], id.constData(), size_t(id.size())) == id.size() ? 0 : 1);
    }
    QByteArray childs(36, ' ');
    QCOMPARE(read(ends[0], childs.data(), size_t(childs.size())), childs.size());
    waitpid(child, nullptr, 0);
    close(ends[0]);
    close(ends[1]);
    QVERIFY(childs != Rudder::newMessageId());
#endif
}

QTEST_APPLESS_MAIN(tst_MessageId)
#include "tst_messageid.moc"

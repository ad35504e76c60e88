// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// One client that speaks for many users at once, and has one of its own.

#include <RudderQt/Analytics>
#include <RudderQt/EventRecorder>

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qset.h>
#include <QtTest/qtest.h>

#include <thread>
#include <vector>

using namespace Rudder;
using namespace Qt::StringLiterals;

namespace {

constexpr int users = 50;
constexpr int threads = 8;
constexpr int roundsOfEach = 10;

// Each text of a user names that user: <kind>-<user>-
QString text(const char *kind, int user)
{
    return QString::fromLatin1(kind) + u'-' + QString::number(user) + u'-';
}

CallOptions optionsOf(int user)
{
    CallOptions options;
    options.setUserId(text("user", user));
    if (user % 2 == 0)
        options.setAnonymousId(text("anon", user));
    if (user % 3 == 0)
        options.setContext({{u"traits"_s, Properties{{u"plan"_s, text("plan", user)}}}});
    return options;
}

void speakFor(Analytics &client, int user)
{
    const CallOptions options = optionsOf(user);
    client.identify({}, {{u"email"_s, text("email", user)}}, options);
    client.track(text("event", user), {{u"item"_s, text("item", user)}}, options);
    client.screen(text("screen", user), {}, options);
    client.page(text("page", user), {}, options);
    client.group(text("group", user), {{u"name"_s, text("company", user)}}, options);
    client.alias(text("user", user), text("old", user));
}

// Which users an event speaks of: the numbers between the dashes of its texts.
QSet<QString> speaksOf(const QJsonObject &event)
{
    static const QRegularExpression number(
            u"(?:user|anon|plan|email|event|item|screen|page|group|company|old)-(\\d+)-"_s);
    QSet<QString> found;
    const QString all = QString::fromUtf8(QJsonDocument(event).toJson());
    for (auto matches = number.globalMatch(all); matches.hasNext();)
        found.insert(matches.next().captured(1));
    return found;
}

} // namespace

class tst_Gateway : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noEventCarriesAnythingOfAnother();

private:
    void record(Analytics &client);
    void judge(const AcceptedEvent &event, const QString &ownId);

    const QString m_owner = text("user", 999);
    int m_ofOwner = 0;
    int m_ofOthers = 0;
};

void tst_Gateway::record(Analytics &client)
{
    std::vector<std::thread> running;
    for (int thread = 0; thread < threads; ++thread) {
        running.emplace_back([&client, thread] {
            for (int round = 0; round < roundsOfEach; ++round) {
                for (int user = thread; user < users; user += threads)
                    speakFor(client, user);
                client.track(text("event", 999), {{u"item"_s, text("item", 999)}});
            }
        });
    }
    for (std::thread &thread : running)
        thread.join();
}

void tst_Gateway::judge(const AcceptedEvent &event, const QString &ownId)
{
    const QJsonObject json = event.json();
    const QSet<QString> of = speaksOf(json);
    QVERIFY2(of.size() == 1, QJsonDocument(json).toJson().constData());
    const bool isOwners = of.contains(u"999"_s);
    ++(isOwners ? m_ofOwner : m_ofOthers);
    QCOMPARE(event.anonymousId() == ownId, isOwners);
    QCOMPARE(json[u"context"].toObject().contains(u"sessionId"_s), isOwners);
    if (isOwners) {
        QCOMPARE(event.userId(), m_owner);
        QCOMPARE(json[u"context"][u"traits"][u"email"].toString(), text("email", 999));
    }
}

void tst_Gateway::noEventCarriesAnythingOfAnother()
{
    EventRecorder recorder;
    Analytics client(recorder.configuration());
    client.identify(m_owner, {{u"email"_s, text("email", 999)}});
    client.group(text("group", 999), {{u"name"_s, text("company", 999)}});
    record(client);

    const auto events = recorder.events();
    for (const AcceptedEvent &event : events) {
        judge(event, client.anonymousId());
        if (QTest::currentTestFailed())
            return;
    }
    QCOMPARE(m_ofOwner, 2 + threads * roundsOfEach);
    QCOMPARE(m_ofOthers, users * roundsOfEach * 6);
    QCOMPARE(client.userId(), m_owner);
    QCOMPARE(client.groupId(), text("group", 999));
    QCOMPARE(client.traits(), QVariantMap({{u"email"_s, text("email", 999)}}));
}

QTEST_GUILESS_MAIN(tst_Gateway)
#include "tst_gateway.moc"

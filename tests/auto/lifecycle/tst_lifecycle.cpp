// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "lifecycle_p.h"

#include <RudderQt/Analytics>
#include <RudderQt/EventRecorder>

#include <QtTest/qtest.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

using Kind = Configuration::LifecycleEvent;

class tst_Lifecycle : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void aStartTells_data();
    void aStartTells();
    void aVersionThatIsNotKnownIsLeftOut();
    void deepLinksBringTheirQuery_data();
    void deepLinksBringTheirQuery();
    void theStartComesBeforeTheFirstCall();
    void theStartComesWithoutACall();
    void withoutAUserInterfaceNothingIsTold();
    void backgroundAndForeground();
    void eachCanBeSwitchedOff();
    void whileDisabledTheStartIsNotTold();
};

void tst_Lifecycle::initTestCase()
{
    QCoreApplication::setApplicationVersion(u"2.0"_s);
}

// As one line for each: <name> <properties as JSON>
static QStringList lines(const std::vector<Event> &events)
{
    QStringList lines;
    for (const Event &event : events) {
        const QByteArray properties = event.properties.toJson();
        lines.append(event.event + u' ' + QString::fromUtf8(properties));
    }
    return lines;
}

void tst_Lifecycle::aStartTells_data()
{
    QTest::addColumn<int>("wanted");
    QTest::addColumn<QString>("before"); // version-build
    QTest::addColumn<QStringList>("expected");

    const QString installed = uR"(Application Installed {"version":"2.0","build":"7"})"_s;
    const QString opened =
            uR"(Application Opened {"from_background":false,"version":"2.0","build":"7"})"_s;
    const auto updated = [](const QString &previous) {
        return u"Application Updated {%1,\"version\":\"2.0\",\"build\":\"7\"}"_s.arg(previous);
    };
    QTest::newRow("the first") << int(Kind::All) << QString() << QStringList{installed, opened};
    QTest::newRow("the same version") << int(Kind::All) << u"2.0-7"_s << QStringList{opened};
    QTest::newRow("another version")
            << int(Kind::All) << u"1.9-6"_s
            << QStringList{updated(uR"("previous_version":"1.9","previous_build":"6")"_s), opened};
    QTest::newRow("another build")
            << int(Kind::All) << u"2.0-6"_s
            << QStringList{updated(uR"("previous_version":"2.0","previous_build":"6")"_s), opened};
    QTest::newRow("an older version")
            << int(Kind::All) << u"3.0-9"_s
            << QStringList{updated(uR"("previous_version":"3.0","previous_build":"9")"_s), opened};
    QTest::newRow("installed only") << int(Kind::Installed) << QString() << QStringList{installed};
    QTest::newRow("opened only") << int(Kind::Opened) << QString() << QStringList{opened};
    QTest::newRow("updates only, the first") << int(Kind::Updated) << QString() << QStringList();
    QTest::newRow("nothing") << int(Kind::None) << QString() << QStringList();
}

void tst_Lifecycle::aStartTells()
{
    QFETCH(int, wanted);
    QFETCH(QString, before);
    QFETCH(QStringList, expected);
    std::optional<ApplicationVersion> known;
    if (!before.isEmpty())
        known = {before.section(u'-', 0, 0), before.section(u'-', 1)};
    QCOMPARE(
            lines(eventsAtStart(Configuration::LifecycleEvents(wanted), known, {u"2.0"_s, u"7"_s})),
            expected);
}

void tst_Lifecycle::aVersionThatIsNotKnownIsLeftOut()
{
    QCOMPARE(lines(eventsAtStart(Kind::All, std::nullopt, {})),
             QStringList({u"Application Installed {}"_s,
                          u"Application Opened {\"from_background\":false}"_s}));
}

void tst_Lifecycle::deepLinksBringTheirQuery_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("expected");
    QTest::newRow("items") << u"shop://items/5?campaign=Spring%20sale&size=L&url=theirs"_s
                           << u"org.example.mail"_s
                           << uR"({"campaign":"Spring sale","size":"L",)"
                              uR"("url":"shop://items/5?campaign=Spring%20sale&size=L&url=theirs",)"
                              uR"("referring_application":"org.example.mail"})"_s;
    QTest::newRow("nothing") << u"shop://home"_s << QString() << uR"({"url":"shop://home"})"_s;
    QTest::newRow("empty") << QString() << QString() << uR"({"url":""})"_s;
}

void tst_Lifecycle::deepLinksBringTheirQuery()
{
    QFETCH(QString, url);
    QFETCH(QString, from);
    QFETCH(QString, expected);
    const QString line = u"Deep Link Opened "_s + expected;
    QCOMPARE(lines({deepLinkOpened(QUrl(url), from)}), QStringList{line});
}

static QStringList names(const EventRecorder &recorder)
{
    QStringList names;
    const auto events = recorder.events();
    for (const AcceptedEvent &event : events)
        names.append(event.name());
    return names;
}

void tst_Lifecycle::theStartComesBeforeTheFirstCall()
{
    EventRecorder recorder;
    Analytics client(recorder.configuration().setLifecycleEvents(Kind::All));
    client.track(u"First"_s);
    client.track(u"Second"_s);
    QCOMPARE(names(recorder),
             QStringList({u"Application Installed"_s, u"Application Opened"_s, u"First"_s,
                          u"Second"_s}));
    const AcceptedEvent installed = recorder.events().constFirst();
    QCOMPARE(installed.properties(), QVariantMap({{u"version"_s, u"2.0"_s}}));
    QCOMPARE(installed.context().value(u"sessionStart"_s).toBool(), true);
}

void tst_Lifecycle::theStartComesWithoutACall()
{
    EventRecorder recorder;
    Analytics client(recorder.configuration().setLifecycleEvents(Kind::All));
    QVERIFY(recorder.events().isEmpty()); // the application may have more to set up
    QTRY_COMPARE(recorder.events().size(), 2);
}

void tst_Lifecycle::withoutAUserInterfaceNothingIsTold()
{
    EventRecorder recorder;
    Analytics client(recorder.configuration());
    client.track(u"First"_s);
    client.setInForeground(false);
    QCOMPARE(names(recorder), QStringList({u"First"_s}));
}

void tst_Lifecycle::backgroundAndForeground()
{
    EventRecorder recorder;
    Analytics client(recorder.configuration().setLifecycleEvents(Kind::All));
    client.setInForeground(true); // it is
    client.setInForeground(false);
    client.setInForeground(false);
    client.setInForeground(true);
    QCOMPARE(names(recorder),
             QStringList({u"Application Installed"_s, u"Application Opened"_s,
                          u"Application Backgrounded"_s, u"Application Opened"_s}));
    QCOMPARE(recorder.events().constLast().properties(),
             QVariantMap({{u"from_background"_s, true}, {u"version"_s, u"2.0"_s}}));
}

void tst_Lifecycle::eachCanBeSwitchedOff()
{
    EventRecorder recorder;
    Analytics client(recorder.configuration().setLifecycleEvents(Kind::Backgrounded));
    client.setInForeground(false);
    client.setInForeground(true);
    QCOMPARE(names(recorder), QStringList({u"Application Backgrounded"_s}));
}

void tst_Lifecycle::whileDisabledTheStartIsNotTold()
{
    EventRecorder recorder;
    Analytics client(recorder.configuration().setLifecycleEvents(Kind::All).setEnabled(false));
    client.track(u"Refused"_s);
    QCOMPARE(names(recorder), QStringList());
    client.setEnabled(true);
    client.track(u"First"_s);
    QCOMPARE(names(recorder),
             QStringList({u"Application Installed"_s, u"Application Opened"_s, u"First"_s}));
}

QTEST_GUILESS_MAIN(tst_Lifecycle)
#include "tst_lifecycle.moc"

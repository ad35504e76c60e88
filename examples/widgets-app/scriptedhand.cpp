// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "scriptedhand.h"

#include "shopevents.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QTextStream>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

void say(const QString &line)
{
    QTextStream(stdout) << line << Qt::endl;
}

// Like a hand, it finds only what can be seen and used.
template <typename Widget> Widget *findUsable(const QWidget *window, const QString &name)
{
    const auto candidates = window->findChildren<Widget *>(name);
    for (Widget *candidate : candidates) {
        if (candidate->isVisible() && candidate->isEnabled())
            return candidate;
    }
    qFatal("there is no %s to use", qPrintable(name));
}

} // namespace

ScriptedHand::ScriptedHand(Rudder::Analytics *analytics, ShopEvents *events, QWidget *window)
    : QObject(window), m_analytics(analytics), m_window(window)
{
    connect(events, &ShopEvents::recorded, this, [this](const QString &messageId) {
        ++m_recorded;
        say(u"recorded "_s + messageId);
    });
    connect(analytics, &Rudder::Analytics::delivered, this,
            [this](qint64 count) { m_delivered += count; });
    connect(&m_flushing, &QFutureWatcherBase::finished, this, &ScriptedHand::sumUpAndQuit);
    connect(&m_pace, &QTimer::timeout, this, &ScriptedHand::takeNextStep);

    m_steps = {
            [this] { choose(0); },
            [this] { choose(1); },
            [this] { click(u"addToCart"_s); },
            [this] { click(u"addToCart"_s); },
            [this] { trigger(u"signUp"_s); },
            [this] { enter(u"name"_s, u"Ada Lovelace"_s); },
            [this] { enter(u"email"_s, u"ada@example.com"_s); },
            [this] { click(u"confirmAccount"_s); },
            [this] { choose(2); },
            [this] { click(u"addToCart"_s); },
            [this] { trigger(u"joinCompany"_s); },
            [this] { click(u"checkOut"_s); },
            [this] { click(u"placeOrder"_s); },
            [this] { trigger(u"signOut"_s); },
            [this] { trigger(u"signIn"_s); },
            [this] { enter(u"email"_s, u"grace@example.com"_s); },
            [this] { click(u"confirmAccount"_s); },
            [this] { choose(4); },
    };
}

void ScriptedHand::start()
{
    m_pace.start(200ms);
}

void ScriptedHand::takeNextStep()
{
    if (m_steps.isEmpty()) {
        m_pace.stop();
        m_flushing.setFuture(m_analytics->flush(10s));
        return;
    }
    m_steps.takeFirst()();
}

void ScriptedHand::choose(int row)
{
    findUsable<QListWidget>(m_window, u"shelf"_s)->setCurrentRow(row);
}

void ScriptedHand::click(const QString &button)
{
    findUsable<QAbstractButton>(m_window, button)->click();
}

void ScriptedHand::trigger(const QString &action)
{
    findUsable<QAction>(m_window, action)->trigger();
}

void ScriptedHand::enter(const QString &field, const QString &text)
{
    findUsable<QLineEdit>(m_window, field)->setText(text);
}

void ScriptedHand::sumUpAndQuit()
{
    say(u"widgets-app: %1 calls recorded, %2 events delivered, %3 remaining"_s.arg(m_recorded)
                .arg(m_delivered)
                .arg(m_flushing.result().remaining()));
    QCoreApplication::quit();
}

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "scriptedhand.h"

#include <QCoreApplication>
#include <QMouseEvent>
#include <QQuickItem>
#include <QQuickWindow>
#include <QTextStream>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

void say(const QString &line)
{
    QTextStream(stdout) << line << Qt::endl;
}

// Delegates and pages are children of items, not of objects, so findChild() doesn't see them.
QQuickItem *findItem(QQuickItem *root, const QString &name)
{
    if (!root->isVisible() || !root->isEnabled())
        return nullptr;
    if (root->objectName() == name)
        return root;
    const auto children = root->childItems();
    for (QQuickItem *child : children) {
        if (QQuickItem *found = findItem(child, name))
            return found;
    }
    return nullptr;
}

} // namespace

ScriptedHand::ScriptedHand(Rudder::Analytics *analytics, QQuickWindow *window)
    : QObject(window), m_analytics(analytics), m_window(window),
      m_receipts(window->property("receipts").value<QObject *>())
{
    connect(m_receipts, SIGNAL(messageIdsChanged()), this, SLOT(sayWhatWasRecorded()));
    connect(analytics, &Rudder::Analytics::delivered, this,
            [this](qint64 count) { m_delivered += count; });
    connect(&m_flushing, &QFutureWatcherBase::finished, this, &ScriptedHand::sumUpAndQuit);
    connect(&m_pace, &QTimer::timeout, this, &ScriptedHand::takeNextStep);

    m_steps = {
            click(u"trail1"_s),      click(u"save"_s),     click(u"startHike"_s),
            click(u"back"_s),        click(u"settings"_s), enter(u"nickname"_s, u"grace"_s),
            click(u"signIn"_s),      click(u"joinClub"_s), click(u"privacyNotice"_s),
            click(u"closeNotice"_s), click(u"share"_s),    click(u"share"_s),
            click(u"back"_s),        click(u"trail0"_s),   click(u"startHike"_s),
            click(u"back"_s),
    };
    sayWhatWasRecorded();
}

void ScriptedHand::start()
{
    m_pace.start(100ms);
}

void ScriptedHand::sayWhatWasRecorded()
{
    const auto messageIds = m_receipts->property("messageIds").toStringList();
    for (; m_recorded < messageIds.size(); ++m_recorded)
        say(u"recorded "_s + messageIds[m_recorded]);
}

void ScriptedHand::takeNextStep()
{
    // While pages slide, a StackView swallows every click.
    if (findItem(m_window->contentItem(), u"stack"_s)->property("busy").toBool())
        return;
    if (m_steps.isEmpty()) {
        m_pace.stop();
        m_flushing.setFuture(m_analytics->flush(10s));
        return;
    }
    if (m_steps.first()()) {
        m_steps.removeFirst();
        m_attempts = 0;
    } else if (++m_attempts == 100) {
        qFatal("the next thing to use did not appear");
    }
}

ScriptedHand::Step ScriptedHand::click(const QString &name)
{
    return [this, name] {
        const QQuickItem *item = findItem(m_window->contentItem(), name);
        if (item)
            press(item);
        return item != nullptr;
    };
}

ScriptedHand::Step ScriptedHand::enter(const QString &name, const QString &text)
{
    return [this, name, text] {
        QQuickItem *item = findItem(m_window->contentItem(), name);
        return item && item->setProperty("text", text);
    };
}

void ScriptedHand::press(const QQuickItem *item) const
{
    const QPointF where = item->mapToScene({item->width() / 2, item->height() / 2});
    const QPointF onScreen = m_window->mapToGlobal(where);
    QMouseEvent press(QEvent::MouseButtonPress, where, onScreen, Qt::LeftButton, Qt::LeftButton,
                      {});
    QCoreApplication::sendEvent(m_window, &press);
    QMouseEvent release(QEvent::MouseButtonRelease, where, onScreen, Qt::LeftButton, {}, {});
    QCoreApplication::sendEvent(m_window, &release);
}

void ScriptedHand::sumUpAndQuit()
{
    say(u"qml-app: %1 calls recorded, %2 events delivered, %3 remaining"_s.arg(m_recorded)
                .arg(m_delivered)
                .arg(m_flushing.result().remaining()));
    QCoreApplication::quit();
}

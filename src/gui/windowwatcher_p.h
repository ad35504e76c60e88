// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_WINDOWWATCHER_P_H
#define RUDDERQT_WINDOWWATCHER_P_H

#include <QtCore/qbasictimer.h>
#include <QtCore/qobject.h>

#include <optional>

namespace Rudder {

class Analytics;

// Tells a client, whose child it is, whether the application is in the foreground, by its windows.
// Compiled into each module that needs it, for the core does without Qt Gui; so without Q_OBJECT, as
// there is no meta-object that could be there twice. Two that watch for one client do no harm: it
// hears the second time what it knows.
class WindowWatcher : public QObject
{
public:
    // On the client's thread, which must be that of the application object.
    explicit WindowWatcher(Analytics *client);

    bool eventFilter(QObject *object, QEvent *event) override;

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    void watch();
    void onApplicationState();
    void onQuit();
    void lookSoon();
    void look();
    void tell(bool isInForeground);

    Analytics *const m_client;
    QBasicTimer m_soon;
    std::optional<bool> m_isInForeground; // none: the application starts, no window was shown yet
};

} // namespace Rudder

#endif

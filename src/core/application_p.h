// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_APPLICATION_P_H
#define RUDDERQT_APPLICATION_P_H

#include <QtCore/qcoreapplication.h>

#include <optional>

namespace Rudder {

// Told when the application object is about to go, and Qt's plugins with it, or the process. A client
// may have been made before that object and be destroyed after it, or not at all. It may be told
// twice, and on several threads at once.
class ApplicationEndListener
{
public:
    virtual void onApplicationQuit() = 0; // it is about to end; on its thread
    // It may be suspended, or ended with the user's session, without another word; on its thread.
    virtual void onApplicationPause() = 0;
    virtual void onApplicationEnd() = 0; // on its thread, or that of exit()

protected:
    ApplicationEndListener() = default;
    ~ApplicationEndListener() = default;
    Q_DISABLE_COPY_MOVE(ApplicationEndListener)

    void startListening();
    void stopListening(); // returns when no other thread's call is under way
};

// An application object for as long as there is no other: newer ones of Qt SQL do nothing without.
// Its end is no listener's end. Threads have one after the other.
class StandInApplication
{
public:
    StandInApplication();
    ~StandInApplication();
    Q_DISABLE_COPY_MOVE(StandInApplication)

private:
    int m_argc = 1;
    char m_name[9] = "rudderqt";
    char *m_argv[2] = {m_name, nullptr};
    std::optional<QCoreApplication> m_application;
};

// One that does not stand in, so that it may be relied upon until the listeners are told of its end.
bool hasApplication();

// Has the listeners told when the application object that there is now quits, or is paused.
void listenToApplication();

// Has the listeners told when the process ends by exit(). That calls what was registered last first,
// and destroys what Qt has made until then: so this is called again whenever Qt has made more.
void listenToExit();

} // namespace Rudder

#endif

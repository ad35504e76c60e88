// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_APPLICATION_P_H
#define RUDDERQT_APPLICATION_P_H

#include <QtCore/qcoreapplication.h>

#include <optional>

namespace Rudder {

// Told when the application object is about to go, and Qt's plugins and databases with it. A
// client may have been made before that object and be destroyed after it.
class ApplicationEndListener
{
public:
    virtual void onApplicationEnd() = 0; // on the application's thread

protected:
    ApplicationEndListener();
    ~ApplicationEndListener() = default;
    void stopListening(); // returns when no call is under way

    ApplicationEndListener(const ApplicationEndListener &) = delete;
    ApplicationEndListener &operator=(const ApplicationEndListener &) = delete;
};

// An application object for as long as there is no other: newer ones of Qt SQL do nothing without.
// Its end is no listener's end.
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

// Qt SQL closes every connection when the application ends, by a routine that the first connection
// registered. Routines run last first, so this is called after each opening to run before it.
void listenBeforeSqlEnds();

} // namespace Rudder

#endif

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_DEFERREDLOG_P_H
#define RUDDERQT_DEFERREDLOG_P_H

#include "private_export_p.h"

#include <QtCore/qglobal.h>
#include <QtCore/qlist.h>
#include <QtCore/qstring.h>

QT_BEGIN_NAMESPACE
class QLoggingCategory;
QT_END_NAMESPACE

namespace Rudder {

// While one lives, its thread's lines wait for its end. Declared before a lock, for an application's
// message handler may record an event, which would wait for that lock for ever.
class RUDDERQT_CORE_PRIVATE_EXPORT DeferredLog
{
public:
    DeferredLog();
    ~DeferredLog();
    Q_DISABLE_COPY_MOVE(DeferredLog)

private:
    friend void log(const QLoggingCategory &category, QtMsgType type, const QString &text);

    struct Line
    {
        const QLoggingCategory *category;
        QtMsgType type;
        QString text;
    };

    DeferredLog *const m_outer;
    QList<Line> m_lines;
};

// What is said under a lock, or may be.
RUDDERQT_CORE_PRIVATE_EXPORT void log(const QLoggingCategory &category, QtMsgType type,
                                      const QString &text);

} // namespace Rudder

#endif

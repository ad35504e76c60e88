// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/deferredlog_p.h"

#include <QtCore/qdebug.h>
#include <QtCore/qloggingcategory.h>

namespace Rudder {

namespace {

thread_local DeferredLog *innermost = nullptr;

} // namespace

DeferredLog::DeferredLog() : m_outer(innermost)
{
    innermost = this;
}

DeferredLog::~DeferredLog()
{
    innermost = m_outer;
    for (const Line &line : std::as_const(m_lines))
        log(*line.category, line.type, line.text);
}

void log(const QLoggingCategory &category, QtMsgType type, const QString &text)
{
    if (!category.isEnabled(type))
        return;
    if (innermost) {
        innermost->m_lines.append({&category, type, text});
        return;
    }
    const QMessageLogger logger(nullptr, 0, nullptr, category.categoryName());
    (type == QtDebugMsg ? logger.debug() : logger.warning()).noquote() << text;
}

} // namespace Rudder

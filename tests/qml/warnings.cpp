// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "warnings.h"

#include <QtGlobal>

#include <mutex>
#include <utility>

namespace {

std::mutex mutex;
QStringList gathered;
QtMessageHandler previous = nullptr;

void gather(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (type == QtWarningMsg && qstrcmp(context.category, "rudder.qml") == 0) {
        const std::lock_guard lock(mutex);
        gathered.append(message);
    }
    previous(type, context, message);
}

} // namespace

Warnings::Warnings()
{
    previous = qInstallMessageHandler(gather);
}

Warnings::~Warnings()
{
    qInstallMessageHandler(previous);
    take();
}

QStringList Warnings::take()
{
    const std::lock_guard lock(mutex);
    return std::exchange(gathered, {});
}

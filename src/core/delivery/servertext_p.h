// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SERVERTEXT_P_H
#define RUDDERQT_SERVERTEXT_P_H

#include "delivery/transport_p.h"

#include <QtCore/qbytearraylist.h>
#include <QtCore/qstring.h>

namespace Rudder {

// What others wrote, fit for one line of a dialog and of a log.
QString shown(QString text);

// Servers repeat what they don't like, in texts that people read and logs keep.
QByteArray withoutSecrets(QByteArray text, const QByteArrayList &secrets);

// "The data plane answered 400: …", in the words of that server.
QString serverSaid(const QString &server, const Answer &answer, const QByteArrayList &secrets);

} // namespace Rudder

#endif

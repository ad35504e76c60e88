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

// A captive portal answers 200 as well, with a page for a person to read.
bool isWebPage(const Answer &answer);

// What nginx, Apache and Go's servers say themselves, and as a 400, to a client that they do not let
// in.
bool isAboutTls(const Answer &answer);

} // namespace Rudder

#endif

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_BYTESEARCH_H
#define RUDDERQT_TEST_BYTESEARCH_H

#include <QtCore/qstringlist.h>

// "<file>: <text>" for each file in the folder, and in those within, that has one of the texts in its
// bytes, as UTF-8 or UTF-16. A file may keep a text in pieces: search for short ones.
QStringList textsInFilesOf(const QString &folder, const QStringList &texts);

#endif

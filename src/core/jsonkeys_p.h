// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_JSONKEYS_P_H
#define RUDDERQT_JSONKEYS_P_H

#include "private_export_p.h"

#include <QtCore/qlist.h>
#include <QtCore/qstring.h>

namespace Rudder {

// As editors count: lines and characters from 1.
class TextPosition
{
public:
    int line = 1;
    int column = 1;

    void advance(char utf8)
    {
        if (utf8 == '\n') {
            ++line;
            column = 1;
        } else if ((uchar(utf8) & 0xc0) != 0x80) { // not within a character
            ++column;
        }
    }
};

TextPosition positionOf(QByteArrayView utf8, qsizetype offset);

// Where a key of an object stands in a JSON text, which QJsonDocument does not tell.
class JsonKey
{
public:
    QString name;
    TextPosition position; // of the quotation mark before it
    int depth = 0;         // in how many objects it is: 1 is the document's own
    int earlierLine = 0;   // where the same object has it already; 0: nowhere
};

// All keys, in the order of the text. What is no JSON has none, or some, of no meaning.
RUDDERQT_CORE_PRIVATE_EXPORT QList<JsonKey> jsonKeys(const QByteArray &json);

} // namespace Rudder

#endif

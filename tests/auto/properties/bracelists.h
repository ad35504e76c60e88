// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef BRACELISTS_H
#define BRACELISTS_H

#include <RudderQt/Properties>

// A brace list, and the JSON that it must be.
struct BraceList
{
    const char *name;
    Rudder::Properties properties;
    QByteArray json;
};

// bracelists.cpp, compiled for each language and each set of Qt's macros.
QList<BraceList> braceLists17();
QList<BraceList> braceLists17Strict();
QList<BraceList> braceLists20();
QList<BraceList> braceLists20Strict();

#endif

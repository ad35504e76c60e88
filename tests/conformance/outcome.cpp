// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "outcome.h"

using namespace Qt::StringLiterals;

QString Outcome::name() const
{
    switch (kind) {
    case Missing:
        return u"never made"_s;
    case Accepted:
        return u"accepted"_s;
    case Refused:
        return u"refused"_s;
    case Inexpressible:
        return u"inexpressible"_s;
    }
    return {};
}

QString Outcome::shown() const
{
    return sentence.isEmpty() ? name() : u"%1 (%2)"_s.arg(name(), sentence);
}

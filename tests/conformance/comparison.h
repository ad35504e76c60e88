// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include "exceptions.h"

/*!
    Compares the event that the Node SDK sent (\a there) with ours (\a here): the same fields with
    the same values, but for what \a exceptions allows. Returns a line for each difference, that
    begins with the path of the field.
*/
QStringList differences(const QJsonObject &there, const QJsonObject &here,
                        const Exceptions::Circumstances &where, Exceptions &exceptions);

/// \a path continued by \a key, as RFC 6901 writes it, so that a dot in a key stays a dot.
QString pointerTo(const QString &path, QString key);

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QStringList>

/// Gathers the warnings of the category rudder.qml for as long as it lives.
class Warnings
{
public:
    Warnings();
    ~Warnings();

    /// Those since it was asked last.
    QStringList take();
};

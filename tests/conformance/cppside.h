// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include "side.h"

/// The calls as a C++ application makes them.
class CppSide : public Side
{
public:
    using Side::Side;

    Outcome make(const Call &call) override;
};

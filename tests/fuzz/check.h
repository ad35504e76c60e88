// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_FUZZ_CHECK_H
#define RUDDERQT_FUZZ_CHECK_H

#include <cstdio>
#include <cstdlib>

// libFuzzer takes the abort for a crash and keeps the input.
inline void check(bool holds, const char *what)
{
    if (holds)
        return;
    std::fprintf(stderr, "This does not hold: %s\n", what);
    std::abort();
}

#endif

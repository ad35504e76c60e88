// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "arguments.h"

#include <cstdio>
#include <cstdlib>

Arguments::Arguments(int argc, char **argv) : m_scenario(argc > 1 ? argv[1] : "")
{
    for (int i = 2; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        m_values[name.substr(name.find_first_not_of('-'))] = argv[i + 1];
    }
}

std::string Arguments::text(const std::string &name) const
{
    const auto found = m_values.find(name);
    if (found != m_values.end())
        return found->second;
    std::fprintf(stderr, "--%s is missing\n", name.c_str());
    std::exit(2);
}

long long Arguments::number(const std::string &name, long long otherwise) const
{
    return has(name) ? std::atoll(text(name).c_str()) : otherwise;
}

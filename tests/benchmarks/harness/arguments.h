// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_BENCHMARKS_ARGUMENTS_H
#define RUDDERQT_BENCHMARKS_ARGUMENTS_H

#include <map>
#include <string>

// "scenario --name value …"
class Arguments
{
public:
    Arguments(int argc, char **argv);

    const std::string &scenario() const { return m_scenario; }
    bool has(const std::string &name) const { return m_values.count(name) > 0; }
    // Ends the program where it is missing.
    std::string text(const std::string &name) const;
    long long number(const std::string &name, long long otherwise) const;

private:
    std::string m_scenario;
    std::map<std::string, std::string> m_values;
};

#endif

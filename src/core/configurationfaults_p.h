// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CONFIGURATIONFAULTS_P_H
#define RUDDERQT_CONFIGURATIONFAULTS_P_H

#include <RudderQt/error.h>

#include <QtCore/qstringlist.h>

namespace Rudder {

// All that is wrong with a configuration: who has to drive to a device wants to know it at once. Up to
// a number that can be read.
class ConfigurationFaults
{
public:
    void add(const QString &sentence);
    Error toError() const; // none without faults

private:
    QStringList m_sentences;
    qsizetype m_others = 0;
};

// A key or variable as a sentence can have it: in one line, and not the whole of what was pasted in
// the wrong place.
QString quotable(const QString &name);

} // namespace Rudder

#endif

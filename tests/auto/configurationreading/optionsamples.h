// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef OPTIONSAMPLES_H
#define OPTIONSAMPLES_H

#include <RudderQt/Configuration>

#include <QtCore/qtemporarydir.h>

#include <functional>

// An option with a value other than its default, as each source has it.
struct OptionSample
{
    QString name;
    QByteArray json;
    QString variable; // the value
    std::function<bool(const Rudder::Configuration &)> isSet;
};

// The samples need a file, which lives as long as this.
class OptionSamples
{
public:
    OptionSamples();

    QList<OptionSample> all() const;

    static QByteArray certificate(); // PEM

private:
    QTemporaryDir m_folder;
};

#endif

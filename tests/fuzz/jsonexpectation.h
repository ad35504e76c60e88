// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_FUZZ_JSONEXPECTATION_H
#define RUDDERQT_FUZZ_JSONEXPECTATION_H

#include <QtCore/qjsonvalue.h>
#include <QtCore/qstring.h>
#include <QtCore/qvariant.h>

#include <fuzzer/FuzzedDataProvider.h>

#include <utility>
#include <vector>

// What docs/values.md says that a value becomes: written a second time, from the page.
struct JsonExpectation
{
    enum class Kind { Null, Bool, Double, Float, Text, List, Object };

    Kind kind = Kind::Null;
    bool boolean = false;
    double number = 0;
    QString text;
    std::vector<JsonExpectation> items;
    std::vector<QString> keys; // of an object's items

    bool isMetBy(const QJsonValue &value) const;
    int depth() const; // of lists and objects
};

// A random value of any type that there is a rule for.
std::pair<QVariant, JsonExpectation> anyValue(FuzzedDataProvider &random, int depth = 0);

#endif

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Random values through the JSON writer: Qt's parser reads what docs/values.md says of them.

#include "check.h"
#include "jsonexpectation.h"

#include "event/jsonwriter_p.h"

#include <QtCore/qdebug.h>
#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qstringconverter.h>

#include <algorithm>

using Rudder::JsonWriter;
using Problem = JsonWriter::Problem;

namespace {

const QByteArray before = "[";

QByteArray written(const QVariant &value, qsizetype maxBytes, Problem *problem)
{
    QByteArray bytes = before;
    JsonWriter writer(bytes, maxBytes);
    writer.value(value);
    writer.value(1);
    *problem = writer.problem();
    check(writer.problem() == Problem::None || bytes == before, "a refused value leaves nothing");
    check(bytes.startsWith(before), "what is in the array stays");
    if (*problem == Problem::None) {
        check(bytes.endsWith('1'), "what follows is written");
        bytes.chop(1);
    }
    return bytes;
}

void checkLimit(const QVariant &value, const QByteArray &whole)
{
    Problem problem = Problem::None;
    check(written(value, whole.size() + 1, &problem) == whole && problem == Problem::None,
          "the limit is the largest size allowed");
    written(value, whole.size() - 1, &problem);
    check(problem == Problem::TooLarge, "one byte more is too large");
}

void checkBytes(const QByteArray &bytes)
{
    check(std::none_of(bytes.begin(), bytes.end(), [](char byte) { return quint8(byte) < ' '; }),
          "control characters are escaped");
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    check(!text.isNull() && !decoder.hasError(), "what is written is UTF-8");
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int *, char ***)
{
    // A type without a rule is warned of each time.
    QLoggingCategory::setFilterRules(QStringLiteral("rudder.*=false"));
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    FuzzedDataProvider random(data, size);
    const auto [value, expectation] = anyValue(random);

    Problem problem = Problem::None;
    const QByteArray bytes = written(value, 16 * 1024 * 1024, &problem);
    check((problem == Problem::TooDeep) == (expectation.depth() > JsonWriter::maxDepth),
          "only what is too deep is refused as too deep");
    check(problem != Problem::TooLarge, "only what is too large is refused as too large");
    if (problem != Problem::None)
        return 0;

    checkBytes(bytes);
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(bytes + ']', &error);
    check(error.error == QJsonParseError::NoError, "what is written is JSON");
    check(document.array().size() == 1, "a value is one value");
    const bool isMet = expectation.isMetBy(document.array().at(0));
    if (!isMet)
        qCritical() << value << "was written as" << bytes.mid(before.size());
    check(isMet, "each type is written by its rule");
    checkLimit(value, bytes);
    return 0;
}

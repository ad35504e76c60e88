// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "validator.h"

#include <QProcess>
#include <QTemporaryFile>

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60'000;
const QString lastLine = u"lines checked"_s;

Findings readFindings(const QString &output)
{
    Findings findings;
    QStringList lines = output.split(u'\n', Qt::SkipEmptyParts);
    if (!lines.isEmpty() && lines.last().endsWith(lastLine))
        findings.lines = lines.takeLast().section(u' ', 0, 0).toInt();
    else
        findings.failure = u"the validator did not come to its end"_s;
    for (const QString &line : std::as_const(lines)) {
        const QStringList columns = line.split(u'\t');
        findings.problems[columns.value(0).toInt()].append(
                {columns.value(1), columns.value(2), columns.value(3)});
    }
    return findings;
}

} // namespace

Findings validated(const QString &definition, const QString &file)
{
    const QString folder = QStringLiteral(SCHEMA_FOLDER);
    QProcess validator;
    validator.start(
            QStringLiteral(PYTHON),
            {folder + u"/validate.py"_s, folder + u"/event.schema.json"_s, definition, file});
    if (!validator.waitForFinished(patience))
        return {u"the validator can't be run: "_s + validator.errorString(), 0, {}};
    Findings findings = readFindings(QString::fromUtf8(validator.readAllStandardOutput()));
    const int expected = findings.problems.isEmpty() ? 0 : 1;
    if (validator.exitStatus() != QProcess::NormalExit || validator.exitCode() != expected)
        findings.failure = QString::fromUtf8(validator.readAllStandardError());
    return findings;
}

Findings validated(const QString &definition, const QByteArrayList &lines)
{
    QTemporaryFile file;
    if (!file.open() || file.write(lines.join('\n') + '\n') < 0 || !file.flush())
        return {u"can't write to "_s + file.fileName(), 0, {}};
    return validated(definition, file.fileName());
}

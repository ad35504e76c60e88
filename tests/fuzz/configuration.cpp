// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// A configuration as somebody wrote it, in a file or a variable: what is wrong is told and changes
// nothing, and each key is found where it stands.

#include "check.h"

#include "configurationreading_p.h"
#include "jsonkeys_p.h"

#include <QtCore/qdebug.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qprocess.h>
#include <QtCore/qstringconverter.h>

#include <algorithm>

using namespace Rudder;
using namespace Qt::StringLiterals;

namespace {

QString inDebug(const Configuration &configuration)
{
    QString text;
    QDebug(&text) << configuration;
    return text;
}

void checkRead(const Error &error, const Configuration &configuration)
{
    static const QString unchanged = inDebug(Configuration());
    if (!error.isError())
        return;
    const QStringList lines = error.message().split(u'\n');
    check(error.code() == Error::Code::InvalidConfiguration, "what is wrong is the configuration");
    check(lines.size() <= 21 && !lines.contains(QString()), "it is told in lines to be read");
    check(std::all_of(lines.begin(), lines.end(), [](const QString &l) { return l.size() < 400; }),
          "which are no longer than needed");
    check(inDebug(configuration) == unchanged, "and nothing has changed");
}

char32_t characterAt(const QByteArray &line, int column)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
    const QString text = decoder(line);
    return text.toUcs4().value(column - 1);
}

// Of a text that Qt reads.
void checkKeys(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    const QList<QByteArray> lines = json.split('\n');
    QStringList own;
    for (const JsonKey &key : jsonKeys(json)) {
        if (document.isNull())
            continue;
        check(characterAt(lines.value(key.position.line - 1), key.position.column) == U'"',
              "a key stands where it is said");
        if (document.isObject() && key.depth == 1 && !own.contains(key.name))
            own.append(key.name);
    }
    if (!document.isObject())
        return;
    QStringList keys = document.object().keys();
    keys.sort();
    own.sort();
    check(own == keys, "the keys are those of the object");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    static const bool isQuiet = [] {
        QLoggingCategory::setFilterRules(u"rudder.*=false"_s);
        return true;
    }();
    Q_UNUSED(isQuiet)
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    checkKeys(bytes);
    Configuration fromFile;
    checkRead(readJson(bytes, {u"own"_s}, &fromFile), fromFile);

    for (const QString &name : {u"RUDDER_FLUSH_AT"_s, u"RUDDER_LIFECYCLE_EVENTS"_s,
                                u"RUDDER_EXTRA_HEADERS"_s, u"RUDDER_PROXY"_s}) {
        QProcessEnvironment environment;
        environment.insert(name, QString::fromUtf8(bytes));
        Configuration fromVariable;
        checkRead(readVariables(environment, {}, &fromVariable), fromVariable);
    }
    return 0;
}

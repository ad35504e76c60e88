// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_ARGUMENTREADER_P_H
#define RUDDERQT_ARGUMENTREADER_P_H

#include "jstypes_p.h"

#include <RudderQt/Error>

#include <QtCore/qstringlist.h>
#include <QtCore/qurl.h>

namespace Rudder {

// The arguments of calls that are no events. One of the wrong type spoils the call: error() says so.
class ArgumentReader
{
public:
    explicit ArgumentReader(const JsTypes &types) : m_types(types) { }

    // Empty for what is falsy, which counts as not given; a number becomes its text.
    QString id(const QString &name, const QJSValue &value);
    QString text(const QString &name, const QJSValue &value);
    // 0 when it is not given.
    qint64 wholeNumber(const QString &name, const QJSValue &value);
    // These must be given.
    QUrl url(const QString &name, const QJSValue &value);
    QStringList texts(const QString &name, const QJSValue &value);

    Error error() const { return m_error; }

private:
    QJSValue unboxed(const QJSValue &value) const;
    void refuse(const QString &name, const QString &expected);

    const JsTypes &m_types;
    Error m_error;
};

} // namespace Rudder

#endif

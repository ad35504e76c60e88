// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "qmlside.h"

#include <RudderQt/Analytics>
#include <RudderQt/QuickAnalytics>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QQmlComponent>

using namespace Qt::StringLiterals;

namespace {

/// JSON.parse() takes any value, QJsonDocument only an object or a list.
QString jsonOf(const QJsonValue &value)
{
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.mid(1, list.size() - 2));
}

} // namespace

QmlSide::QmlSide(const Rudder::Configuration &configuration, Form form)
    : Side(configuration), m_form(form)
{
    Rudder::QuickAnalytics::setClient(m_client.get());
    m_engine.addImportPath(QStringLiteral(RUDDERQT_QML_IMPORT_PATH));
    const QString file = QStringLiteral(RUDDERQT_CONFORMANCE_SOURCES "/Caller.qml");
    QQmlComponent component(&m_engine, QUrl::fromLocalFile(file));
    m_caller.reset(component.create());
    if (!m_caller)
        qFatal("%s", qPrintable(component.errorString()));
}

QmlSide::~QmlSide()
{
    m_caller.reset();
    Rudder::QuickAnalytics::setClient(nullptr);
}

Outcome QmlSide::make(const Call &call)
{
    const char *method = m_form == Form::OneObject ? "makeWithOneObject" : "makeWithArguments";
    QVariant made;
    QMetaObject::invokeMethod(m_caller.get(), method, Q_RETURN_ARG(QVariant, made),
                              Q_ARG(QString, call.type), Q_ARG(QString, jsonOf(call.message)));
    const QJsonObject outcome = QJsonDocument::fromJson(made.toString().toUtf8()).object();
    if (outcome.contains(u"messageId"_s))
        return Outcome::accepted(outcome[u"messageId"_s].toString());
    if (outcome.contains(u"refused"_s))
        return Outcome::refused(outcome[u"refused"_s].toString());
    return Outcome::inexpressible(outcome[u"inexpressible"_s].toString());
}

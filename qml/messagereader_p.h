// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_MESSAGEREADER_P_H
#define RUDDERQT_MESSAGEREADER_P_H

#include "jsvalueconverter_p.h"
#include "quickprivateexport_p.h"

#include <RudderQt/CallOptions>

namespace Rudder {

enum class Method { Identify, Track, Page, Screen, Group, Alias };

QString methodName(Method method);

// What a call says, in the words of the C++ client.
struct Message
{
    QString subject; // userId, event, name or groupId
    QString previousId;
    Properties body; // properties or traits
    CallOptions options;
};

// Reads the arguments of a call, in either form:
//     track("Item Viewed", {revenue: 19.95}, {integrations: {All: true}})
//     track({event: "Item Viewed", properties: {revenue: 19.95}, integrations: {All: true}})
// Types are checked by the Node SDK's rules and refused with its sentences.
class RUDDERQT_QUICK_PRIVATE_EXPORT MessageReader
{
public:
    MessageReader(const JsTypes &types, Method method);

    // False for a refused call, whose error() says why.
    bool read(const QJSValue &first, const QJSValue &second, const QJSValue &third);

    const Message &message() const { return m_message; }
    Error error() const;
    QStringList notes() const { return m_converter.notes(); }

private:
    using Fields = QList<JsTypes::Field>;

    void splitMessage(const QJSValue &message, const QJSValue &second);
    bool splitArguments(const QJSValue &first, const QJSValue &second, const QJSValue &third);
    bool checkTypes();
    bool hasType(const JsTypes::Field &field, QStringView type) const;
    void takeSubject(const JsTypes::Field &field);
    bool takeOption(const JsTypes::Field &field);
    Properties object(const JsTypes::Field &field);
    QString text(const QJSValue &value) const;
    bool refuse(const QString &key, QStringView expected);

    const JsTypes &m_types;
    const Method m_method;
    JsValueConverter m_converter;
    // What the call is about (event and properties, say), and what may come with any call.
    Fields m_subjects;
    Fields m_options;
    Message m_message;
    Error m_error;
};

} // namespace Rudder

#endif

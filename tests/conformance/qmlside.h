// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include "side.h"

#include <QQmlEngine>

/// The calls as a QML application makes them.
class QmlSide : public Side
{
public:
    enum class Form {
        OneObject, ///< The Node SDK's own: Analytics.track({ userId: ..., event: ... })
        Arguments, ///< This SDK's: Analytics.track(event, properties, options)
    };

    QmlSide(const Rudder::Configuration &configuration, Form form);
    ~QmlSide() override;

    Outcome make(const Call &call) override;

private:
    QQmlEngine m_engine;
    std::unique_ptr<QObject> m_caller;
    Form m_form;
};

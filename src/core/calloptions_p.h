// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_CALLOPTIONS_P_H
#define RUDDERQT_CALLOPTIONS_P_H

#include <RudderQt/calloptions.h>

#include <QtCore/qdatetime.h>
#include <QtCore/qshareddata.h>

namespace Rudder {

class CallOptionsData : public QSharedData
{
public:
    // Without a copy of what is inside; null where nothing was ever set.
    static const CallOptionsData *of(const CallOptions &options) { return options.d.constData(); }

    QString userId;
    QString anonymousId;
    QString category;
    QString messageId;
    QDateTime timestamp;
    Properties context;
    Properties integrations;
    Properties properties;
    Properties traits;
};

} // namespace Rudder

#endif

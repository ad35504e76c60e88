// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

pragma Singleton

import QtQml

// Keeps the messageId of every recorded event. A refused call answers with an empty one.
QtObject {
    property list<string> messageIds

    function add(messageId: string) {
        if (messageId !== "")
            messageIds = [...messageIds, messageId]
    }
}

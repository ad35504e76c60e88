// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

import QtQml
import RudderQt

QtObject {
    required property string dataPlaneUrl

    Component.onCompleted: {
        Analytics.setup({ writeKey: "WRITE_KEY", dataPlaneUrl: dataPlaneUrl })
        Analytics.track("First Event", { answer: 42 })
        Analytics.flush(30000, result => Qt.exit(result.remaining === 0 ? 0 : 1))
    }
}

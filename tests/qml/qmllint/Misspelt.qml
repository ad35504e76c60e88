// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

import QtQml
import RudderQt

QtObject {
    Component.onCompleted: Analytics.scren("x")
}

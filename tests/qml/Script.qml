// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

import QtQuick
import RudderQt

// Runs code that can see the module and Qt's elements.
QtObject {
    id: script

    property string refusal
    property var result
    readonly property Item item: Item { }

    readonly property Connections refusals: Connections {
        target: Analytics

        function onRefused(error) {
            script.refusal = error.message;
        }
    }

    function run(code: string): var {
        return eval(code);
    }
}

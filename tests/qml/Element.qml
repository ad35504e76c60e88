// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

import QtQuick

// What JavaScript can see of Qt: an element, with a property of every kind.
Item {
    id: root

    property color shade: "#ff8000"
    property url address: "https://example.com/a%20b?c=d"
    property date day: new Date(Date.UTC(2026, 1, 3, 4, 5, 6, 7))
    property font face: Qt.font({ family: "Serif", pixelSize: 10 })
    property list<int> numbers: [1, 2, 3]
    property list<Item> items: [root]
}

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

pragma ComponentBehavior: Bound

import QtQuick

// Three hills under a sky, in the trail's colour.
Rectangle {
    id: picture

    property color tint

    clip: true
    gradient: Gradient {
        GradientStop { position: 0; color: Qt.alpha(picture.tint, 0.15) }
        GradientStop { position: 1; color: Qt.alpha(picture.tint, 0.45) }
    }

    Repeater {
        model: [0.2, 0.8, 0.5]

        Rectangle {
            required property real modelData
            required property int index

            width: picture.height * (index === 2 ? 1.1 : 0.8)
            height: width
            rotation: 45
            x: picture.width * modelData - width / 2
            y: picture.height - height / 2
            color: index === 2 ? picture.tint : Qt.lighter(picture.tint, 1.2)
        }
    }
}

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

ApplicationWindow {
    id: window

    readonly property QtObject receipts: Receipts // for the scripted hand

    width: 400
    height: 620
    visible: true
    title: qsTr("Trails")
    color: "#f4f6f3"

    header: ToolBar {
        background: Rectangle { color: "#2f5d46" }
        RowLayout {
            anchors.fill: parent
            BarButton {
                objectName: "back"
                text: "‹"
                visible: stack.depth > 1
                onClicked: stack.pop()
            }
            Label {
                text: stack.currentItem ? (stack.currentItem as Page).title : ""
                color: "white"
                font { bold: true; pixelSize: 18 }
                leftPadding: 12
                Layout.fillWidth: true
            }
            BarButton {
                objectName: "settings"
                text: "⚙"
                visible: stack.depth === 1
                onClicked: stack.push(settingsPage)
            }
        }
    }

    StackView {
        id: stack
        objectName: "stack"

        anchors.fill: parent
        initialItem: HomePage {
            onTrailChosen: trail => stack.push(trailPage, { trail: trail })
        }
    }

    Component { id: trailPage; TrailPage { } }
    Component { id: settingsPage; SettingsPage { } }

    component BarButton: ToolButton {
        implicitWidth: 48
        implicitHeight: 48
        font.pixelSize: 24
        palette.buttonText: "white"
        background: null
    }
}

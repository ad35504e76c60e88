// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import RudderQt

Page {
    id: home

    signal trailChosen(trail: var)

    title: qsTr("Trails nearby")
    background: null
    StackView.onActivated: Receipts.add(Analytics.screen("Home", { trails: list.count }))

    ListView {
        id: list

        anchors { fill: parent; margins: 12 }
        spacing: 12
        model: TrailModel { }
        delegate: ItemDelegate {
            id: card

            required property var model
            required property int index

            objectName: "trail" + index
            width: list.width
            padding: 0
            background: Rectangle { color: card.down ? "#e8ece8" : "white"; radius: 6 }
            contentItem: RowLayout {
                spacing: 14
                TrailPicture {
                    tint: card.model.tint
                    implicitWidth: 110
                    implicitHeight: 84
                }
                Column {
                    spacing: 4
                    Layout.fillWidth: true
                    Label { text: card.model.name; font { bold: true; pixelSize: 17 } }
                    Label {
                        text: qsTr("%1 km · %2").arg(card.model.kilometres)
                                                .arg(card.model.difficulty)
                        color: "#667066"
                    }
                }
            }
            onClicked: home.trailChosen(model)
        }
    }
}

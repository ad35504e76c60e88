// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import RudderQt

Page {
    id: page

    required property var trail

    title: trail.name
    background: null
    StackView.onActivated: Receipts.add(Analytics.screen("Trail", { name: trail.name },
                                                         { category: trail.difficulty }))

    ColumnLayout {
        anchors { fill: parent; margins: 16 }
        spacing: 14

        TrailPicture {
            tint: page.trail.tint
            Layout.fillWidth: true
            implicitHeight: 190
        }
        Label {
            text: qsTr("%1 km, %2 m up, %3").arg(page.trail.kilometres).arg(page.trail.climb)
                                            .arg(page.trail.difficulty)
            font { bold: true; pixelSize: 17 }
        }
        Label {
            text: page.trail.about
            wrapMode: Text.Wrap
            Layout.fillWidth: true
        }
        Item { Layout.fillHeight: true }
        RowLayout {
            spacing: 12
            Button {
                objectName: "save"
                text: qsTr("Save for later")
                Layout.fillWidth: true
                onClicked: Receipts.add(Analytics.track("Trail Saved", { name: page.trail.name }))
            }
            Button {
                objectName: "startHike"
                text: qsTr("Start the hike")
                highlighted: true
                Layout.fillWidth: true
                onClicked: Receipts.add(Analytics.track("Hike Started", {
                    name: page.trail.name,
                    kilometres: page.trail.kilometres,
                    at: new Date()
                }))
            }
        }
    }
}

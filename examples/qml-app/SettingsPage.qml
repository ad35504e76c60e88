// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import RudderQt

Page {
    title: qsTr("Settings")
    background: null
    StackView.onActivated: Receipts.add(Analytics.screen("Settings"))

    ColumnLayout {
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: 16 }
        spacing: 14

        Label { text: qsTr("You"); font { bold: true; pixelSize: 17 } }
        RowLayout {
            TextField {
                id: nickname
                objectName: "nickname"
                placeholderText: qsTr("Your nickname")
                Layout.fillWidth: true
            }
            Button {
                objectName: "signIn"
                text: qsTr("Sign in")
                enabled: nickname.text !== ""
                onClicked: Receipts.add(Analytics.identify(nickname.text,
                                                           { nickname: nickname.text }))
            }
        }
        Button {
            objectName: "joinClub"
            text: qsTr("Join the hiking club")
            Layout.fillWidth: true
            onClicked: Receipts.add(Analytics.group("club-7", { name: "Boots & Maps" }))
        }

        Label { text: qsTr("Privacy"); font { bold: true; pixelSize: 17 } }
        Switch {
            objectName: "share"
            text: qsTr("Share how I use Trails")
            checked: Analytics.enabled
            onToggled: Analytics.enabled = checked
        }
        Button {
            objectName: "privacyNotice"
            text: qsTr("What is shared?")
            Layout.fillWidth: true
            onClicked: notice.open()
        }
        Label {
            text: qsTr("%1 recorded, %2 waiting to be sent").arg(Receipts.messageIds.length)
                                                           .arg(Analytics.queuedCount)
            color: "#667066"
        }
    }

    // A page of the web site, shown inside the application: page, not screen.
    Dialog {
        id: notice

        anchors.centerIn: parent
        width: parent.width - 48
        modal: true
        title: qsTr("What is shared?")
        onOpened: Receipts.add(Analytics.page("Privacy Notice",
                                              { url: "https://trails.example.com/privacy" },
                                              { category: "Legal" }))

        ColumnLayout {
            anchors.fill: parent
            spacing: 14
            Label {
                text: qsTr("Which screens you open and which trails you save or start. "
                           + "Never where you are.")
                wrapMode: Text.Wrap
                Layout.fillWidth: true
            }
            Button {
                objectName: "closeNotice"
                text: qsTr("Close")
                Layout.alignment: Qt.AlignRight
                onClicked: notice.close()
            }
        }
    }
}

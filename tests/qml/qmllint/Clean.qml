// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

import QtQml
import RudderQt

// Everything that the module offers, as one writes it.
QtObject {
    id: window

    property string userName: Analytics.userId
    property string groupName: Analytics.groupId
    property bool recording: Analytics.enabled
    property bool anonymous: Analytics.anonymousId !== "" && Analytics.userId === ""
    property string problem: Analytics.lastError.message
    property bool offline: Analytics.lastError.code === RudderError.NetworkFailed
    property bool idle: Analytics.state === Analytics.Idle
    property bool safe: Analytics.storage === Analytics.Database
    property int waiting: Analytics.queuedCount
    property var company: Analytics.groupTraits
    property double session: Analytics.sessionId
    property bool consented: Analytics.consent.state === RudderConsent.Granted
    property date decided: Analytics.consent.decidedAt
    property var allowed: Analytics.consent.allowedPurposes

    readonly property Connections signals: Connections {
        target: Analytics

        function onDelivered(count) {
            console.info(count, "delivered");
        }

        function onRefused(error) {
            console.info(error.code, error.message);
        }

        function onConsentChanged() {
            console.info(Analytics.consent.deniedPurposes.length, "denied");
        }

        function onSessionChanged() {
            console.info(Analytics.sessionId);
        }
    }

    function recordAll() {
        Analytics.identify("123456", { email: "name@website.com", friends: 21 });
        Analytics.track("Item Viewed", { revenue: 19.95 }, { category: "Shop" });
        Analytics.track({ userId: "123456", event: "Item Viewed", timestamp: new Date() });
        Analytics.page("Pizza", { title: "Pizza" });
        const messageId = Analytics.screen("Pizza");
        Analytics.group("1", { name: "Company" });
        Analytics.alias("new_id", "old_id");
        Analytics.setContextValue("device", { type: "kiosk" });
        Analytics.flush();
        Analytics.flush(5000, result => console.info(result.delivered, messageId));
        Analytics.enabled = false;
        Analytics.reset();
    }

    function knowTheUser(answer: list<string>, link: url) {
        if (answer.length > 0)
            Analytics.grantConsent(answer);
        else if (!Analytics.grantConsent())
            Analytics.denyConsent();
        Analytics.setAnonymousId("e9b8fd1c-6c2c-4a0c-9d5c-7c5d4bb6a3a1");
        if (Analytics.startSession() || Analytics.startSession(1234567890))
            Analytics.endSession();
        Analytics.reset(Analytics.User | Analytics.Group);
        const messageId = Analytics.deepLinkOpened(link, "org.example.mail");
        Analytics.deepLinkOpened("shop://items/5");
        console.info(messageId);
    }

    Component.onCompleted: {
        if (!Analytics.setup({ writeKey: "WRITE_KEY", dataPlaneUrl: "https://example.com" }))
            console.info("no analytics");
    }
}

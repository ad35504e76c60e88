// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

import QtQml
import RudderQt
import "revive.mjs" as Revive

QtObject {
    id: caller

    property string refusal

    readonly property Connections refusals: Connections {
        target: Analytics

        function onRefused(error) {
            caller.refusal = error.message;
        }
    }

    // The names in the one object of what is an argument of its own in the other form.
    readonly property var argumentNames: ({
        identify: ["userId", "traits"],
        track: ["event", "properties"],
        page: ["name", "properties"],
        screen: ["name", "properties"],
        group: ["groupId", "traits"],
        alias: ["userId", "previousId"]
    })

    // What became of a call is told as JSON.
    function makeWithOneObject(type: string, json: string): var {
        const message = Revive.revive(json);
        return outcome(() => Analytics[type](message));
    }

    function makeWithArguments(type: string, json: string): var {
        const message = Revive.revive(json);
        const [first, second] = argumentNames[type];
        // An object for the first argument is the other form, and none at all is none either.
        if (!Revive.isObject(message) || Revive.isObject(message[first]))
            return JSON.stringify({ inexpressible: "not with arguments" });
        const options = Object.assign({}, message);
        delete options[first];
        delete options[second];
        return outcome(() => Analytics[type](message[first], message[second], options));
    }

    function outcome(call: var): var {
        refusal = "";
        const messageId = call();
        return JSON.stringify(messageId ? { messageId: messageId } : { refused: refusal });
    }
}

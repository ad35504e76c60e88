// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// node node-side.mjs <folder with node_modules> <data plane URL> <outcomes.json>
//      <calls.json>...
//
// Makes the calls with the Node SDK, one after the other, and writes for each what became of it:
// the messageId it left under, or the sentence it was refused with.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { revive } from "./revive.mjs";

const [folder, dataPlaneUrl, outcomesFile, ...callsFiles] = process.argv.slice(2);
const require = createRequire(join(folder, "package.json"));
const Analytics = require("@rudderstack/rudder-sdk-node");

// Each call leaves in a request of its own and is waited for, because several requests of the
// Node SDK overtake each other, and its flush() answers after the first of several.
const client = new Analytics("WRITE_KEY", { dataPlaneUrl, flushAt: 1, logLevel: "none" });

async function make({ id, type, message }) {
    let sent;
    const delivered = new Promise(resolve => {
        sent = (error, body) => resolve({ error, body });
    });
    try {
        client[type](revive(JSON.stringify(message)), sent);
    } catch (refusal) {
        return { id, refused: refusal.message };
    }
    const { error, body } = await delivered;
    if (error)
        throw error;
    return { id, messageId: JSON.parse(gunzipSync(body)).batch[0].messageId };
}

const outcomes = [];
for (const file of callsFiles) {
    for (const call of JSON.parse(readFileSync(file, "utf8")).calls)
        outcomes.push(await make(call));
}
writeFileSync(outcomesFile, JSON.stringify(outcomes, null, 2));

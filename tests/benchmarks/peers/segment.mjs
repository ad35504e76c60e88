// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Segment's Node SDK in the benchmark: see scenarios.mjs for the options.
import { run } from "./scenarios.mjs";

// The batches that ours makes. It is faster with them than with its default of 15.
const flushAt = 100;

await run("@segment/analytics-node", ({ Analytics }, { url, told }) => {
    const client = new Analytics({ writeKey: "WRITE_KEY", host: url, flushAt });
    // The callback of a call comes 300 ms late, on purpose; the signals don't.
    client.on("track", () => told(true));
    client.on("error", () => told(false));
    return {
        atOnce: flushAt,
        mostWaiting: 20 * flushAt, // several requests are in flight
        record: message => client.track(message),
        flush: () => client.flush(),
    };
});

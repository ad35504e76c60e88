// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// RudderStack's Node SDK in the benchmark: see scenarios.mjs for the options.
import { run } from "./scenarios.mjs";

// With each call it writes all that waits as JSON, to know its size, so that a burst costs the
// square of its length. With its default for a batch, and one that fills while one is sent, it is
// fastest.
const flushAt = 20;

await run("@rudderstack/rudder-sdk-node", (Analytics, { url, told }) => {
    const client = new Analytics("WRITE_KEY", {
        dataPlaneUrl: url,
        flushAt,
        maxInternalQueueSize: 1_000_000,
        logLevel: "none",
        // Without one a server that is down ends the process, by a promise that nobody catches.
        errorHandler: () => {},
    });
    return {
        atOnce: flushAt,
        mostWaiting: 2 * flushAt,
        record: message => client.track(message, error => told(!error)),
        flush: () => client.flush(),
    };
});

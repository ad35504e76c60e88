// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// What is measured of this process, and the event that all clients are measured with.
import { readdirSync, readFileSync } from "node:fs";

// Some 600 bytes, with what a client adds to it by itself.
export function message(number) {
    return {
        userId: "123456",
        anonymousId: "8d2f9ab0-6b3e-4a53-9f2e-1f0c6a4a0c11",
        event: "Item Viewed",
        properties: {
            sku: "G-32",
            name: "Monopoly: 3rd Edition",
            price: 18.99,
            quantity: number,
            currency: "USD",
            inStock: true,
        },
        context: {
            app: { name: "benchmark", version: "1.0" },
            os: { name: "Debian GNU/Linux", version: "12" },
            locale: "en-US",
            timezone: "Europe/Berlin",
        },
    };
}

export function percentile(sorted, share) {
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export function microseconds(since) {
    return Number(process.hrtime.bigint() - since) / 1000;
}

// Of all threads, those of Node.js included, as it is the process that keeps a machine awake.
export function wakeUps() {
    let sum = 0;
    for (const task of readdirSync("/proc/self/task")) {
        const status = readFileSync(`/proc/self/task/${task}/status`, "utf8");
        sum += Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)[1]);
    }
    return sum;
}

export function peakMiB() {
    return process.resourceUsage().maxRSS / 1024;
}

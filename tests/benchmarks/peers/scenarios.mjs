// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// node <peer>.mjs <scenario> --modules <folder with node_modules> --url <data plane>
//      [--events <number>] [--seconds <number>]
//
// Measures another client as rudderqt-bench measures ours, and prints one line of JSON.
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { microseconds, peakMiB, percentile, wakeUps } from "./measure.mjs";
import { Traffic } from "./traffic.mjs";

const warmUp = 1000;
const settlingMs = 15_000; // connections are closed by then

// A full queue makes some calls costlier, so it is emptied before it is full.
async function call(traffic, { events }) {
    const times = [];
    while (traffic.recorded < warmUp + events) {
        for (let i = 0; i < traffic.atOnce; ++i) {
            const start = process.hrtime.bigint();
            traffic.record();
            times.push(microseconds(start));
        }
        await traffic.drain();
    }
    const sorted = times.slice(warmUp).sort((a, b) => a - b);
    return { calls: sorted.length, delivered: traffic.delivered, p50_us: percentile(sorted, 0.5),
        p99_us: percentile(sorted, 0.99), max_us: sorted.at(-1) };
}

async function deliver(traffic, { events }) {
    const cpu = process.cpuUsage();
    const start = process.hrtime.bigint();
    while (traffic.recorded < events) {
        traffic.recordSome(events);
        await traffic.waitForRoom();
    }
    await traffic.drain();
    const seconds = microseconds(start) / 1e6;
    const { user, system } = process.cpuUsage(cpu);
    return { delivered: traffic.delivered, lost: traffic.lost,
        delivered_per_s: traffic.delivered / seconds,
        cpu_us_per_event: (user + system) / events };
}

// The server is down. A client that gets slower with each event that waits is not waited for.
async function memory(traffic, { events, seconds }) {
    const deadline = Date.now() + seconds * 1000;
    while (traffic.waiting < events && Date.now() < deadline) {
        traffic.recordSome(Infinity);
        await turn();
    }
    if (traffic.waiting < events)
        return { accepted: traffic.waiting, lost: traffic.lost, seconds };
    return { waiting: traffic.waiting, lost: traffic.lost, peak_mib: peakMiB() };
}

async function idle(traffic, { seconds }) {
    traffic.recordSome(100);
    await traffic.drain();
    await sleep(settlingMs);
    const before = wakeUps();
    await sleep(seconds * 1000);
    const ours = 1; // the end of the sleep
    return { wakeups: Math.max(0, wakeUps() - before - ours), seconds };
}

const scenarios = { call, deliver, memory, idle };

// makeClient(module, { url, told }): told(true or false) is to be called once for each event. Gives
// record(message), flush(), atOnce (calls between two turns of the event loop) and mostWaiting.
export async function run(module, makeClient) {
    const { positionals, values } = parseArgs({
        allowPositionals: true,
        options: {
            modules: { type: "string" },
            url: { type: "string" },
            events: { type: "string", default: "10000" },
            seconds: { type: "string", default: "30" },
        },
    });
    const load = createRequire(join(resolve(values.modules), "package.json"));
    const exports = load(module);
    const traffic = new Traffic(told => makeClient(exports, { url: values.url, told }));
    const figures = await scenarios[positionals[0]](traffic, {
        events: Number(values.events),
        seconds: Number(values.seconds),
    });
    // Timers for new attempts would keep the process alive for minutes.
    process.stdout.write(JSON.stringify(figures) + "\n", () => process.exit(0));
}

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

import { setImmediate as turn } from "node:timers/promises";
import { message } from "./measure.mjs";

// Events on their way through a client, and what became of them.
export class Traffic {
    recorded = 0;
    delivered = 0;
    lost = 0;
    #client;
    #limit = 0;
    #resume = () => {};

    constructor(makeClient) {
        this.#client = makeClient(delivered => this.#told(delivered));
    }

    get atOnce() { return this.#client.atOnce; }
    get waiting() { return this.recorded - this.delivered - this.lost; }

    #told(delivered) {
        if (delivered)
            ++this.delivered;
        else
            ++this.lost;
        if (this.waiting <= this.#limit)
            this.#resume();
    }

    record() {
        this.#client.record(message(this.recorded++));
    }

    recordSome(limit) {
        for (let i = 0; i < this.atOnce && this.recorded < limit; ++i)
            this.record();
    }

    // Asleep meanwhile: a loop that looks again and again would be charged to the client.
    async waitForRoom() {
        this.#limit = this.#client.mostWaiting - this.atOnce;
        if (this.waiting > this.#limit)
            await new Promise(resume => { this.#resume = resume; });
        await turn();
    }

    async drain() {
        while (this.waiting > 0) {
            await this.#client.flush();
            await turn();
        }
    }
}

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// JSON has no dates, no undefined and no NaN, so the calls' JSON writes such a value as an object
// with one tag. Both the Node SDK and the QML engine read the calls through this file.
const tags = {
    $date: text => new Date(text),
    $milliseconds: number => new Date(number),
    $undefined: () => undefined,
    $function: () => () => 1,
    $symbol: () => Symbol("symbol"),
    $number: text => Number(text),
    $utf16: units => String.fromCharCode(...units),
    $text: ({ of, times }) => of.repeat(times),
    $self: (unused, message) => message,
};

function fill(value, message) {
    if (value === null || typeof value !== "object")
        return value;
    const keys = Object.keys(value);
    if (keys.length === 1 && tags.hasOwnProperty(keys[0]))
        return tags[keys[0]](value[keys[0]], message);
    // JSON.parse's own reviver would take a key away for undefined.
    for (const key of keys)
        value[key] = fill(value[key], message);
    return value;
}

export function revive(json) {
    const message = JSON.parse(json);
    return fill(message, message);
}

export function isObject(value) {
    return Object.prototype.toString.call(value) === "[object Object]";
}

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/timestamp_p.h"

#include <cstring>

namespace Rudder {

namespace {

constexpr qint64 msPerDay = 86'400'000;
constexpr qint64 startOfYear0 = -62'167'219'200'000;
constexpr qint64 endOfYear9999 = 253'402'300'799'999;

// For a positive divisor; C++ rounds towards zero, and times before 1970 are negative.
constexpr qint64 floorDivided(qint64 number, qint64 divisor)
{
    return (number >= 0 ? number : number - divisor + 1) / divisor;
}

char *writeDigits(char *to, int number, int width)
{
    for (int place = width - 1; place >= 0; --place) {
        to[place] = char('0' + number % 10);
        number /= 10;
    }
    return to + width;
}

char *writeYear(char *to, int year)
{
    if (year >= 0 && year <= 9999)
        return writeDigits(to, year, 4);
    *to++ = year < 0 ? '-' : '+';
    return writeDigits(to, qAbs(year), 6);
}

struct Midnight
{
    qint64 day;
    int ms;
};

Midnight split(qint64 msSinceEpoch)
{
    const qint64 day = floorDivided(msSinceEpoch, msPerDay);
    return {day, int(msSinceEpoch - day * msPerDay)};
}

// Events come many to a second, so all but the milliseconds is mostly known.
struct LatestSecond
{
    qint64 second = 0;
    char text[21] = "1970-01-01T00:00:00.";
};

thread_local constinit LatestSecond latest;

} // namespace

// The proleptic Gregorian calendar by eras of 400 years, which begin in March so that the leap day
// comes last.
char *writeDate(char *to, qint64 daysSinceEpoch)
{
    constexpr qint64 daysPerEra = 146'097;
    const qint64 day = daysSinceEpoch + 719'468; // since 1 March 0000
    const qint64 era = floorDivided(day, daysPerEra);
    const int dayOfEra = int(day - era * daysPerEra);
    const int yearOfEra =
            (dayOfEra - dayOfEra / 1'460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
    const int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const int monthFromMarch = (5 * dayOfYear + 2) / 153;
    const int dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
    const int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;

    to = writeYear(to, int(era * 400) + yearOfEra + (month <= 2 ? 1 : 0));
    *to++ = '-';
    to = writeDigits(to, month, 2);
    *to++ = '-';
    return writeDigits(to, dayOfMonth, 2);
}

char *writeTimeOfDay(char *to, int msSinceMidnight)
{
    to = writeDigits(to, msSinceMidnight / 3'600'000, 2);
    *to++ = ':';
    to = writeDigits(to, msSinceMidnight / 60'000 % 60, 2);
    *to++ = ':';
    to = writeDigits(to, msSinceMidnight / 1'000 % 60, 2);
    *to++ = '.';
    return writeDigits(to, msSinceMidnight % 1'000, 3);
}

void writeUtc(char *to, qint64 msSinceEpoch)
{
    const qint64 ms = qBound(startOfYear0, msSinceEpoch, endOfYear9999);
    const qint64 second = floorDivided(ms, 1'000);
    LatestSecond &known = latest;
    if (second != known.second) {
        const Midnight midnight = split(second * 1'000);
        char *time = writeDate(known.text, midnight.day);
        *time++ = 'T';
        char timeOfDay[12];
        writeTimeOfDay(timeOfDay, midnight.ms);
        std::memcpy(time, timeOfDay, sizeof("HH:mm:ss.") - 1);
        known.second = second;
    }
    std::memcpy(to, known.text, 20);
    writeDigits(to + 20, int(ms - second * 1'000), 3);
    to[23] = 'Z';
}

char *writeAnyUtc(char *to, qint64 msSinceEpoch)
{
    if (msSinceEpoch >= startOfYear0 && msSinceEpoch <= endOfYear9999) {
        writeUtc(to, msSinceEpoch);
        return to + timestampLength;
    }
    const Midnight midnight = split(msSinceEpoch);
    to = writeDate(to, midnight.day);
    *to++ = 'T';
    to = writeTimeOfDay(to, midnight.ms);
    *to++ = 'Z';
    return to;
}

void appendUtc(QByteArray &out, qint64 msSinceEpoch)
{
    char text[longestTimestamp];
    const qint64 ms = qBound(-furthestTimestamp, msSinceEpoch, furthestTimestamp);
    out.append(text, writeAnyUtc(text, ms) - text);
}

} // namespace Rudder

// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// What the machine gives at most, with as little in between as there can be; prints JSON.
//
//     rudderqt-bench-limits sqlite --folder FOLDER --events N
//     rudderqt-bench-limits socket --url URL --events N
//     rudderqt-bench-limits memcpy --events N
//     rudderqt-bench-limits calls --events N

#include "harness/arguments.h"
#include "harness/httpmessage.h"
#include "harness/stream.h"
#include "harness/usage.h"

#include <netinet/in.h>
#include <sqlite3.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

namespace {

constexpr int eventBytes = 700; // as many as the event of the other benchmarks has

// The same event again and again; but its id, which is what an event has of its own.
std::string eventText(int number)
{
    char id[37];
    std::snprintf(id, sizeof(id), "%08x-0000-4000-8000-%012x", unsigned(number), unsigned(number));
    std::string text = "{\"messageId\":\"";
    text.append(id).append("\",\"quantity\":").append(std::to_string(number));
    text.append(",\"text\":\"");
    text.append(size_t(eventBytes) - text.size() - 2, 'x').append("\"}");
    return text;
}

void need(bool isGood, const char *what)
{
    if (isGood)
        return;
    std::fprintf(stderr, "%s failed\n", what);
    std::exit(1);
}

class Stopwatch
{
public:
    double nanoseconds() const { return double(monotonicClock() - m_started); }
    void print(const char *name, long long events) const
    {
        const double seconds = nanoseconds() / 1e9;
        const double cpu = double(processCpuClock() - m_cpuBefore) / 1e3;
        std::printf("{\"%s\":%.0f,\"cpu_us_per_event\":%.3f}\n", name, double(events) / seconds,
                    cpu / double(events));
    }

private:
    const std::int64_t m_started = monotonicClock();
    const std::int64_t m_cpuBefore = processCpuClock();
};

// One table, WAL, NORMAL, 100 rows a commit; the rows have what an event needs.
void measureSqlite(const Arguments &arguments)
{
    const auto events = int(arguments.number("events", 20'000));
    constexpr int rowsACommit = 100;
    sqlite3 *database = nullptr;
    need(sqlite3_open((arguments.text("folder") + "/raw.sqlite").c_str(), &database) == SQLITE_OK,
         "opening the database");
    const auto run = [database](const char *sql) {
        need(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
    };
    run("PRAGMA journal_mode = WAL");
    run("PRAGMA synchronous = NORMAL");
    run("CREATE TABLE events (id INTEGER PRIMARY KEY, bytes BLOB, user BLOB, ms INTEGER)");
    sqlite3_stmt *insert = nullptr;
    need(sqlite3_prepare_v2(database, "INSERT INTO events VALUES (?, ?, ?, ?)", -1, &insert,
                            nullptr)
                 == SQLITE_OK,
         "preparing");
    const std::string user = "8d2f9ab0-6b3e-4a53-9f2e-1f0c6a4a0c11";
    std::vector<std::string> texts;
    for (int i = 0; i < events; ++i)
        texts.push_back(eventText(i));
    const Stopwatch watch;
    for (int i = 0; i < events; ++i) {
        if (i % rowsACommit == 0)
            run("BEGIN");
        sqlite3_bind_int64(insert, 1, i + 1);
        sqlite3_bind_blob(insert, 2, texts[size_t(i)].data(), eventBytes, SQLITE_STATIC);
        sqlite3_bind_blob(insert, 3, user.data(), int(user.size()), SQLITE_STATIC);
        sqlite3_bind_int64(insert, 4, i);
        need(sqlite3_step(insert) == SQLITE_DONE, "inserting");
        sqlite3_reset(insert);
        if (i % rowsACommit == rowsACommit - 1 || i == events - 1)
            run("COMMIT");
    }
    watch.print("stored_per_s", events);
    sqlite3_finalize(insert);
    sqlite3_close(database);
}

int portOf(const std::string &url)
{
    return std::atoi(url.c_str() + url.rfind(':') + 1);
}

int connectedSocket(int port)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(std::uint16_t(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    need(::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0,
         "connecting");
    return socket;
}

// Batches made before, one request after the other.
void measureSocket(const Arguments &arguments)
{
    const auto events = int(arguments.number("events", 100'000));
    constexpr int eventsABatch = 100;
    std::vector<std::string> requests;
    for (int i = 0; i < events;) {
        std::string body = "{\"batch\":[";
        for (int j = 0; j < eventsABatch && i < events; ++j, ++i) {
            if (j > 0)
                body += ',';
            body += eventText(i);
        }
        body += "]}";
        requests.push_back("POST /v1/batch HTTP/1.1\r\nContent-Length: "
                           + std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    Stream stream(connectedSocket(portOf(arguments.text("url"))));
    HttpReader reader(&stream);
    const Stopwatch watch;
    for (const std::string &request : requests) {
        need(stream.write(request.data(), request.size()), "sending");
        need(reader.next().has_value(), "the answer");
    }
    watch.print("delivered_per_s", events);
}

// The bytes of an event, from one place in memory to another.
void measureMemcpy(const Arguments &arguments)
{
    const auto events = arguments.number("events", 1'000'000);
    constexpr size_t places = 1'024;
    const std::vector<char> from(places * eventBytes, 'x');
    std::vector<char> to(places * eventBytes);
    const Stopwatch watch;
    for (long long i = 0; i < events; ++i) {
        const size_t at = size_t(i) % places * eventBytes;
        std::memcpy(to.data() + at, from.data() + at, eventBytes);
        asm volatile("" : : "r"(to.data()) : "memory"); // or nothing would be copied
    }
    const double nanoseconds = watch.nanoseconds() / double(events);
    std::printf("{\"events_per_s\":%.0f,\"ns_per_event\":%.2f}\n", 1e9 / nanoseconds, nanoseconds);
}

// What a call would be that only counts for two microseconds: how often the machine itself holds up a
// thread that asks nothing of it. Read like the calls of the client.
void measureCalls(const Arguments &arguments)
{
    constexpr std::int64_t remarkable = 200'000; // ns
    constexpr std::int64_t call = 2'000;
    const auto count = arguments.number("events", 1'000'000);
    int outliers = 0;
    int unexplained = 0;
    std::int64_t mostCpu = 0;
    for (long long i = 0; i < count; ++i) {
        const std::int64_t switchesBefore = involuntarySwitches();
        const std::int64_t cpuBefore = threadCpuClock();
        const std::int64_t before = monotonicClock();
        std::int64_t after = before;
        while (after - before < call)
            after = monotonicClock();
        const std::int64_t cpu = threadCpuClock() - cpuBefore;
        mostCpu = std::max(mostCpu, cpu);
        outliers += cpu > remarkable ? 1 : 0;
        if (after - before > remarkable && involuntarySwitches() == switchesBefore)
            ++unexplained;
    }
    std::printf("{\"calls\":%lld,\"max_cpu_us\":%.1f,\"cpu_outliers\":%d,\"unexplained\":%d}\n",
                count, double(mostCpu) / 1e3, outliers, unexplained);
}

} // namespace

int main(int argc, char **argv)
{
    const Arguments arguments(argc, argv);
    if (arguments.scenario() == "sqlite")
        measureSqlite(arguments);
    else if (arguments.scenario() == "socket")
        measureSocket(arguments);
    else if (arguments.scenario() == "memcpy")
        measureMemcpy(arguments);
    else if (arguments.scenario() == "calls")
        measureCalls(arguments);
    else
        return 2;
    return 0;
}

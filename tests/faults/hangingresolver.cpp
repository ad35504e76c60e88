// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Preloaded into a process: the name hanging.invalid is this machine, and so many look-ups of it as
// the environment variable HANGS_AFTER says are answered. All others take 8 seconds.

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <netdb.h>
#include <unistd.h>

extern "C" __attribute__((visibility("default"))) int
getaddrinfo(const char *name, const char *service, const addrinfo *hints, addrinfo **found)
{
    using Function = int (*)(const char *, const char *, const addrinfo *, addrinfo **);
    static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "getaddrinfo"));
    static std::atomic<int> lookUps = 0;
    if (!name || std::strcmp(name, "hanging.invalid") != 0)
        return real(name, service, hints, found);
    const char *answered = std::getenv("HANGS_AFTER");
    if (lookUps++ >= (answered ? std::atoi(answered) : 0))
        sleep(8);
    return real("127.0.0.1", service, hints, found);
}

# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
"""What is run in each round, in turns: our client, the peers and the limits one after the other."""

from dataclasses import dataclass

from results import Key

GROUPS = ("calls", "storage", "delivery", "stalls", "memory", "disk", "idle", "lifetime", "size",
          "scale")

CLIENT = "rudderqt-bench"
INTERNALS = "rudderqt-bench-internals"
LIMITS = "rudderqt-bench-limits"
PEERS = {"rudder": "rudder.mjs", "segment": "segment.mjs"}
LIBRARY = "library"


@dataclass(frozen=True)
class Run:
    """One process of a round."""

    group: str
    name: str
    who: str = "ours"  # or a peer, or "limit"
    program: str = CLIENT
    scenario: str = ""
    options: tuple = ()
    server: str = ""  # plain, tls, http2, down, or "slow <ms>"
    asked: int | None = None  # events that must arrive; None: nobody counts them
    traced: bool = False
    time_out: float = 120
    point: int | None = None
    why_not: str = ""  # the reason why it is left out

    @property
    def key(self):
        return Key(self.name, self.who, self.point)


@dataclass(frozen=True)
class Sizes:
    """How much is done; the short form is to take less than three minutes in all."""

    calls: int = 1_000_000
    thread_calls: int = 1_000_000
    events: int = 200_000
    peer_calls: int = 20_000
    peer_events: int = 20_000
    traced_events: int = 20_000
    device_events: int = 2_000
    waiting: tuple = (100_000, 1_000_000)
    peer_waiting_seconds: int = 60
    idle_seconds: int = 60


SHORT = Sizes(
    thread_calls=200_000, events=100_000, peer_calls=5_000, peer_events=10_000,
    peer_waiting_seconds=15, idle_seconds=10,
)


def events(number):
    return ("--events", number)


def of_peers(run, options):
    return [
        Run(run.group, run.name, who, program, run.scenario, options, run.server,
            time_out=run.time_out, asked=options[1] if run.asked else None)
        for who, program in PEERS.items()
    ]


def calls(sizes, cores):
    one = Run("calls", "call", scenario="call", options=events(sizes.calls) + ("--threads", 1))
    yield one
    many = [("call, a thread a core", cores)] if cores > 1 else []
    for name, threads in [*many, ("call, 8 threads", 8)]:
        yield Run("calls", name, scenario="call",
                  options=events(sizes.thread_calls) + ("--threads", threads))
    yield from of_peers(Run("calls", "call", scenario="call", server="plain", asked=1),
                        events(sizes.peer_calls))
    yield Run("calls", "empty loop", "limit", LIMITS, "calls", events(sizes.calls))
    yield Run("calls", "copy", "limit", LIMITS, "memcpy")


def storage(sizes, _cores):
    yield Run("storage", "store", scenario="store", options=events(sizes.events))
    yield Run("storage", "store", "limit", LIMITS, "sqlite", events(sizes.events))


def delivery(sizes, _cores):
    deliver = Run("delivery", "deliver", scenario="deliver", options=events(sizes.events),
                  server="plain", asked=sizes.events)
    yield deliver
    yield from of_peers(deliver, events(sizes.peer_events))
    yield Run("delivery", "deliver", "limit", LIMITS, "socket", events(sizes.events), "plain")
    yield Run("delivery", "drain", scenario="drain", options=events(sizes.events), server="plain",
              asked=sizes.events)
    yield Run("delivery", "latency", scenario="latency", server="plain")


def stalls(_sizes, _cores):
    for server, options in (("plain", ()), ("tls", ()), ("http2", ("--http2",))):
        yield Run("stalls", f"stalls, {server}", program=INTERNALS, scenario="stalls",
                  options=options, server=server)


def memory(sizes, _cores):
    for waiting in sizes.waiting:
        yield Run("memory", f"memory, {waiting:,}", scenario="memory", options=events(waiting),
                  time_out=300)
        if waiting == 100_000:
            yield from of_peers(
                Run("memory", f"memory, {waiting:,}", scenario="memory", server="down"),
                events(waiting) + ("--seconds", sizes.peer_waiting_seconds))
    yield Run("memory", "bare", "limit", CLIENT, "bare")


def disk(sizes, _cores):
    for name, number in (("burst", sizes.traced_events), ("device", sizes.device_events)):
        yield Run("disk", name, scenario=name, options=events(number), server="plain", asked=number,
                  traced=True, time_out=300)


def idle(sizes, _cores):
    """At the same time: whoever sleeps disturbs nobody."""
    time_out = sizes.idle_seconds + 90
    one = Run("idle", "idle", scenario="idle", options=("--seconds", sizes.idle_seconds),
              server="plain", time_out=time_out)
    offline = Run("idle", "offline", scenario="offline", options=one.options, time_out=time_out)
    yield (one, offline, *of_peers(one, one.options))


def lifetime(sizes, _cores):
    yield Run("lifetime", "construction", scenario="construction")
    yield Run("lifetime", "destruction", scenario="destruction", options=events(10_000))
    for number in (1_000, sizes.waiting[-1]):
        yield Run("lifetime", f"backlog, {number:,}", program=INTERNALS, scenario="backlog",
                  options=events(number), time_out=300)


def size(_sizes, _cores):
    yield Run("size", "library", program=LIBRARY)


def batches(milliseconds, seconds=10):
    """Events in so many seconds, when each hundred of them waits for an answer."""
    return max(1, round(seconds * 1000 / (milliseconds + 1.5))) * 100


def scale(sizes, _cores, huge):
    for number in (1_000, 10_000, 100_000, 1_000_000, 10_000_000):
        why_not = "" if number <= 1_000_000 or huge else "only with --huge: 10 GB of disk"
        for name, program in (("backlog", INTERNALS), ("memory", CLIENT)):
            yield Run("scale", f"{name} by events", program=program, scenario=name,
                      options=events(number), time_out=300 if number <= 1_000_000 else 3600,
                      point=number, why_not=why_not)
    for threads in (1, 2, 4, 8):
        yield Run("scale", "call by threads", scenario="call", point=threads,
                  options=events(sizes.events) + ("--threads", threads))

    def deliver(by, point, number, options=(), server="plain"):
        return Run("scale", f"deliver by {by}", scenario="deliver", server=server, asked=number,
                   options=events(number) + options, point=point)

    for length in (100, 300, 1_000, 3_000, 10_000, 32_000):
        number = min(sizes.events, max(2_000, 50_000_000 // length))
        yield deliver("bytes", length, number, ("--bytes", length))
    for clients in (1, 2, 4, 8, 16, 32, 64):
        yield deliver("clients", clients, sizes.events, ("--clients", clients))
    for delay in (0, 10, 30, 100, 300):
        yield deliver("delay", delay, min(sizes.events, batches(delay)), server=f"slow {delay}")


def steps(groups, sizes, cores, huge=False):
    """Each a tuple of runs, which are to go on at the same time; nearly always one."""
    makers = (calls, storage, delivery, stalls, memory, disk, lifetime, size)
    plan = [run for maker in makers if maker.__name__ in groups for run in maker(sizes, cores)]
    if "scale" in groups:
        plan += scale(sizes, cores, huge)
    if "idle" in groups:
        plan += idle(sizes, cores)
    return [step if isinstance(step, tuple) else (step,) for step in plan]

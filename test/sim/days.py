#!/usr/bin/python3
"""Days of watching, made up from a seed, played on the virtual clock, and held against what a naive
reader of the same facts would say: days.py SIM [-v] FIRST..LAST

A world has lists whose listings come and go, that fall silent, refuse, lie or are gone for hours, that
suddenly name many and are held until a person resumes them, customers who move, a clock that may jump,
roles that may be killed, budgets of which one does not suffice. What the hub has stored at the end is
compared, change by change, with the record of that world, in which alone stand the true times. For
every address of every list:

  - never early: what is said to appear, begin or return was listed within the last half hour, what
    fades or ends was not;
  - never lost or late: what a sound list named for as long as a walk of all and a confirmation take
    counts then, what it has not named for as long does not;
  - never by silence: while a list is not sound nothing of it changes;
  - never by a flood: of a list that suddenly names many no more count than it took to see that, and
    none that it names while it is held; from the moment it is resumed they all do;
  - never doubled: one place is named once at a time, and anew only a day after it ended;
  - never overspent: the questions that came to an operator's servers on a day.
"""

import bisect
import collections
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile

MINUTE, HOUR, DAY = 60, 3600, 86400
START = 1798761600  # where the world begins: 2027-01-01
PERIOD = 2 * HOUR
SOON = PERIOD + 2 * HOUR  # a walk of all, a confirmation or two clean answers, others' turns
CHECK, CHECK_FIRST = 48, 192  # questions of both health checks, as they are and while nobody knows
RETRY = 6 * HOUR + 30 * MINUTE  # a list that has failed is asked again no later
FUZZ = 30 * MINUTE  # a job's answers count at its end
STATE = ["seen", "open", "fading", "ended", "dropped"]
CHANGE = ["nothing", "appeared", "began", "returned", "recoded", "faded", "lives", "ended", "vanished"]
COUNTS = {"began": True, "returned": True, "recoded": True, "faded": True, "lives": True}
MOODS = ["silent", "error REFUSED", "error SERVFAIL", "gone", "parent", "nothing", "all 127.0.0.2", "all 192.0.2.80",
         "garbage", "cut", "wrong-id"]
FOLLOWS = {None: {"appeared", "began"}, "appeared": {"began", "vanished"}, "began": {"faded"}, "returned": {"faded"},
           "lives": {"faded"}, "faded": {"lives", "ended"}, "ended": {"returned"}, "vanished": set()}
FLOOD = 5  # so many newly named within a day of the hub are many, here where each is about 1 %
FIRST = "198.18.4."


Flood = collections.namedtuple("Flood", "at to whom")  # it names these, a person resumes it


class List:
    """One list of a world: where, whose, and its true listings and moods as spans of seconds."""

    def __init__(self, zone, operator, servers, words="", unit=1, lists=1, day=0):
        self.zone, self.operator, self.servers, self.words, self.unit = zone, operator, servers, words, unit
        self.lists, self.day = lists, day  # of the operator
        self.soon = SOON
        self.listed = collections.defaultdict(list)  # address -> [(from, to)]
        self.bad = []  # spans in which none of its servers is sound
        self.floods = []

    def gap(self, check):
        """Between two jobs, so that checks take no more than a tenth of the budget."""
        return min(DAY, self.lists * check * 10 * DAY / (0.95 * self.day)) if self.day else 0

    def was_listed(self, about, lo, hi):
        return any(a <= hi and lo < b for a, b in self.listed[about])

    def was_clean(self, about, lo, hi):
        at = lo
        for a, b in self.listed[about]:
            if a <= at:
                at = max(at, b)
        return at < hi

    def is_bad(self, lo, hi):
        """All the time between."""
        return any(a <= lo and hi <= b for a, b in self.bad)

    def resumed(self, earliest, latest):
        return any(earliest <= flood.to + MINUTE and flood.to - 1 <= latest for flood in self.floods)

    def should_count(self, about, t, slack):
        """What may be at a time before which nothing has changed for long. What a list named before its
        flood counts, what it names while it is held does not, in between both may be."""
        listed = self.was_listed(about, t, t)
        flood = next((f for f in self.floods if f.at <= t < f.to), None)
        if not flood or not listed:
            return {listed}
        near, spans = self.soon + slack, sorted(span for span in self.listed[about] if span[0] <= t)
        first = last = spans[-1][0]
        for a, b in reversed(spans):  # a short pause was perhaps not heard
            first = a if first - b < near else first
        return {True for _ in [0] if first <= flood.at + near} | {False for _ in [0] if last > flood.at - near}

    def sound_since(self, t):
        """Since when it has been sound and asked at its pace at `t`; infinite if it is not."""
        since = 2 * self.gap(CHECK_FIRST)
        for a, b in self.bad:
            if a <= t < b + RETRY:
                return float("inf")
            if b <= t:
                since = max(since, b + RETRY)
        return since


class World:
    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.days = self.chance.choice([5, 6, 7])
        self.end = self.days * DAY
        self.lines, self.jumps = [], []
        self.addresses = [f"{FIRST}{n}" for n in range(self.chance.choice([64, 96, 128]))]
        self.moved = self.chance.sample(self.addresses, self.chance.randrange(6))
        self.make_lists()
        if self.chance.random() < 0.4:
            self.make_jumps()
        self.kills = self.chance.random() < 0.4
        for one in self.lists:  # a desk that was started again does not know what checks cost
            one.soon += (6 if one.operator == "Z" else 3) * one.gap(CHECK_FIRST if self.kills else CHECK)
            self.make_listings(one)
            if one.unit == 1 and self.chance.random() < 0.4:
                self.make_floods(one)
            self.make_moods(one)
        self.make_moves()
        self.loss = self.chance.choice([0, 0, 2, 5])

    def make_lists(self):
        n = len(self.addresses)
        edge = int(n * 24 * HOUR / PERIOD * self.chance.uniform(0.7, 0.9))  # of what its walks alone would take
        self.lists = [
            List("two.example", "X", ["10.0.0.1", "10.0.0.2"], "second=20"),
            List("one.example", "Y", ["10.0.1.1"], "second=10", lists=2, day=100000),
            List("also.example", "Y", ["10.0.2.1"], "second=10", lists=2, day=100000),
            List("edge.example", "Z", ["10.0.3.1"], "second=5", day=edge),
        ]
        if self.chance.random() < 0.5:
            self.lists.append(List("wide.example", "W", ["10.0.4.1"], "unit=24", unit=256))

    def make_moods(self, one):
        """Hours in which it is not sound; of two servers one may be unsound for longer."""
        at = self.chance.uniform(8, 30) * HOUR
        while at < self.end - 2 * DAY:
            to = at + self.chance.uniform(1, 12) * HOUR
            if any(begin - RETRY - HOUR < to and at < begin + one.soon or resumed - RETRY < to and at < resumed + one.soon
                   for begin, resumed, _ in one.floods):
                at = to  # what was not seen of a flood when the list is resumed would be one of its own
                continue
            mood = self.chance.choice(MOODS)
            servers = one.servers if self.chance.random() < 0.6 else self.chance.sample(one.servers, 1)
            for server in servers:
                self.say(at, f"server {server} {mood}")
                self.say(to, f"server {server} answers")
            if servers == one.servers or len(servers) == len(one.servers):
                one.bad.append((at, to))
            at = to + self.chance.uniform(10, 40) * HOUR

    def make_listings(self, one):
        """Few enough at a time that the list is not held for it; gaps clearly below or above a day."""
        places = ["198.18.4.0"] if one.unit > 1 else self.chance.sample(self.addresses, 9)
        begun, calm = [], max(40 * HOUR, one.soon) + max([-by for _, by in self.jumps], default=0)
        for about in places:
            at = self.chance.choice([0, self.chance.uniform(0, self.end)])
            while at < self.end and sum(abs(at - b) < calm for b in begun) < 3:
                stay = self.chance.choice([self.chance.uniform(0.2, 3), self.chance.uniform(12, 70), 999])
                begun += [at] if at else []
                to = min(at + stay * HOUR, self.end)
                one.listed[about].append((at, to))
                self.put(one, about, at, to)
                at = to + self.chance.choice([self.chance.uniform(2, 13), self.chance.uniform(45, 90)]) * HOUR

    def make_floods(self, one):
        """It suddenly names many; some of them go before somebody looks, some stay for long."""
        at = self.chance.uniform(20, 60) * HOUR
        while at < self.end - DAY:
            to = at + one.soon + self.jumped(at - 2 * DAY, at + 2 * DAY) + self.chance.uniform(1, 30) * HOUR
            if to > self.end - HOUR:
                break
            free = [a for a in self.addresses if a not in one.listed]
            flood = Flood(at, to, self.chance.sample(free, min(len(free), self.chance.randint(3 * FLOOD, 40))))
            one.floods.append(flood)
            for about in flood.whom:
                begin = at + self.chance.choice([0, self.chance.uniform(0, HOUR)])
                end = min(begin + self.chance.choice([self.chance.uniform(0.2, 40), 999]) * HOUR, self.end)
                one.listed[about].append((begin, end))
                self.put(one, about, begin, end)
            self.say(to - MINUTE, f"expect standing {one.zone} is held")
            self.say(to, f"resume resume-{one.zone}-{len(one.floods)} {one.zone}")
            at = to + self.chance.uniform(40, 90) * HOUR

    def put(self, one, about, at, to):
        """A list of networks names all that is in it; here, all that it will be asked."""
        code = self.chance.choice([2, 3, 4])
        for each in self.addresses if one.unit > 1 else [about]:
            name = ".".join(reversed(each.split("."))) + "." + one.zone
            self.say(at, f"dns {name} -> 127.0.0.{code}")
            if to < self.end:
                self.say(to, f"dns {name} -> none")

    def make_moves(self):
        """A customer takes an address over, at the present moment."""
        for n, about in enumerate(self.moved):
            self.say(self.chance.uniform(2, 60) * HOUR, f"event move{n} move {about} customer C2")

    def make_jumps(self):
        """There and back again, once or twice."""
        at = self.chance.uniform(10, 40) * HOUR
        for _ in range(self.chance.choice([1, 2])):
            by, back = self.chance.choice([-26, -3, -1, 2, 5, 30]), at + self.chance.uniform(1, 20) * HOUR
            self.jumps += [(at, by * HOUR), (back, -by * HOUR)]
            at = back + self.chance.uniform(5, 40) * HOUR
        for t, d in self.jumps:
            self.say(t, f"clock {d // HOUR:+d}h")

    def jumped(self, begin, end):
        """By so much the clock was set anew in that time, there and back."""
        return sum(abs(by) for at, by in self.jumps if begin < at <= end)

    def say(self, at, line):
        self.lines.append((int(at), line))

    def text(self, seed, folder):
        out = [f"seeds {seed}", f"until {self.days * 24 + 2}h", "once", f"keep {folder}"]
        out += [f"network loss {self.loss}% delay 5ms..80ms"] if self.loss else []
        for one in self.lists:
            servers, day = " ".join(one.servers), f" day={one.day}" if one.day else ""
            out += [f"zone {one.zone} at {servers}", f"dns 2.0.0.127.{one.zone} -> 127.0.0.2",
                    f"watched {one.zone} at {servers} with operator={one.operator}{day} {one.words}"]
        out += ["watching mail 1h changed 1h rest 2h confirm 5m recheck 1h gap 5m", "hub",
                "file prefixes.csv", "| prefix,use", "| 198.18.4.0/25,single",
                "file machines.csv", "| machine,hostname", "| web1,web1.example",
                "file customers.csv", "| customer,name", "| C1,Acorn Bakery", "| C2,Birch Resale",
                "file all.csv", "| address,customer,machine,from",
                f"spread {FIRST}0-{self.addresses[-1]} ,C1,web1,2026-11-01T00:00:00Z".replace(" ,", " "),
                "at 1m import all machines.csv customers.csv prefixes.csv all.csv"]
        out += ["at 20m trouble 40 60h"] if self.kills else []
        out += [f"at {at}s {line}" for at, line in sorted(self.lines, key=lambda x: x[0])]
        out += [f"at {self.end}s stop", "expect all is done"]
        return "\n".join(out + self.limits()) + "\n"

    def limits(self):
        """Of days as the operator has them: a clock that jumps may take the share of the hours it jumped."""
        jumped = sum(by for _, by in self.jumps if by > 0)
        whose = {}
        for one in self.lists:
            if one.day:
                whose.setdefault(one.operator, (one.day, []))[1].extend(one.servers)
        return [f"expect asked {' '.join(servers)} on {day} <= {int(most * (1 + jumped / DAY))}"
                for most, servers in whose.values() for day in range(self.days)]

    def true_times(self, walls):
        """Of clock times in the order in which they were: the earliest and the latest that each may have been."""
        pieces, offset = [(0, 0)], 0
        for at, by in self.jumps:
            offset += by
            pieces.append((int(at), offset))
        ends = [begin for begin, _ in pieces[1:]] + [float("inf")]
        may = [[wall - START - shift for (begin, shift), end in zip(pieces, ends)
                if begin - 1 <= wall - START - shift <= end + 1] for wall in walls]
        earliest, latest, last = [], [], 0
        for times in may:
            last = min(t for t in times if t >= last - 1)
            earliest.append(last)
        last = float("inf")
        for times in reversed(may):
            last = max(t for t in times if t <= last + 1)
            latest.append(last)
        return list(zip(earliest, reversed(latest)))


class Row:
    def __init__(self, number, since, until, state):
        self.number, self.since, self.until, self.changes = number, since, until, []
        self.over, self.ended = state in ("ended", "dropped"), state == "ended"


def load(path, world):
    """(zone, address) -> rows, each with its changes at true times; what is held."""
    with sqlite3.connect(path) as db:
        rows, of = {}, collections.defaultdict(list)
        for number, zone, lo, since, until, state in db.execute(
                "SELECT id, zone, lo, since, until, state FROM listing ORDER BY id"):
            about = ".".join(map(str, lo[-4:]))
            rows[number] = Row(number, since / 1e6, until / 1e6, STATE[state])
            of[zone, about].append(rows[number])
        changes = db.execute("SELECT listing, at, change FROM listing_change ORDER BY id").fetchall()
        held = [zone for zone, in db.execute("SELECT zone FROM standing WHERE held = 1")]
    for (number, _, change), at in zip(changes, world.true_times([at / 1e6 for _, at, _ in changes])):
        rows[number].changes.append((*at, CHANGE[change]))
    return of, held


def judge(world, of):
    """Every way in which what is stored differs from the world, as a sentence."""
    known = {(one.zone, about) for one in world.lists for about in one.listed}
    for zone, about in of:
        if (zone, about) not in known:
            yield f"{about} was never on {zone}"
    for one in world.lists:
        told = {about: changes(of.get((one.zone, about), [])) for about in one.listed}
        for about in one.listed:
            for trouble in judge_place(world, one, about, of.get((one.zone, about), []), told[about]):
                yield f"{about} on {one.zone}: {trouble}"
        for flood in one.floods:
            many = sum(counting(told[about], flood.to - MINUTE) == {True} for about in flood.whom)
            if many >= 3 * FLOOD:  # it took one window to see it, or parts of several
                yield f"{many} of its flood count at {hours(flood.to)} on {one.zone}, before it is resumed"


def changes(rows):
    return sorted((change for row in rows for change in row.changes), key=lambda x: x[0])


def judge_place(world, one, about, rows, told):
    for change in told:
        yield from judge_change(world, one, about, *change)
    yield from judge_rows(one, rows)
    yield from judge_counting(world, one, about, told)


def judge_change(world, one, about, at, latest, change):
    if change in ("began", "faded") and one.resumed(at, latest):
        if not one.was_listed(about, at - one.soon - world.jumped(at - 2 * DAY, at), latest):
            yield f"{change} at {hours(at)} as the list was resumed, though it was not listed"
        return
    if change in ("appeared", "began", "returned", "lives") and not one.was_listed(about, at - FUZZ, latest):
        yield f"{change} at {hours(at)}, though not listed"
    if change in ("faded", "ended", "vanished") and not one.was_clean(about, at - FUZZ, latest):
        yield f"{change} at {hours(at)}, though listed"
    if one.is_bad(at - FUZZ, latest):
        yield f"{change} at {hours(at)}, though the list was not sound"


def may_follow(one, last, change, at, latest):
    """Of what changed while the list was held nothing is told."""
    if change in FOLLOWS[last]:
        return True
    if change == "began" and one.resumed(at, latest):
        return last in ("ended", None)
    return change == "returned" and one.floods and last in ("appeared", None)


def judge_rows(one, rows):
    for row in rows:
        last = None
        for at, latest, change in row.changes:
            if change == "recoded":
                continue
            if not may_follow(one, last, change, at, latest):
                yield f"{change} at {hours(at)} after {last}"
            last = change
    for before, after in zip(rows, rows[1:]):
        if not before.over:
            yield f"named again at {hours(after.since - START)} of the clock while it goes on"
        elif before.ended and after.since - before.until < DAY - FUZZ:
            yield f"a new listing at {hours(after.since - START)} of the clock, though it ended less than a day before"


def judge_counting(world, one, about, told):
    """At every moment at which nothing has changed for long it is plain whether it counts."""
    edges = sorted({0, *(t for span in one.listed[about] for t in span), *(b + RETRY for _, b in one.bad),
                    *(f.at for f in one.floods)})
    moments = [edge + one.soon + more for edge in edges for more in (0, 3 * HOUR)]
    moments += [f.to + 2 * MINUTE for f in one.floods] + list(range(5 * HOUR, int(world.end), 5 * HOUR))
    for t in moments:
        quiet = max([e for e in edges if e <= t] + [one.sound_since(t)])
        slack = world.jumped(quiet - 2 * DAY, t)
        if t > world.end or t - quiet < one.soon + slack:
            continue
        should, does = one.should_count(about, t, slack), counting(told, t)
        if not should & does:
            yield f"{'counts' if True in does else 'does not count'} at {hours(t)}, though since {hours(quiet)} it " \
                  f"should{' not' if True in does else ''}; it {', '.join(f'{change} at {hours(at)}' for at, _, change in told)}"


def counting(told, t):
    """What may be, where a clock that was set back leaves two times possible."""
    found = set()
    for which in 0, 1:
        i = bisect.bisect_right([change[which] for change in told], t)
        found.add(i > 0 and COUNTS.get(told[i - 1][2], False))
    return found


def hours(t):
    return f"{t / HOUR:.2f}h"


def play(sim, seed, verbose):
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        folder = pathlib.Path(folder)
        world = World(seed)
        scenario = folder / f"days-{seed}.scn"
        scenario.write_text(world.text(seed, folder))
        done = subprocess.run([sim, *(["-v"] if verbose else []), scenario], capture_output=True, text=True)
        if verbose:
            sys.stderr.write(scenario.read_text() + done.stderr)
        if done.returncode:
            return [line for line in (done.stdout + done.stderr[-3000:]).splitlines() if line.startswith("#") or "ERROR" in line]
        of, held = load(folder / "netizen.db", world)
        counted[0] += sum(len(row.changes) for rows in of.values() for row in rows)
        counted[1] += world.days
        return [f"{zone} is held at the end" for zone in held] + list(judge(world, of))


counted = [0, 0]  # changes, days


def main():
    args = [a for a in sys.argv[1:] if a != "-v"]
    first, _, last = args[1].partition("..")
    seeds = range(int(first), int(last or first) + 1)
    bad = 0
    print(f"1..{len(seeds)}", flush=True)
    for n, seed in enumerate(seeds, 1):
        troubles = play(args[0], seed, "-v" in sys.argv)
        bad += bool(troubles)
        print(f"{'not ' if troubles else ''}ok {n} - days of the seed {seed}")
        print("".join(f"# {t}\n" for t in troubles[:20]), end="", flush=True)
    print(f"# {counted[1]} days, {counted[0]} changes")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
"""No wrong server makes a sweep miss a listing, invent one, or call clean what it cannot know.

All runs of a kind go at once, each with a wrong server of its own, because silence takes time."""

import concurrent.futures
import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

import lies  # noqa: E402
import listing  # noqa: E402
import script  # noqa: E402
import swept  # noqa: E402

ZONE, PREFIXES = "bl.rbl.example", ["198.18.0.0/22"]
NEW_CODE = "listed-as 127.0.1.99"
TRUE, LIAR = "127.0.3.1", "127.0.3.2"
OURS = "18.198"  # the labels that all our addresses end with when reversed
AT_ONCE = 16

# What is only in the way: the result is exact all the same.
HARMLESS = ["drop 20", "once silent", "once servfail", "once truncated", "once garbage",
            "twice", "twice 5", "late 0.3", "share 20 late 1.5", "forged id", "forged question", "forged kind",
            "forged port", "forged address", "forged echo", "nodata", "with-nxdomain",
            "forged id; forged port; twice; drop 10", "share 50 once silent; late 0.05",
            "lie-tests empty"]

# A list that is wrong from the start, or becomes so on the way: nothing it says counts.
VOID = ["code 127.0.0.2", "code 127.0.0.1", "code 198.51.100.7", "code 127.255.255.254", "empty", "flipped",
        "gone", "no-soa", "refused", "servfail", "formerr", "notimp", "truncated", "garbage", "silent", "die"]
VOID_LATER = ["code 127.0.0.2", "code 127.0.0.1", "code 198.51.100.7", "code 127.255.255.255", "empty",
              "flipped", "gone", "refused", "servfail", "truncated", "garbage", "deaf", "die"]

# A list that passes its checks but fails for some addresses: those are unknown for this reason.
# Silence about some names is told from a dying server only where it is about few.
PARTLY = {"silent": "transport", "servfail": "transport", "truncated": "transport", "garbage": "transport",
          "refused": "refused", "formerr": "refused", "gone": "zone-gone", "no-soa": "unproven",
          "code 198.51.100.7": "rewritten", "code 127.255.255.254": "error-code", "code 127.0.0.1": "blocked",
          "code 127.0.1.99": "new-code"}
SHARES = {"silent": 3, "garbage": 3}
SHARE = 30


def share(behaviour):
    return SHARES.get(behaviour, SHARE)


def partly(behaviour):
    return f"within {OURS} share {share(behaviour)} {behaviour}"


class WrongServers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.path = pathlib.Path(os.environ["RIG_YARD"]) / "listing"
        lines = [f"198.18.{i % 4}.{i * 7 % 256} 127.0.0.{2 + i % 9} number {i}" for i in range(60)]
        cls.path.write_text("\n".join([*lines, "198.18.2.239-198.18.3.16 127.0.0.11 a run"]) + "\n")
        cls.truth = swept.expected(cls.path, PREFIXES)
        cls.all = list(swept.asked(PREFIXES))
        later = len(cls.all) // 2
        cls.scripts = [*HARMLESS, *VOID, NEW_CODE, *(f"after {later} {b}" for b in VOID_LATER),
                       *map(partly, PARTLY)]
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            cls.runs = dict(zip(cls.scripts, pool.map(cls.run_one, range(len(cls.scripts)))))

    @classmethod
    def run_one(cls, number):
        here, there = f"127.0.1.{number + 1}", f"127.0.2.{number + 1}"
        server = lies.Faulty([f"{ZONE}={cls.path}"], address=here, other=there)
        server.behave(ZONE, cls.scripts[number])
        run = swept.sweep(*PREFIXES, "--list", ZONE, "--server", here, timeout=500)
        server.end()
        return run

    def never_wrong(self, run):
        """Whatever happened: no invented listing, and none of the listed among the clean."""
        self.assertIsNotNone(run.summary, run)
        self.assertEqual({a: sorted(c) for a, c in run.listings.items() if a not in self.truth}, {}, run)
        s = run.summary
        self.assertEqual(s["asked"], len(self.all), run)
        self.assertEqual(s["listed"] + s["clean"] + s["unknown"], len(self.all), run)
        self.assertEqual(s["listed"], len(run.listings), run)
        self.assertLessEqual(s["clean"], len(self.all) - len(self.truth), run)
        self.assertEqual(sum(s["unknown_why"].values()), s["unknown"], run)

    def harmless(self, text):
        run = self.runs[text]
        self.never_wrong(run)
        self.assertEqual(run.exit, 0, run)
        self.assertEqual({a: sorted(c) for a, c in run.listings.items()}, self.truth, run)
        self.assertEqual(run.summary["clean"], len(self.all) - len(self.truth), run)
        self.assertEqual(run.lists[ZONE]["health"], "ok", run)

    def void(self, text):
        run = self.runs[text]
        self.never_wrong(run)
        self.assertEqual(run.exit, 3, run)
        self.assertEqual(run.listings, {}, run)
        self.assertEqual((run.summary["clean"], run.summary["unknown"]), (0, len(self.all)), run)
        self.assertNotEqual(run.lists[ZONE]["health"], "ok", run)
        self.assertTrue(run.lists[ZONE]["why"], run)

    def partly(self, behaviour, why):
        run = self.runs[partly(behaviour)]
        self.never_wrong(run)
        hidden = {a for a in self.all if script.in_share(listing.reversed_name(a), share(behaviour))}
        seen = {a: c for a, c in self.truth.items() if a not in hidden}
        self.assertEqual(run.exit, 3, run)
        self.assertEqual({a: sorted(c) for a, c in run.listings.items()}, seen, run)
        self.assertEqual(run.summary["unknown_why"], {why: len(hidden)}, run)
        self.assertEqual(run.summary["clean"], len(self.all) - len(hidden) - len(seen), run)


    def test_5_new_code(self):
        """a code nobody knows is no listing and not clean: the others are clean all the same"""
        run = self.runs[NEW_CODE]
        self.never_wrong(run)
        self.assertEqual((run.exit, run.listings), (3, {}), run)
        self.assertEqual(run.summary["unknown_why"], {"new-code": len(self.truth)}, run)

    def test_6_one_of_two_lies(self):
        """two servers of one zone, of which one lies: the other one is asked in its place, nothing is lost"""
        for lie in "flipped", "empty", "code 127.0.0.2", "after 300 empty", "after 300 code 127.0.0.2":
            with self.subTest(lie):
                run = self.two(lie)
                self.never_wrong(run)
                self.assertEqual(run.exit, 3, run)
                self.assertEqual(run.lists[ZONE]["health"], "partial", run)
                self.assertIn(LIAR, run.lists[ZONE]["why"], run)
                self.assertEqual({h["server"].split(":")[0] for h in run.hits} - {TRUE}, set(), run)
                for address, codes in run.listings.items():
                    self.assertEqual(sorted(codes), self.truth[address], run)
                self.assertEqual(set(run.listings), set(self.truth), run)
                self.assertEqual(run.summary["unknown"], 0, run)

    def two(self, lie):
        servers = [lies.Faulty([f"{ZONE}={self.path}"], address=a) for a in (TRUE, LIAR)]
        servers[1].behave(ZONE, lie)
        run = swept.sweep(*PREFIXES, "--list", ZONE, "--server", TRUE, "--server", LIAR)
        for server in servers:
            server.end()
        return run


def case(work, told, *args):
    def test(self):
        work(self, *args)
    test.__doc__ = told
    return test


for n, text in enumerate(HARMLESS):
    setattr(WrongServers, f"test_1_{n:02}", case(WrongServers.harmless, f"exact in spite of: {text}", text))
for n, text in enumerate(VOID):
    setattr(WrongServers, f"test_2_{n:02}", case(WrongServers.void, f"nothing counts: {text}", text))
for n, text in enumerate(VOID_LATER):
    setattr(WrongServers, f"test_3_{n:02}",
            case(WrongServers.void, f"nothing counts when it turns on the way: {text}", f"after 512 {text}"))
for n, (text, why) in enumerate(PARTLY.items()):
    setattr(WrongServers, f"test_4_{n:02}", case(WrongServers.partly, f"unknown ({why}) for some: {text}", text, why))


if __name__ == "__main__":
    tap.main()

#!/usr/bin/python3
"""Roles and their parent killed at random moments of a sweep, KILLS of them (24): every listing is
kept, none is doubled, no budget is overspent by a packet, and all comes back by itself."""

import os
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

import hub_test  # noqa: E402
import watched  # noqa: E402

del hub_test.WithHub, hub_test.WithoutHub  # their cases run elsewhere
RICH, POOR = "rich.example", "poor.example"
MOST = 3000  # of the poor one's day: at its edge in minutes, as every new desk asks it anew
WHOM = ["watch", "desk", "watch", "desk", "front", "courier", "parent"]


class Killed(watched.Place):
    lists = {RICH: "per-second = 0\nper-day = 0", POOR: f"per-second = 200\nper-day = {MOST}"}

    def test_killed(self):
        """killed again and again: what is listed is known, once; no packet too many"""
        chance, day = random.Random(int(os.environ.get("SEED", "3"))), watched.today()
        always = {f"192.0.2.{n}" for n in range(10, 22)}
        others = sorted(f"192.0.2.{n}" for n in range(40, 52))
        now = set(others)
        self.names.list_these(RICH, always | now)
        self.names.list_these(POOR, always)
        self.start_hub()
        self.fill()
        self.settles(RICH, always | now)  # else what comes later would be much at once, and held
        for n in range(int(os.environ.get("KILLS", "24"))):
            time.sleep(chance.random() * 1.2)
            while not self.kill(chance.choice(WHOM)):
                time.sleep(0.05)
            if n % 6 == 5:  # these come and go meanwhile
                now = set(chance.sample(others, chance.randrange(len(others))))
                self.names.list_these(RICH, always | now)
            if n % 20 == 19:
                self.settles(RICH, always | now)
                self.is_not_overspent(day)
        self.settles(RICH, always | now)
        self.until(lambda: set(self.roles()) >= {"desk", "front", "watch"}, "a role did not come back")
        for zone in self.lists:
            self.is_whole(zone)
        self.is_not_overspent(day)
        told = self.run_it("listings", "--open", "--list", RICH, "--json").stdout
        self.assertEqual({a for a in always if f'"{a}"' in told}, always, told)

    def is_not_overspent(self, began):
        """Packets first, then the book: what comes in between is granted already."""
        for zone in self.lists:
            came, (day, granted) = self.names.packets[zone, began], self.spent(zone)
            if day == began == watched.today():  # what midnight divides is not compared
                self.assertLessEqual(came, granted, zone)
        self.assertLessEqual(self.names.packets[POOR, began], MOST)


if __name__ == "__main__":
    tap.here()

#!/usr/bin/python3
"""A hub that watches while its PostgreSQL goes away and comes back: a clear sentence, not one a second,
nothing lost or doubled, and all goes on by itself."""

import ipaddress
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

import hub_postgres_test as on  # noqa: E402  (outside a yard it starts one and comes again)
import postgres  # noqa: E402
import watched  # noqa: E402

setUpModule = on.setUpModule
ZONE = "list.example"


class Vanishing(on.OnPostgres, watched.Place):
    lists = {ZONE: "per-second = 0\nper-day = 0"}

    def rows(self, query):
        """As of SQLite: numbers are numbers, addresses octets."""
        def value(text):
            return bytes.fromhex(text[2:]) if text.startswith("\\x") else int(text)

        return [tuple(map(value, line.split("|"))) for line in self.sql(query).splitlines()]

    def start_hub(self, *words):
        watched.Place.start_hub(self, *words)

    def test_vanishing(self):
        """a server that is stopped, killed and crashes while lists are asked"""
        self.addCleanup(postgres.start, "pg")
        self.names.list_these(ZONE, ["192.0.2.7", "192.0.2.8"])
        self.start_hub()
        self.fill()
        self.settles(ZONE, ["192.0.2.7", "192.0.2.8"])
        roles = self.roles()
        for n, away in enumerate([postgres.stop, postgres.kill, postgres.crash]):
            at = len(self.log())
            away("pg")
            now = ["192.0.2.8", f"192.0.2.{20 + n}"]
            self.names.list_these(ZONE, now)
            self.until(lambda: re.search("PostgreSQL|connection", self.log()[at:]), "no word of it")
            time.sleep(6)
            said = re.findall(r"level=(?:warn|err)\S* .*", self.log()[at:])
            self.assertLess(len(said), 8, "\n".join(said))
            postgres.start("pg")
            self.settles(ZONE, now)
        self.is_whole(ZONE)
        self.assertEqual(self.roles(), roles, self.log()[-3000:])


if __name__ == "__main__":
    tap.main("postgres")

#!/usr/bin/python3
"""From one engine to the other and back, by backups: all that was kept is there, to the last octet,
and every question has the same answer."""

import json
import pathlib
import re
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

import hub_postgres_test as on  # noqa: E402  (outside a yard it starts one and comes again)
import listings_test  # noqa: E402
import postgres  # noqa: E402

setUpModule = on.setUpModule
NETIZEN, JUNE, JULY = listings_test.NETIZEN, listings_test.JUNE, listings_test.JULY
HOLDINGS = listings_test.hub_test.HOLDINGS
ON_POSTGRES = f"[store]\npostgresql = host={on.FOLDER} user={on.WRITER} dbname=hub\nreader = user={on.READER}\n"
ALONE = "[watch]\nenabled = no\n"
THEN = ["--at", "2026-06-01T00:00:00Z"]
QUESTIONS = [["who", "192.0.2.7", "--at", "2026-02-01T00:00:00Z"], ["who", "192.0.2.8", *THEN],
             ["who", "192.0.2.8", *THEN, "--known-at", "2026-01-02T00:00:00Z"], ["who", "192.0.2.65", *THEN],
             ["who", "2001:db8:0:1::25", *THEN], ["who", "info@kunde.example", *THEN], ["ip", "192.0.2.7", "--history"],
             ["ip", "192.0.2.8"], ["ip", "192.0.2.9"], ["listings"], ["listings", "--open"], ["advise", "-n", "300"],
             ["inventory"], *[["inventory", k] for k in ("machines", "customers", "prefixes", "tenancies", "holdings")]]
OF_THE_DATABASE = {"meta": "0", "migration": "number, name, checksum"}  # the rest says when and by whom it was opened


def read_file(path):
    """Table to its columns and its rows, sorted; octets are "\\x" and digits."""
    kept = {}
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        names = [n for n, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
        for name in names:
            columns = [c for _, c, *_ in db.execute(f"PRAGMA table_info({name})")]
            rows = db.execute(f"SELECT {OF_THE_DATABASE.get(name, ', '.join(columns))} FROM {name}").fetchall()
            kept[name] = columns, sorted([["\\x" + v.hex() if isinstance(v, bytes) else v for v in r] for r in rows], key=repr)
    db.close()
    return kept


class Engines(listings_test.Place):
    """It begins in a file below self.state."""

    def setUp(self):
        on.OnPostgres.new_database(self)
        super().setUp()
        self.shelf = self.dir / "shelf"
        self.phrase = self.file("phrase", "correct horse\n")

    def configured(self, state, text):
        etc = self.dir / state / "etc"
        etc.mkdir(parents=True)
        (etc / "netizen.conf").write_text(ALONE + text)
        self.state = self.dir / state

    def backup(self):
        self.run_it("backup", str(self.shelf), "--passphrase-file", self.phrase)
        newest = max(self.shelf.glob("netizen-*Z"))
        return newest.rename(self.shelf / self.state.name)

    def recover(self, backup):
        return self.run_it("recover", str(backup), "--passphrase-file", self.phrase)

    def read_server(self):
        """The same as of a file."""
        kept = {}
        sql = lambda text: postgres.sql("pg", text, "hub").splitlines()  # noqa: E731
        for name in sql("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace;"):
            columns = sql(f"SELECT attname FROM pg_attribute WHERE attrelid = '{name}'::regclass AND attnum > 0 ORDER BY attnum;")
            rows = sql(f"SELECT json_build_array({OF_THE_DATABASE.get(name, ', '.join(columns))}) FROM {name};")
            kept[name] = columns, sorted(map(json.loads, rows), key=repr)
        return kept

    def fill(self):
        """Something in every table, whatever tables there are."""
        self.run_it("import", self.file("h.csv", HOLDINGS))
        self.run_it("event", "assign", "192.0.2.9", "--customer", "K-2", "--machine", "web2", "--at", "2026-05-01T00:00:00Z")
        self.run_it("event", "release", "192.0.2.9", "--at", "2026-06-15T00:00:00Z")
        first = self.put(self.listing("192.0.2.7"), self.listing("192.0.2.8"))[0]
        self.put(self.listing("192.0.2.7", id=first, state="ended", change="ended", until=JULY, at=JULY),
                 self.listing("192.0.2.9", held=True), self.listing("2001:db8:0:1::/64", list="b6.example"),
                 {"standing": "bl.example", "health": "broken", "why": "caf\u00e9", "since": JUNE},
                 {"ptr": "192.0.2.7", "name": "mail.k1.example", "verdict": "ok", "since": JUNE})
        path = self.state / "lib" / "netizen.db"
        values = {"INTEGER": lambda k, n: 10**15 * k + n, "TEXT": lambda k, n: f"\u00e9'\"\\\n\t{k}{n}" if n else "",
                  "BLOB": lambda k, n: bytes([0, 255, 92, 120, k, n])}
        with sqlite3.connect(path) as db:
            for name, (columns, rows) in read_file(path).items():
                types = [t for _, _, t, *_ in db.execute(f"PRAGMA table_info({name})")]
                for k in range(0 if rows else 3):
                    db.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(types))})",
                               [values[t](k, n + k) for n, t in enumerate(types)])
        db.close()

    def answers(self):
        """By a hub at work. A passport tells when it was asked for."""
        (self.dir / "log").unlink(missing_ok=True)
        self.start_hub()
        told = {" ".join(words): self.run_it(*words, "--json").stdout for words in QUESTIONS}
        self.end_hub()
        return {k: re.sub('"at":"[^"]*"', "", v, count=1) if k.startswith("ip ") else v for k, v in told.items()}

    def goes_on(self):
        """What comes now gets numbers of its own."""
        before = self.counts()["tenancies"]
        self.run_it("import", self.file("more.csv", "address,customer,machine,from\n"
                                        "192.0.2.40,K-1,web1,2026-07-01T00:00:00Z\n192.0.2.41,K-9,web9,2026-07-01T00:00:00Z\n"),
                    self.file("k9.csv", "customer,name\nK-9,Nine\n"), self.file("w9.csv", "machine\nweb9\n"))
        self.assertEqual(self.counts()["tenancies"], before + 2)
        self.assertEqual(self.who("192.0.2.41")["candidates"][0]["customer"], "K-9")

    def test_there_and_back(self):
        """a file, a PostgreSQL and a file again have the same rows in every table, and the same answers"""
        self.fill()
        kept, answers = read_file(self.state / "lib" / "netizen.db"), self.answers()
        self.assertEqual([name for name, (_, rows) in kept.items() if not rows], [])
        backup = self.backup()
        self.configured("server", ON_POSTGRES)
        self.recover(backup)
        self.assertEqual(list((self.state / "lib").glob("*.db*")), [])
        self.compare(self.read_server(), kept)
        self.compare(self.answers(), answers)
        back = self.backup()
        self.assertEqual(json.loads((back / "MANIFEST").read_text())["engine"], "postgresql")
        self.configured("file", "")
        self.recover(back)
        self.compare(read_file(self.state / "lib" / "netizen.db"), kept)
        self.compare(self.answers(), answers)
        self.goes_on()
        self.state = self.dir / "server"
        self.goes_on()

    def compare(self, got, want):
        self.assertEqual(sorted(got), sorted(want))
        for name, value in want.items():
            with self.subTest(name):
                self.assertEqual(got[name], value)


if __name__ == "__main__":
    tap.main("postgres")

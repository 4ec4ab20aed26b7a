#!/usr/bin/python3
"""Backups of other times: an older schema is recovered and brought up to date, a newer one refused."""

import ctypes
import ctypes.util
import hashlib
import json
import pathlib
import shutil
import sqlite3
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import backup_test  # noqa: E402
import tap  # noqa: E402

del backup_test.WithHub, backup_test.WithoutHub  # their cases run elsewhere
ROOM = 16 << 20
FIRST = {"meta", "import", "machine", "machine_fact", "customer", "customer_fact", "prefix", "prefix_fact", "tenancy", "holding",
         "migration"}
zstd = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
for f in zstd.ZSTD_compress, zstd.ZSTD_decompress:
    f.restype = ctypes.c_size_t


def packed(data):
    to = ctypes.create_string_buffer(ROOM)
    n = zstd.ZSTD_compress(to, ctypes.c_size_t(ROOM), data, ctypes.c_size_t(len(data)), 1)
    return to.raw[:n]


def unpacked(data):
    to = ctypes.create_string_buffer(ROOM)
    n = zstd.ZSTD_decompress(to, ctypes.c_size_t(ROOM), data, ctypes.c_size_t(len(data)))
    return to.raw[:n]


MAGIC = b"netizen dump 1\n"


def text(s):
    return struct.pack("<I", len(s)) + s


def take_text(body, at):
    n, = struct.unpack_from("<I", body, at)
    return body[at + 4:at + 4 + n], at + 4 + n


def values(body):
    """The values of a row, as they stand there."""
    found, at = [], 0
    while at < len(body):
        kind = body[at]
        end = at + 1 + (kind - 16 if kind >= 16 else 4 + struct.unpack_from("<I", body, at + 1)[0] if kind else 0)
        found.append(body[at:end])
        at = end
    return found


class Dump:
    """Tables in their order: name to columns and rows."""

    def __init__(self, data):
        assert data.startswith(MAGIC)
        self.tables, at = {}, len(MAGIC)
        while at < len(data):
            kind, n = struct.unpack_from("<BI", data, at)
            body, at = data[at + 5:at + 5 + n], at + 5 + n
            if kind == ord("H"):
                self.engine = take_text(body, 4)[0]
            elif kind == ord("T"):
                name, here = take_text(body, 0)
                count, = struct.unpack_from("<H", body, here)
                columns, here = [], here + 2
                for _ in range(count):
                    column, here = take_text(body, here)
                    columns.append(column)
                self.tables[name.decode()] = columns, []
                rows = self.tables[name.decode()][1]
            elif kind == ord("R"):
                rows.append(values(body))

    def octets(self, schema):
        out = [MAGIC]

        def record(kind, body):
            out.append(struct.pack("<BI", ord(kind), len(body)) + body)

        record("H", struct.pack("<I", schema) + text(self.engine))
        for name, (columns, rows) in self.tables.items():
            record("T", text(name.encode()) + struct.pack("<H", len(columns)) + b"".join(map(text, columns)))
            for row in rows:
                record("R", b"".join(row))
            record("N", struct.pack("<Q", len(rows)))
        record("Z", struct.pack("<QQ", len(self.tables), sum(len(r) for _, r in self.tables.values())))
        return b"".join(out)

    def without(self, table, column):
        columns, rows = self.tables[table]
        at = columns.index(column.encode())
        for part in columns, *rows:
            del part[at]


class Times(backup_test.Backups):
    def setUp(self):
        super().setUp()
        self.fill()
        self.own, self.had = self.backup(), self.counts()
        self.schema = json.loads((self.own / "MANIFEST").read_text())["schema"]
        self.dump = Dump(unpacked((self.own / "store.dump.zst").read_bytes()))

    def written(self, schema, version="0.0.9", **more):
        """The backup as another netizen would have written it."""
        to = self.dir / f"schema{schema}"
        shutil.copytree(self.own, to)
        rows = packed(self.dump.octets(schema))
        (to / "store.dump.zst").write_bytes(rows)
        told = json.loads((to / "MANIFEST").read_text()) | {"schema": schema, "version": version} | more
        told["tables"] = [{"name": n, "rows": len(r)} for n, (_, r) in self.dump.tables.items()]
        for f in told["files"]:
            content = (to / f["name"]).read_bytes()
            f |= {"octets": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        manifest = json.dumps(told, separators=(",", ":")) + "\n"
        (to / "MANIFEST").write_text(manifest)
        sums = [(hashlib.sha256(manifest.encode()).hexdigest(), "MANIFEST"), *[(f["sha256"], f["name"]) for f in told["files"]]]
        (to / "SHA256SUMS").write_text("".join(f"{s}  {n}\n" for s, n in sums))
        return to

    def test_same(self):
        """what this test writes is what netizen writes"""
        self.assertEqual(self.dump.octets(self.schema), unpacked((self.own / "store.dump.zst").read_bytes()))
        self.recover(self.written(self.schema))
        self.assertEqual(self.counts_of("second"), self.counts())

    def is_up_to_date(self, to):
        with sqlite3.connect(f"{self.dir / to}/lib/netizen.db") as db:
            self.assertEqual([n for n, in db.execute("SELECT number FROM migration ORDER BY 1")], list(range(1, self.schema + 1)))
            self.assertEqual(db.execute("SELECT count(*) FROM sqlite_schema WHERE name IN ('request', 'listing', 'ptr')").fetchone(), (3,))
            self.assertEqual(db.execute("SELECT max(mail) FROM prefix_fact").fetchone()[0], 1 if to == "three" else 0)
        db.close()
        self.assertEqual(self.counts_of(to), self.had)
        self.state = self.dir / to
        self.assertEqual(self.who("192.0.2.7", "2026-02-01T00:00:00Z")["candidates"][0]["customer"], "K-1")
        self.run_it("event", "assign", "192.0.2.99", "--customer", "K-1", "--machine", "web1", "--at", "2026-02-01T00:00:00Z")
        self.assertEqual(self.run_it("listings").stdout, "no listings\n")

    def older(self, schema, tables):
        for name in set(self.dump.tables) - tables:
            del self.dump.tables[name]
        columns, rows = self.dump.tables["migration"]
        rows[:] = rows[:schema]
        return self.written(schema)

    def test_older(self):
        """backups of the first and of the third schema: recovered, and brought up to date"""
        third = self.older(3, FIRST | {"request"})
        self.assertIn("schema 3", self.recover(third, to="three").stdout)
        self.dump.without("prefix_fact", "mail")
        first = self.older(1, FIRST)
        self.recover(first, to="one")
        for to in "three", "one":
            with self.subTest(to):
                self.is_up_to_date(to)

    def refused(self, backup, *words):
        for more in [], ["--dry-run"], ["--replace"]:
            said = self.recover(backup, *more, code=1).stderr
            for word in words:
                self.assertIn(word, said)
            self.assertEqual(said.count("\n"), 1, said)
        self.assertFalse((self.dir / "second").exists())

    def test_newer(self):
        """backups of a later schema and of a later form: refused in a sentence that says what to do, nothing is made"""
        self.dump.tables["of_later"] = [b"id"], [[b"\x11\x07"]]
        self.refused(self.written(self.schema + 1, "9.8.7"), f"has schema {self.schema + 1}", "netizen 9.8.7", "install that one")
        self.refused(self.written(self.schema + 2, "9.8.7", format=2), "of format 2", "use the one that wrote it")

    def test_other_rows(self):
        """rows that the manifest's schema does not have, or lacks: refused, nothing is made"""
        self.dump.tables["of_later"] = [b"id"], [[b"\x11\x07"]]
        self.recover(self.written(self.schema), code=1)
        self.assertFalse((self.dir / "second" / "lib" / "netizen.db").exists())
        self.assertFalse((self.dir / "second" / "lib" / "recovering").exists())


if __name__ == "__main__":
    tap.here()

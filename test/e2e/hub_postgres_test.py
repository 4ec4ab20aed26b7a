#!/usr/bin/python3
"""The hub on a PostgreSQL: all it does on a file, and a server that goes away and comes back."""

import os
import pathlib
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import hub_client as hc  # noqa: E402
import tap  # noqa: E402

if "RIG_YARD" not in os.environ:
    tap.main("postgres")

import hub_test  # noqa: E402
import postgres  # noqa: E402

FOLDER = pathlib.Path(os.environ["RIG_YARD"]) / "socket"
ADDRESS = "10.54.0.2"
WRITER, READER = "netizen", "netizen_read"


def setUpModule():
    postgres.rig("connect", "yard", "10.54.0.1/24")
    postgres.up("pg", FOLDER, ADDRESS)
    postgres.rig("enter", "--user", "postgres", "pg", "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
                 "2", "-subj", "/CN=pg", "-addext", f"subjectAltName=IP:{ADDRESS}", "-keyout", f"{postgres.DATA}/server.key",
                 "-out", f"{postgres.DATA}/server.crt")
    postgres.sql("pg", "ALTER SYSTEM SET ssl = on; SELECT pg_reload_conf();")
    postgres.sql("pg", f"CREATE ROLE {WRITER} LOGIN PASSWORD 'write-word'; CREATE ROLE {READER} LOGIN PASSWORD 'read-word';")


class OnPostgres:
    """A database of its own for each case, told by the environment."""

    def make_store(self):
        self.new_database()
        self.told = {"NETIZEN__STORE__POSTGRESQL": f"host={FOLDER} user={WRITER} dbname=hub",
                     "NETIZEN__STORE__READER": f"user={READER}"}
        os.environ.update(self.told)
        self.addCleanup(self.forget)

    def new_database(self):
        postgres.sql("pg", "DROP DATABASE IF EXISTS hub WITH (FORCE);")
        postgres.sql("pg", f"CREATE DATABASE hub OWNER {WRITER};")
        postgres.sql("pg", f"ALTER DEFAULT PRIVILEGES FOR ROLE {WRITER} GRANT SELECT ON TABLES TO {READER};", "hub")

    def forget(self):
        for name in self.told:
            os.environ.pop(name, None)

    def sql(self, text):
        return postgres.sql("pg", text, "hub")

    def last_import(self):
        return tuple(self.sql("SELECT who, why FROM import ORDER BY id DESC LIMIT 1;").split("|"))

    def start_hub(self, *words):
        super().start_hub(*words)
        self.assertFalse((self.state / "lib" / "netizen.db").exists())


class WithoutHub(OnPostgres, hub_test.WithoutHub):
    test_store_not_to_be_had = None  # of a file; a server that is away has cases of its own

    def is_untouched(self):
        self.assertFalse((self.state / "lib" / "netizen.db").exists())


class WithHub(OnPostgres, hub_test.WithHub):
    def test_users(self):
        """desk writes as one user, front reads as another who may do nothing else"""
        users = self.sql("SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'netizen' ORDER BY 1;")
        self.assertEqual(users.split(), [WRITER, READER])


class Vanishing(OnPostgres, hub_test.Place):
    """Over TCP and TLS, with passwords, in the cage."""

    def make_store(self):
        self.new_database()
        etc = self.state / "etc"
        etc.mkdir(parents=True)
        (etc / "root.crt").write_text(postgres.rig("enter", "pg", "cat", f"{postgres.DATA}/server.crt"))
        (etc / "write").write_text("write-word\n")
        (etc / "read").write_text("read-word\n")
        for name in "write", "read":
            (etc / name).chmod(0o600)
        (etc / "netizen.conf").write_text(
            f"[store]\npostgresql = host={ADDRESS} user={WRITER} dbname=hub sslmode=verify-full sslrootcert={etc}/root.crt\n"
            f"password = @write\nreader = user={READER}\nreader-password = @read\n")
        postgres.start("pg")
        self.addCleanup(postgres.start, "pg")

    def answer(self):
        client = hc.Client(self.state / "run" / "control")
        client.send(hc.frame(hc.WHO, hc.who("192.0.2.7")))
        got = client.answer()
        client.close()
        return got

    def test_gone_and_back(self):
        """a server that is stopped, killed and started again: sentences meanwhile, nothing restarted, nothing lost"""
        self.start_hub()
        roles = self.roles()
        self.run_it("import", *self.files())
        self.assertEqual(self.sql("SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                                  " WHERE application_name = 'netizen';"), "t")
        for n, away in enumerate([postgres.stop, postgres.kill, postgres.crash]):
            away("pg")
            number, kind, why, _ = self.answer()
            self.assertEqual(kind, "later", why)
            self.assertRegex(why, "PostgreSQL|connection")
            waits = subprocess.Popen([hub_test.NETIZEN, "event", "--state", str(self.state), "assign", f"192.0.2.{20 + n}",
                                      "--customer", "K-1", "--machine", "web1", "--at", "2026-04-01T00:00:00Z"],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            time.sleep(0.5)
            postgres.start("pg")
            self.assertEqual(self.answer()[1], "none")
            self.assertEqual(waits.wait(60), 0, waits.stderr.read())
            waits.stderr.close()
            self.assertEqual(self.counts()["tenancies"], 5 + n)
        self.assertEqual(self.roles(), roles, self.log())
        self.assertNotRegex(self.log(), "write-word|read-word")
        for pid in roles.values():
            self.assertNotIn(b"-word", pathlib.Path(f"/proc/{pid}/cmdline").read_bytes())

    def test_stays_away(self):
        """a command gives up with a sentence while the server stays away"""
        self.start_hub()
        self.run_it("import", *self.files())
        postgres.stop("pg")
        done = self.run_it("event", "release", "192.0.2.7", "--at", "2026-06-01T00:00:00Z", code=1)
        self.assertRegex(done.stderr, r"^netizen: event: .*PostgreSQL is away: .*\n$")
        self.assertEqual(done.stderr.count("\n"), 1)

    def test_away_without_a_hub(self):
        """without a hub a command says at once that the server is away"""
        postgres.stop("pg")
        done = self.run_it("import", *self.files(), code=1)
        self.assertRegex(done.stderr, r"^netizend: PostgreSQL is away: .*\n$")
        postgres.start("pg")
        self.run_it("import", *self.files())

    def test_not_there_at_the_start(self):
        """a hub that is started before its server waits for it"""
        postgres.stop("pg")
        with open(self.dir / "log", "a") as log:
            self.hub = subprocess.Popen([hub_test.NETIZEND, "--state", self.state], stderr=log)
        self.until(lambda: "PostgreSQL is away" in self.log(), "no word of it")
        postgres.start("pg")
        self.until(lambda: "event=ready" in self.log(), "the hub was not ready", 60)
        self.run_it("import", *self.files())

    def test_settings(self):
        """config check reads the words, config show hides what is secret"""
        self.run_it("config", "check")
        shown = self.run_it("config", "show").stdout
        self.assertIn(f"host={ADDRESS}", shown)
        self.assertNotRegex(shown, "write-word|read-word")
        conf = self.state / "etc" / "netizen.conf"
        for words, why in [("hots=x", "hots"), ("host=x password=y", "password = @FILE"), ("postgresql://x/y", "URI")]:
            conf.write_text(f"[store]\npostgresql = {words}\n")
            done = self.run_it("config", "check", code=1)
            self.assertRegex(done.stderr, rf"^netizen: config: .*netizen\.conf:2.*{re.escape(why)}")
            done = subprocess.run([hub_test.NETIZEND, "--state", self.state], capture_output=True, text=True, timeout=30)
            self.assertEqual(done.returncode, 78, done.stderr)


if __name__ == "__main__":
    tap.main("postgres")

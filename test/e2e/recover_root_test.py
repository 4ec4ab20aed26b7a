#!/usr/bin/python3
"""netizen recover as root, in the system's places: what it makes is the hub's, and the hub can use it."""

import json
import os
import pathlib
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

if "RIG_YARD" not in os.environ:
    tap.main("postgres")
OWN = "NETIZEN_TEST_OWN_MOUNTS"  # set inside of the namespace
if OWN not in os.environ:
    os.environ[OWN] = "1"
    os.execvp("unshare", ["unshare", "-m", "--propagation", "private", sys.executable, *sys.argv])

import hub_postgres_test as on  # noqa: E402
import hub_test  # noqa: E402
import postgres  # noqa: E402

USER, NUMBER = "netizen", 4711
ETC, LIB, RUN = map(pathlib.Path, ("/etc/netizen", "/var/lib/netizen", "/run/netizen"))
CONF = f"[hub]\nuser = {USER}\ngroup = root\n[watch]\nenabled = no\n"
THERE = "www-data"  # as a server in the rig calls that user


def mount(*words):
    subprocess.run(["mount", *map(str, words)], check=True)


class AsRoot(hub_test.Place):
    """Places of the system that are this case's alone."""

    def setUp(self):
        super().setUp()
        self.etc = pathlib.Path(tempfile.mkdtemp(prefix="netizen-etc-"))
        for name in "passwd", "group", "nsswitch.conf", "ld.so.cache":
            if os.path.exists("/etc/" + name):
                shutil.copy("/etc/" + name, self.etc)
        self.etc.chmod(0o755)
        self.user_is(NUMBER)
        mount("--bind", self.etc, "/etc")
        mount("-t", "tmpfs", "-o", "mode=755", "none", "/var/lib")
        mount("-t", "tmpfs", "-o", "mode=755", "none", "/run")
        self.bin = self.dir / "bin"  # where that user can reach them
        self.bin.mkdir()
        for path in hub_test.NETIZEN, hub_test.NETIZEND:
            shutil.copy(path, self.bin)
        self.phrase = self.file("phrase", "correct horse\n")

    def user_is(self, number):
        for name, line in [("passwd", f"{USER}:x:{number}:{NUMBER}::/:/bin/false"), ("group", f"{USER}:x:{NUMBER}:")]:
            lines = (self.etc / name).read_text().splitlines()
            (self.etc / name).write_text("\n".join([line] + [s for s in lines if not s.startswith(USER + ":")]) + "\n")

    def tearDown(self):
        for path in "/etc", "/var/lib", "/run":
            subprocess.run(["umount", "-l", path], check=True)
        shutil.rmtree(self.etc)
        super().tearDown()

    def run_root(self, *words, code=0):
        done = subprocess.run([self.bin / "netizen", *words], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return done

    def made(self, conf=CONF):
        """A backup, by somebody who keeps his hub below a folder."""
        (self.state / "etc").mkdir(parents=True)
        (self.state / "etc" / "netizen.conf").write_text(conf)
        (self.state / "etc" / "netizen.conf").chmod(0o640)
        (self.state / "etc" / "key").write_text("secret\n")
        (self.state / "etc" / "key").chmod(0o640)
        os.chown(self.state / "etc" / "key", 0, NUMBER)
        self.run_it("import", *self.files())
        self.run_it("backup", str(self.dir / "shelf"), "--passphrase-file", self.phrase)
        return str(max((self.dir / "shelf").glob("netizen-*Z")))

    def recover(self, backup, *words, code=0):
        return self.run_root("recover", backup, "--passphrase-file", self.phrase, *words, code=code)

    def is_the_hubs(self):
        """All that is kept, in a folder for nobody else."""
        for path in [LIB, RUN, *LIB.rglob("*"), *RUN.rglob("*")]:
            at = path.lstat()
            self.assertEqual(pwd.getpwuid(at.st_uid).pw_name, USER, path)
            self.assertEqual(stat.S_IMODE(at.st_mode) & 0o022, 0, path)
        self.assertEqual(stat.S_IMODE(LIB.stat().st_mode), 0o700)

    def goes_on(self, tenancies=4):
        """The hub, as its own user, reads and writes it."""
        told = json.loads(self.run_root("inventory", "--json").stdout)
        self.assertEqual(told["counts"]["tenancies"], tenancies)
        self.run_root("event", "assign", "192.0.2.30", "--customer", "K-1", "--machine", "web1", "--at", "2026-07-01T00:00:00Z")
        told = json.loads(self.run_root("inventory", "--json").stdout)
        self.assertEqual(told["counts"]["tenancies"], tenancies + 1)

    def test_new(self):
        """on a machine that has nothing: store, folders and configuration are whose they were to be"""
        self.recover(self.made())
        self.is_the_hubs()
        self.assertEqual(sorted(p.name for p in LIB.iterdir()), ["lock", "netizen.db"])
        at = (ETC / "key").stat()
        self.assertEqual((at.st_uid, at.st_gid, stat.S_IMODE(at.st_mode)), (0, NUMBER, 0o640))
        self.assertEqual((ETC / "netizen.conf").stat().st_uid, 0)
        self.goes_on()
        self.is_the_hubs()

    def test_again(self):
        """over a store that is there: refused, looked at and replaced, it stays the hub's"""
        backup = self.made()
        self.recover(backup)
        self.goes_on()
        self.assertIn("not empty", self.recover(backup, code=1).stderr)
        self.is_the_hubs()
        self.recover(backup, "--dry-run", "--replace")
        self.is_the_hubs()
        self.recover(backup, "--replace")
        self.is_the_hubs()
        self.assertEqual(len(list(LIB.glob("netizen.db.before-*Z"))), 1)
        self.goes_on()

    def test_no_such_user(self):
        """a user that is not there is named, and nothing is kept"""
        done = self.recover(self.made(CONF.replace(f"user = {USER}", "user = somebodyelse")), code=1)
        self.assertIn('there is no user "somebodyelse"', done.stderr)
        self.assertEqual([p.name for p in LIB.iterdir() if p.name != "lock"], [])

    def test_server(self):
        """a PostgreSQL that lets in the hub's user alone, by who he is"""
        postgres.up("pg", on.FOLDER)
        self.addCleanup(postgres.rig, "down", "pg")
        mount("--bind", on.FOLDER, "/mnt")  # where that user may go, wherever this tree is
        self.addCleanup(subprocess.run, ["umount", "/mnt"])
        inside, outside, _ = map(int, postgres.rig("enter", "pg", "cat", "/proc/self/uid_map").split())
        self.user_is(int(postgres.rig("enter", "pg", "id", "-u", THERE)) - inside + outside)
        postgres.rig("enter", "--user", "postgres", "pg", "sh", "-c", f"sed -i 's/^local.*/local all {THERE} peer/' {postgres.DATA}/"
                     f"pg_hba.conf; echo 'local all postgres trust' >> {postgres.DATA}/pg_hba.conf")
        postgres.sql("pg", f"SELECT pg_reload_conf(); CREATE ROLE \"{THERE}\" LOGIN;")
        postgres.sql("pg", f"CREATE DATABASE hub OWNER \"{THERE}\";")
        backup = self.made()
        ETC.mkdir()
        (ETC / "netizen.conf").write_text(CONF + f"[store]\npostgresql = host=/mnt user={THERE} dbname=hub\n")
        self.recover(backup, "--dry-run")
        self.recover(backup)
        self.goes_on()
        self.assertIn("not empty", self.recover(backup, code=1).stderr)


if __name__ == "__main__":
    tap.main("postgres")

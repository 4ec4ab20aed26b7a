#!/usr/bin/python3
"""Backups of a hub at work, and recoveries: whole or not at all, whatever is killed, full or changed."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import hub_test  # noqa: E402
import tap  # noqa: E402

del hub_test.WithHub, hub_test.WithoutHub  # their cases run elsewhere
NETIZEN = hub_test.NETIZEN


class Backups(hub_test.Place):
    def setUp(self):
        super().setUp()
        self.phrase = self.file("phrase", "correct horse\n")
        self.shelf = self.dir / "shelf"

    def backup(self, *words, code=0):
        done = self.run_it("backup", str(self.shelf), *(words or ("--passphrase-file", self.phrase)), code=code)
        return done if code else max(self.shelf.glob("netizen-*Z"))

    def recover(self, backup, *words, to="second", code=0):
        done = subprocess.run([NETIZEN, "recover", "--state", self.dir / to, str(backup), "--passphrase-file",
                               self.phrase, *words], capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def counts_of(self, to):
        done = subprocess.run([NETIZEN, "inventory", "--state", self.dir / to, "--json"], capture_output=True,
                              text=True, timeout=60)
        return json.loads(done.stdout)["counts"] if done.returncode == 0 else None

    def batch(self, n, size=1500):
        """An import of `size` tenancies: all of them or none are in a backup."""
        return self.file(f"batch{n}.csv", "address,customer,machine,from\n" + "".join(
            f"10.{n}.{i // 250}.{i % 250 + 1},K-1,web1,2026-01-01T00:00:00Z\n" for i in range(size)))

    def fill(self, batches=1):
        self.run_it("import", *self.files(), *[self.batch(n) for n in range(batches)])


class WithoutHub(Backups):
    def test_round(self):
        """a backup without a hub recovers with its configuration; what is there is kept"""
        self.fill()
        etc = self.state / "etc"
        (etc / "netizen.conf").write_text("[inventory]\nskew = 20m\n")
        (etc / "conf.d").mkdir()
        (etc / "conf.d" / "a.conf").write_text("# more\n")
        (etc / "conf.d" / "a.conf").chmod(0o640)
        backup = self.backup()
        subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=backup, check=True, capture_output=True)
        self.assertEqual(os.stat(backup).st_mode & 0o777, 0o700)
        other = self.dir / "second" / "etc"
        other.mkdir(parents=True)
        (other / "netizen.conf").write_text("[inventory]\nskew = 30m\n")
        self.recover(backup, "--dry-run")
        self.assertEqual(sorted(p.name for p in (self.dir / "second").rglob("*")), ["etc", "netizen.conf"])
        done = self.recover(backup)
        self.assertIn("netizen.conf.recovered", done.stderr)
        self.assertEqual((other / "netizen.conf").read_text(), "[inventory]\nskew = 30m\n")
        self.assertEqual((other / "netizen.conf.recovered").read_text(), "[inventory]\nskew = 20m\n")
        self.assertEqual(os.stat(other / "conf.d" / "a.conf").st_mode & 0o777, 0o640)
        self.assertEqual(self.counts_of("second"), self.counts())
        self.assertNotIn(b"skew", (backup / "keys.sealed").read_bytes())

    def test_refusals(self):
        """a store that is not empty, a wrong passphrase, a newer schema and no backup are refused"""
        self.fill()
        backup = self.backup()
        self.recover(backup)
        self.assertIn("not empty", self.recover(backup, code=1).stderr)
        self.recover(backup, "--replace")
        aside = list((self.dir / "second" / "lib").glob("netizen.db.before-*Z"))
        self.assertEqual(len(aside), 1)
        self.assertEqual(self.counts_of("second"), self.counts())
        (self.dir / "phrase").write_text("wrong horse\n")
        self.assertIn("passphrase", self.recover(backup, to="third", code=1).stderr)
        self.assertFalse((self.dir / "third").exists())
        self.recover(self.dir, to="third", code=1)
        self.run_it("backup", code=2)
        self.run_it("backup", "a", "--no-keys", "--passphrase-file", "b", code=2)
        self.run_it("recover", code=2)

    def test_nothing_kept(self):
        """where nothing is kept there is nothing to back up, and nothing is left behind"""
        self.backup("--no-keys", code=4)
        self.assertFalse(self.shelf.exists())

    def test_before_asking(self):
        """what is wrong without a passphrase is said before one is wanted, and makes nothing"""
        def refused(folder, code):
            done = subprocess.run([NETIZEN, "backup", "--state", self.state, folder], text=True, stdin=subprocess.DEVNULL,
                                  capture_output=True, start_new_session=True, timeout=60)
            self.assertEqual(done.returncode, code, done.stderr)
            return done.stderr

        self.assertIn("nothing is kept", refused(self.shelf, 4))
        self.fill()
        phrase = pathlib.Path(self.phrase)
        self.assertIn(f"{phrase}: is no folder", refused(phrase, 1))
        self.assertIn("Not a directory", refused(phrase / "below", 1))
        (self.state / "etc" / "netizen.conf").write_text("[store]\npassword = @gone\n")
        self.assertIn("gone", refused(self.shelf, 1))
        (self.state / "etc" / "netizen.conf").unlink()
        if os.getuid() != 0:
            self.assertIn("Permission denied", refused("/usr/netizen-backup", 1))
        self.assertIn("the keys need a passphrase", refused(self.shelf, 1))
        self.assertFalse(self.shelf.exists())

    def test_changed_files(self):
        """one changed octet in any file is refused by that file's name"""
        self.fill()
        backup = self.backup()
        for path in sorted(backup.iterdir()):
            was = path.read_bytes()
            for at in {0, len(was) // 2, len(was) - 1}:
                with self.subTest(f"{path.name} {at}"):
                    path.write_bytes(was[:at] + bytes([was[at] ^ 1]) + was[at + 1:])
                    self.assertIn(path.name, self.recover(backup, code=1).stderr)
            path.write_bytes(was[:-1])
            self.assertIn(path.name, self.recover(backup, code=1).stderr)
            path.unlink()
            self.assertIn(path.name, self.recover(backup, code=1).stderr)
            path.write_bytes(was)
        self.assertFalse((self.dir / "second").exists())
        self.recover(backup)

    def test_recover_killed(self):
        """recover killed at any moment leaves no store or a whole one"""
        self.fill(4)
        backup = self.backup()
        want, whole = self.counts(), 0
        for n in range(12):
            to = f"r{n}"
            running = subprocess.Popen([NETIZEN, "recover", "--state", self.dir / to, backup, "--passphrase-file",
                                        self.phrase], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.15 * n)
            running.kill()
            running.wait()
            if (self.dir / to / "lib" / "netizen.db").exists():
                self.assertEqual(self.counts_of(to), want, f"round {n}")
                whole += 1
            else:
                self.recover(backup, to=to)
                self.assertEqual(self.counts_of(to), want, f"round {n} again")
                self.assertFalse((self.dir / to / "lib" / "recovering").exists())
        self.assertLess(whole, 12)


class WithHub(Backups):
    def setUp(self):
        super().setUp()
        self.start_hub()

    def test_live(self):
        """backups while imports go on are each of one moment, and questions are answered meanwhile"""
        self.fill()
        done, stop = [], threading.Event()

        def imports():
            n = 1
            while not stop.is_set() and n < 200:
                self.run_it("import", self.batch(n))
                done.append(n)
                n += 1

        other = threading.Thread(target=imports)
        other.start()
        seen = []
        try:
            for _ in range(4):
                backup = self.backup()
                seen.append({t["name"]: t["rows"] for t in json.loads((backup / "MANIFEST").read_text())["tables"]})
                self.who("192.0.2.7", "2026-02-01T00:00:00Z")
                time.sleep(1)
        finally:
            stop.set()
            other.join()
        for rows in seen:
            self.assertEqual((rows["tenancy"] - 4) % 1500, 0, rows)
            self.assertEqual(rows["import"], (rows["tenancy"] - 4) // 1500, rows)
            self.assertEqual(rows["import"], rows["request"], rows)
        self.assertGreater(seen[-1]["tenancy"], seen[0]["tenancy"], "nothing was imported meanwhile")
        self.recover(backup)
        self.assertEqual(self.counts_of("second")["tenancies"], seen[-1]["tenancy"])
        self.assertIn("hub is running", self.recover(backup, "--replace", to="state", code=1).stderr)

    def test_backup_killed(self):
        """a backup that is killed leaves only a .part, which the next one removes; the hub goes on"""
        self.fill(3)
        words = [NETIZEN, "backup", "--state", self.state, self.shelf, "--passphrase-file", self.phrase]
        parts = 0
        for n in range(8):
            running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.05 + 0.04 * n)
            running.kill()
            running.wait()
            left = list(self.shelf.glob("*")) if self.shelf.exists() else []
            parts += sum(p.name.endswith(".part") for p in left)
            for path in left:
                if not path.name.endswith(".part"):
                    self.recover(path, "--dry-run")
            time.sleep(1)
        self.assertGreater(parts, 0, "none was killed in the middle")
        backup = self.backup()
        self.assertEqual(list(self.shelf.glob("*.part")), [])
        self.recover(backup)
        self.assertEqual(self.counts_of("second"), self.counts())

    def test_front_killed(self):
        """a front that dies in the middle: the backup begins anew, and is whole"""
        self.fill(4)
        for n in range(4):
            running = subprocess.Popen([NETIZEN, "backup", "--state", self.state, self.shelf, "--no-keys"],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            time.sleep(0.02 + 0.03 * n)
            pid = self.roles().get("front")
            if pid:
                os.kill(pid, signal.SIGKILL)
            _, why = running.communicate(timeout=120)
            self.assertEqual(running.returncode, 0, why)
            time.sleep(1)
        for path in self.shelf.iterdir():
            done = subprocess.run([NETIZEN, "recover", "--state", self.dir / "dry", "--dry-run", "--no-keys", path],
                                  capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_disk_full(self):
        """a full disk is one sentence, and no backup; so it is for recover, and no store"""
        self.fill(4)
        script = f"""set -e
            mkdir -p {self.dir}/small
            mount -t tmpfs -o size=16k,mode=0755 none {self.dir}/small
            {NETIZEN} backup --state {self.state} {self.dir}/small --no-keys && exit 3
            test -z "$(ls -A {self.dir}/small)"
            """
        done = subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, timeout=120)
        if "unshare" in done.stderr and done.returncode:
            self.skipTest("namespaces are not allowed here: " + done.stderr.strip())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("disk is full", done.stderr)
        backup = self.backup()
        script = f"""mount -t tmpfs -o size=400k,mode=0755 none {self.dir}/small || exit 9
            {NETIZEN} recover --state {self.dir}/small/s {backup} --no-keys && exit 3
            test ! -e {self.dir}/small/s/lib/netizen.db
            """
        done = subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("full", done.stderr)


if __name__ == "__main__":
    tap.here()

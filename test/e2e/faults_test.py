#!/usr/bin/python3
"""A full disk, and a state folder that cannot be written, while a hub watches: a clear sentence, not one
a second, nothing lost, and all goes on by itself once the fault is gone."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

import hub_test  # noqa: E402
import watched  # noqa: E402

del hub_test.WithHub, hub_test.WithoutHub  # their cases run elsewhere
ZONE = "list.example"
OWN = "NETIZEN_TEST_OWN_MOUNTS"  # set inside of the namespace


WITHOUT_RIGHTS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]  # root as well obeys the files' modes


class Faults(watched.Place):
    lists = {ZONE: "per-second = 0\nper-day = 0"}
    before = WITHOUT_RIGHTS if os.geteuid() == 0 else []

    def begin(self):
        self.lib = self.state / "lib"
        self.names.list_these(ZONE, ["192.0.2.7", "192.0.2.8"])
        self.start_hub()
        self.fill()
        self.settles(ZONE, ["192.0.2.7", "192.0.2.8"])

    def said_since(self, at):
        """Warnings and errors of the log from an octet on, without their times."""
        return re.findall(r"level=(?:warn|err)\S* .*", self.log()[at:])

    def goes_on(self):
        """What changes now is found, and all is as if nothing had been."""
        self.names.list_these(ZONE, ["192.0.2.8", "192.0.2.9"])
        self.settles(ZONE, ["192.0.2.8", "192.0.2.9"])
        self.until(lambda: set(self.roles()) >= {"desk", "front", "watch"}, "a role did not come back")
        self.is_whole(ZONE)
        self.assertEqual(self.counts()["prefixes"], 1)

    def end_hub(self):
        super().end_hub()
        if os.path.ismount(self.state / "lib"):
            subprocess.run(["umount", "-l", self.state / "lib"], check=True)

    def lock(self, is_locked):
        for path in self.lib.iterdir():
            path.chmod(0o400 if is_locked else 0o600)
        self.lib.chmod(0o500 if is_locked else 0o700)

    def test_full(self):
        """the disk is full for a while: said, not screamed; what was stored stays, what comes is stored later"""
        if OWN not in os.environ:
            self.skipTest("no mounts of its own are allowed here")
        lib = self.state / "lib"
        lib.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "none", lib], check=True)
        self.begin()
        at, ballast = len(self.log()), lib / "ballast"
        with open(ballast, "wb", buffering=0) as f:
            try:
                while f.write(bytes(1024)) > 0:
                    pass
            except OSError:
                pass
        self.names.list_these(ZONE, ["192.0.2.8"])
        self.until(lambda: re.search(r"the disk that holds .* is full", self.log()[at:]), "no word of the disk")
        time.sleep(10)
        said = self.said_since(at)
        self.assertLess(len(said), 6, "\n".join(said))
        self.assertRegex(self.run_it("doctor", code=1).stdout, "(?m)^failed +disk +0 MiB")
        ballast.unlink()
        self.assertIsNone(self.hub.poll(), self.log()[-3000:])
        self.goes_on()

    def test_unwritable(self):
        """the folder cannot be written: a desk that starts says so, and does its work once it can be"""
        self.begin()
        at = len(self.log())
        self.hub.send_signal(signal.SIGSTOP)
        for role in "desk", "front":
            self.kill(role)
        self.lock(True)
        self.hub.send_signal(signal.SIGCONT)
        self.until(lambda: re.search(r"(?i)read-?only|denied", self.log()[at:]), "no word of it")
        time.sleep(10)
        said = self.said_since(at)
        self.assertLess(len(said), 30, "\n".join(said))
        self.lock(False)
        self.assertIsNone(self.hub.poll(), self.log()[-3000:])
        self.goes_on()

    def test_unwritable_at_the_start(self):
        """a hub that is started over a folder that cannot be written says so in a sentence"""
        self.begin()
        self.end_hub()
        self.lock(True)
        done = subprocess.run([*self.before, hub_test.NETIZEN, "event", "--state", self.state, "release", "192.0.2.7"],
                              capture_output=True, text=True, timeout=60)
        self.lock(False)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(done.stderr, r"(?i)read-?only|denied")
        self.start_hub()
        self.goes_on()


if __name__ == "__main__":
    if OWN not in os.environ and subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode == 0:
        os.environ[OWN] = "1"
        os.execvp("unshare", ["unshare", "-rm", sys.executable, *sys.argv])
    tap.here()

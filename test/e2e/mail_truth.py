"""What a test sent, and whether netizen maillog says the same: per account and class the messages and
each recipient's fates, and per message whom it was from."""

import collections
import json
import os
import pathlib
import subprocess
import tempfile

import tap

NETIZEN = os.environ.get("NETIZEN", str(tap.TEST.parent / "bin" / "netizen"))
FATES = "messages", "sent", "deferred", "bounced"


class Truth:
    """Counted while it is sent. A bounce is told to its sender, and that arrives."""

    def __init__(self):
        self.accounts = collections.defaultdict(lambda: dict.fromkeys(FATES, 0))

    def add(self, account, kind, messages=1, sent=0, deferred=0, bounced=0, notices=None):
        row = self.accounts[account, kind]
        for fate, n in zip(FATES, (messages, sent, deferred, bounced)):
            row[fate] += n
        notices = bounced if notices is None else notices
        if notices:
            self.add(account, "bounce", notices, sent=notices, notices=0)

    def sum(self, fate):
        return sum(row[fate] for row in self.accounts.values())


def maillog(*paths, words=("--json",)):
    run = subprocess.run([NETIZEN, "maillog", *words, *map(str, paths)], capture_output=True, timeout=300)
    if run.returncode != 0:
        raise RuntimeError(run.stderr.decode())
    return json.loads(run.stdout) if "--json" in words else run.stdout.decode()


def accounts(told):
    """{(account, class): {fate: count}} of what netizen told."""
    return {(a["account"], a["class"]): {f: a[f] for f in FATES} for a in told["accounts"]}


def folder(case):
    """A folder of the test's own, that goes with it."""
    made = tempfile.TemporaryDirectory()
    case.addClassCleanup(made.cleanup)
    return pathlib.Path(made.name)


def refusals(told):
    """{(provider, code, meaning, list): count}"""
    return {(r["provider"], r["code"], r["meaning"], r["listed_on"]): r["count"] for r in told["refusals"]}


def left(told):
    """{by: sent}"""
    return {row["by"]: row["sent"] for row in told["leaving"]}

"""What a zone of the wrong name server is told to do: conditions, then one thing done."""

import hashlib
import ipaddress

import dnswire
import listing

ARGUMENTS = {"after": 1, "until": 1, "share": 1, "once": 0, "spare-tests": 0, "lie-tests": 0, "kind": 1,
             "within": 1}
RCODES = {"refused": dnswire.REFUSED, "servfail": dnswire.SERVFAIL, "formerr": dnswire.FORMERR,
          "notimp": dnswire.NOTIMP}
SETTLING = {*RCODES, "code", "listed-as", "empty", "gone", "no-soa", "nodata", "with-nxdomain",
            "truncated", "garbage", "flipped", "silent", "deaf", "die"}
DELIVERY = {"drop", "late", "twice", "forged"}
FORGERIES = {"id", "question", "kind", "port", "address", "echo"}
TESTS = {"2.0.0.127", "1.0.0.127",
         listing.reversed_name(ipaddress.ip_address("::ffff:127.0.0.2")),
         listing.reversed_name(ipaddress.ip_address("::ffff:127.0.0.1"))}


def in_share(label, percent):
    """Whether a name is among the so many percent that a behaviour is limited to."""
    return hashlib.sha256(label.encode()).digest()[0] * 100 < percent * 256


def parse(text):
    """The behaviours of a line, in order."""
    return [Behaviour(part) for part in text.split(";") if part.strip()]


class Behaviour:
    """One part of a zone's script: when it applies and what it does."""

    def __init__(self, text):
        words = text.split()
        self.when = []
        while words and words[0] in ARGUMENTS:
            count = ARGUMENTS[words[0]]
            self.when.append((words[0], *words[1:1 + count]))
            words = words[1 + count:]
        if not words or words[0] not in SETTLING | DELIVERY:
            raise ValueError(f"no behaviour in '{text}'")
        self.does, self.args, self.met = words[0], words[1:], set()
        if self.does == "forged" and self.args[0] not in FORGERIES:
            raise ValueError(f"no forgery {self.args[0]}")

    def applies(self, zone, label, kind):
        return all(self._holds(zone, label, kind, *when) for when in self.when)

    def _holds(self, zone, label, kind, what, arg=None):
        if what == "after":
            return zone.count > int(arg)
        if what == "until":
            return zone.count <= int(arg)
        if what == "share":
            return in_share(label, int(arg))
        if what == "within":
            return label.endswith("." + arg)
        if what == "kind":
            return kind == getattr(dnswire, arg)
        if what == "once":
            fresh = (label, kind) not in self.met
            self.met.add((label, kind))
            return fresh
        return (label in TESTS) == (what == "lie-tests")

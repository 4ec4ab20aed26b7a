"""Runs `netizen sweep --json` and holds what it said against a plain listing file."""

import collections
import ipaddress
import json
import os
import pathlib
import random
import subprocess

import tap

import listing

NETIZEN = os.environ.get("NETIZEN", str(tap.TEST.parent / "bin" / "netizen"))


class Swept:
    """One run: exit code, listings (address -> codes), the lists' health, the summary."""

    def __init__(self, done):
        self.exit, self.stderr, self.stdout = done.returncode, done.stderr, done.stdout
        self.listings, self.reasons = collections.defaultdict(list), collections.defaultdict(set)
        self.hits, self.lists, self.summary = [], {}, None
        for line in done.stdout.splitlines():
            row = json.loads(line)
            if row["type"] == "listing":
                self._hit(row)
            elif row["type"] == "list":
                self.lists[row["list"]] = row
            elif row["type"] == "summary":
                self.summary = row

    def _hit(self, row):
        self.hits.append(row)
        address = ipaddress.ip_address(row["address"])
        self.listings[address] += row["codes"]
        self.reasons[address].add(row["reason"])

    def __str__(self):
        told = [f"exit {self.exit}", f"{len(self.listings)} listings", *map(str, self.lists.values()),
                str(self.summary), self.stderr.strip()]
        return "\n".join(told)


def start(*args):
    """A sweep that runs on; swept() collects it."""
    home = os.environ["RIG_YARD"]
    environment = dict(os.environ, HOME=home, XDG_STATE_HOME=f"{home}/state", NO_COLOR="1",
                       ASAN_OPTIONS="abort_on_error=0:exitcode=99", UBSAN_OPTIONS="halt_on_error=1:exitcode=99")
    return subprocess.Popen([NETIZEN, "sweep", *map(str, args), "--json"], env=environment,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def swept(process, timeout=300):
    out, err = process.communicate(timeout=timeout)
    return Swept(subprocess.CompletedProcess(process.args, process.returncode, out, err))


def sweep(*args, timeout=300):
    return swept(start(*args), timeout)


def asked(prefixes):
    """What a list of single addresses is asked about: every IPv4 address, one of every IPv6 /64."""
    for prefix in map(ipaddress.ip_network, prefixes):
        step = 128 if prefix.version == 6 else 32
        yield from prefix if step == 32 else (n[0] for n in prefix.subnets(new_prefix=64))


def expected(path, prefixes):
    """address -> sorted codes, for all that is listed among what is asked."""
    truth = listing.Truth(listing.with_test_points(listing.read(path)))
    found = ((address, sorted({c for c, _ in truth.of(address)})) for address in asked(prefixes))
    return {address: codes for address, codes in found if codes}


def write_listing(path, v4="198.18.0.0/20", v6="2001:db8:5000::/56", seed=1):
    """A listing file with several hundred addresses, runs, a whole /24 and some /64s; in and around."""
    r, lines = random.Random(seed), []
    net = list(ipaddress.ip_network(v4))
    hole = net[5 * 256:6 * 256]  # one /24 is listed whole, a run crosses two others
    lines.append(f"{hole[0]}-{hole[-1]} 127.0.0.10 a whole network")
    run = net[7 * 256 + 250:8 * 256 + 9]
    lines.append(f"{run[0]}-{run[-1]} 127.0.0.11 a run across two networks")
    taken = set(hole) | set(run)
    for address in r.sample([a for a in net if a not in taken], 300):
        lines.append(f"{address} 127.0.0.{r.randrange(2, 10)} spam seen at {r.randrange(24)}:00, $1 each")
        if r.random() < 0.1:
            lines.append(f"{address} 127.0.0.{r.randrange(12, 16)} and more")
    for network in r.sample(list(ipaddress.ip_network(v6).subnets(new_prefix=64)), 40):
        lines.append(f"{network} 127.0.0.4 a network of six")
    lines.append(f"{net[0] - 1} 127.0.0.2 before ours\n{net[-1] + 1} 127.0.0.2 behind ours")
    pathlib.Path(path).write_text("\n".join(lines) + "\n")

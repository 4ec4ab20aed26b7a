"""Starts the name servers of Debian in hosts of the rig, all with the same listings to serve."""

import os
import pathlib
import random
import socket
import subprocess
import sys
import time

import listing

RIG = pathlib.Path(__file__).resolve().parent.parent / "rig"
sys.path.insert(0, str(RIG.parent / "faulty"))

import dnswire  # noqa: E402


def rig(*words, text=None):
    """Run the rig; its refusal is raised with its own sentence."""
    done = subprocess.run([str(RIG), *map(str, words)], input=text, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or f"rig {' '.join(map(str, words))} failed")
    return done.stdout


def put(host, path, text):
    rig("enter", host, "sh", "-c", f'mkdir -p "$(dirname {path})" && cat > {path}', text=text)


def log_of(host, name):
    return (pathlib.Path(os.environ["RIG_YARD"]) / host / f"{name}.log").read_text()


def ask(address, name, kind=dnswire.A, port=53, timeout=1.0):
    """One question to one server; None if it says nothing in time."""
    number = random.randrange(65536)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as s:
        s.settimeout(timeout)
        try:
            s.connect((address, port))
            s.send(dnswire.query(number, name, kind, dnswire.RD))
            answer = dnswire.Answer(s.recv(65535))
            return answer if answer.number == number else None
        except OSError:
            return None


def wait_for(host, name, address, zones, patience=20.0):
    """Until the server answers the test point of every zone; else its log is shown."""
    end = time.monotonic() + patience
    for zone in zones:
        question = listing.reversed_name(listing.ipaddress.ip_address(listing.TEST_LISTED)) + "." + zone
        while True:
            answer = ask(address, question, timeout=0.3)
            if answer and answer.codes():
                break
            if time.monotonic() > end:
                raise RuntimeError(f"{name} in {host} does not serve {zone}:\n{log_of(host, name)[-2000:]}")
            time.sleep(0.05)


def _written(write, zone, path):
    """A zone's file, made from a plain listing; a file called *.zone is one already."""
    if str(path).endswith(".zone"):
        return pathlib.Path(path).read_text()
    return write(zone, listing.with_test_points(listing.read(path)))


def rbldnsd(host, address, zones):
    """zones: name -> plain listing file."""
    told = []
    for zone, path in zones.items():
        put(host, f"/srv/rbl/{zone}", _written(listing.combined, zone, path))
        told.append(f"{zone}:combined:{zone}")
    rig("spawn", host, "rbldnsd", "rbldnsd", "-n", "-u", "rbldns", "-w", "/srv/rbl", "-c", "1",
        "-b", f"{address}/53", *told)
    wait_for(host, "rbldnsd", address, zones)


def _masters(host, zones, folder):
    for zone, path in zones.items():
        put(host, f"{folder}/{zone}", _written(listing.master, zone, path))


def nsd(host, address, zones):
    _masters(host, zones, "/srv/nsd")
    conf = [f'server:\n ip-address: {address}\n zonesdir: "/srv/nsd"\n username: nsd\n database: ""\n'
            ' zonelistfile: "/var/lib/nsd/zone.list"\n server-count: 1\n rrl-ratelimit: 0\n'
            'remote-control:\n control-enable: no\n']
    conf += [f'zone:\n name: "{zone}"\n zonefile: "{zone}"\n' for zone in zones]
    put(host, "/srv/nsd.conf", "".join(conf))
    rig("enter", host, "mkdir", "-p", "/run/nsd")
    rig("enter", host, "chown", "nsd:", "/run/nsd", "/var/lib/nsd")
    rig("spawn", host, "nsd", "nsd", "-d", "-c", "/srv/nsd.conf")
    wait_for(host, "nsd", address, zones)


def knot(host, address, zones):
    _masters(host, zones, "/srv/knot")
    conf = [f"server:\n  listen: {address}@53\n  rundir: /run/knot\n  user: knot:knot\n"
            "log:\n  - target: stderr\n    any: info\n"
            "database:\n  storage: /var/lib/knot\n"
            "template:\n  - id: default\n    storage: /srv/knot\n    zonefile-sync: -1\n"
            "    journal-content: none\nzone:\n"]
    conf += [f"  - domain: {zone}\n    file: {zone}\n" for zone in zones]
    put(host, "/srv/knot.conf", "".join(conf))
    rig("enter", host, "sh", "-c", "mkdir -p /run/knot && chown knot: /run/knot")
    rig("spawn", host, "knot", "knotd", "-c", "/srv/knot.conf")
    wait_for(host, "knot", address, zones)


def bind(host, address, zones):
    _masters(host, zones, "/srv/bind")
    family = "listen-on-v6" if ":" in address else "listen-on"
    other = "listen-on" if ":" in address else "listen-on-v6"
    conf = ['options { directory "/var/cache/bind"; recursion no; dnssec-validation no; '
            f"{family} {{ {address}; }}; {other} {{ none; }}; allow-query {{ any; }}; "
            'pid-file none; session-keyfile none; notify no; };\ncontrols { };\n']
    conf += [f'zone "{zone}" {{ type primary; file "/srv/bind/{zone}"; }};\n' for zone in zones]
    put(host, "/srv/named.conf", "".join(conf))
    rig("spawn", host, "bind", "named", "-g", "-n", "1", "-u", "bind", "-c", "/srv/named.conf")
    wait_for(host, "bind", address, zones)


def unbound(host, address, stubs, known=None):
    """A resolver that asks authoritative servers (zone -> address) and knows some names itself."""
    conf = [f'server:\n interface: {address}\n access-control: 0.0.0.0/0 allow\n access-control: ::/0 allow\n'
            ' chroot: ""\n username: unbound\n use-syslog: no\n log-queries: no\n pidfile: ""\n'
            ' module-config: "iterator"\n do-not-query-localhost: no\n num-threads: 1\n'
            + "".join(f' local-data: "{name}. A {ip}"\n' for name, ip in (known or {}).items())
            + 'remote-control:\n control-enable: no\n']
    conf += [f'stub-zone:\n name: "{zone}"\n stub-addr: {server}\n' for zone, server in stubs.items()]
    put(host, "/srv/unbound.conf", "".join(conf))
    rig("spawn", host, "unbound", "unbound", "-d", "-p", "-c", "/srv/unbound.conf")


AUTHORITATIVE = {"rbldnsd": rbldnsd, "nsd": nsd, "knot": knot, "bind": bind}

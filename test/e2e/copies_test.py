#!/usr/bin/python3
"""Local copies answer as the real rbldnsd does: random data sets of every type, thousands of
look-ups, A values, TTLs and texts."""

import gzip
import ipaddress
import os
import pathlib
import random
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tap  # noqa: E402

import dnswire  # noqa: E402
import listing  # noqa: E402
import servers  # noqa: E402

COPY_ASK = os.environ.get("COPY_ASK", str(tap.TEST.parent / "build/test/e2e/copy-ask"))
SEED = int(os.environ.get("SEED", "1"))
SERVER = "10.53.0.2"
SHARED = "/srv/shared"  # our folder as the host sees it: no host has the path it has here
TEXTS = ["", "listed", "see http://x.example/?$", "$$5 for $", "$1 and $2", "$7 $x", "=raw $ $1", "=",
         "a:b:c", "text # no comment", "caf\xe9 \"q\"", "$=", "a$=b", "  spaced\ttext  ", "==", "x" * 40 + "$"]
LONG = ["y" * 300, "$" * 80, "$1" * 40, "$1$1$1$1$1$1$1$1$1$1", "$$" * 200]


def value(r):
    """What may follow an entry."""
    kind = r.randrange(8)
    code = r.choice(["2", "3", "127.0.0.9", "10", "127.0.1.4", "1.5", "127.0.7", "255"])
    return ["", "", f" :{code}", f" :{code}:", f" :{code}:{r.choice(TEXTS)}", f"\t:{code} : {r.choice(TEXTS)}",
            " # a comment", " " + r.choice([t for t in TEXTS if t.strip()])][kind]


def head(r):
    """Keywords and variables before the entries."""
    lines = ["# made at random", "$SOA 1h ns.example admin.example 0 1h 1h 1w 10m"]
    lines += r.sample(["$1 one $ $$", "#$2 two", "$1 again", "$TTL 1h", ":$TTL 90", "$NS 1d a.example -b.example",
                       "$TIMESTAMP 2026:01:02 +520w", "$MAXRANGE4 /10", "$0 z  z", " $3 three"], r.randrange(8))
    if r.random() < 0.4:
        lines.append(r.choice(["$= base $= for $", "$= see $1/$=", "$= =odd", "$= only"]))
    return lines


def default(r):
    return r.choice([":4:default for $", ":5", ":6:", ":127.0.2.2:$1", ":3:=own $"])


def entries(r, number, entry):
    """Entries with defaults among them, and few enough bad lines."""
    lines = []
    for i in range(number):
        if r.random() < 0.02:
            lines.append(default(r))
        if i % 300 == 299:
            lines.append(r.choice(["!!bad", "...", "$WRONG x", ":0:bad default", "300.1.2.3", "/8", "\\nothing."]))
        lines.append(entry())
    return lines


def address4(r):
    return f"10.{r.randrange(4)}.{r.randrange(8)}.{r.randrange(256)}"


def ip4set(r):
    def entry():
        a = address4(r).split(".")
        n = r.choice([2, 3, 3, 4, 4, 4, 4])
        last = int(a[n - 1])
        up = min(255, last + r.randrange(9))
        bits = r.randrange(12, 33)
        net = ipaddress.ip_network(f"{'.'.join(a)}/{bits}", strict=False)
        far = min(ipaddress.ip_address(".".join(a)) + r.randrange(200000), ipaddress.ip_address("10.3.255.255"))
        form = [".".join(a), ".".join(a), ".".join(a[:n]), f"{'.'.join(a[:n])}-{up}",
                f"{'.'.join(a[:n])}-{'.'.join(a[:n - 1] + [str(up)])}", str(net), f"{'.'.join(a)}-{far}",
                f"{a[0]}.{a[1]}/16", f"{a[0]}.{a[1]}.{a[2]}.0/{r.randrange(24, 27)}"][r.choice([0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8])]
        return ("!" if r.random() < 0.15 else "") + form + value(r)
    return entries(r, 900, entry)


def ip4trie(r):
    def entry():
        bits = r.choice([32, 32, 32, 24, 24, *range(10, 33)])
        net = ipaddress.ip_network(f"{address4(r)}/{bits}", strict=False)
        return ("! " if r.random() < 0.15 else "") + (str(net[0]) if bits == 32 else str(net)) + value(r)
    return entries(r, 900, entry)


def ip4tset(r):
    return entries(r, 900, lambda: address4(r) + value(r))


def address6(r, words=8):
    w = ["2001", f"{r.randrange(4):x}", *(f"{r.choice([0, 0, 1, 0xFFFF, r.randrange(65536)]):x}" for _ in range(6))]
    return ":".join(w[:words])


def ip6trie(r):
    def entry():
        bits = r.choice([128, 64, 64, 48, 32, *range(20, 129)])
        net = ipaddress.ip_network(f"{address6(r)}/{bits}", strict=False)
        form = r.choice([str(net), f"{net[0].exploded}/{bits}", address6(r, 4), address6(r, 3), address6(r),
                         str(ipaddress.ip_address(address6(r))).upper()])
        return ("!" if r.random() < 0.15 else "") + form + value(r)
    return entries(r, 900, entry)


def ip6tset(r):
    def entry():
        return "!" + address6(r) if r.random() < 0.2 else address6(r, 4) + value(r)
    return entries(r, 900, entry)


def name(r):
    return ".".join(r.choice(["a", "b", "c", "mail", "X-y", "under_score", "1"]) for _ in range(r.randrange(1, 5)))


def dnset(r):
    def entry():
        return r.choice(["", "", "!", "! "]) + r.choice(["", "", ".", "*."]) + name(r) + r.choice(["", "", "."]) + value(r)
    lines = entries(r, 400, entry)
    return lines + [f".{listing.reversed_name(ipaddress.ip_address('10.1.2.0'))[2:]} :8:net of $"]


def generic(r):
    def entry():
        ttl = r.choice(["", "", "300 ", "1h IN ", "IN ", "0 "])
        what = r.choice(["A 127.0.0.2", "A 127.3", "A 9", f"TXT {r.choice(['text $', chr(34) + 'quoted $1' + chr(34)])}",
                         "MX 10 mx.example", "a 127.0.0.4 # x"])
        return f"{r.choice([name(r), name(r), '@'])} {ttl}{what}"
    lines, seen = [], {}
    for line in entries(r, 300, entry):
        if line.startswith(":"):
            continue
        if " " not in line:
            lines.append(line)
            continue
        key = (line.split(" ")[0].lower(), "TXT" in line)  # records of one kind at a name share the least TTL
        ttl = seen.setdefault(key, line.split(" ")[1] if "MX" not in line else None)
        if ttl == line.split(" ")[1]:
            lines.append(line)
    return lines


def combined(r):
    lines = []
    for kind in r.sample([ip4set, ip4trie, ip4tset, ip6trie, ip6tset, dnset, generic], 6) + [ip4set]:
        zones = r.sample(["@", "@", "sub", "Other", "deep.sub"], r.randrange(1, 4))
        lines += [f"{r.choice(['', '#', ';'])}$DATASET {kind.__name__}:some {' '.join(zones)}",
                  *r.sample(["$1 local", "$TTL 5m", "$2 local two", "$MAXRANGE4 /12"], r.randrange(3)), *kind(r)]
    return lines


def values(r):
    """Long texts, one per address, since an answer holds 512 octets."""
    return [f"10.0.{i // 200}.{i % 200} {r.choice(LONG)}" for i in range(400)]


TYPES = [ip4set, ip4trie, ip4tset, ip6trie, ip6tset, dnset, generic, combined, values]


def around(r, text):
    """Addresses in and near what an entry speaks of, as names."""
    word = text.lstrip("! ").replace("\t", " ").split(" ")[0].split("#")[0]
    try:
        net = ipaddress.ip_network(word.split("-")[0], strict=False)
    except ValueError:
        return [word.strip(".*").lower(), "x." + word.lstrip(".*"), word.upper().lstrip(".*")]
    ends = [net[0], net[-1]]
    ends += [a + d for a in list(ends) for d in (-1, 1) if 0 < int(a) < 2 ** a.max_prefixlen - 2]
    if "-" in word and word.count(".") == 6:
        ends += [ipaddress.ip_address(word.split("-")[1]) + d for d in (-1, 0, 1)]
    return [listing.reversed_name(a) for a in ends]


def questions(r, kind, lines):
    asked = [q for line in r.sample(lines, min(len(lines), 260)) if line[:1] not in "#:$;" for q in around(r, line)]
    for _ in range(400):
        four = ipaddress.ip_address(address4(r))
        asked.append(listing.reversed_name(four))
        asked.append(name(r))
        asked.append(listing.reversed_name(ipaddress.ip_address(address6(r))))
    for _ in range(60):
        four = address4(r)
        asked.append(listing.reversed_name(ipaddress.ip_address(f"::ffff:{four}")))
        asked.append(listing.reversed_name(ipaddress.ip_address((0x2002 << 112) | (int(ipaddress.ip_address(four)) << 80) | r.randrange(9))))
    if kind is combined:
        asked += [f"{q}.{r.choice(['sub', 'other', 'deep.sub', 'OTHER', 'none'])}" for q in asked]
        r.shuffle(asked)
        asked = asked[:4000]
    return [q for q in dict.fromkeys(asked) if q and "\\" not in q and ".." not in q and len(q) < 220
            and all(0 < len(part) < 64 for part in q.split("."))]


def from_copy(kind, path, asked):
    done = subprocess.run([COPY_ASK, kind, path], input="\n".join(asked) + "\n", capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{kind} {path}: {done.stderr}")
    for line in done.stdout.splitlines():
        codes, _, texts = line.partition(" |")
        word, *codes = codes.split()
        yield word == "listed", set(codes), {bytes.fromhex(t).decode("utf-8", "replace") for t in texts.split()}


def from_server(zone, q):
    codes, texts = set(), set()
    for kind, into in ((dnswire.A, codes), (dnswire.TXT, texts)):
        answer = None
        for _ in range(4):
            answer = answer or servers.ask(SERVER, f"{q}.{zone}", kind)
        if answer is None:
            raise AssertionError(f"no answer about {q}.{zone}")
        for row in answer.sections[0]:
            if row[1] == kind:
                into.add(f"{row[3]}/{row[2]}" if kind == dnswire.A else row[3])
    return codes, texts


class Copies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        servers.rig("connect", "yard", "10.53.0.1/24")
        folder = pathlib.Path(os.environ["RIG_YARD"])
        cls.shared = folder / "shared"
        cls.shared.mkdir()
        servers.rig("up", "rbldnsd", "--root", "names", "--addr", f"{SERVER}/24",
                    "--bind", f"{cls.shared}:{SHARED}")
        cls.path, cls.lines, told = {}, {}, []
        for kind in TYPES:
            r = random.Random(f"{SEED} {kind.__name__}")
            cls.lines[kind] = lines = head(r) + kind(r)
            if kind is generic or kind is values:
                cls.lines[kind] = lines = [line for line in lines if not line.startswith("$=")]
            cls.path[kind] = folder / f"copy-{kind.__name__}"
            text = "\n".join(lines) + "\n"
            cls.path[kind].write_text(text, encoding="latin1")
            servers.put("rbldnsd", f"/srv/rbl/{kind.__name__}", "")
            subprocess.run([str(servers.RIG), "enter", "rbldnsd", "sh", "-c", f"cat > /srv/rbl/{kind.__name__}"],
                           input=text.encode("latin1"), check=True)
            told.append(f"{kind.__name__}.copy:{kind_name(kind)}:{kind.__name__}")
        servers.rig("spawn", "rbldnsd", "rbldnsd", "rbldnsd", "-n", "-u", "rbldns", "-w", "/srv/rbl",
                    "-b", f"{SERVER}/53", *told)
        for _ in range(100):
            if servers.ask(SERVER, "1.2.3.4.ip4set.copy", timeout=0.3):
                return
            servers.time.sleep(0.05)
        raise RuntimeError(servers.log_of("rbldnsd", "rbldnsd")[-2000:])

    def compare(self, kind):
        asked = questions(random.Random(f"{SEED} ask {kind.__name__}"), kind, self.lines[kind])
        listed = 0
        for q, (hit, codes, texts) in zip(asked, from_copy(kind_name(kind), self.path[kind], asked), strict=True):
            said_codes, said_texts = from_server(f"{kind.__name__}.copy", q)
            self.assertEqual((codes, texts), (said_codes, said_texts), f"{kind.__name__}, seed {SEED}: {q}")
            self.assertEqual(hit, bool(said_codes), q)
            listed += hit
        self.assertGreater(listed, 100, "hardly anything was listed")
        self.assertGreater(len(asked) - listed, 30, "hardly anything was not listed")

    def test_packed_files_and_guessed_types(self):
        """a packed file answers as the plain one does, and its type is seen"""
        for kind in (ip4set, ip6trie, dnset, generic, combined):
            asked = questions(random.Random(SEED), kind, self.lines[kind])[:300]
            packed = self.path[kind].with_suffix(".gz")
            packed.write_bytes(gzip.compress(self.path[kind].read_bytes()))
            self.assertEqual(list(from_copy("guess", packed, asked)),
                             list(from_copy(kind_name(kind), self.path[kind], asked)), kind.__name__)

    def test_by_rsync(self):
        """a list is fetched from a real rsync daemon, again only when it changed, and kept when it dies"""
        lines = [f"192.0.2.{i}" for i in range(100)]
        servers.put("rbldnsd", "/srv/rsync/list", "\n".join(lines) + "\n")
        servers.put("rbldnsd", "/srv/rsyncd.conf", "use chroot = no\n[lists]\npath = /srv/rsync\n")
        servers.rig("spawn", "rbldnsd", "rsyncd", "rsync", "--daemon", "--no-detach", "--config", "/srv/rsyncd.conf")
        servers.rig("wait", "rbldnsd", "873")
        # the client of the root, since the machine may have none; it sees our folder elsewhere
        shim = self.shared / "bin"
        shim.mkdir()
        (shim / "rsync").write_text(f"#!/bin/bash\nexport RIG_YARD={os.environ['RIG_YARD']}\n"
                                    f'exec {servers.RIG} enter rbldnsd rsync "${{@/#"{self.shared}"/{SHARED}}}"\n')
        (shim / "rsync").chmod(0o755)
        (self.shared / "copies").mkdir()
        (self.shared / "copies").chmod(0o777)  # root there is another user here
        environment = dict(os.environ, PATH=f"{shim}:{os.environ['PATH']}")

        def fetch():
            done = subprocess.run([COPY_ASK, "fetch", "ip4set", f"rsync://{SERVER}/lists/list", self.shared / "copies"],
                                  capture_output=True, text=True, env=environment)
            return (done.stdout if done.returncode == 0 else done.stderr).strip()
        self.assertRegex(fetch(), "^new 100 0 ")
        self.assertRegex(fetch(), "^same 100 0 ")
        servers.put("rbldnsd", "/srv/rsync/list", "\n".join(lines) + "\n192.0.3.1\n")
        self.assertRegex(fetch(), "^new 101 100 ")
        servers.rig("stop", "rbldnsd", "rsyncd")
        self.assertRegex(fetch(), "^kept 101 .*rsync left with")

    def test_a_cut_file_is_refused(self):
        """a packed file that was cut off is refused by name"""
        packed = self.path[ip4set].with_suffix(".cut")
        packed.write_bytes(gzip.compress(self.path[ip4set].read_bytes())[:-40])
        done = subprocess.run([COPY_ASK, "ip4set", packed], input="", capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn(str(packed), done.stderr)
        self.assertIn("ends in the middle", done.stderr)


def kind_name(kind):
    return "ip4set" if kind is values else kind.__name__


def comparison(kind):
    def test(self):
        self.compare(kind)
    test.__doc__ = f"{kind.__name__}: every look-up as rbldnsd answers it"
    return test


for each in TYPES:
    setattr(Copies, f"test_{each.__name__}", comparison(each))

if __name__ == "__main__":
    tap.main("names")

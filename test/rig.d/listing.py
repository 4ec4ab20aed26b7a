"""The plain listing file, the one truth the tests compare with, and the zone files made from it.

Each line is `WHAT CODE TEXT`: WHAT is an address, a range a-b, a prefix, or a domain name (with a
dot before it: also all names below); CODE an address in 127/8; TEXT the reason, to the line's end.
One address may have several lines of the same span, but spans may not overlap otherwise, since
name servers differ in what wins."""

import collections
import ipaddress
import os
import sys

TEST_LISTED, TEST_CLEAN = "127.0.0.2", "127.0.0.1"
SERIAL = int(os.environ.get("LISTING_SERIAL", "2026010101"))
TTL = int(os.environ.get("LISTING_TTL", "300"))  # positive and negative
Entry = collections.namedtuple("Entry", "what first last code text")  # first is None for a name


def read(path):
    """The entries of a file, in order; a bad line is refused with its number."""
    entries = []
    for number, line in enumerate(open(path), 1):
        line = line.split("#")[0].strip()
        if line:
            try:
                entries.append(_entry(*(line.split(None, 2) + [""])[:3]))
            except ValueError as e:
                raise ValueError(f"{path}:{number}: {e}")
    _refuse_overlaps(path, entries)
    return entries


def _entry(what, code, text):
    ipaddress.IPv4Address(code)
    if "-" in what and what.replace("-", "").replace(".", "").isdigit():
        first, last = (ipaddress.ip_address(a) for a in what.split("-"))
    elif "/" in what:
        network = ipaddress.ip_network(what)
        first, last = network[0], network[-1]
    elif ":" in what or what.replace(".", "").isdigit():
        first = last = ipaddress.ip_address(what)
    else:
        return Entry(what.lower(), None, None, code, text)
    if first > last:
        raise ValueError(f"{what} ends before it begins")
    return Entry(what, first, last, code, text)


def _refuse_overlaps(path, entries):
    spans = sorted({(e.first.version, e.first, e.last) for e in entries if e.first is not None},
                   key=lambda s: (s[0], int(s[1])))
    for before, after in zip(spans, spans[1:]):
        if before[0] == after[0] and after[1] <= before[2]:
            raise ValueError(f"{path}: {after[1]} lies in two spans")


class Truth:
    """Answers what a file says of an address or a name: a list of (code, text)."""

    def __init__(self, entries):
        self.single, self.spans = collections.defaultdict(list), []
        self.names = collections.defaultdict(list)
        for e in entries:
            if e.first is None:
                self.names[e.what].append((e.code, e.text))
            elif e.first == e.last:
                self.single[e.first].append((e.code, e.text))
            else:
                self.spans.append(e)

    def of(self, address):
        found = list(self.single.get(address, ()))
        return found + [(e.code, e.text) for e in self.spans
                        if e.first.version == address.version and e.first <= address <= e.last]

    def of_name(self, name):
        """By the labels before the zone; addresses are told from names by their form."""
        address = unreversed(name)
        if address is not None:
            if address.version == 6 and address.ipv4_mapped is not None:
                return self.of(address.ipv4_mapped)
            return self.of(address)
        found = list(self.names.get(name, ())) + list(self.names.get("." + name, ()))
        while "." in name:
            name = name.split(".", 1)[1]
            found += self.names.get("." + name, ())
        return found


def reversed_name(address):
    """The labels that ask about an address."""
    return address.reverse_pointer.rsplit(".", 2)[0]


def unreversed(name):
    """The address a query name is about, or None."""
    labels = name.split(".")[::-1]
    try:
        if len(labels) == 4:
            return ipaddress.IPv4Address(".".join(labels))
        if len(labels) == 32:
            return ipaddress.IPv6Address(int("".join(labels), 16))
    except ValueError:
        pass
    return None


# --- zone files ----------------------------------------------------------------------------------

def with_test_points(entries):
    """RFC 5782: 127.0.0.2 is listed, 127.0.0.1 is not."""
    if any(str(e.first) == TEST_LISTED for e in entries):
        return entries
    return entries + [_entry(TEST_LISTED, "127.0.0.2", "test point")]


def _head(zone):
    return (f"$SOA {TTL} ns.{zone} hostmaster.{zone} {SERIAL} 3600 600 86400 {TTL}\n"
            f"$NS {TTL} ns.{zone}\n$TTL {TTL}\n")


def _value(entry):
    return f":{entry.code}:{entry.text.replace('$', '$$')}"


def rbldnsd(zone, entries, kind="ip4set"):
    """A data file of one kind; what that kind cannot hold is left to another file of the zone."""
    lines = [_head(zone)]
    for e in entries:
        if kind == "dnset":
            lines += [f"{e.what} {_value(e)}"] if e.first is None else []
        elif e.first is None or (e.first.version == 6) != (kind == "ip6trie"):
            continue
        elif kind == "ip4set":
            span = str(e.first) if e.first == e.last else f"{e.first}-{e.last}"
            lines.append(f"{span} {_value(e)}")
        else:
            networks = ipaddress.summarize_address_range(e.first, e.last)
            lines += [f"{n} {_value(e)}" for n in networks]
    return "\n".join(lines) + "\n"


def combined(zone, entries):
    """One file that holds addresses of both families."""
    parts = [_head(zone)]
    for kind in "ip4set", "ip6trie", "dnset":
        body = rbldnsd(zone, entries, kind)[len(_head(zone)):]
        parts.append(f"$DATASET {kind}:{kind} @\n{body}")
    return "".join(parts)


def master(zone, entries):
    """A master file for NSD, Knot and BIND; whole /24s and prefixes of IPv6 become wildcards."""
    lines = [f"$ORIGIN {zone}.", f"$TTL {TTL}",
             f"@ SOA ns hostmaster {SERIAL} 3600 600 86400 {TTL}", "@ NS ns", "ns A 192.0.2.53"]
    for e in entries:
        quoted = '"' + e.text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        for owner in _owners(e):
            lines.append(f"{owner} A {e.code}")
            if e.text:
                lines.append(f"{owner} TXT {quoted}")
        if e.first is not None and str(e.first) == TEST_LISTED:
            mapped = reversed_name(ipaddress.IPv6Address("::ffff:" + TEST_LISTED))
            lines.append(f"{mapped} A {e.code}")
    return "\n".join(lines) + "\n"


def _owners(entry):
    if entry.first is None:
        bare = entry.what.lstrip(".")
        return [bare] if bare == entry.what else [bare, "*." + bare]
    owners = []
    for network in ipaddress.summarize_address_range(entry.first, entry.last):
        step = 8 if network.version == 4 else 4
        if network.version == 4 and network.prefixlen > 24:
            owners += [reversed_name(a) for a in network]
            continue
        if network.prefixlen == network.max_prefixlen:
            owners.append(reversed_name(network[0]))
            continue
        for sub in network.subnets(new_prefix=-(-network.prefixlen // step) * step):
            kept = sub.prefixlen // step
            owners.append("*." + ".".join(reversed_name(sub[0]).split(".")[-kept:]))
    return owners


if __name__ == "__main__":
    form, zone_name, file_name = sys.argv[1:]
    write = {"combined": combined, "master": master}.get(form) or (
        lambda z, e: rbldnsd(z, e, form))
    sys.stdout.write(write(zone_name, with_test_points(read(file_name))))

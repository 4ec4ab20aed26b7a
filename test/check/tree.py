"""What the checks share: the source tree as they see it, and reporting as TAP."""

import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
SRC = TOP / "src"
CODE = ("src", "test", "bench")
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


def files(*suffixes, under=CODE):
    """All files with one of the suffixes, sorted, below the folders of the tree that hold code."""
    found = []
    for folder in under:
        found += [p for p in (TOP / folder).rglob("*") if p.suffix in suffixes and p.is_file()]
    return sorted(p for p in found if "__pycache__" not in p.parts and ".cache" not in p.parts)


def folder_of(path):
    """src/sys/loop.c is in sys; None for what is not below src."""
    parts = path.relative_to(TOP).parts
    return parts[1] if parts[0] == "src" and len(parts) == 3 else None


def lines(path):
    return path.read_text(encoding="utf-8").splitlines()


def includes(path):
    """(line number, '<' or '"', name) of every include."""
    for number, line in enumerate(lines(path), 1):
        hit = INCLUDE.match(line)
        if hit:
            yield number, hit[1], hit[2]


def bare(path):
    """The lines of a C file with comments and the insides of strings blanked, so that what is left
    is code at its old place."""
    text = path.read_text(encoding="utf-8")
    token = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

    def blank(hit):
        t = hit[0]
        if t[0] in "\"'":
            return t[0] + " " * (len(t) - 2) + t[0]
        return re.sub(r"[^\n]", " ", t)

    return token.sub(blank, text).split("\n")


def strings(path):
    """(line number, text) of every string literal outside comments."""
    token = re.compile(r'/\*.*?\*/|//[^\n]*|"((?:\\.|[^"\\\n])*)"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    text = path.read_text(encoding="utf-8")
    for hit in token.finditer(text):
        if hit[1] is not None:
            yield text.count("\n", 0, hit.start()) + 1, hit[1]


def layers():
    """src/LAYERS as {folder: set of folders it may include}, in order; '*' means all."""
    table = {}
    for line in lines(SRC / "LAYERS"):
        line = line.split("#")[0].strip()
        if line:
            folder, uses = line.split(":")
            table[folder.strip()] = set(uses.split())
    return table


def at(path, line, text):
    return f"{path.relative_to(TOP)}:{line}: {text}"


def report(rules):
    """Runs (name, function giving complaints) pairs as TAP; leaves with 1 if any complained."""
    bad = 0
    print(f"1..{len(rules)}")
    for number, (name, rule) in enumerate(rules, 1):
        said = list(rule())
        bad += bool(said)
        print(f"{'not ok' if said else 'ok'} {number} - {name}")
        for line in said:
            print(f"# {line}")
            print(line, file=sys.stderr)
    sys.exit(1 if bad else 0)

"""Private Debian roots: made once per package list, kept outside the clone, never half there."""

import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

import spaces

HERE = pathlib.Path(__file__).resolve().parent
CLONE = HERE.parent.parent
BUILD = pathlib.Path(os.environ.get("RIG_BUILD", CLONE / "build"))
VERSION = "1"  # raise it when roots are made differently
SUITE = "bookworm"


def cache():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(base) / "netizen-rig"


def packages(name):
    path = HERE / f"{name}.packages"
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in HERE.glob("*.packages")))
        raise spaces.Refused(f"no root is called {name}: there are {known}")
    lines = (line.split("#")[0].strip() for line in path.read_text().splitlines())
    return sorted(line for line in lines if line)


def place(name):
    """The folder of a root, made or not: its name says what is in it."""
    told = "\n".join([VERSION, SUITE, os.uname().machine, *packages(name)])
    return cache() / (name + "-" + hashlib.sha256(told.encode()).hexdigest()[:16])


def tree(name):
    """Where a made root's files lie; refuses one that is not made."""
    path = place(name) / "tree"
    if not path.is_dir():
        raise spaces.Refused(f"the root {name} is not made: test/rig make {name}")
    return path


def make(name):
    """Make a root unless it is there, and record it below the build folder."""
    target = place(name)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        # the lock file stays: whoever removed it would let the next one in beside those who wait
        with open(f"{target}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not target.exists():
                _make_in(target, name)
    record = BUILD / "rig" / name
    record.parent.mkdir(parents=True, exist_ok=True)
    fresh = record.with_name(f".{name}.{os.getpid()}")
    fresh.symlink_to(target)
    fresh.rename(record)
    return target


def _make_in(target, name):
    if not shutil.which("mmdebstrap"):
        raise spaces.Refused("mmdebstrap is not installed: apt-get install mmdebstrap uidmap")
    fresh = pathlib.Path(f"{target}.new")
    remove(fresh)
    (fresh / "tree").mkdir(parents=True)
    print(f"rig: making the Debian root {name} (once): {fresh}.log", file=sys.stderr, flush=True)
    if spaces.in_yard(0, lambda: _bootstrap(fresh / "tree", name, f"{fresh}.log")) != 0:
        tail = open(f"{fresh}.log").read().splitlines()[-12:]
        remove(fresh)
        raise spaces.Refused(f"mmdebstrap could not make {name}:\n  " + "\n  ".join(tail))
    fresh.rename(target)
    os.unlink(f"{fresh}.log")


def _bootstrap(path, name, log):
    """mmdebstrap as root of a host's ids: a root then looks alike whoever made it."""
    os.chown(path, 1, 1)
    command = ["mmdebstrap", "--mode=root", "--variant=minbase", "--include=" + ",".join(packages(name)),
               "--aptopt=APT::Install-Recommends \"false\"", "--dpkgopt=path-exclude=/usr/share/doc/*",
               "--dpkgopt=path-exclude=/usr/share/man/*", "--dpkgopt=path-exclude=/usr/share/locale/*"]
    if os.environ.get("RIG_MIRROR"):
        command += [SUITE, "/mnt", os.environ["RIG_MIRROR"]]
    else:
        command += [SUITE, "/mnt"]
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    nothing = os.open("/dev/null", os.O_RDONLY)
    pid = spaces.fork_host(spaces.CLONE_NEWNS)
    if pid == 0:
        try:
            spaces.mount(None, "/", None, spaces.MS_REC | spaces.MS_PRIVATE)
            spaces.place_tree(spaces.open_tree(str(path)), "/mnt")
            os.chdir("/")
            spaces.become_root()
            os.dup2(nothing, 0)
            os.dup2(out, 1)
            os.dup2(out, 2)
            env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
            env |= {k: v for k, v in os.environ.items() if k.lower().endswith("_proxy")}
            os.execvpe(command[0], command, env)
        except BaseException as e:
            os.write(out, f"rig: {e}\n".encode())
            os._exit(1)
    return spaces.exit_code(os.waitpid(pid, 0)[1])


def remove(path):
    """Remove a root or what is left of one: its files belong to ids only a yard may touch."""
    if path.exists() and spaces.in_yard(0, lambda: shutil.rmtree(path)) != 0:
        raise spaces.Refused(f"{path} could not be removed")


def hold(name):
    """Keep a made root from being removed while the caller lives."""
    fd = os.open(place(name), os.O_RDONLY)
    fcntl.flock(fd, fcntl.LOCK_SH)
    return fd


def _free(path):
    """Whether nobody holds a root."""
    fd = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False
    finally:
        os.close(fd)


def clean(everything):
    """Remove the records and the roots they name, or every root there is; one in use stays."""
    records = BUILD / "rig"
    made = {p.resolve() for p in records.glob("*") if p.is_symlink()}
    if everything:
        made |= set(cache().glob("*"))
    for path in made:
        if path.is_file():
            path.unlink()
        elif path.is_dir() and _free(path):
            remove(path)
            pathlib.Path(f"{path}.lock").unlink(missing_ok=True)
        elif path.is_dir():
            print(f"rig: {path} is in use and stays", file=sys.stderr)
    if records.is_dir():
        shutil.rmtree(records)

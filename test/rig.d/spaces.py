"""The system calls the rig needs that Python 3.11 does not wrap: namespaces, mounts, id maps."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import traceback

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 0x1, 0x2, 0x4, 0x8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 0x20, 0x1000, 0x4000, 0x40000
MNT_DETACH = 2
OPEN_TREE_CLONE, OPEN_TREE_CLOEXEC, AT_RECURSIVE, AT_FDCWD = 1, os.O_CLOEXEC, 0x8000, -100
MOVE_MOUNT_F_EMPTY_PATH = 4
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}.get(os.uname().machine, 155)

_libc = ctypes.CDLL(None, use_errno=True)

# Ids 0..65535 inside a host are these outside; an ordinary user's own range comes from /etc/subuid.
# A wide yard, which only root can have, has hosts with room for a rig of their own.
ROOTS_FIRST_ID, IDS, WIDE_IDS = 100000, 65536, 262144


class Refused(Exception):
    """What this machine does not allow, as one sentence."""


def _call(name, *args):
    args = [a.encode() if isinstance(a, str) else a for a in args]
    result = getattr(_libc, name)(*args)
    if result < 0:
        number = ctypes.get_errno()
        told = ", ".join(a.decode() for a in args if isinstance(a, bytes))
        raise OSError(number, f"{name}({told}): {os.strerror(number)}")
    return result


def unshare(flags):
    _call("unshare", flags)


def setns(fd, kind):
    _call("setns", fd, kind)


def mount(source, target, kind=None, flags=0, data=None):
    _call("mount", source, target, kind, ctypes.c_ulong(flags), data)


def unmount(target):
    _call("umount2", target, MNT_DETACH)


def open_tree(path):
    """A detached copy of the mount at path, to be placed with place_tree()."""
    return _call("open_tree", AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE)


def place_tree(fd, target):
    _call("move_mount", fd, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH)
    os.close(fd)


def make_read_only(path):
    """Remount one bind mount read-only; flags the file system was mounted with must be repeated."""
    has = os.statvfs(path).f_flag
    kept = sum(ms for st, ms in ((os.ST_NOSUID, MS_NOSUID), (os.ST_NODEV, MS_NODEV),
                                 (os.ST_NOEXEC, MS_NOEXEC)) if has & st)
    for st, ms in ((os.ST_NOATIME, 0x400), (os.ST_NODIRATIME, 0x800), (os.ST_RELATIME, 0x200000)):
        kept |= ms if has & st else 0
    mount(None, path, None, MS_REMOUNT | MS_BIND | MS_RDONLY | kept)


def pivot_here():
    """Make the working directory the root and let go of the old one."""
    _call("syscall", ctypes.c_long(SYS_PIVOT_ROOT), ".", ".")
    unmount(".")
    os.chdir("/")


def die_with_parent(parent):
    """Ask to be killed when the parent ends; the question afterwards closes the race.

    A parent outside our process namespace shows as 0. A change of ids undoes the wish."""
    _call("prctl", PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL))
    if os.getppid() != parent:
        os._exit(1)


def set_name(name):
    _call("prctl", PR_SET_NAME, name[:15])


def become_root():
    os.setgroups([])
    os.setresgid(0, 0, 0)
    os.setresuid(0, 0, 0)


def _subordinate(path):
    """First id of the caller's range in /etc/subuid or /etc/subgid; root needs no entry."""
    if os.geteuid() == 0:
        return ROOTS_FIRST_ID
    user = pwd.getpwuid(os.geteuid()).pw_name
    try:
        lines = open(path).read().split()
    except OSError:
        lines = []
    for line in lines:
        who, first, count = line.split(":")
        if who in (user, str(os.geteuid())) and int(count) >= IDS:
            return int(first)
    raise Refused(f"{user} has no {IDS} ids in {path}: as root, usermod --add-subuids "
                  f"100000-165535 --add-subgids 100000-165535 {user}")


def _write_yard_maps(pid, uid, gid, first_uid, first_gid, count):
    for kind, own, first in (("uid", uid, first_uid), ("gid", gid, first_gid)):
        if uid == 0:
            with open(f"/proc/{pid}/{kind}_map", "w") as f:
                f.write(f"0 {own} 1\n1 {first} {count}\n")
        else:
            args = f"new{kind}map {pid} 0 {own} 1 1 {first} {count}".split()
            subprocess.run(args, check=True)


def enter_yard(flags, count):
    """Put this process into a user namespace where it is root: 0 is the caller, 1.. its range."""
    uid, gid = os.geteuid(), os.getegid()
    if count > IDS and uid != 0:
        raise Refused("only root can have a wide yard")
    first_uid, first_gid = _subordinate("/etc/subuid"), _subordinate("/etc/subgid")
    pid = os.getpid()
    ready_r, ready_w = os.pipe()
    helper = os.fork()
    if helper == 0:
        try:
            os.close(ready_w)
            if os.read(ready_r, 1) == b"x":
                _write_yard_maps(pid, uid, gid, first_uid, first_gid, count)
            os._exit(0)
        except BaseException as e:
            print(f"rig: cannot map ids: {e}", file=sys.stderr, flush=True)
            os._exit(1)
    os.close(ready_r)
    try:
        unshare(CLONE_NEWUSER | flags)
    except OSError as e:
        os.close(ready_w)
        os.waitpid(helper, 0)
        raise Refused(f"user namespaces are not allowed here: {e.strerror}")
    os.write(ready_w, b"x")
    os.close(ready_w)
    if os.waitpid(helper, 0)[1] != 0:
        raise Refused("the id map was refused (is the package uidmap installed?)")
    become_root()


def map_host(pid):
    """Give a child of the yard ids of its own: its 0.. are the yard's 1.., none of them the caller."""
    count = int(open("/proc/self/uid_map").read().split()[5])
    for kind in "uid", "gid":
        with open(f"/proc/{pid}/{kind}_map", "w") as f:
            f.write(f"0 1 {count}\n")


def fork_host(flags):
    """Fork into a host's user namespace; the child still has the caller's file rights.

    Returns as fork() does; the child calls become_root() once it has opened everything that lies
    in the caller's folders."""
    up_r, up_w = os.pipe()
    down_r, down_w = os.pipe()
    pid = os.fork()
    if pid == 0:
        unshare(CLONE_NEWUSER | flags)
        os.write(up_w, b"x")
        os.read(down_r, 1)
        for fd in (up_r, up_w, down_r, down_w):
            os.close(fd)
        return 0
    os.close(up_w)
    os.close(down_r)
    if os.read(up_r, 1) == b"x":
        map_host(pid)
    os.write(down_w, b"x")
    os.close(up_r)
    os.close(down_w)
    return pid


def in_yard(flags, work, count=IDS):
    """Run work() as the first process of a yard and return its exit code.

    The yard has a user, mount and process namespace and those of flags; it is gone as a whole,
    whatever was started in it, when work() ends or the caller dies."""
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid != 0:
        return exit_code(os.waitpid(pid, 0)[1])
    try:
        enter_yard(CLONE_NEWNS | CLONE_NEWPID | flags, count)
        die_with_parent(parent)
        first = os.fork()
        if first != 0:
            os._exit(exit_code(os.waitpid(first, 0)[1]))
        die_with_parent(0)
        mount(None, "/", None, MS_REC | MS_PRIVATE)
        mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
        code = work() or 0
    except (Refused, OSError) as e:
        print(f"rig: {e}", file=sys.stderr)
        code = 1
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def exit_code(status):
    """A wait status as a shell tells it."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code

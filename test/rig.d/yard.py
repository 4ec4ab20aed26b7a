"""A yard and its hosts: namespaces that vanish as a whole with the command they were made for.

The yard is where the test program runs: the machine's own files, a network of its own, and the
caller as root of a user namespace. A host is a Debian root of its own beside it, with ids, mounts,
processes and network apart; streets (bridges of the yard) join them. What the yard knows of a host
lies in a tmpfs that only the yard sees."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

import roots
import spaces

HOST_SPACES = (spaces.CLONE_NEWNS | spaces.CLONE_NEWPID | spaces.CLONE_NEWNET
               | spaces.CLONE_NEWIPC | spaces.CLONE_NEWUTS)
WRITABLE = "etc", "home", "root", "srv", "var"  # copied per host: the root itself stays read-only
DEVICES = "null", "zero", "full", "random", "urandom", "tty"
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
               "LC_ALL": "C.UTF-8"}


def here():
    """The yard's own folder; refuses outside a yard."""
    if "RIG_YARD" not in os.environ:
        raise spaces.Refused("this is only possible in a yard: test/rig run COMMAND...")
    return pathlib.Path(os.environ["RIG_YARD"])


def run(command, wide=False):
    """Run a command in a new yard; its exit code is ours, and nothing it started outlives it.

    A wide yard keeps the machine's network: its hosts can install packages and run a rig."""
    folder = roots.BUILD / "rig" / "yard"
    folder.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    others = spaces.CLONE_NEWIPC | spaces.CLONE_NEWUTS
    if wide:
        return spaces.in_yard(others, lambda: _first_process(folder, command, wide), spaces.WIDE_IDS)
    return spaces.in_yard(others | spaces.CLONE_NEWNET, lambda: _first_process(folder, command, wide))


def _first_process(folder, command, wide):
    spaces.mount("yard", str(folder), "tmpfs", spaces.MS_NODEV, "mode=755")
    os.environ["RIG_YARD"] = str(folder)
    if wide:
        os.environ["RIG_WIDE"] = "1"
        for name in "hosts", "resolv.conf":
            shutil.copy(f"/etc/{name}", folder / name)
    else:
        _own_network(folder)
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        try:
            os.execvp(command[0], command)
        except OSError as e:
            print(f"rig: {command[0]}: {e.strerror}", file=sys.stderr, flush=True)
            os._exit(127)
    while True:
        ended, status = os.wait()
        if ended == pid:
            return spaces.exit_code(status)


def _own_network(folder):
    """The yard's own names and loopback; the machine's resolver cannot be reached from here."""
    (folder / "hosts").write_text("127.0.0.1 localhost yard\n::1 localhost\n")
    (folder / "resolv.conf").write_text("nameserver 127.0.0.1\n")
    for name in "hosts", "resolv.conf":
        if os.path.exists(f"/etc/{name}"):
            spaces.mount(str(folder / name), os.path.realpath(f"/etc/{name}"), None, spaces.MS_BIND)
    _ip("link set lo up")


def _ip(words):
    subprocess.run(["ip", *words.split()], check=True)


# --- hosts --------------------------------------------------------------------------------------

def _folder(host):
    path = here() / host
    if not (path / "pid").exists():
        raise spaces.Refused(f"no host {host} is up")
    return path


def pid_of(host):
    return int((_folder(host) / "pid").read_text())


def names():
    return sorted(p.parent.name for p in here().glob("*/pid"))


class Plan:
    """How a host is to be: its root, (folder of the caller, folder in the host) pairs, its resolver,
    and whether it is a machine in full: all of the root written to, on the machine's network."""

    def __init__(self, host, root, binds=(), dns="127.0.0.1", full=False):
        self.host, self.binds, self.dns, self.full = host, binds, dns, full
        self.tree = roots.tree(root)
        self.folder = here() / host
        if full and "RIG_WIDE" not in os.environ:
            raise spaces.Refused("a machine in full needs a wide yard: test/rig run --wide COMMAND...")

    def copy(self):
        """A root of its own on the disk for a machine in full."""
        copied = roots.BUILD / "rig" / f"copy-{self.host}"
        if copied.exists():
            shutil.rmtree(copied)
        subprocess.run(["cp", "-a", str(self.tree), str(copied)], check=True)
        self.tree = copied


def up(plan):
    """Start a host."""
    host, folder = plan.host, plan.folder
    if folder.exists():
        raise spaces.Refused(f"the host {host} is up already")
    (folder / "root").mkdir(parents=True)
    if plan.full:
        plan.copy()
        shutil.copy(here() / "resolv.conf", folder / "resolv.conf")
    else:
        (folder / "resolv.conf").write_text(f"nameserver {plan.dns}\n")
    told_r, told_w = os.pipe()
    child = spaces.fork_host(HOST_SPACES & ~(spaces.CLONE_NEWNET if plan.full else 0))
    if child == 0:
        init = os.fork()
        if init == 0:
            _init(plan, told_w)
        (folder / "pid.new").write_text(str(init))
        os._exit(0)
    os.close(told_w)
    told = os.fdopen(told_r).read()
    os.waitpid(child, 0)
    if told != "up":
        shutil.rmtree(folder)
        raise spaces.Refused(f"the host {host} did not start: {told}")
    (folder / "pid.new").rename(folder / "pid")


def _init(plan, told):
    """The host's first process: makes its world, says so, then only buries the dead."""
    try:
        os.setsid()
        _make_world(plan)
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGCHLD, signal.SIGTERM))
        nothing = os.open("/dev/null", os.O_RDWR)
        for fd in 0, 1, 2:
            os.dup2(nothing, fd)
        os.write(told, b"up")
        os.closerange(3, 4096)
    except BaseException as e:
        os.write(told, str(e).encode() or b"no reason was given")
        os._exit(1)
    while signal.sigwait((signal.SIGCHLD, signal.SIGTERM)) == signal.SIGCHLD:
        _bury()
    _end_all()


def _bury():
    """Reap what has ended; false once no process is left."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0] != 0:
            pass
        return True
    except ChildProcessError:
        return False


def _end_all(patience=3.0):
    os.kill(-1, signal.SIGTERM)
    end = time.monotonic() + patience
    while _bury() and time.monotonic() < end:
        time.sleep(0.01)
    os._exit(0)  # whoever is left goes with us


def _make_world(plan):
    """Everything below the caller's folders is opened first: a host's root may not go there."""
    spaces.mount(None, "/", None, spaces.MS_REC | spaces.MS_PRIVATE)
    opened = [(spaces.open_tree(f"/dev/{name}"), f"dev/{name}") for name in DEVICES]
    opened += [(spaces.open_tree(str(plan.folder / "resolv.conf")), "etc/resolv.conf"),
               (spaces.open_tree(str(here() / "hosts")), "etc/hosts")]
    opened += [(spaces.open_tree(os.path.abspath(source)), target.strip("/"))
               for source, target in plan.binds]
    tree_fd = spaces.open_tree(str(plan.tree))
    os.chdir(plan.folder)
    spaces.become_root()
    spaces.place_tree(tree_fd, "root")
    os.chdir("root")
    if not plan.full:
        spaces.make_read_only(".")
    _writable_places(() if plan.full else WRITABLE)
    spaces.mount("proc", "proc", "proc", spaces.MS_NOSUID | spaces.MS_NODEV | spaces.MS_NOEXEC)
    for fd, target in opened:
        if os.path.isdir(f"/proc/self/fd/{fd}"):
            os.makedirs(target, exist_ok=True)
        elif not os.path.exists(target):
            pathlib.Path(target).touch()
        spaces.place_tree(fd, target)
    if not plan.full:
        _ip("link set lo up")
    _call_ourselves(plan.host)
    spaces.pivot_here()


def _writable_places(copied):
    """One tmpfs holds a host's own copies of the places that are written to."""
    spaces.mount("host", "mnt", "tmpfs", spaces.MS_NODEV, "mode=755")
    for name in copied:
        subprocess.run(["cp", "-a", name, "mnt/"], check=True)
    for name, mode in (("run", 0o755), ("tmp", 0o1777), ("dev", 0o755)):
        os.mkdir(f"mnt/{name}")
        os.chmod(f"mnt/{name}", mode)
    for name in (*copied, "run", "tmp", "dev"):
        spaces.mount(f"mnt/{name}", name, None, spaces.MS_BIND)
    spaces.unmount("mnt")
    os.mkdir("run/lock", 0o1777)
    os.mkdir("dev/shm")
    os.chmod("dev/shm", 0o1777)
    os.mkdir("dev/pts")
    spaces.mount("devpts", "dev/pts", "devpts", 0, "newinstance,ptmxmode=0666,mode=620,gid=5")
    for link, target in (("ptmx", "pts/ptmx"), ("fd", "/proc/self/fd"), ("stdin", "fd/0"),
                         ("stdout", "fd/1"), ("stderr", "fd/2")):
        os.symlink(target, f"dev/{link}")


def _call_ourselves(host):
    pathlib.Path("etc/hostname").write_text(host + "\n")
    socket.sethostname(host)
    spaces.set_name(f"init {host}")


def down(host):
    """End a host: its init ends what runs in it, and with it everything else goes."""
    pid = pid_of(host)
    folder = _folder(host)
    os.kill(pid, signal.SIGTERM)
    if not _gone(pid, 5.0):
        os.kill(pid, signal.SIGKILL)
        _gone(pid, 5.0)
    subprocess.run(["ip", "link", "del", f"v-{host}"], stderr=subprocess.DEVNULL)
    known = (here() / "hosts").read_text().splitlines()
    kept = [line for line in known if line.split()[1] != host]
    (here() / "hosts").write_text("\n".join(kept) + "\n")
    shutil.rmtree(folder)
    if (roots.BUILD / "rig" / f"copy-{host}").exists():
        shutil.rmtree(roots.BUILD / "rig" / f"copy-{host}")


def _gone(pid, patience):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            state = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state in "ZX":
            return True
        time.sleep(0.01)
    return False


# --- what happens in a host ----------------------------------------------------------------------

def go_into(host, kinds):
    """Put this process, which has one thread, into some of a host's namespaces."""
    pid = pid_of(host)
    others = [(name, kind) for name, kind in kinds
              if os.readlink(f"/proc/{pid}/ns/{name}") != os.readlink(f"/proc/self/ns/{name}")]
    opened = [(os.open(f"/proc/{pid}/ns/{name}", os.O_RDONLY), kind) for name, kind in others]
    for fd, kind in opened:
        spaces.setns(fd, kind)
        os.close(fd)


ALL = (("user", spaces.CLONE_NEWUSER), ("net", spaces.CLONE_NEWNET), ("uts", spaces.CLONE_NEWUTS),
       ("ipc", spaces.CLONE_NEWIPC), ("pid", spaces.CLONE_NEWPID), ("mnt", spaces.CLONE_NEWNS))
NETWORK = (("user", spaces.CLONE_NEWUSER), ("net", spaces.CLONE_NEWNET))


def _become(user):
    """Take a user's ids from the host's own passwd and group files."""
    environment = dict(ENVIRONMENT, HOME="/root", USER=user)
    if user == "root":
        spaces.become_root()
    else:
        rows = [line.split(":") for line in open("/etc/passwd").read().splitlines()]
        row = next((r for r in rows if r[0] == user), None)
        if row is None:
            raise spaces.Refused(f"the host has no user {user}")
        groups = [line.split(":") for line in open("/etc/group").read().splitlines()]
        os.setgroups([int(g[2]) for g in groups if user in g[3].split(",")])
        os.setresgid(*[int(row[3])] * 3)
        os.setresuid(*[int(row[2])] * 3)
        environment["HOME"] = row[5]
    if "TERM" in os.environ:
        environment["TERM"] = os.environ["TERM"]
    return environment


def enter(host, command, user="root"):
    """Run a command in a host with our standard streams; its exit code is ours."""
    go_into(host, ALL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pid = os.fork()
    if pid == 0:
        try:
            environment = _become(user)
            spaces.die_with_parent(0)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.chdir("/")
            os.execvpe(command[0], command, environment)
        except (OSError, spaces.Refused) as e:
            print(f"rig: {command[0]}: {e}", file=sys.stderr, flush=True)
            os._exit(127)
    return spaces.exit_code(os.waitpid(pid, 0)[1])


def spawn(host, name, command, user="root"):
    """Start a daemon in a host, away from our streams; its output is NAME.log in the host's folder."""
    folder = _folder(host)
    if (folder / f"{name}.pid").exists() and not _gone(int((folder / f"{name}.pid").read_text()), 0.01):
        raise spaces.Refused(f"{name} runs already in {host}")
    log = os.open(folder / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    folder_fd = os.open(folder, os.O_RDONLY)
    failed_r, failed_w = os.pipe()
    go_into(host, ALL)
    pid = os.fork()
    if pid == 0:
        try:
            os.setsid()
            environment = _become(user)
            nothing = os.open("/dev/null", os.O_RDONLY)
            for fd, target in ((nothing, 0), (log, 1), (log, 2)):
                os.dup2(fd, target)
            os.chdir("/")
            os.execvpe(command[0], command, environment)
        except (OSError, spaces.Refused) as e:
            os.write(failed_w, str(e).encode())
            os._exit(127)
    os.close(failed_w)
    told = os.fdopen(failed_r).read()
    if told:
        raise spaces.Refused(f"{name} did not start in {host}: {command[0]}: {told}")
    record = os.open(f"{name}.pid", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644, dir_fd=folder_fd)
    os.write(record, str(pid).encode())
    return pid


def stop(host, name, number=signal.SIGTERM, patience=5.0):
    """Signal a daemon and wait until it has ended; one that does not end is killed."""
    record = _folder(host) / f"{name}.pid"
    if not record.exists():
        raise spaces.Refused(f"no {name} was started in {host}")
    pid = int(record.read_text())
    if not _gone(pid, 0.01):
        os.kill(pid, number)
        if not _gone(pid, patience):
            os.kill(pid, signal.SIGKILL)
            _gone(pid, patience)
    record.unlink()


def wait_port(host, port, patience=10.0):
    """Wait until something in the host is bound to a port, TCP or UDP."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        for kind in "udp", "udp6", "tcp", "tcp6":
            rows = pathlib.Path(f"/proc/{pid_of(host)}/net/{kind}").read_text().splitlines()[1:]
            listens = (r.split() for r in rows if kind.startswith("udp") or r.split()[3] == "0A")
            if any(int(r[1].rsplit(":", 1)[1], 16) == port for r in listens):
                return
        time.sleep(0.02)
    raise spaces.Refused(f"nothing in {host} came to port {port} within {patience:g} s")


# --- streets -------------------------------------------------------------------------------------

def connect(host, addresses, street="street"):
    """Give a host, or the yard itself, addresses on a street."""
    if subprocess.run(["ip", "link", "show", street], capture_output=True).returncode != 0:
        _ip(f"link add {street} type bridge")
        _ip(f"link set {street} up")
    if host == "yard":
        _add_addresses(street, addresses)
    else:
        if not os.path.exists(f"/sys/class/net/v-{host}"):
            _ip(f"link add v-{host} type veth peer name eth0 netns {pid_of(host)}")
            _ip(f"link set v-{host} master {street} up")
        _in_network(host, lambda: _add_addresses("eth0", addresses))
    with open(here() / "hosts", "a") as f:
        for address in addresses:
            f.write(f"{address.split('/')[0]} {host}\n")


def _add_addresses(device, addresses):
    _ip(f"link set {device} up")
    for address in addresses:
        _ip(f"addr add {address} dev {device}" + (" nodad" if ":" in address else ""))


def _in_network(host, work):
    """Do work with the machine's tools in a host's network."""
    pid = os.fork()
    if pid == 0:
        try:
            go_into(host, NETWORK)
            spaces.become_root()
            work()
            os._exit(0)
        except (OSError, subprocess.CalledProcessError) as e:
            print(f"rig: {e}", file=sys.stderr, flush=True)
            os._exit(1)
    if os.waitpid(pid, 0)[1] != 0:
        raise spaces.Refused(f"the network of {host} could not be set")


def trial():
    """Do once, for nothing, all that hosts and streets need; refuses with what failed."""
    _ip("link set lo up")
    _ip("link add street type bridge")
    child = spaces.fork_host(HOST_SPACES)
    if child == 0:
        first = os.fork()
        if first == 0:
            try:
                spaces.mount(None, "/", None, spaces.MS_REC | spaces.MS_PRIVATE)
                spaces.become_root()
                spaces.mount("trial", "/mnt", "tmpfs")
                os.mkdir("/mnt/proc")
                spaces.mount("proc", "/mnt/proc", "proc")
                os._exit(0)
            except OSError as e:
                print(f"rig: {e}", file=sys.stderr, flush=True)
                os._exit(1)
        os._exit(spaces.exit_code(os.waitpid(first, 0)[1]))
    _ip("link add v-trial type veth peer name eth0")
    return spaces.exit_code(os.waitpid(child, 0)[1])

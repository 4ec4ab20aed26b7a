#!/usr/bin/python3
"""PostgreSQL in a host of the rig: made, started, ended in order or in the middle of things.

  postgres.py HOST start|stop|crash|kill|sql [TEXT]      for tests that are no Python themselves

It listens on a socket in a folder that the yard shares with it (bind it to /run/postgresql) and,
where it has an address, on TCP, there with a password."""

import os
import pathlib
import signal
import subprocess
import sys
import time

RIG = pathlib.Path(__file__).resolve().parent.parent / "rig"
BIN = "/usr/lib/postgresql/15/bin"
DATA = "/srv/postgres"
PASSWORD = "rig-secret"


def rig(*words, text=None):
    done = subprocess.run([str(RIG), *map(str, words)], input=text, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or f"rig {' '.join(map(str, words))} failed")
    return done.stdout


def _pid_file(host):
    return pathlib.Path(os.environ["RIG_YARD"]) / host / "postgres.pid"


def log(host):
    return (_pid_file(host).parent / "postgres.log").read_text()


def make(host, address=None, safe=True):
    """A cluster with the role and database netizen; unsafe ones are quick and lose all in a crash."""
    rig("enter", host, "sh", "-c", f"install -d -o postgres -m 700 {DATA} && echo {PASSWORD} > /srv/word; "
        "mkdir -p /run/postgresql; chown postgres /run/postgresql 2>/dev/null || :")
    rig("enter", "--user", "postgres", host, f"{BIN}/initdb", "-N", "-D", DATA, "-E", "UTF8", "--locale=C.UTF-8",
        "--auth-local=trust", "--auth-host=scram-sha-256", "--pwfile=/srv/word")
    settings = ["max_connections = 40", "shared_buffers = 64MB", "autovacuum_naptime = 5s",
                "unix_socket_directories = '/run/postgresql'", "unix_socket_permissions = 0777",
                f"listen_addresses = '{address or ''}'", f"fsync = {'on' if safe else 'off'}"]
    if not safe:
        settings += ["synchronous_commit = off", "full_page_writes = off"]
    rig("enter", "--user", "postgres", host, "sh", "-c", f"cat >> {DATA}/postgresql.conf; "
        f"echo 'host all all 0.0.0.0/0 scram-sha-256' >> {DATA}/pg_hba.conf", text="\n".join(settings) + "\n")


def start(host, patience=30.0):
    """Until it answers. After a kill the shared memory of the dead may hold it up for a moment."""
    end = time.monotonic() + patience
    while True:
        if not is_running(host):
            rig("spawn", "--user", "postgres", host, "postgres", f"{BIN}/postgres", "-D", DATA)
        ready = subprocess.run([str(RIG), "enter", host, f"{BIN}/pg_isready", "-q", "-h", "/run/postgresql"])
        if ready.returncode == 0:
            return
        if time.monotonic() > end:
            raise RuntimeError(f"PostgreSQL in {host} does not start:\n{log(host)[-2000:]}")
        time.sleep(0.05)


def is_running(host):
    try:
        state = pathlib.Path(f"/proc/{int(_pid_file(host).read_text())}/stat").read_text()
        return state.rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return False


def stop(host):
    """In order, but waiting for nobody."""
    rig("stop", host, "postgres", "--signal", int(signal.SIGINT))


def crash(host):
    """All of its processes leave at once, having saved nothing."""
    rig("stop", host, "postgres", "--signal", int(signal.SIGQUIT))


def kill(host):
    """The first process, then each of those it had started."""
    first = int(_pid_file(host).read_text())
    os.kill(first, signal.SIGSTOP)
    others = pathlib.Path(f"/proc/{first}/task/{first}/children").read_text().split()
    for pid in [first, *map(int, others)]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    while is_running(host):
        time.sleep(0.01)
    _pid_file(host).unlink()


def sql(host, text, database="postgres"):
    """What psql prints, plainly."""
    return rig("enter", host, f"{BIN}/psql", "-h", "/run/postgresql", "-U", "postgres", "-XAtq", "-v", "ON_ERROR_STOP=1",
               "-d", database, text="SET client_min_messages = warning;\n" + text).strip()


def serve(host, address):
    """For a host that is up: all that is wanted of PostgreSQL in one go."""
    make(host, address)
    start(host)


def up(host, folder, address=None, safe=True):
    """A host with a server: its socket is in the yard's folder."""
    pathlib.Path(folder).mkdir(mode=0o777, parents=True, exist_ok=True)
    os.chmod(folder, 0o777)
    rig("up", host, "--root", "postgres", "--bind", f"{folder}:/run/postgresql",
        *(["--addr", f"{address}/24"] if address else []))
    make(host, address, safe)
    start(host)


if __name__ == "__main__":
    verb = {"start": start, "stop": stop, "crash": crash, "kill": kill, "sql": sql}[sys.argv[2]]
    said = verb(sys.argv[1], *sys.argv[3:])
    if said:
        print("#", said.replace("\n", "\n# "))  # between the lines of a test's TAP

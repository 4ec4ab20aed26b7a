#!/usr/bin/python3
"""Runs a test program of the store beside a PostgreSQL of its own in a yard of the rig.

  postgres_run.py safe|quick PROGRAM

The program finds the server's words in NETIZEN_TEST_POSTGRES and calls $NETIZEN_TEST_POSTGRES_DO pg
with start, stop, crash, kill or sql. A quick server does not sync."""

import os
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
TEST = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TEST / "rig.d"))

import postgres  # noqa: E402


def main():
    if "RIG_YARD" not in os.environ:
        rig = str(TEST / "rig")
        os.execv(rig, [rig, "run", "--tap", "--root", "postgres", sys.executable, *sys.argv])
    folder = pathlib.Path(os.environ["RIG_YARD"]) / "socket"
    postgres.up("pg", folder, safe=sys.argv[1] == "safe")
    here = dict(os.environ, NETIZEN_TEST_POSTGRES=f"host={folder} user=postgres dbname=postgres",
                NETIZEN_TEST_POSTGRES_DO=str(TEST / "rig.d" / "postgres.py"))
    code = subprocess.run([sys.argv[2]], env=here).returncode
    if code != 0:
        print(postgres.log("pg")[-4000:], file=sys.stderr)
    return code


sys.exit(main())

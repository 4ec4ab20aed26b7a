"""The unit tests of some folders of src, built apart: by gcc, without sanitizers, counting lines.

Both who counts and valgrind want such programs; valgrind cannot read what clang tells debuggers.
"""

import json
import os
import pathlib
import subprocess

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = TOP / "build-coverage"


def built(folders):
    """[(name, program, environment)] of the unit tests of these folders, after building them."""
    if not (BUILD / "build.ninja").exists():
        subprocess.run(["meson", "setup", "-Db_coverage=true", "-Doptimization=0", str(BUILD)], cwd=TOP,
                       env=os.environ | {"CC": "gcc"}, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["ninja", "-C", str(BUILD), "--quiet", "build.ninja"], check=True,
                   stdout=subprocess.DEVNULL)
    told = subprocess.run(["meson", "introspect", "--tests", str(BUILD)], capture_output=True, check=True)
    tests = [(t["name"], t["cmd"][0], t["env"]) for t in json.loads(told.stdout)
             if t["name"].split("/")[0] in folders and "netizen:unit" in t["suite"]]
    targets = [str(pathlib.Path(program).relative_to(BUILD)) for _, program, _ in tests]
    subprocess.run(["ninja", "-C", str(BUILD), "--quiet", *targets], check=True)
    return tests

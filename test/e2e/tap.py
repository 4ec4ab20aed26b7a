"""Runs the unittest cases of a test program inside a yard of the rig and reports them as TAP."""

import os
import pathlib
import sys
import traceback
import unittest

sys.dont_write_bytecode = True
TEST = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TEST / "rig.d"), str(TEST / "faulty")]


class Tap(unittest.TestResult):
    """One line per case, and the trouble as comments below it."""

    def __init__(self, out):
        super().__init__()
        self.out, self.number = out, 0

    def _line(self, word, case, after="", trouble=None):
        self.number += 1
        print(f"{word} {self.number} - {case.shortDescription() or case}{after}", file=self.out)
        for line in (trouble or "").splitlines():
            print(f"# {line}", file=self.out)
        self.out.flush()

    def addSuccess(self, case):
        self._line("ok", case)

    def addSkip(self, case, reason):
        super().addSkip(case, reason)
        self._line("ok", case, f" # SKIP {reason}")

    def addFailure(self, case, error):
        super().addFailure(case, error)
        self._line("not ok", case, trouble="".join(traceback.format_exception(*error)))

    def addError(self, case, error):
        super().addError(case, error)
        if isinstance(case, unittest.TestCase):
            self._line("not ok", case, trouble="".join(traceback.format_exception(*error)))
        else:  # a class or module could not be set up: none of its cases ran
            print(f"Bail out! {case}: {error[1]}".replace("\n", " "), file=self.out, flush=True)

    def addSubTest(self, case, sub, error):
        super().addSubTest(case, sub, error)
        if error is not None:
            self._line("not ok", sub, trouble="".join(traceback.format_exception(*error)))


def main(*made_roots):
    """Call this under `if __name__ == "__main__"`: outside a yard it starts one and comes again."""
    if "RIG_YARD" not in os.environ:
        words = [str(TEST / "rig"), "run", "--tap"]
        for name in made_roots:
            words += ["--root", name]
        os.execv(words[0], [*words, sys.executable, *sys.argv])
    here()


def here():
    """The same without a yard, for tests that need neither a root nor a network."""
    loader = unittest.TestLoader()
    wanted = sys.argv[1:]
    module = sys.modules["__main__"]
    suite = loader.loadTestsFromNames(wanted, module) if wanted else loader.loadTestsFromModule(module)
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else is printed is no TAP
    result = Tap(out)
    suite.run(result)
    print(f"1..{result.number}", file=out, flush=True)
    sys.exit(0 if result.wasSuccessful() else 1)

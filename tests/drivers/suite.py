"""Runs CPython test suites in this very process and notes each test's result, one JSON line a test.

Runs under the interpreter that is being judged, bare or watched: standard library only, 3.10 on.
Arguments: the file for the results, then the names of suites, classes or tests.
"""

import json
import sys
import unittest


class NotingResult(unittest.TextTestResult):
    """Writes down every result at once, so that a crash loses nothing."""

    def note(self, test, outcome):
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps([test.id(), outcome]) + "\n")

    def addSuccess(self, test):
        super().addSuccess(test)
        self.note(test, "ok")

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.note(test, "ok")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.note(test, "skipped")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.note(test, "failed")

    def addError(self, test, err):
        super().addError(test, err)
        self.note(test, "failed")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.note(test, "failed")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.note(test, "failed")


if __name__ == "__main__":
    NotingResult.path = sys.argv[1]
    runner = unittest.TextTestRunner(verbosity=2, resultclass=NotingResult)
    unittest.main(module=None, argv=["suite", *sys.argv[2:]], testRunner=runner)

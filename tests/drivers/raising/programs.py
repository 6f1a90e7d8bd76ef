"""Sleeping, waiting for children, other programs, and an import that fails."""

import os
import subprocess
import sys
import time
import warnings

from bench import ONCE, collector

CASES = {}
case = collector(CASES)
case_of_main = collector(CASES, ONCE)


@case
def sleep_of_a_negative_time(bench):
    time.sleep(-1)


@case
def sleep_of_a_text(bench):
    time.sleep(bench.token)


@case
def sleep_without_a_time(bench):
    time.sleep()


@case
def sleep_with_a_keyword(bench):
    time.sleep(secs=1)


@case
def waitpid_of_no_child(bench):
    os.waitpid(1, 0)


@case
def waitpid_of_a_text(bench):
    os.waitpid(bench.token, 0)


@case
def wait4_of_no_child(bench):
    os.wait4(1, 0)


@case
def wait3_of_a_text(bench):
    os.wait3(bench.token)


@case
def wait_with_too_much(bench):
    os.wait(bench.token)


@case
def program_that_does_not_exist(bench):
    subprocess.Popen(["/nowhere/program"])


@case
def program_in_no_folder(bench):
    subprocess.Popen(["true"], cwd="/nowhere")


@case
def program_of_nothing(bench):
    subprocess.Popen([])


@case
def program_of_a_wrong_type(bench):
    subprocess.Popen(bench.token)


@case
def program_with_an_unknown_keyword(bench):
    subprocess.Popen(["true"], patience=bench.token)


@case
def program_without_words(bench):
    subprocess.Popen()


@case
def program_whose_words_have_a_keyword(bench):
    with subprocess.Popen(args=["true"]):
        pass


@case
def program_with_a_preparation_that_raises(bench):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        subprocess.Popen(["true"], preexec_fn=lambda: {}["missing"])


@case
def program_that_fails(bench):
    subprocess.run(["false"], check=True)


@case
def program_that_takes_too_long(bench):
    subprocess.run(["sleep", "60"], timeout=0.01)


@case
def program_of_its_own_class(bench):
    class Program(subprocess.Popen):
        def __init__(self, *words):
            super().__init__(words)

    bench.watch(Program)("/nowhere/program")


@case
def program_that_warns(bench):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        subprocess.Popen(["true"], pass_fds=(0,), close_fds=False)


@case_of_main
def import_that_fails(bench):
    """Of a module that the probe patches."""
    real = {name: sys.modules.pop(name, None) for name in ("multiprocessing.synchronize", "_multiprocessing")}
    sys.modules["_multiprocessing"] = None
    try:
        import multiprocessing.synchronize
    finally:
        sys.modules.update({name: module for name, module in real.items() if module is not None})
        vars(multiprocessing)["synchronize"] = sys.modules.get("multiprocessing.synchronize")

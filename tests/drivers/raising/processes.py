"""What the methods of Process raise."""

import os
import time

from bench import WITH_CHILDREN, collector

CASES = {}
case = collector(CASES)
case_of_children = collector(CASES, WITH_CHILDREN)


@case
def process_join_before_its_start(bench):
    bench.watch(bench.context.Process(args=(bench.token,))).join()


@case
def process_join_with_too_much(bench):
    bench.context.Process().join(1, bench.token)


@case
def process_terminate_before_its_start(bench):
    bench.watch(bench.context.Process()).terminate()


@case
def process_kill_before_its_start(bench):
    bench.context.Process().kill()


@case
def process_of_another_process(bench):
    process = bench.context.Process()
    process._parent_pid = 1
    process.is_alive()


@case
def process_join_of_another_process(bench):
    process = bench.context.Process()
    process._parent_pid = 1
    process.join()


@case
def process_run_here(bench):
    bench.watch(bench.context.Process(target=_fail, args=(bench.token,))).run()


@case
def process_of_a_wrong_group(bench):
    bench.context.Process(group=bench.token)


@case
def process_start_in_a_process_of_another(bench):
    process = bench.context.Process()
    process._parent_pid = 1
    process.start()


def _fail(*args):
    raise ValueError("in the target", args)


@case_of_children
def process_starts_twice(bench):
    process = bench.watch(bench.context.Process(target=os.getpid))
    process.start()
    process.join()
    process.start()


@case_of_children
def process_start_that_raises(bench):
    """Under fork it is the making of the process, else that nothing of it can be pickled."""
    process = bench.watch(bench.context.Process(target=lambda: 0, args=(bench.token,)))
    if bench.method == "fork":
        process._Popen = lambda *_: {}["missing"]
    process.start()


@case_of_children
def process_close_while_it_runs(bench):
    process = bench.watch(bench.context.Process(target=time.sleep, args=(60,)))
    process.start()
    try:
        process.close()
    finally:
        process.kill()
        process.join()


@case_of_children
def process_use_after_its_close(bench):
    process = bench.context.Process(target=os.getpid)
    process.start()
    process.join()
    process.close()
    process.is_alive()


@case_of_children
def process_join_after_its_close(bench):
    process = bench.context.Process(target=os.getpid)
    process.start()
    process.join()
    process.close()
    process.join()


@case_of_children
def process_kill_after_its_close(bench):
    process = bench.context.Process(target=os.getpid)
    process.start()
    process.join()
    process.close()
    process.kill()

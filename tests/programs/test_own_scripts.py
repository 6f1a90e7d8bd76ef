"""Scripts that make processes in every way there is show them all, and what is not watched is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs.harness import START_METHODS, Result, run_watched, write_script

every_method = pytest.mark.parametrize("method", START_METHODS)


def watched(result: Result) -> dict[str, bool]:
    """Which of the processes were watched, by name."""
    return {process["name"]: process["watched"] for process in result.processes}


@every_method
def test_a_pool_and_an_executor_show_their_workers(method: str) -> None:
    result = run_watched(
        """
        import multiprocessing as mp
        from concurrent.futures import ProcessPoolExecutor
        def square(number):
            return number * number
        if __name__ == '__main__':
            # So that the second worker is there before the work is done. One each: the pool's end may
            # kill a worker that is still on its way out of its barrier.
            of_pool, of_executor = mp.Barrier(2), mp.Barrier(2)
            with mp.Pool(2, of_pool.wait) as pool:
                print(pool.map(square, range(4)))
            with ProcessPoolExecutor(2, initializer=of_executor.wait) as executor:
                print(list(executor.map(square, range(4))))
        """,
        "--start-method",
        method,
    )
    assert result.stdout == "[0, 1, 4, 9]\n[0, 1, 4, 9]\n"
    workers = [p for p in result.processes if p["name"] != "main"]
    assert len([p for p in workers if "Pool" in p["name"]]) == 2
    assert {p["start_method"] for p in workers} == {method}
    assert all(watched(result).values())


def test_contexts_of_different_kinds_are_told_apart() -> None:
    result = run_watched(
        """
        import multiprocessing as mp, os
        if __name__ == '__main__':
            for method in ('fork', 'spawn', 'forkserver'):
                p = mp.get_context(method).Process(target=os.getpid, name=method)
                p.start()
                p.join()
        """
    )
    told = {p["name"]: p["start_method"] for p in result.processes if p["name"] != "main"}
    assert told == {method: method for method in START_METHODS}


def test_a_python_that_a_script_starts_is_watched_and_other_programs_are_not() -> None:
    result = run_watched(
        """
        import subprocess, sys
        subprocess.run([sys.executable, '-m', 'timeit', '-n', '1', 'pass'], stdout=subprocess.DEVNULL)
        subprocess.run(['sleep', '0.2'])
        subprocess.run([sys.executable, '-I', '-c', 'print(1)'])
        """
    )
    main, module, sleep, isolated = result.processes
    assert [p["watched"] for p in (main, module, sleep, isolated)] == [True, True, False, False]
    assert (module["name"], sleep["name"], isolated["exitcode"]) == (
        os.path.basename(sys.executable),
        "sleep",
        0,
    )


def test_a_fork_that_becomes_another_program_is_watched_no_more() -> None:
    result = run_watched(
        """
        import os
        pid = os.fork()
        if pid == 0:
            os.execvp('sleep', ['sleep', '0.4'])
        os.waitpid(pid, 0)
        """
    )
    assert sorted(watched(result).values()) == [False, True]
    assert result.process("main")["watched"]


@pytest.mark.parametrize("version", ["2.7", "3.8", "3.9"])
def test_a_python_that_is_too_old_runs_as_it_would_and_is_not_watched(version: str, tmp_path: Path) -> None:
    found = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    if not found:
        pytest.skip(f"no Python {version} was found under pyenv")
    script = write_script(
        tmp_path,
        f"""
        import subprocess
        subprocess.run([{str(found[0])!r}, '-c', 'import multiprocessing; print("old")'])
        """,
    )
    result = run_watched(script)
    assert (result.stdout, result.stderr) == ("old\n", "")
    assert sorted(watched(result).values()) == [False, True]


def test_a_set_executable_reaches_the_children() -> None:
    result = run_watched(
        """
        import multiprocessing as mp, os, sys
        if __name__ == '__main__':
            mp.set_start_method('spawn')
            mp.set_executable(sys.executable)
            p = mp.Process(target=os.getpid, name='child')
            p.start()
            p.join()
            print(p.exitcode)
        """
    )
    assert result.stdout == "0\n"
    assert watched(result) == {"main": True, "child": True}


# --- bad input ---------------------------------------------------------------------------


def refusal(*words: str) -> str:
    """The one sentence with which the command line refuses these words."""
    run = subprocess.run([sys.executable, "-m", "app", *words], capture_output=True, text=True, timeout=40)
    assert (run.returncode, run.stdout) == (2, "")
    assert (
        run.stderr.startswith("procession: ") and run.stderr.endswith(".\n") and run.stderr.count("\n") == 1
    )
    return run.stderr


@pytest.mark.parametrize("command", ["run", "open"])
@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("folder.py", None, "is a folder"),
        ("notes.txt", b"print(1)\n", "ends in .py"),
        ("tool.py", b"\x7fELF\0\0", "no Python script"),
        ("word.py", "print(1)".encode("utf-16"), "save it as UTF-8"),
    ],
)
def test_a_file_that_is_no_script_gets_one_sentence(
    tmp_path: Path, command: str, name: str, data: bytes | None, part: str
) -> None:
    if data is None:
        (tmp_path / name).mkdir()
    else:
        (tmp_path / name).write_bytes(data)
    assert part in refusal(command, str(tmp_path / name))


def test_a_text_file_named_python_gets_one_sentence(tmp_path: Path) -> None:
    python = tmp_path / "python3"
    python.write_text("just a text\n")
    python.chmod(0o755)
    script = write_script(tmp_path, "print(1)\n")
    assert "3.10" in refusal("run", str(script), "--python", str(python))


def test_an_empty_script_ends_at_once(tmp_path: Path) -> None:
    result = run_watched(write_script(tmp_path, ""))
    assert (result.exitcode, result.outcomes()) == (0, {"main": "finished"})


def test_a_huge_script_runs(tmp_path: Path) -> None:
    script = tmp_path / "huge.py"
    script.write_text("x = '0123456789' * 1\n" * 240_000 + "print(len(x))\n")
    assert script.stat().st_size > 5_000_000
    assert run_watched(script).stdout == "10\n"

"""What own scripts are made of: options, interpreters, files that change, recent files, errors of a run."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.gui.launcher.scripts.asker import Asker
from app.gui.launcher.scripts.file_watch import FileWatch
from app.gui.launcher.scripts.interpreters import candidates, launcher_paths, short_path
from app.gui.launcher.scripts.options import OptionError, RunOptions
from app.gui.launcher.scripts.recent import KEPT, RecentMenu
from app.gui.launcher.scripts.run_errors import syntax_problem
from app.gui.launcher.scripts.script_target import ScriptTarget
from app.gui.look.settings import Settings
from app.language.errors import ProcessionError
from app.state.model import Output, Process, Run
from app.targets.interpreter import Answer

# --- options -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("--size 3 'two words'", ("--size", "3", "two words")),
        ('a "b c"d #e', ("a", "b cd", "#e")),
        ("''", ("",)),
        ("a;b|c", ("a;b|c",)),
    ],
)
def test_arguments_are_split_as_a_shell_splits_them(text: str, words: tuple[str, ...]) -> None:
    assert RunOptions(arguments=text).argument_list() == words


@pytest.mark.parametrize(("text", "part"), [('say "hi', "not closed"), ("end\\", "backslash")])
def test_arguments_that_do_not_end_are_reported(text: str, part: str) -> None:
    with pytest.raises(OptionError, match=part):
        RunOptions(arguments=text).argument_list()


def test_variables_are_lines() -> None:
    text = "A=1\n\n  B=two words = 2  \nC=\n"
    assert RunOptions(environment=text).variables() == (("A", "1"), ("B", "two words = 2"), ("C", ""))


@pytest.mark.parametrize("line", ["nonsense", "=1", "A B=1"])
def test_an_invalid_variable_is_reported_with_its_line(line: str) -> None:
    with pytest.raises(OptionError, match="Line 2"):
        RunOptions(environment="A=1\n" + line).variables()


def test_settings_of_another_type_count_as_not_set() -> None:
    assert RunOptions.from_values({"arguments": 3, "python": "/p", "more": "x"}) == RunOptions(python="/p")


def test_a_run_takes_the_options_and_a_package_its_module(tmp_path: Path) -> None:
    package = tmp_path / "pkg"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "__main__.py").touch()
    target = ScriptTarget(package / "__main__.py")
    spec = target.spec(RunOptions("a b", "X=1", "/python")._asdict(), "spawn")
    assert (spec.module, spec.folder, spec.python) == ("pkg", str(tmp_path), "/python")
    assert (spec.arguments, spec.environment, spec.start_method) == (("a", "b"), (("X", "1"),), "spawn")
    assert target.title("en") == "pkg"
    assert "python -m pkg" in target.explanation("en") and str(tmp_path) in target.explanation("en")


def test_braces_in_a_path_are_shown_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "{path}{0}.py").touch()
    assert "{path}{0}.py" in ScriptTarget(tmp_path / "{path}{0}.py").explanation("en")


# --- interpreters ------------------------------------------------------------------------


def executable(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_interpreters_are_found_where_people_keep_them(tmp_path: Path) -> None:
    script = tmp_path / "work" / "deep" / "script.py"
    beside = executable(tmp_path / "work" / "deep" / ".venv" / "bin" / "python")
    above = executable(tmp_path / "work" / "env" / "bin" / "python")
    for python in (beside, above):
        (python.parent.parent / "pyvenv.cfg").touch()
    executable(tmp_path / "work" / "venv" / "bin" / "python")  # a folder of that name and no more
    active = executable(tmp_path / "active" / "bin" / "python")
    on_path = executable(tmp_path / "bin" / "python3")
    newest, old = (
        executable(tmp_path / ".pyenv" / "versions" / v / "bin" / "python") for v in ("3.12.1", "3.9.1")
    )
    environment = {"VIRTUAL_ENV": str(active.parent.parent), "PATH": str(on_path.parent)}
    found = candidates(script, environment, tmp_path)
    assert found == [str(path) for path in (beside, above, active, on_path, newest, old)]


def test_what_the_launcher_of_windows_prints_is_understood() -> None:
    first = " -V:3.12 *        C:\\Program Files\\Python312\\python.exe\r\n"
    text = first + " -3.9-64  C:\\Python39\\python.exe\n\nnone"
    assert launcher_paths(text) == ["C:\\Program Files\\Python312\\python.exe", "C:\\Python39\\python.exe"]


def test_paths_at_home_are_short(tmp_path: Path) -> None:
    assert short_path(str(tmp_path / "a" / "python"), tmp_path) == f"~{os.sep}a{os.sep}python"
    assert short_path("/usr/bin/python3", tmp_path) == "/usr/bin/python3"


@pytest.fixture
def asker() -> Iterator[Asker]:
    made = Asker()
    yield made
    made.stop()


def ask(asker: Asker, qtbot: QtBot, *paths: str) -> list[object]:
    answers: list[object] = []
    asker.answered.connect(lambda path, answer: answers.append(answer))
    with qtbot.waitSignal(asker.finished, timeout=20_000):
        asker.ask(paths)
    return answers


def test_interpreters_say_what_they_are(asker: Asker, qtbot: QtBot, tmp_path: Path) -> None:
    text = executable(tmp_path / "python3", "no program\n")
    good, missing, none = ask(asker, qtbot, sys.executable, "/nowhere/python", str(text))
    assert good == Answer(".".join(map(str, sys.version_info[:3])), sys.prefix)
    assert isinstance(missing, ProcessionError) and "/nowhere/python" in str(missing)
    assert isinstance(none, ProcessionError) and "3.10" in str(none)


def test_an_interpreter_that_never_answers_can_be_left(asker: Asker, qtbot: QtBot, tmp_path: Path) -> None:
    started = tmp_path / "started"
    asker.ask([str(executable(tmp_path / "python3", f"#!/bin/sh\ntouch {started}\nexec sleep 60\n"))])
    qtbot.waitUntil(started.exists)
    asker.stop()  # the leak check would find the sleep


# --- the file on disk --------------------------------------------------------------------


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "script.py"
    path.write_text("print(1)\n")
    return path


@pytest.fixture
def watch(script: Path) -> Iterator[FileWatch]:
    made = FileWatch()
    made.watch(script)
    yield made
    made.watch(None)


def test_a_file_that_is_written_is_noticed(watch: FileWatch, script: Path, qtbot: QtBot) -> None:
    for text in ("print(22)\n", "print(333)\n"):
        with qtbot.waitSignal(watch.changed):
            script.write_text(text)


def test_a_file_that_is_replaced_is_noticed_each_time(watch: FileWatch, script: Path, qtbot: QtBot) -> None:
    for number in range(3):
        new = script.with_name("new")
        new.write_text(f"print({number})\n" * (number + 2))
        with qtbot.waitSignal(watch.changed):
            new.replace(script)


def test_a_file_that_goes_and_comes_again_is_noticed(watch: FileWatch, script: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(watch.changed):
        script.unlink()
    with qtbot.waitSignal(watch.changed):
        script.write_text("print(2)\n")
    with qtbot.waitSignal(watch.changed):
        script.write_text("print(3, 4)\n")


def test_other_files_of_the_folder_are_none_of_its_business(
    watch: FileWatch, script: Path, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(watch.changed, wait=400):
        script.with_name("other.py").write_text("")


# --- recent files ------------------------------------------------------------------------


def test_recent_files_are_kept_newest_first(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(str(tmp_path / "settings.ini"))
    menu = RecentMenu(settings)
    qtbot.addWidget(menu)
    assert not menu.menuAction().isEnabled()
    for number in range(KEPT + 2):
        menu.note(f"/a/{number}.py")
    menu.note("/a/5.py")
    again = RecentMenu(Settings(str(tmp_path / "settings.ini")))
    qtbot.addWidget(again)
    assert again.paths == menu.paths and menu.paths[:2] == ["/a/5.py", "/a/11.py"] and len(menu.paths) == KEPT
    shown = [action.data() for action in menu.actions() if action.objectName() == "recentAction"]
    assert shown == menu.paths
    clear = next(action for action in menu.actions() if action.objectName() == "clearRecentAction")
    clear.trigger()
    assert menu.paths == [] and not menu.menuAction().isEnabled()


# --- errors of a run ---------------------------------------------------------------------


def run_with(stderr: str, exitcode: int = 1) -> Run:
    run = Run(script="/s.py")
    run.processes[1] = Process(1, 100, 1, "main", "main", exitcode=exitcode, ended_ns=5)
    run.output.append(Output(1, 100, "stderr", 4, stderr))
    return run


TOLD = {
    "3.11": "  File \"/a b/s.py\", line 4\n    def f(x:\n         ^\nSyntaxError: '(' was never closed\n",
    "3.13": "  File \"/a b/s.py\", line 4\n    def f(x:\n         ^\nSyntaxError: '(' was never closed\n\n",
    "indentation": '  File "/a b/s.py", line 4\n    y = 1\nIndentationError: unexpected indent\n',
    "no line": '  File "/a b/s.py", line 4\nSyntaxError: (unicode error) no such thing\n',
    "imported": 'Traceback (most recent call last):\n  File "/m.py", line 1, in <module>\n    import s\n'
    '  File "/a b/s.py", line 4\n    x = = 1\n        ^\nSyntaxError: invalid syntax\n',
    "encoding": "SyntaxError: Non-UTF-8 code starting with '\\xe9' in file /a b/s.py on line 4, but no "
    "encoding declared; see https://peps.python.org/pep-0263/ for details\n",
}


@pytest.mark.parametrize("told", TOLD.values(), ids=list(TOLD))
def test_a_syntax_error_is_found_with_its_line(told: str) -> None:
    problem = syntax_problem(run_with(told))
    assert problem is not None and (problem.file, problem.line) == ("/a b/s.py", 4)
    assert str(problem.sentence).startswith("s.py has a syntax error in line 4: ")


def test_other_ends_are_no_syntax_errors() -> None:
    assert syntax_problem(run_with(TOLD["3.11"], exitcode=0)) is None
    assert syntax_problem(run_with(TOLD["3.11"] + "and it went on\nKeyError: 3\n")) is None
    assert (
        syntax_problem(run_with("Traceback (most recent call last):\nKeyError: 'SyntaxError: x'\n")) is None
    )

"""The packaged program's interpreter takes its command line as `python` does: both run, and are compared."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.platform import frozen_python
from tests.programs.harness import environment

FROZEN_PYTHON = [sys.executable, "-I", frozen_python.__file__]

SHOW = (
    "import sys; print(sys.argv, __name__, sys.path[0] == '', 'exit' in dir(__builtins__), sys.warnoptions)"
)
MAIN = "import sys\nprint(sys.argv[1:], __name__, __file__, __spec__, sys.path[0])\n"
RAISES = "def f():\n    raise ValueError('of the script')\n"


def run(
    command: list[str], folder: Path, variables: dict[str, str] | None = None, stdin: bytes = b""
) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    result = subprocess.run(
        command,
        cwd=folder,
        input=stdin,
        capture_output=True,
        env={**environment(), **(variables or {})},
        timeout=30,
        check=False,
    )
    return result.returncode, result.stdout.decode(), result.stderr.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a script, a package and a program in a folder."""
    (tmp_path / "script.py").write_text(MAIN, encoding="utf-8")
    (tmp_path / "latin.py").write_bytes(b"# coding: latin-1\nprint(ascii('\xe9'))\n")
    (tmp_path / "fails.py").write_text(RAISES + "f()\n", encoding="utf-8")
    (tmp_path / "broken.py").write_text("def f(:\n", encoding="utf-8")
    for name in ("package", "program"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
        (tmp_path / name / "__main__.py").write_text(
            "import sys\nprint(sys.argv[1:], __name__, __package__)\n"
        )
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ["-c", SHOW, "a", "-b"],
        ["-cprint(1)"],
        ["-Ic", SHOW],
        ["-B", "-E", "-s", "-S", "-c", SHOW.replace("__builtins__", "vars")],
        ["-u", "-W", "error", "-Xutf8", "-X", "frozen_modules=off", "-c", SHOW],
        ["-W", "error", "-c", "import warnings; warnings.warn('seen')"],
        ["-m", "package", "a", "-c"],
        ["-m", "no.such.module"],
        ["script.py", "-c", "a b"],
        ["program", "a"],
        ["latin.py"],
        ["fails.py"],
        ["broken.py"],
        ["missing.py"],
        ["-c", "import sys; sys.exit(3)"],
        ["-c", "raise SystemExit('reason')"],
        ["-c", "raise KeyboardInterrupt"],
        ["-c", "1/0"],
        ["-c", "import os; print('lost'); os._exit(5)"],
        ["-u", "-c", "import os; print('kept'); os._exit(5)"],
        ["-c", "import subprocess; print(subprocess._args_from_interpreter_flags())"],
        [
            "-I",
            "-OO",
            "-B",
            "-Wdefault",
            "-c",
            "import subprocess as s; print(s._args_from_interpreter_flags())",
        ],
        ["-V"],
    ],
    ids=lambda words: " ".join(words)[:40],
)
def test_a_command_line_does_what_it_does_with_python(words: list[str], folder: Path) -> None:
    code, out, err = run([sys.executable, *words], folder)
    frozen_code, frozen_out, frozen_err = run([*FROZEN_PYTHON, *words], folder)
    assert (frozen_code, frozen_out) == (code, out), frozen_err
    assert frozen_err == err or err.startswith(sys.executable)  # that line names the program


@pytest.mark.parametrize("words", [[], ["-", "a"]], ids=["nothing", "dash"])
def test_a_script_comes_by_standard_input(words: list[str], folder: Path) -> None:
    text = b"import sys\nprint(sys.argv, __name__)\nraise ValueError(1)\n"
    assert run([*FROZEN_PYTHON, *words], folder, stdin=text) == run(
        [sys.executable, *words], folder, stdin=text
    )


def test_an_unknown_option_is_refused_with_the_usage(folder: Path) -> None:
    code, out, err = run([*FROZEN_PYTHON, "-Z", "script.py"], folder)
    assert (code, out) == (2, "")
    assert "Unknown option: -Z" in err
    assert "usage:" in err


def test_variables_of_python_are_obeyed_unless_the_options_say_otherwise(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "sitecustomize.py").write_text("print('customized')\n")
    variables = {
        "PYTHONPATH": str(folder / "elsewhere"),
        "PYTHONWARNINGS": "error",
        "PYTHONIOENCODING": "latin-1",
    }
    text = "import sys; print(sys.stdout.encoding, sys.warnoptions, sys.path[1])"
    found = run([*FROZEN_PYTHON, "-c", text], folder, variables)[1]
    assert found == f"customized\nlatin-1 ['error'] {folder / 'elsewhere'}\n"
    for option in ("-E", "-I", "-S"):
        assert "customized" not in run([*FROZEN_PYTHON, option, "-c", text], folder, variables)[1]


def test_the_environment_of_a_script_is_the_users_own(folder: Path) -> None:
    text = "import os; print(os.environ.get('LD_LIBRARY_PATH'), [n for n in os.environ if '_PYI' in n])"
    variables = {
        "LD_LIBRARY_PATH": "/opt/ours",
        "LD_LIBRARY_PATH_ORIG": "/opt/his",
        "_PYI_PARENT_PROCESS_LEVEL": "1",
    }
    assert run([*FROZEN_PYTHON, "-c", text], folder, variables)[1] == "/opt/his []\n"

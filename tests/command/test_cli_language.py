"""The command line in two languages: which one it speaks, and what it costs in English."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.command import cli

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str, lang: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", *words]
    environment = {**os.environ, "LANG": lang, "PYTHONUTF8": "1"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("words", [("--language", "zh", "list"), ("list", "--language=zh")])
def test_the_option_counts_before_and_after_the_command(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 0
    said = capsys.readouterr().out
    assert "守护进程" in said and "Daemon processes" not in said


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ""),
        (["--language"], ""),
        (["list", "--language"], ""),
        (["--language", "zh"], "zh"),
        (["--language=en", "open", "zh"], "en"),
        (["run", "zh"], ""),
        (["--language", "tlh"], ""),
    ],
)
def test_the_language_is_found_wherever_it_stands(words: list[str], expected: str) -> None:
    assert cli.language_in(words) == expected


def test_without_the_option_the_system_decides(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert cli.main(["list"]) == 0
    assert "守护进程" in capsys.readouterr().out
    assert cli.main(["list", "--language", "en"]) == 0
    assert "Daemon processes" in capsys.readouterr().out


@pytest.mark.parametrize("words", [("list",), ("list", "--json"), ("run", "--help")])
def test_a_terminal_without_chinese_is_no_reason_to_fail(words: tuple[str, ...]) -> None:
    environment = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "app", *words, "--language", "zh"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_errors_are_said_in_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "daemon", "--set", "DEAMON=1", "--language", "zh"]) == cli.USAGE_ERROR
    assert "daemon 没有参数 'DEAMON'；它的参数是" in capsys.readouterr().err


def test_help_and_usage_are_said_in_the_language() -> None:
    helped = run("run", "--help", lang="zh_CN.UTF-8")
    assert helped.returncode == 0
    for words in ("用法：", "位置参数", "选项", "显示帮助并退出", "退出码 124"):
        assert words in helped.stdout
    refused = run("run", lang="zh_CN.UTF-8")
    assert refused.returncode == cli.USAGE_ERROR
    assert "缺少参数：TARGET" in refused.stderr


def test_a_language_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    refused = run("list", "--language", "tlh")
    assert refused.returncode == cli.USAGE_ERROR
    assert "en" in refused.stderr and "zh" in refused.stderr


def test_a_script_may_have_the_same_option(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("import sys; print(sys.argv[1:])", encoding="utf-8")
    ran = run("run", str(script), "--", "--language", "zh")
    assert ran.stdout == "['--language', 'zh']\n"
    assert ran.returncode == 0


def test_what_the_supervisor_says_is_in_the_language_too(tmp_path: Path) -> None:
    """The supervisor is a process of its own, and tells its errors apart from their values."""
    script = tmp_path / "script.py"
    script.write_text("print(1)", encoding="utf-8")
    broken = tmp_path / "python"
    broken.write_text(f"#!/bin/sh\nrm {broken}\necho cpython 3 12 0\necho /usr\n", encoding="utf-8")
    broken.chmod(0o755)  # it answers once, and is gone when the supervisor starts it
    ran = run("run", str(script), "--python", str(broken), "--language", "zh")
    assert ran.returncode == cli.USAGE_ERROR
    assert f"{broken} 不是可执行文件" in ran.stderr


def test_english_reads_no_translations() -> None:
    code = (
        "import sys; from app.command.cli import main; "
        "main(['list']); print(sorted(sys.modules), file=sys.stderr)"
    )
    environment = {**os.environ, "LANG": "en_US.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert "'app.language'" in done.stderr
    assert "'app.platform.translations'" not in done.stderr
    assert "'xml" not in done.stderr


@pytest.mark.parametrize(
    ("words", "opened"),
    [
        ([], (None, "")),
        (["a.py"], ("a.py", "")),
        (["--language", "zh"], (None, "zh")),
        (["a.py", "--language", "zh"], ("a.py", "zh")),
    ],
)
def test_the_entry_without_a_console_takes_a_file_and_a_language(
    words: list[str], opened: tuple[str | None, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str | None, str]] = []

    def open_window(file: str | None, _: object, spoken: str = "") -> int:
        asked.append((file, spoken))
        return 0

    monkeypatch.setattr(cli, "open_window", open_window)
    monkeypatch.setattr(sys, "argv", ["procession-gui", *words])
    assert cli.main_window() == 0
    assert asked == [opened]

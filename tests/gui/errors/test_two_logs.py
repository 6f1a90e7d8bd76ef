"""The error log of several windows at once: nothing is lost, and it stays within its bound."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.gui.errors.error_log import LONGEST, MOST_BYTES, ErrorLog
from tests.programs.harness import PROJECT

NOTES = """
import sys
from pathlib import Path
from app.gui.errors.error_log import ErrorLog
log = ErrorLog(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    log.note("summary", f"<{sys.argv[2]} {number} " + "x" * int(sys.argv[4]) + ">", f"key {number}")
log.close()
"""


def note_at_once(folder: Path, count: int, length: int) -> None:
    """Four windows that note `count` errors of this length each."""
    windows = [
        subprocess.Popen([sys.executable, "-c", NOTES, folder, name, str(count), str(length)], cwd=PROJECT)
        for name in "abcd"
    ]
    assert [window.wait(60) for window in windows] == [0] * 4


def test_no_error_of_any_window_is_lost_or_torn(tmp_path: Path) -> None:
    note_at_once(tmp_path, 10, LONGEST // 2)
    text = (tmp_path / "procession.log").read_text(encoding="utf-8")
    for name in "abcd":
        for number in range(10):
            assert f"<{name} {number} " + "x" * (LONGEST // 2) + ">\n" in text


def test_a_window_writes_into_the_log_that_another_has_begun(tmp_path: Path) -> None:
    ours = ErrorLog(tmp_path)
    ours.note("s", "the first", "1")
    command = [sys.executable, "-c", NOTES, str(tmp_path), "theirs", "30", str(LONGEST)]
    subprocess.run(command, cwd=PROJECT, check=True)
    assert "the first" not in ours.text(), "a new log has begun"
    ours.note("s", "the second", "2")
    assert "the second" in ours.text()
    ours.close()


def test_all_windows_together_stay_within_the_bound(tmp_path: Path) -> None:
    note_at_once(tmp_path, 60, LONGEST)
    logs = sorted(path.name for path in tmp_path.iterdir() if path.stat().st_size)
    assert logs == ["procession.log", "procession.log.1"]
    assert sum((tmp_path / name).stat().st_size for name in logs) <= MOST_BYTES


TAKES = """
import sys
from pathlib import Path
from app.gui.errors.error_log import ErrorLog
print(ErrorLog(Path(sys.argv[1])).take_crash(), end="")
"""


def test_a_crash_is_reported_by_one_of_the_windows_that_start_at_once(tmp_path: Path) -> None:
    (tmp_path / "crash.log").write_text("Segmentation fault\n")
    command = [sys.executable, "-c", TAKES, str(tmp_path)]
    windows = [subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert sorted(window.communicate(timeout=60)[0] for window in windows) == [
        "",
        "",
        "",
        "Segmentation fault",
    ]

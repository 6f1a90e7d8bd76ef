"""The report's file, of which two runs that write it at once must not make a mixture."""

from __future__ import annotations

import fcntl
import json
import threading
from pathlib import Path

from app.command.report_writer import ReportWriter
from app.findings.judge import judge
from tests.state.build import Script


def write(writer: ReportWriter) -> bool:
    run = Script().tick(1)
    return writer.write(run, judge(run))


def test_a_report_that_another_run_is_writing_is_replaced_when_that_is_done(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    writer = ReportWriter(str(path))
    with open(path, "w", encoding="utf-8") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        other.write("half of a report, which is much longer than ours " * 1000)
        other.flush()
        thread = threading.Thread(target=write, args=(writer,))
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
        other.write("and its other half")
    thread.join(20)
    assert json.loads(path.read_text(encoding="utf-8"))["target"] == "t"


def test_a_report_takes_the_place_of_a_longer_one(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("x" * 100_000)
    writer = ReportWriter(str(path))
    assert write(writer)
    assert json.loads(path.read_text(encoding="utf-8"))["target"] == "t"

"""The JSON report of a run, computed from its state and from nothing else."""

from __future__ import annotations

from typing import Any

from app.findings.judge import Judgement, judge
from app.findings.rule import Finding
from app.recording.export.entries import place_of, since
from app.recording.export.object_entries import object_entry
from app.recording.export.path_entry import path_entry
from app.recording.export.process_entries import process_entry
from app.recording.export.wait_entries import wait_entries
from app.state.model import Output, Run
from app.state.telling.channels import is_shown

SCHEMA = 1


def build_report(run: Run, judgement: Judgement | None = None) -> dict[str, Any]:
    """The report, ready for `json.dumps`. For all of the output, fold with ``keep_output=None``.

    `judgement`: what is wrong with the run, if who has followed it knows more than its end shows.
    """
    judgement = judge(run) if judgement is None else judgement
    return {
        "schema": SCHEMA,
        "target": run.target,
        "exitcode": run.exitcode,
        "signal": run.signal,
        "duration_s": since(run, run.now_ns if run.ended_ns is None else run.ended_ns),
        "events": run.events,
        "lost_events": run.lost_events,
        "processes": [process_entry(process, run) for process in run.script_processes],
        "objects": [object_entry(known, run) for known in run.objects.values() if is_shown(known, run)],
        "output": [_output(piece, run) for piece in run.output],
        "probe_failures": [*run.probe_failures, *judgement.failures],
        "sampling_failure": None if run.sampling_failure is None else run.sampling_failure.english,
        "waits": wait_entries(run),
        "waits_left_out": run.waits.left_out,
        "critical_path": path_entry(run),
        "findings": [finding_entry(finding, run) for finding in judgement.findings],
    }


def _output(piece: Output, run: Run) -> dict[str, Any]:
    at_s = since(run, piece.time_ns)
    return {"pid": piece.pid, "stream": piece.stream, "at_s": at_s, "text": piece.text}


def finding_entry(finding: Finding, run: Run) -> dict[str, Any]:
    """What is wrong; in English, as programs read it."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "certain": finding.is_certain,
        "message": finding.message.english,
        "advice": finding.advice.english,
        "pids": [run.processes[number].pid for number in finding.processes],
        "objects": [run.objects[number].name for number in finding.objects],
        "lines": [place_of(location) for location in finding.locations],
    }

"""The roles of the parts, for what goes through all of them: keyboard, copying, and the tour."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from app.gui.export.view_contents import (
    CanvasContent,
    CodeContent,
    Content,
    ExplanationContent,
    FindingsContent,
    OutputContent,
    PanelContent,
    ProcessesContent,
)
from app.gui.window.focus_order import FocusPanel
from app.gui.window.parts import Parts
from app.gui.window.tour import StepTarget, place_in, tab_place


def panels_of(parts: Parts) -> list[FocusPanel]:
    """The panels for the keyboard, each with the action that goes there."""
    lower, right = parts.lower_tabs, parts.right_tabs
    return [
        FocusPanel("goScenariosAction", parts.scenario_list),
        FocusPanel("goStageAction", parts.stage),
        FocusPanel("goProcessesAction", parts.processes.table, lower, parts.processes),
        FocusPanel("goBuffersAction", parts.buffers.canvas, lower, parts.buffers),
        FocusPanel("goObjectsAction", parts.objects.table, lower, parts.objects),
        FocusPanel("goFindingsAction", parts.findings.text, lower, parts.findings),
        FocusPanel("goWaitsAction", parts.waits.table, lower, parts.waits),
        FocusPanel("goOutputAction", parts.output.text, lower, parts.output),
        FocusPanel("goInputAction", parts.output.line, lower, parts.output),
        FocusPanel("goCodeAction", parts.code, right, parts.code),
        FocusPanel("goExplanationAction", parts.explanation, right, parts.explanation),
        FocusPanel("goParametersAction", parts.forms, right, parts.forms),
    ]


def contents_of(parts: Parts) -> list[Content]:
    """The contents that can be copied and saved."""
    return [
        CanvasContent("stage", parts.stage, parts.stage),
        ProcessesContent(parts.processes),
        CanvasContent("buffers", parts.buffers, parts.buffers.canvas),
        PanelContent("objects", parts.objects),
        FindingsContent(parts.findings),
        PanelContent("waits", parts.waits),
        OutputContent(parts.output),
        CodeContent(parts.code),
        ExplanationContent(parts.explanation),
    ]


def tour_targets(parts: Parts, window: QWidget) -> list[StepTarget]:
    """What the steps of the tour point at, in their order."""
    return [
        lambda: place_in(window, parts.scenario_list),
        lambda: place_in(window, parts.top_bar.findChild(QPushButton, "startButton")),
        lambda: place_in(window, parts.stage),
        lambda: place_in(window, parts.processes.first_buttons() or parts.lower_tabs),
        lambda: place_in(window, *tab_place(parts.right_tabs, parts.explanation)),
    ]

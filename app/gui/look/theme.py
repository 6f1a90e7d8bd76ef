"""The two looks of the program: all their colours, light and dark.

Views get a `Theme` through their `set_theme`; there is no global one. Colours are strings
("#rrggbb"), which both style sheets and `QColor` accept.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.state.model import Condition


@dataclass(frozen=True)
class Theme:
    """All colours of one look."""

    name: str  # "light" or "dark"
    window: str  # behind the cards of the stage
    panel: str  # lists, tables, text
    raised: str  # cards, buttons, menus
    hover: str
    pressed: str
    line: str  # borders that separate
    line_strong: str  # borders of controls, scroll bars
    text: str
    muted: str  # secondary text
    disabled: str
    accent: str
    accent_hover: str
    accent_soft: str  # behind what is selected
    on_accent: str
    danger: str
    danger_soft: str
    warning: str
    item: str  # an item in a queue: fill, border, text
    item_line: str
    on_item: str
    slot: str  # an empty slot of a queue
    slot_line: str
    main: str  # the main process
    processes: tuple[str, ...]
    conditions: dict[Condition, tuple[str, str]]  # background, foreground
    code_keyword: str
    code_string: str
    code_comment: str
    code_number: str
    code_builtin: str
    code_definition: str
    code_decorator: str

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def is_dark(self) -> bool:
        """Whether text is lighter than its background."""
        return self.name == "dark"


LIGHT = Theme(
    name="light",
    window="#f5f5f3",
    panel="#ffffff",
    raised="#ffffff",
    hover="#f1f2f4",
    pressed="#e5e7eb",
    line="#e2e2de",
    line_strong="#c9cbd0",
    text="#1c1f27",
    muted="#636875",
    disabled="#a3a7b0",
    accent="#2d6cdf",
    accent_hover="#245cc4",
    accent_soft="#e3ecfb",
    on_accent="#ffffff",
    danger="#c22f2c",
    danger_soft="#fbe5e3",
    warning="#8a5200",
    item="#fdf0dc",
    item_line="#b98027",
    on_item="#5c3d0c",
    slot="#fbfbfa",
    slot_line="#dedfe0",
    main="#4a4f5c",
    processes=("#2a6ae1", "#c24384", "#0f7a4d", "#d47401", "#5b21b6", "#0a93b8", "#7c1d2f", "#5d6b00"),
    conditions={
        Condition.STARTING: ("#eceef2", "#4b5261"),
        Condition.RUNNING: ("#d3ecdc", "#14532f"),
        Condition.BLOCKED: ("#f8e5c6", "#6d3f00"),
        Condition.WAITING: ("#f3efa2", "#514a00"),
        Condition.HOLDING: ("#dde6fb", "#1f4391"),
        Condition.SLEEPING: ("#e4e3ea", "#464356"),
        Condition.SUSPENDED: ("#eadff5", "#572a80"),
        Condition.ENDED: ("#ededeb", "#54575f"),
        Condition.FAILED: ("#a3180f", "#ffffff"),
    },
    code_keyword="#7b2fb5",
    code_string="#1d6b3c",
    code_comment="#5d626d",
    code_number="#a04a06",
    code_builtin="#0b6880",
    code_definition="#2457b5",
    code_decorator="#a0365f",
)

DARK = Theme(
    name="dark",
    window="#1d1f24",
    panel="#24272e",
    raised="#282b33",
    hover="#31353e",
    pressed="#3a3f4a",
    line="#363a43",
    line_strong="#4d525d",
    text="#e8eaf0",
    muted="#a0a6b3",
    disabled="#666c78",
    accent="#6b9cff",
    accent_hover="#86afff",
    accent_soft="#2c3a57",
    on_accent="#0d1526",
    danger="#ff7b73",
    danger_soft="#4a2a2b",
    warning="#f0b45c",
    item="#f5dfb8",
    item_line="#c99645",
    on_item="#4a300a",
    slot="#22252b",
    slot_line="#3d424c",
    main="#aeb4c0",
    processes=("#6b9cff", "#f87aa8", "#3eb179", "#dfa643", "#d6b8ff", "#92f2e6", "#d8553f", "#e6e369"),
    conditions={
        Condition.STARTING: ("#373b45", "#c5cad5"),
        Condition.RUNNING: ("#234936", "#a9e6c3"),
        Condition.BLOCKED: ("#52401f", "#f8d698"),
        Condition.WAITING: ("#5a560f", "#f0e98c"),
        Condition.HOLDING: ("#2b3f6b", "#bfd4ff"),
        Condition.SLEEPING: ("#3d3e4a", "#cfcede"),
        Condition.SUSPENDED: ("#4a3763", "#e0c9f8"),
        Condition.ENDED: ("#33363d", "#b3b8c3"),
        Condition.FAILED: ("#ff8a80", "#3b0906"),
    },
    code_keyword="#c99bf5",
    code_string="#8fd3a5",
    code_comment="#abb1bd",
    code_number="#f0b07c",
    code_builtin="#7fd0e6",
    code_definition="#8fb6ff",
    code_decorator="#f29cc0",
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}

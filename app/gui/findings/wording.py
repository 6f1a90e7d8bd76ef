"""A finding as text: for the page that shows it, with links, and plain for the clipboard."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from app.findings.rule import Finding
from app.findings.say import process_name
from app.gui.findings.rule_pages import page_of, rule_title
from app.gui.findings.severity_looks import certainty_word, looks_of, severity_word
from app.gui.look.theme import Theme
from app.language import current, translate
from app.state.model import Run

#: The schemes of the links, each followed by a number.
LINE, PROCESS, OBJECT, PAGE, COPY = "line", "process", "object", "page", "copy"
#: The name of the picture in the page.
PICTURE = "ring"


class Link(NamedTuple):
    """What a click on a part of the text asks for."""

    what: str
    number: int

    @classmethod
    def of(cls, target: str) -> Link:
        """The link with this target."""
        what, _, number = target.partition(":")
        return cls(what, int(number or 0))


def as_text(finding: Finding, run: Run) -> str:
    """Plain text, to be copied."""
    head = f"{severity_word(finding.severity)} ({certainty_word(finding)}): {title_of(finding)}"
    lines = [place_text(finding, index, run) for index in range(len(finding.locations))]
    parts = [head, str(finding.message), _next_step(finding)]
    if lines:
        parts.append(_listed(lines))
    return "\n".join(parts) + "\n"


def title_of(finding: Finding) -> str:
    """The rule in words."""
    return rule_title(finding.rule, current())


def _next_step(finding: Finding) -> str:
    return translate("findings", "Next: {advice}").format(advice=finding.advice)


def _listed(parts: list[str]) -> str:
    return translate("stage", ", ").join(parts)


def place_text(finding: Finding, index: int, run: Run) -> str:
    """A line, with its file if that is not the script itself."""
    place = finding.locations[index]
    if place.file == run.script:
        return translate("findings", "line {line}").format(line=place.line)
    return translate("findings", "{file}, line {line}").format(file=place.file_name, line=place.line)


def as_page(finding: Finding, run: Run, theme: Theme, picture_beside: bool | None) -> str:
    """Rich text with links. `picture_beside`: the picture stands beside the text, or below it; None: none."""
    looks = looks_of(finding.severity, theme)
    head = (
        f'<span style="background-color:{looks.ground.name()}; color:{looks.text.name()}">'
        f"&nbsp;{escape(severity_word(finding.severity))}&nbsp;</span>&nbsp; "
        f"<b>{escape(title_of(finding))}</b>&nbsp; "
        f'<span style="color:{theme.muted}">{escape(certainty_word(finding))}</span>'
    )
    picture = "" if picture_beside is None else f'<img src="{PICTURE}" style="float:right">'
    parts = [head, escape(str(finding.message)), f"<b>{_escaped_step(finding)}</b>"]
    parts += [_places(finding, run), _concerned(finding, run), _more(finding)]
    paragraphs = [f'<p style="margin:0 0 8px 0">{part}</p>' for part in parts if part]
    if picture_beside:
        return picture + "".join(paragraphs)
    return "".join(paragraphs) + (f'<p><img src="{PICTURE}"></p>' if picture else "")


def _escaped_step(finding: Finding) -> str:
    return escape(_next_step(finding))


def _places(finding: Finding, run: Run) -> str:
    links = [_link(LINE, index, place_text(finding, index, run)) for index in range(len(finding.locations))]
    return _titled(translate("findings", "Code"), links)


def _concerned(finding: Finding, run: Run) -> str:
    links = [
        _link(PROCESS, number, process_name(number, run))
        for number in finding.processes
        if number in run.processes
    ]
    links += [_link(OBJECT, key, run.objects[key].name) for key in finding.objects if key in run.objects]
    return _titled(translate("findings", "On the stage"), links)


def _more(finding: Finding) -> str:
    links = []
    if page_of(finding.rule, current()):
        links.append(_link(PAGE, 0, translate("findings", "Why this happens, and how to mend it")))
    links.append(_link(COPY, 0, translate("findings", "Copy as text")))
    return " &nbsp;·&nbsp; ".join(links)


def _titled(title: str, links: list[str]) -> str:
    if not links:
        return ""
    return translate("findings", "{title}: {links}").format(title=title, links=_listed(links))


def _link(what: str, number: int, text: str) -> str:
    return f'<a href="{what}:{number}">{escape(text)}</a>'

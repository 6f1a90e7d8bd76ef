"""How long a process has lived, and on what that was spent: in words, and as the parts of a bar."""

from __future__ import annotations

from app.gui.waits.rows import Cell, Piece
from app.language import translate
from app.state.life import OTHERS, During, Life, Stretch
from app.state.model import Condition, Run

#: Waits that are told by what they were for; the others are added up.
_TOLD = 3
_CONDITIONS = {
    During.COMPUTING: Condition.RUNNING,
    During.WAITING: Condition.BLOCKED,
    During.SLEEPING: Condition.SLEEPING,
    During.UNKNOWN: None,
}


def spent_cell(life: Life, run: Run) -> Cell:
    """On what it was spent, in percent; sorted by how much of it was waited."""
    parts = [_told(one, life, run) for one in _shown(life) if 100 * one.lasted_ns >= max(1, life.lasted_ns)]
    return Cell(" · ".join(parts), life.part(During.WAITING))


def _shown(life: Life) -> list[Stretch]:
    """The longest waits one by one, between what comes before them and what comes behind."""
    waits = [one for one in life.stretches if one.during is During.WAITING]
    others = Stretch(During.WAITING, OTHERS, sum(one.lasted_ns for one in waits[_TOLD:]))
    before = [one for one in life.stretches if one.during is During.COMPUTING]
    behind = [one for one in life.stretches if one.during in (During.SLEEPING, During.UNKNOWN)]
    return [*before, *waits[:_TOLD], others, *behind]


def _told(stretch: Stretch, life: Life, run: Run) -> str:
    share = round(100 * stretch.lasted_ns / life.lasted_ns)
    known = run.objects.get(stretch.object)
    if stretch.during is During.COMPUTING:
        return translate("WaitModel", "computing {share} %").format(share=share)
    if stretch.during is During.SLEEPING:
        return translate("WaitModel", "sleeping {share} %").format(share=share)
    if stretch.during is During.UNKNOWN:
        return translate("WaitModel", "not known {share} %").format(share=share)
    if known is not None:
        return translate("WaitModel", "waiting for {object} {share} %").format(object=known.name, share=share)
    if stretch.object == OTHERS:
        return translate("WaitModel", "waiting for others {share} %").format(share=share)
    return translate("WaitModel", "waiting {share} %").format(share=share)


def bar_of(life: Life) -> tuple[Piece, ...]:
    """The parts of a bar that is the whole life: the same ones as in the words, next to each other."""
    every = [Piece(_CONDITIONS[during], round(life.part(during), 3)) for during in During]
    return tuple(piece for piece in every if piece.share)

"""What a card says, as the tests of the cards ask for it."""

from __future__ import annotations

from app.gui.stage.paint.objects import draw_object
from app.gui.stage.words.card import card_of, card_tip
from app.state.model import Run
from tests.gui.stage.test_cards import HearingKit


def words_of(kit: HearingKit, run: Run, number: int, now_ns: float, widths: int = 1) -> set[str]:
    """All that the card of an object says, drawn as wide as the widest ones, or so many times that."""
    kit.said.clear()
    card = card_of(run.objects[number], run, round(now_ns))
    kit.draw(draw_object, kit.metrics.card_width_max * widths, kit.metrics.object, card)
    return set(kit.said)


def tip_of(run: Run, number: int, now_ns: float) -> list[str]:
    """The lines of its tip."""
    return card_tip(card_of(run.objects[number], run, round(now_ns))).split("\n")

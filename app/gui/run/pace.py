"""What a turn of the window is spent on: how long it may fold, whether it may paint, when the next is due.

While the state keeps up, the window paints with the screen and folds in between. When it falls behind,
folding comes first and painting is reduced to what still looks like motion; a turn stays so short that
the user's input is answered in between. No Qt and no clock of its own: times come in, as seconds of any
clock that does not go back.
"""

from __future__ import annotations

FRAME_S = 0.016
#: Of each frame: the rest is for painting and for the user.
FOLD_S = 0.008
#: The same while the state is behind: no turn is longer, so this is also how long a key may have to wait.
FOLD_BEHIND_S = 0.02
FRAME_BEHIND_S = 1 / 15
#: The state is behind when it is so old after a turn, and there is more to apply than that turn could do.
BEHIND_S = 0.06


class Pace:
    """Decides turn by turn."""

    def __init__(self, fold_s: float = FOLD_S, fold_behind_s: float = FOLD_BEHIND_S) -> None:
        self.fold_s, self.fold_behind_s = fold_s, fold_behind_s
        self._began_s = self._painted_s = float("-inf")
        self.behind = False

    def begin(self, now_s: float) -> float:
        """A turn begins; until when it may fold."""
        self._began_s = now_s
        return now_s + (self.fold_behind_s if self.behind else self.fold_s)

    def folded(self, age_s: float, left: bool, hurry: bool = False) -> None:
        """It has folded: how old the state is now, and whether there is more to apply.

        `hurry`: nobody watches any more, as when the run is being ended.
        """
        self.behind = left and (hurry or age_s > BEHIND_S)

    def may_paint(self, now_s: float) -> bool:
        """Whether what has been folded may be shown now; if so, it counts as painted."""
        due = now_s >= self._painted_s + (FRAME_BEHIND_S if self.behind else 0.0)
        if due:
            self._painted_s = now_s
        return due

    def wait_s(self, now_s: float) -> float:
        """Until the next turn: none while the state is behind, else what is left of the frame."""
        return 0.0 if self.behind else max(0.0, self._began_s + FRAME_S - now_s)

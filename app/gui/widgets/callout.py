"""A callout: a small card with a few words beside a control of the window, and a pointer to the control.

The window stays usable: the card is as small as its text, clicks go through the pointer, and nothing is
dimmed.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QPolygonF, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.gui.look.fonts import length_scale

WIDTH = 320  # for text of the default size
GAP = 18  # between the card and its target
EDGE = 10  # to the window's edge
ARROW = 9
RING = 3


class Callout(QFrame):
    """The card. Enter and Right go on, Left goes back, Esc skips the rest."""

    next_wanted = Signal()
    back_wanted = Signal()
    skip_wanted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tourCallout")
        self._said: tuple[object, ...] = ()
        self._count, self._title, self._text = QLabel(self), QLabel(self), QLabel(self)
        self._count.setProperty("look", "muted")
        self._title.setProperty("look", "title")
        self._text.setWordWrap(True)
        self._skip = self._button("tourSkipButton", self.skip_wanted)
        self._skip.setProperty("look", "flat")
        self._back = self._button("tourBackButton", self.back_wanted)
        self._next = self._button("tourNextButton", self.next_wanted)
        self._next.setProperty("look", "primary")
        self._lay_out()
        for keys, wanted in (("Right", self.next_wanted), ("Left", self.back_wanted)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(wanted)
        skip = QShortcut(QKeySequence("Esc"), self)  # wherever in the window the focus is
        skip.activated.connect(self.skip_wanted)

    def _button(self, name: str, wanted: object) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.clicked.connect(wanted)
        return button

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._count)
        foot.addWidget(self._skip)
        foot.addStretch(1)
        foot.addWidget(self._back)
        foot.addWidget(self._next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 14)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._text)
        layout.addLayout(foot)

    def say(self, title: str, text: str, go_on: str, count: str, has_back: bool) -> None:
        """Show the texts of a step; the same ones again change nothing."""
        said = (title, text, go_on, count, has_back)
        if said == self._said:
            return
        self._said = said
        self._title.setText(title)
        self._text.setText(text)
        self._count.setText(count)
        self._next.setText(go_on)
        self._back.setText(self.tr("Back"))
        self._skip.setText(self.tr("Skip"))
        self._back.setVisible(has_back)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self._next.setAccessibleDescription(f"{title}. {text}")  # read out, because it has the focus

    def take_focus(self) -> None:
        """Take the keyboard focus."""
        self._next.setFocus(Qt.FocusReason.OtherFocusReason)

    def adjust(self) -> None:
        """Set the size: a fixed width, and the height that the text needs."""
        width = round(WIDTH * length_scale(self.font()))
        self.setFixedSize(width, max(1, self.heightForWidth(width)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            chosen = focus if isinstance(focus, QPushButton) else self._next
            chosen.click()
        else:
            super().keyPressEvent(event)


class Pointer(QWidget):
    """A ring around the target and an arrow at the card's edge; transparent for the mouse."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tourPointer")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._target, self._card = QRect(), QRect()

    def point(self, target: QRect | None, card: QRect) -> None:
        """Point from a card to a target; None hides the pointer."""
        if (target or QRect(), card) != (self._target, self._card):
            self._target, self._card = target or QRect(), card
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.translate(-self.pos())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            color = self.palette().highlight().color()
            painter.setPen(QPen(color, RING))
            half = RING // 2 + 1
            painter.drawRoundedRect(self._target.adjusted(half, half, -half, -half), 8, 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawPolygon(arrow(self._target, self._card))


def pointer_area(target: QRect, card: QRect) -> QRect:
    """The area of the ring and the arrow."""
    return target.united(card).adjusted(-RING, -RING, RING, RING)


def callout_place(target: QRect | None, size: QSize, room: QRect) -> QRect:
    """Beside the target if there is room, else in its lower corner; without a target, in the middle."""
    if target is None or target.isEmpty():
        return QRect(room.center() - QPoint(size.width() // 2, size.height() // 2), size)
    inner = room.adjusted(EDGE, EDGE, -EDGE, -EDGE)
    middle = target.center() - QPoint(size.width() // 2, size.height() // 2)
    sides = [
        QPoint(target.right() + GAP, middle.y()),
        QPoint(target.left() - GAP - size.width(), middle.y()),
    ]
    ends = [
        QPoint(middle.x(), target.bottom() + GAP),
        QPoint(middle.x(), target.top() - GAP - size.height()),
    ]
    # Beside a button it would cover the button's neighbours.
    for corner in sides + ends if target.height() > size.height() else ends + sides:
        place = _pushed_in(QRect(corner, size), inner)
        if not place.intersects(target.adjusted(-1, -1, 1, 1)):
            return place
    low = target.bottomRight() - QPoint(size.width() + GAP, size.height() + GAP)
    return _pushed_in(QRect(low, size), inner)


def _pushed_in(place: QRect, room: QRect) -> QRect:
    left = max(room.left(), min(place.left(), room.right() - place.width()))
    top = max(room.top(), min(place.top(), room.bottom() - place.height()))
    return QRect(QPoint(left, top), place.size())


def arrow(target: QRect, card: QRect) -> QPolygonF:
    """A small triangle at the card's edge that faces the target; empty when the card covers it."""
    if target.isEmpty() or card.intersects(target):
        return QPolygonF()
    across = card.left() > target.right() or card.right() < target.left()
    if across:
        edge, sign = (card.left(), -1) if card.left() > target.right() else (card.right() + 1, 1)
        y = max(card.top() + 2 * ARROW, min(target.center().y(), card.bottom() - 2 * ARROW))
        tip, one, other = (edge + sign * ARROW, y), (edge, y - ARROW), (edge, y + ARROW)
    else:
        edge, sign = (card.top(), -1) if card.top() > target.bottom() else (card.bottom() + 1, 1)
        x = max(card.left() + 2 * ARROW, min(target.center().x(), card.right() - 2 * ARROW))
        tip, one, other = (x, edge + sign * ARROW), (x - ARROW, edge), (x + ARROW, edge)
    return QPolygonF([QPointF(*point) for point in (tip, one, other)])

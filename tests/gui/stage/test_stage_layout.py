"""The stage's geometry: whatever a run consists of, nothing overlaps and nothing leaves the view."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QPointF, QRectF

from app.gui.stage.geometry.layout import lay_out
from app.gui.stage.geometry.metrics import Metrics
from app.gui.stage.geometry.places import Layout, Place, RouteKey, What
from app.gui.stage.geometry.routes import point_at
from app.gui.stage.geometry.scene import (
    PROCESSES_SHOWN,
    QueuePart,
    Scene,
    buffer_scene,
    queue_part,
    stage_scene,
)
from app.gui.stage.geometry.slots import SlotMode, plan_slots
from app.gui.stage.words.phrases import more_text
from app.state.model import Outcome, Process, Run
from app.state.objects import LockObject, QueueObject
from tests.gui.stage_runs import QUEUE, queue_run

METRICS = Metrics(line=14.0, char=6.5)
WIDTHS = (320, 400, 480, 520, 560, 640, 740, 900, 1200, 1600)
SCALES = (Metrics(14.0, 6.5), Metrics(18.0, 8.5), Metrics(28.0, 13.0))


def scene_of(count: int, queues: int = 2, maxsize: int = 30) -> Scene:
    """`count` processes: half of them put into the first queue, the others get; all use locks and values."""
    numbers = tuple(range(1, count + 1))
    users = numbers[1:]
    half = len(users) // 2
    parts = [QueuePart(100, maxsize, True, users[:half], users[half : half + 12])]
    parts += [QueuePart(100 + k, 0, False, users[half : half + k], users[:1]) for k in range(1, queues)]
    return Scene(numbers, tuple(parts[:queues]), (200, 201, 300), main=1)


def overlaps(layout: Layout) -> list[tuple[Place, Place]]:
    pairs = combinations(layout.places, 2)
    return [(one, other) for one, other in pairs if one.rect.intersects(other.rect)]


def crossed(layout: Layout) -> list[tuple[RouteKey, Place]]:
    """Lines that cross anything but their own two ends."""
    found = []
    for key, route in layout.routes.items():
        for start, end in pairwise(route):
            line = QRectF(start, end).normalized().adjusted(-0.1, -0.1, 0.1, 0.1)
            for place in layout.places:
                own = place.queue == key.queue and place.key in (key.process, key.queue)
                if line.intersects(place.rect.adjusted(1, 1, -1, -1)) and not (
                    own and place.what != What.NOTE
                ):
                    found.append((key, place))
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("count", range(1, 41))
def test_nothing_overlaps_and_nothing_leaves_the_view(count: int, width: int) -> None:
    for scene in (scene_of(count), scene_of(count, queues=0), scene_of(count, queues=4)):
        layout = lay_out(scene, width, METRICS)
        assert overlaps(layout) == []
        view = QRectF(0, 0, width, layout.height)
        assert [place for place in layout.places if not view.contains(place.rect)] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13, 25, 40])
def test_no_line_crosses_a_card(count: int, width: int) -> None:
    assert crossed(lay_out(scene_of(count, queues=3), width, METRICS)) == []


@pytest.mark.parametrize("metrics", SCALES)
def test_it_grows_with_the_font(metrics: Metrics) -> None:
    for width in (480, 1024, 2048):
        assert overlaps(lay_out(scene_of(11), width, metrics)) == []


@pytest.mark.parametrize("count", [1, 7, 40])
def test_every_process_has_exactly_one_card(count: int) -> None:
    layout = lay_out(scene_of(count, queues=4), 740, METRICS)
    cards = [place.key for place in layout.places if place.what in (What.PROCESS, What.COMPACT)]
    assert sorted(cards) == list(range(1, count + 1))


def test_producers_are_left_of_the_buffer_and_consumers_right() -> None:
    scene = Scene((1, 2, 3), (QueuePart(9, 30, True, (2,), (3,)),), main=1)
    layout = lay_out(scene, 740, METRICS)
    main, producer, consumer = (layout.place_of(What.PROCESS, number) for number in (1, 2, 3))
    buffer = layout.place_of(What.QUEUE, 9)
    assert main and producer and consumer and buffer
    assert producer.rect.right() < buffer.rect.left() < buffer.rect.right() < consumer.rect.left()
    assert main.rect.bottom() < buffer.rect.top()


def test_in_a_narrow_view_producers_are_above_and_consumers_below() -> None:
    scene = Scene((1, 2, 3), (QueuePart(9, 30, True, (2,), (3,)),), main=1)
    layout = lay_out(scene, 380, METRICS)
    producer, consumer = (layout.place_of(What.PROCESS, number) for number in (2, 3))
    buffer = layout.place_of(What.QUEUE, 9)
    assert producer and consumer and buffer
    assert producer.rect.bottom() < buffer.rect.top() < buffer.rect.bottom() < consumer.rect.top()


def test_a_line_joins_its_process_and_its_queue() -> None:
    for width in (380, 740, 1600):
        layout = lay_out(scene_of(9, queues=1), width, METRICS)
        buffer = layout.place_of(What.QUEUE, 100)
        assert buffer is not None
        for key, route in layout.routes.items():
            card = layout.place_of(What.PROCESS, key.process)
            assert card is not None
            assert card.rect.adjusted(-1, -1, 1, 1).contains(route[0])
            assert buffer.rect.adjusted(-1, -1, 1, 1).contains(route[-1])


def test_cards_get_two_lines_when_not_everything_can_be_seen() -> None:
    scene = scene_of(11, queues=0)
    high, low = (lay_out(scene, 690, METRICS, height) for height in (900, 450))
    assert {place.what for place in high.places} == {What.PROCESS, What.OBJECT}
    assert {place.what for place in low.places} == {What.COMPACT, What.OBJECT}
    assert low.height <= 450 < high.height


def test_a_few_cards_keep_all_their_lines_in_a_view_that_is_too_low() -> None:
    layout = lay_out(scene_of(3, queues=1), 690, METRICS, 60)
    assert What.COMPACT not in {place.what for place in layout.places}


def test_an_equal_scene_is_laid_out_equally() -> None:
    assert lay_out(scene_of(9), 740, METRICS) == lay_out(scene_of(9), 740, METRICS)


def test_the_point_on_a_line_goes_from_end_to_end() -> None:
    route = (QPointF(0, 0), QPointF(10, 0), QPointF(10, 30))
    assert [point_at(route, part) for part in (0, 0.25, 0.5, 1)] == [
        QPointF(0, 0),
        QPointF(10, 0),
        QPointF(10, 10),
        QPointF(10, 30),
    ]


# --- which things ------------------------------------------------------------------------


def run_with(count: int) -> Run:
    run = Run()
    for number in range(1, count + 1):
        kind = "main" if number == 1 else "process"
        run.processes[number] = Process(number, 4100 + number, 4100, f"w{number}", kind)
    return run


def test_beyond_the_limit_processes_are_behind_a_summary_that_opens() -> None:
    run = run_with(97)
    scene = stage_scene(run)
    assert (len(scene.processes), scene.more_processes) == (PROCESSES_SHOWN, 57)
    assert lay_out(scene, 740, METRICS).place_of(What.MORE, 57)
    opened = stage_scene(run, expanded=True)
    assert (len(opened.processes), opened.more_processes) == (97, 0)
    assert lay_out(opened, 740, METRICS).place_of(What.MORE, 0), "and closes again"
    assert overlaps(lay_out(opened, 740, METRICS)) == []


def test_living_processes_are_shown_rather_than_ended_ones() -> None:
    run = run_with(200)
    for number in range(1, 180):
        run.processes[number].ended_ns = number
    shown = stage_scene(run).processes
    assert set(range(180, 201)) < set(shown)
    assert 1 in shown
    assert list(shown) == sorted(shown)


def test_those_that_failed_are_not_hidden_behind_those_that_finished_later() -> None:
    run = run_with(200)
    for number in range(2, 201):
        run.processes[number].ended_ns, run.processes[number].outcome = number, Outcome.FINISHED
    for number in (3, 7):
        run.processes[number].outcome = Outcome.FAILED
    shown = stage_scene(run).processes
    assert {1, 3, 7, 200} <= set(shown) and 2 not in shown


def test_helpers_of_the_library_are_not_shown() -> None:
    run = run_with(3)
    run.processes[2].kind = "helper"
    assert stage_scene(run).processes == (1, 3)


def test_thousands_of_objects_are_summed_up() -> None:
    run = run_with(2)
    run.objects = {k: LockObject(k, "Lock", f"lock-{k}") for k in range(1, 5001)}
    scene = stage_scene(run)
    assert scene.more_objects == 5000 - len(scene.objects)
    assert overlaps(lay_out(scene, 740, METRICS)) == []


def test_many_users_of_one_queue_become_a_few_chips_and_a_count() -> None:
    run = run_with(100)
    run.objects[7] = QueueObject(7, "Queue", "q", producers=set(range(2, 90)), consumers={1})
    scene = buffer_scene(run)
    assert scene.queues[0].more_producers == 88 - len(scene.queues[0].producers)
    for width in WIDTHS:
        layout = lay_out(scene, width, METRICS)
        assert overlaps(layout) == []
        assert crossed(layout) == []


# --- slots -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("maxsize", "mode"),
    [
        (1, SlotMode.SLOTS),
        (10, SlotMode.SLOTS),
        (30, SlotMode.SLOTS),
        (100, SlotMode.CELLS),
        (5000, SlotMode.BAR),
        (0, SlotMode.STRIP),
    ],
)
def test_a_buffer_is_drawn_as_densely_as_its_size_needs(maxsize: int, mode: SlotMode) -> None:
    assert plan_slots(maxsize, 260, METRICS).mode is mode


@pytest.mark.parametrize("width", [180, 260, 700, 1500])
@pytest.mark.parametrize("maxsize", [0, 1, 2, 10, 30, 31, 99, 100, 1000, 5000])
def test_slots_lie_inside_their_area_and_apart(maxsize: int, width: int) -> None:
    plan = plan_slots(maxsize, width, METRICS)
    area = QRectF(10, 20, width, plan.height)
    places = range(min(maxsize or plan.capacity, plan.capacity))
    cells = [plan.cell(place, area) for place in places]
    assert all(area.adjusted(-0.01, -0.01, 0.01, 0.01).contains(cell) for cell in cells)
    assert not any(one.intersects(other) for one, other in pairwise(cells))
    if plan.mode in (SlotMode.SLOTS, SlotMode.CELLS):
        assert plan.capacity >= maxsize


def test_what_packages_have_made_is_behind_the_summary_until_it_is_opened() -> None:
    run = Run()
    for number in (1, 2, 3):
        run.processes[number] = Process(number, 100 + number, 101, f"p{number}", "process")
    run.objects = {7: LockObject(7, "Lock", "lock"), 8: LockObject(8, "Lock", "theirs", made_by="joblib")}
    assert stage_scene(run).objects == (7, 8)  # nothing would open the fold
    run.processes[2].made_by = "joblib"
    folded, opened = stage_scene(run), stage_scene(run, expanded=True)
    assert (folded.processes, folded.more_processes, folded.expanded) == ((1, 3), 1, False)
    assert (folded.objects, folded.more_objects) == ((7,), 1)
    assert (opened.processes, opened.more_processes, opened.expanded) == ((1, 2, 3), 0, True)
    assert (opened.objects, opened.more_objects) == ((7, 8), 0)
    assert more_text(1, run) == "and 1 more, made by joblib"


def test_who_waits_for_a_first_item_stands_beside_the_queue() -> None:
    queue = queue_run().objects[QUEUE]
    assert isinstance(queue, QueueObject)
    queue.producers, queue.consumers = set(), set()
    assert queue_part(queue, frozenset({2, 3})).consumers == ()
    queue.waited_to_put, queue.waited_to_get = {2}, {3}
    part = queue_part(queue, frozenset({2, 3}))
    assert (part.producers, part.consumers) == ((2,), (3,))

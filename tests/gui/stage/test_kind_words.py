"""A manager's object has a word that a reader knows, and its class's name beside it."""

from __future__ import annotations

import pytest

from app import language
from app.gui.stage.words.card import card_of, card_tip
from app.gui.words.kind_words import class_beside, sized_kind
from app.platform import translations
from app.recording.export.report import build_report
from app.state.objects import LockObject, QueueObject, SharedObject, ValueObject
from app.wire.records import Family, Shape, Trait
from tests.gui.stage_runs import DICT, NOW_NS, lock_run
from tests.state.build import Script


def served(known: SharedObject, family: int) -> SharedObject:
    known.family, known.traits = family, Trait.SERVED
    return known


@pytest.mark.parametrize(
    ("known", "family", "said"),
    [
        (ValueObject(1, "DictProxy", "d", shape=Shape.DICT), Family.VALUE, "shared dict · DictProxy"),
        (ValueObject(1, "ListProxy", "d", shape=Shape.LIST), Family.VALUE, "shared list · ListProxy"),
        (ValueObject(1, "NamespaceProxy", "n", shape=3), Family.VALUE, "shared namespace · NamespaceProxy"),
        (LockObject(1, "AcquirerProxy", "l"), Family.LOCK, "shared lock · AcquirerProxy"),
        (QueueObject(1, "AutoProxy[Queue]", "q"), Family.BUFFER, "shared queue · AutoProxy[Queue]"),
        (ValueObject(1, "TrafficProxy", "t"), Family.VALUE, "TrafficProxy"),
    ],
)
def test_a_managers_object_is_said_in_words_beside_its_class(
    known: SharedObject, family: int, said: str
) -> None:
    served(known, family)
    assert " · ".join(filter(None, (sized_kind(known), class_beside(known)))) == said


def test_an_object_of_the_script_itself_is_said_by_its_class() -> None:
    lock = LockObject(1, "Lock", "l", family=Family.LOCK)
    assert (sized_kind(lock), sized_kind(lock, 3), class_beside(lock)) == ("Lock", "Lock(3)", "")


def test_words_have_their_size_too() -> None:
    assert (
        sized_kind(served(LockObject(1, "AcquirerProxy", "l"), Family.COUNTER), 3) == "shared semaphore (3)"
    )


def test_a_proxy_is_a_dict_because_the_probe_says_so_and_not_by_its_name() -> None:
    script = Script()
    main = script.main()
    for object_id, shape in ((5, Shape.DICT), (6, Shape.UNKNOWN)):
        main.make(1, "DictProxy", object_id, shape)
    run = script.tick(2)
    assert [sized_kind(known) for known in run.objects.values()] == ["shared dict", "DictProxy"]
    assert {known["kind"] for known in build_report(run)["objects"]} == {"DictProxy"}, "a contract"


def test_a_card_says_both_in_each_language(monkeypatch: pytest.MonkeyPatch) -> None:
    run = lock_run(2)
    card = card_of(run.objects[DICT], run, NOW_NS)
    assert (card.kind, card.class_name) == ("shared dict", "DictProxy")
    assert card_tip(card).startswith("m_d · shared dict · DictProxy\n")
    monkeypatch.setattr(language, "_table", translations.read("zh"))
    assert card_of(run.objects[DICT], run, NOW_NS).kind == "共享字典"

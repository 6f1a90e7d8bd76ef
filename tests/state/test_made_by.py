"""What an installed package has made is told from what the script has."""

from __future__ import annotations

from app.recording.export.report import build_report
from app.wire.records import Family, Kind
from tests.state.build import Script


def test_a_process_is_made_by_the_package_that_has_started_it() -> None:
    script = Script()
    main = script.main()
    main.slot(Kind.MADE, 1, b"joblib", object=102)  # before anybody has found it
    script.worker(2, "LokyProcess-1", 2)
    script.worker(3, "late", 2)
    script.worker(4, "mine", 2)
    main.slot(Kind.MADE, 3, b"joblib", object=103)
    run = script.tick(5)
    assert [run.processes[number].made_by for number in (1, 2, 3, 4)] == ["", "joblib", "joblib", ""]
    report = build_report(run)["processes"]
    assert [one.get("made_by") for one in report] == [None, "joblib", "joblib", None]


def test_a_pid_that_is_used_again_is_not_the_package_s_any_more() -> None:
    script = Script()
    main = script.main()
    main.slot(Kind.MADE, 1, b"joblib", object=102)
    script.worker(2, "one", 2)
    script.ended(3, 2)
    assert script.tick(4).processes[2].made_by == "joblib"
    script.process(3, 4, pid=102)
    assert script.tick(5).processes[3].made_by == ""


def test_a_process_that_has_ended_before_its_maker_tells_of_it_is_the_package_s() -> None:
    script = Script()
    main = script.main()
    script.process(2, 1, pid=102, kind="unknown", name="uname")
    script.ended(2, 2)
    main.slot(Kind.MADE, 3, b"joblib", object=102)
    main.op(3, "subprocess.Popen", text="uname", value=102)
    assert script.tick(4).processes[2].made_by == "joblib"
    script.process(3, 5, pid=102)  # the system has given its pid to another
    assert script.tick(6).processes[3].made_by == ""


def test_a_package_s_process_is_not_taken_for_one_that_had_its_pid_before() -> None:
    script = Script()
    main = script.main()
    script.process(2, 1, pid=102, kind="unknown", name="mine")
    main.op(2, "subprocess.Popen", text="mine", value=102)
    script.ended(3, 2)
    main.slot(Kind.MADE, 4, b"joblib", object=102)
    script.process(3, 5, pid=102)
    run = script.tick(6)
    assert [run.processes[number].made_by for number in (2, 3)] == ["", "joblib"]


def test_an_object_is_made_by_who_has_told_of_it_first() -> None:
    script = Script()
    main = script.main()
    kind = main.string("Lock")
    main.slot(Kind.OBJECT, 1, b"made_by=joblib", object=7, operation=kind, meaning=Family.LOCK, value=1)
    main.slot(Kind.OBJECT, 1, b"", object=8, operation=kind, meaning=Family.LOCK, value=1)
    worker = script.worker(2, "w1", 2)
    kind = worker.string("Lock")
    worker.slot(Kind.OBJECT, 3, b"", object=7, operation=kind, meaning=Family.LOCK, value=1)
    worker.slot(Kind.OBJECT, 3, b"made_by=joblib", object=8, operation=kind, meaning=Family.LOCK, value=1)
    run = script.tick(5)
    assert (run.objects[7].made_by, run.objects[8].made_by) == ("joblib", "")
    assert [one.get("made_by") for one in build_report(run)["objects"]] == ["joblib", None]


def test_a_manager_s_object_is_made_by_the_first_client_that_has_it_as_its_server_does_not_know() -> None:
    script = Script()
    main = script.main()
    server = script.worker(2, "SyncManager-1", 2)
    worker = script.worker(3, "w1", 2)
    for number, first, second in ((7, "made_by=joblib", ""), (8, "", "made_by=joblib")):
        server.slot(Kind.OBJECT, 3, object=number, meaning=Family.BUFFER)  # before its maker has the answer
        server.slot(Kind.VALUE, 3, b"{}", object=number + 10)
        for process, ms, text in ((main, 4, first), (worker, 5, second)):
            process.make(ms, "AutoProxy[Queue]", number, text=text)
            process.make(ms, "DictProxy", number + 10, text=text)
    run = script.tick(6)
    assert [run.objects[number].made_by for number in (7, 8, 17, 18)] == ["joblib", "", "joblib", ""]


def test_an_object_where_a_package_s_was_before_is_made_by_who_has_it_now() -> None:
    script = Script()
    main = script.main()
    server = script.worker(2, "SyncManager-1", 2)
    server.slot(Kind.VALUE, 3, b"{}", object=7)
    main.make(4, "DictProxy", 7, text="made_by=joblib")
    server.slot(Kind.OBJECT, 5, object=7, meaning=Family.BUFFER)
    main.make(6, "AutoProxy[Queue]", 7)
    assert script.tick(7).objects[7].made_by == ""

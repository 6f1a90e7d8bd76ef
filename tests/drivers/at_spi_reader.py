"""A screen reader's part of tests/gui/test_at_spi.py: finds the window over AT-SPI, presses Start, reads.

It runs under the system's Python, which has the bindings (gi, Atspi). Prints one JSON object.
"""

import json
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402  # after the version is chosen

PATIENCE_S = 40.0


def children(node):
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield child


def every(node, depth=0):
    yield node
    if depth < 16:
        for child in children(node):
            yield from every(child, depth + 1)


def wait_for(find):
    """What `find` gives once it gives something; parts of the tree may go while it is walked."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            found = find()
        except GLib.Error:
            found = None
        if found:
            return found
        time.sleep(0.1)
    raise SystemExit("not found in time")


def named(root, role, name):
    for node in every(root):
        if node.get_role_name() == role and node.get_name() == name:
            return node
    return None


def window():
    desktop = Atspi.get_desktop(0)
    for program in children(desktop):
        if "procession" in (program.get_name() or ""):
            return program
    return None


def press(node):
    action = node.get_action_iface()
    names = [Atspi.Action.get_action_name(action, k) for k in range(Atspi.Action.get_n_actions(action))]
    assert Atspi.Action.do_action(action, names.index("Press")), names


def rows(table):
    """The cells of each row by their names."""
    iface = table.get_table_iface()
    count = Atspi.Table.get_n_columns(iface)
    return [
        [Atspi.Table.get_accessible_at(iface, row, column).get_name() for column in range(count)]
        for row in range(Atspi.Table.get_n_rows(iface))
    ]


def cards(program):
    stage = named(program, "filler", "Stage") or named(program, "panel", "Stage")
    return [] if stage is None else [one.get_name() for one in every(stage) if one.get_name()][1:]


def main():
    Atspi.init()
    program = wait_for(window)
    start = wait_for(lambda: named(program, "push button", "Start") or named(program, "button", "Start"))
    press(start)
    table = wait_for(lambda: named(program, "tree", "Processes") or named(program, "tree table", "Processes"))
    # A new process has its program's name until it has told its own; a row is read cell by cell meanwhile.
    read = wait_for(
        lambda: (
            (found := rows(table))
            and [row[0] for row in found][1:] == ["Process-1"]
            and all(row[1].isdigit() and row[6] for row in found)
            and found
        )
    )
    # The cards are told some time after they are drawn.
    drawn = wait_for(
        lambda: (
            (found := cards(program))
            and {"main", "Process-1"} <= {one.partition(",")[0] for one in found}
            and found
        )
    )
    json.dump(
        {"rows": read, "cards": drawn, "roles": sorted({n.get_role_name() for n in every(program)})},
        sys.stdout,
    )


main()

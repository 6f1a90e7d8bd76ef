#!/bin/sh
# Inside dbus-run-session: a bus for accessibility, the program, and a reader ($1: Python, $2: the reader).
"$LAUNCHER" --launch-immediately &
launcher=$!
"$PROGRAM" -m app open "$SCRIPT" &
program=$!
timeout 80 "$1" -W ignore "$2"
status=$?
kill "$program"
wait "$program"
kill "$launcher"
wait "$launcher"
exit $status

"""Names that the supervisor and the probe have in common: of the environment, and in a run's folder."""

from __future__ import annotations

# --- variables of the environment ----------------------------------------------------------

#: The run's private folder; a process without it in its environment is not watched.
ENVIRONMENT = "PROCESSION_RUN"
#: The start method chosen by the user for a script that sets none itself.
START_METHOD = "PROCESSION_START_METHOD"
#: "<inode of stdout>,<inode of stderr>" of the run's own output.
CHANNELS = "PROCESSION_OUTPUT"
#: The pid of the supervisor, where a process has to allow that its stacks are read; see `arrival.tracer`.
TRACER = "PROCESSION_TRACER"

# --- in the run's folder --------------------------------------------------------------------

#: A folder: the logs, files `<pid>-<began ns>.<chunk>`.
LOGS = "log"
#: A folder: a scenario's script stands and works there.
WORK = "work"
#: A folder: links to the temporary folders that multiprocessing has made.
TEMPORARY = "temporary"
#: A folder: links `<object, hexadecimal>-<pid>` to shared memory that is sampled; each says
#: `<descriptor>:<inode>:<start>:<bytes>:<layout>`, which is a letter of `struct` for each item or CHARACTERS.
MEMORY = "memory"
#: A file: what went wrong in the probe itself.
FAILURES = "failures"
#: A file that is there while the script has to wait for the window, which cannot follow.
HOLD = "hold"
#: A FIFO whose only writer is the supervisor.
LIFELINE = "alive"

"""Allows the supervisor to have this process's stacks read, where the system allows it to ancestors only.

That is scope 1 of the security module Yama, Ubuntu's default. The supervisor is an ancestor, but the program
that reads stacks is a child of the supervisor, and so a sibling of what it reads. A process may name another
one that may read it, with all that descend from that one. The kernel keeps it until the process ends, and
does not hand it on to a forked child. It costs the import of ctypes, so the supervisor asks for it only where
it is needed. (Tried on Debian's kernel 6.1 in scope 1 by an ordinary user, under each start method.)
"""

from __future__ import annotations

_PR_SET_PTRACER = 0x59616D61


def allow(pid: str) -> None:
    """Name the process that may read this one; where the kernel has no Yama nothing happens."""
    try:
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(int(pid)), 0, 0, 0)
    except (ImportError, OSError, ValueError, AttributeError):  # no ctypes, no prctl, or no number
        pass

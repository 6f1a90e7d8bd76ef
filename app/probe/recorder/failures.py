"""Keeps what goes wrong in the probe itself, for the supervisor to tell; the script goes on without us."""

from __future__ import annotations

import os

from ...wire.run_folder import FAILURES


def note_failure(folder: str) -> None:
    """Keep the current exception; never an exception itself."""
    try:
        import traceback

        path = os.path.join(folder, FAILURES)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, traceback.format_exc().encode("utf-8", "replace"))
        finally:
            os.close(descriptor)
    except Exception:
        return

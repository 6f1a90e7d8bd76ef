"""Makes a patch look like the function that it replaces, as functools.wraps does, without its import."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def like(original: Any, wrapper: Any) -> Any:
    """`wrapper` with the name, the documentation and the signature of `original`."""
    for name in ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__"):
        if hasattr(original, name):  # a built-in function has no annotations
            setattr(wrapper, name, getattr(original, name))
    wrapper.__wrapped__ = original
    return wrapper

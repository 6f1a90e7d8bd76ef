"""The explanation of a user's own script: what will be shown of it, and what not."""

from __future__ import annotations

from pathlib import Path

from app.language import translate


def explain(title: str, path: Path, folder: Path, module: str | None) -> str:
    """The explanation, in Markdown."""
    values = {"title": title, "path": path, "folder": folder, "module": module}
    parts = ["## {title}", _start(module), _seen(), _unseen(), _good_to_know()]
    return "\n\n".join(parts).format(**values)


def _start(module: str | None) -> str:
    if module:
        return translate(
            "ScriptExplanation",
            "Your own package. It runs unchanged, as real processes, like `python -m {module}` in `{folder}`",
        )
    return translate(
        "ScriptExplanation",
        "Your own script. It runs where it is, unchanged, as real processes: `{path}`",
    )


def _seen() -> str:
    return translate(
        "ScriptExplanation",
        "### What you will see\n\n"
        "- A card and a row for every process, however it was made: `Process`, `Pool`, "
        "`ProcessPoolExecutor`, `subprocess`, `os.fork`.\n"
        "- Who holds a lock and who waits for it, what is in a queue, the values of a manager, and the line "
        "that each process is at.\n"
        "- What each process prints, how it ended, its CPU and memory.",
    )


def _unseen() -> str:
    return translate(
        "ScriptExplanation",
        "### What you will not see\n\n"
        "- The inside of other programs, and of a Python older than 3.10 or started with `-I`, `-E` or `-S`. "
        "They are listed with their output, and it is said that they are *not watched*.\n"
        "- What passes through a `Pipe`, a socket or shared memory, and what threads and `asyncio` do among "
        "themselves.",
    )


def _good_to_know() -> str:
    return translate(
        "ScriptExplanation",
        "### Good to know\n\n"
        "- Arguments, environment variables, interpreter and working folder are set under **Parameters** and "
        "kept for this file.\n"
        "- When you save the file in your editor, the code here follows; a run that is on goes on as it was "
        "started.\n"
        "- A start method that the script sets itself counts more than the one chosen above.",
    )

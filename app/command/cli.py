"""The command `procession`: the window, or the same engine without one.

Only what a command needs is imported: a server that runs a script has no use for Qt, and one that
speaks English none for translations. So the language is looked for before the words are parsed, as the
parser's own words are in it.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from app import __version__, language
from app.command import standard_streams
from app.language import QT_TRANSLATE_NOOP, translate
from app.language.errors import ProcessionError
from app.platform.inherited import Inherited, look

if TYPE_CHECKING:
    import argparse

    from app.targets.catalog import Scenario

USAGE_ERROR = 2
#: The longest run that can be asked for: a year.
LONGEST_S = 31_536_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code (2 for bad input, 141 when nobody reads, else see `run_command`)."""
    inherited = look(whole_process=arguments is None)
    standard_streams.open_closed_streams()
    words = list(sys.argv[1:] if arguments is None else arguments)
    code = _obeyed(words, inherited)
    if arguments is None and sys.flags.inspect:
        os._exit(code)  # PYTHONINSPECT is for the script, and not for us
    return code


def _obeyed(words: list[str], inherited: Inherited) -> int:
    try:
        return standard_streams.guarded(lambda: obey(words, inherited))
    except ProcessionError as error:
        standard_streams.complain(str(error))
        return USAGE_ERROR


def obey(arguments: list[str], inherited: Inherited) -> int:
    """Do what the words say. Raises ProcessionError, and SystemExit as the parser does."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without Chinese shows signs in its place
    words, script_arguments = split_at_dashes(arguments)
    speak(language_in(words))
    if not arguments:
        return open_window(None, inherited)  # the window needs no parser
    options = parse(words)
    if script_arguments and options.command != "run":
        raise ProcessionError(
            QT_TRANSLATE_NOOP(
                "errors",
                "Only `procession run TARGET` takes arguments after --; give {words} without it.",
            ),
            words=" ".join(script_arguments),
        )
    if options.desktop:
        return change_desktop(options.desktop)
    match options.command:
        case "list":
            return list_scenarios(options.json)
        case "run":
            from app.command import terminal

            return terminal.run_command(options, tuple(script_arguments), inherited)
        case "open":
            return open_window(options.file, inherited, options.language)
    return open_window(None, inherited, options.language)


def parse(words: list[str]) -> argparse.Namespace:
    """What the words ask for. Raises ProcessionError, and SystemExit as the parser does."""
    made = parser()
    options, unknown = made.parse_known_args(words)
    if unknown and options.command == "run":
        raise ProcessionError(
            QT_TRANSLATE_NOOP(
                "errors",
                "{words} cannot be understood; what is meant for the script goes after --, as in "
                "`procession run {target} -- {words}`.",
            ),
            words=" ".join(unknown),
            target=options.target,
        )
    return made.parse_args(words)


def main_window() -> int:
    """The entry without a console: the window, with the file to open as the last argument."""
    words = sys.argv[1:]
    is_option = words[:1] != [] and words[0].startswith("-")
    return main(words if is_option or not words else ["open", *words])


def speak(name: str) -> None:
    """Speak a language, or with "" the one of the person who types the command."""
    name = name or language.of_system()
    if name != language.current():
        from app.platform import translations

        translations.use(name)


def language_in(words: Sequence[str]) -> str:
    """The language that `--language` names, wherever it stands; "" when it names none."""
    for word, following in pairwise([*words, ""]):
        option, equals, value = word.partition("=")
        if option == "--language":
            name = value if equals else following
            return name if name in language.LANGUAGES else ""
    return ""


def split_at_dashes(words: list[str]) -> tuple[list[str], list[str]]:
    """Our own words, and the script's: what stands after the first ``--``."""
    if "--" not in words:
        return words, []
    index = words.index("--")
    return words[:index], words[index + 1 :]


def parser() -> argparse.ArgumentParser:
    """The command line, as `--help` shows it."""
    import argparse  # only here: the window, opened without a word, is there sooner without it

    from app.command.argparse_words import translate_argparse

    translate_argparse()
    top = argparse.ArgumentParser(
        prog="procession",
        description=translate("cli", "Run a multiprocessing script as it is, and see what its processes do."),
    )
    top.add_argument("--version", action="version", version=f"procession {__version__}")
    meanings = {
        "install": translate("cli", "put Procession into the desktop's menu (Linux, for this user)"),
        "uninstall": translate("cli", "remove it from the desktop's menu"),
    }
    for name, meaning in meanings.items():
        top.add_argument(f"--{name}-desktop", dest="desktop", action="store_const", const=name, help=meaning)
    _add_language(top, default="")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    opening = commands.add_parser("open", help=translate("cli", "the window with a script"))
    opening.add_argument("file", metavar="FILE", nargs="?", help=translate("cli", "a .py file"))
    listing = commands.add_parser("list", help=translate("cli", "the built-in scenarios"))
    listing.add_argument(
        "--json", action="store_true", help=translate("cli", "with their parameters, as JSON")
    )
    running = commands.add_parser("run", help=translate("cli", "run a scenario or a script in the terminal"))
    _add_run(running)
    for command in (opening, listing, running):
        _add_language(command, default=argparse.SUPPRESS)  # what stands before the command counts
    return top


def _add_language(command: argparse.ArgumentParser, default: str) -> None:
    text = translate("cli", "use English or Chinese; by default, the system's language")
    command.add_argument("--language", choices=language.LANGUAGES, default=default, help=text)


def _add_run(run: argparse.ArgumentParser) -> None:
    run.usage = translate("cli", "procession run TARGET [options] [-- SCRIPT ARGS]")
    run.add_argument("target", metavar="TARGET", help=translate("cli", "the id of a scenario, or a .py file"))
    run.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=translate("cli", "a scenario's parameter"),
    )
    run.add_argument("--start-method", choices=("fork", "spawn", "forkserver"))
    run.add_argument(
        "--python",
        metavar="EXE",
        help=translate("cli", "the interpreter that runs the script (CPython 3.10 or newer)"),
    )
    run.add_argument(
        "--timeout",
        type=_seconds,
        metavar="SECONDS",
        help=translate("cli", "end the run after this time (exit code 124)"),
    )
    run.add_argument(
        "--fail-on",
        choices=("error", "warning"),
        help=translate("cli", "exit with 3 when something of this severity, or worse, is found"),
    )
    run.add_argument("--report", metavar="FILE", help=translate("cli", "write what happened as JSON"))


def _seconds(text: str) -> float:
    import argparse

    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= LONGEST_S:
        sentence = translate(
            "cli", "{text} is not a time; give seconds, such as 2.5, greater than 0 and at most 31536000"
        )
        raise argparse.ArgumentTypeError(sentence.format(text=repr(text)))
    return seconds


def change_desktop(change: str) -> int:
    """Put the program into the desktop's menu, or take it out; print which files that was."""
    from app.platform import desktop

    if change == "install":
        print(translate("cli", "Written:"), *desktop.install(), sep="\n  ")
        return 0
    removed = desktop.uninstall()
    said = translate("cli", "Removed:") if removed else translate("cli", "There was nothing to remove.")
    print(said, *removed, sep="\n  ")
    return 0


def list_scenarios(as_json: bool) -> int:
    """Print the scenarios."""
    import json

    from app.targets import catalog

    if as_json:
        is_utf8 = sys.stdout.encoding.lower() == "utf-8"
        text = json.dumps(catalog.to_json(), ensure_ascii=not is_utf8, indent=1)
    else:
        text = "\n".join(line for scenario in catalog.load_scenarios() for line in _described(scenario))
    standard_streams.write(sys.stdout, text + "\n")
    return 0


def _described(scenario: Scenario) -> Iterator[str]:
    spoken = language.current()
    yield f"{scenario.id:20} {scenario.title[spoken]}"
    for parameter in scenario.parameters:
        yield f"{'':20}   {parameter.name}={parameter.default}  {parameter.meaning[spoken]}"


def open_window(file: str | None, inherited: Inherited, spoken: str = "") -> int:
    """The window; without a display the first scenario runs in the terminal instead.

    `spoken` is the language that was asked for; without one the window speaks what is set in it.
    """
    from app.platform import native

    if file is not None:
        _check_file(file)
    if not native.display_available():
        return _run_without_display(file, inherited)
    sentence = native.missing_sentence()
    if sentence:
        raise ProcessionError(sentence)
    gc.disable()  # until the window is there: nothing is garbage yet, and looking for it costs 60 ms
    from app.gui import program as gui

    return gui.main([sys.argv[0], *([os.path.abspath(file)] if file else [])], spoken)


def _check_file(file: str) -> None:
    from app.targets.script_file import check_script

    if not os.path.exists(file):
        raise ProcessionError(
            QT_TRANSLATE_NOOP("errors", "{file} does not exist; give the path of a .py file."),
            file=file or repr(file),
        )
    check_script(file)


def _run_without_display(file: str | None, inherited: Inherited) -> int:
    from app.command import terminal

    if file is None:
        said = translate(
            "cli",
            "There is no display for the window, so the first scenario runs here in the terminal instead.",
        )
    else:
        said = translate(
            "cli", "There is no display for the window, so the script runs here in the terminal instead."
        )
    print(said, file=sys.stderr)
    return terminal.run_first_scenario(inherited) if file is None else terminal.run_file(file, inherited)

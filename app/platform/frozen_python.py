"""The interpreter of the packaged program: an executable that takes its command line as `python` does.

The bootloader of a frozen program reads no option, no PYTHONPATH and no sitecustomize, and
multiprocessing treats a frozen program as a special case. All of that is restored here: ``-c``,
``-m``, a path, ``-`` and standard input, the options that multiprocessing and subprocess pass on and
the variables PYTHON*; `sys.frozen` is removed. So the probe comes in the same way as with any other
Python, and a script need not know where it runs.

What only the start of a real interpreter can do is missing: PYTHONHASHSEED, ``-X utf8`` and the
like, packages in site-packages, and source lines of the standard library in tracebacks.

This file is the whole executable: it imports nothing of ours, so that a script's own module
called ``app`` stays its own.
"""

from __future__ import annotations

import atexit
import builtins
import os
import sys
from types import CodeType, ModuleType, SimpleNamespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

WITHOUT_VALUE = "bBdEhiIJOPqRsStuvVx?"
WITH_VALUE = "cmWX"
USAGE = "usage: {} [option] ... [-c cmd | -m mod | file | -] [arg] ..."


class CommandLine:
    """The parsed command line: options, what to run ("c", "m", "file", "stdin"), its arguments."""

    def __init__(self, words: list[str]) -> None:
        self.flags: dict[str, int] = {}
        self.warnings: list[str] = []
        self.extensions: list[str] = []
        self.kind, self.target = "stdin", ""
        self.arguments: list[str] = []
        self._parse(list(words))

    def _parse(self, words: list[str]) -> None:
        while words and self.kind == "stdin" and words[0].startswith("-") and words[0] != "-":
            word = words.pop(0)
            if word == "--":
                break
            if word.startswith("--"):
                self._long(word, words)
            else:
                self._letters(word[1:], words)
        if self.kind == "stdin" and words and words[0] != "-":
            self.kind, self.target = "file", words[0]
        self.arguments = words

    def _long(self, word: str, words: list[str]) -> None:
        known = {"--version": "V", "--help": "h"}
        if word == "--check-hash-based-pycs" and words:
            words.pop(0)
        elif word in known:
            self.flags[known[word]] = 1
        else:
            _refuse(f"unknown option {word}")

    def _letters(self, letters: str, words: list[str]) -> None:
        for index, letter in enumerate(letters):
            if letter in WITHOUT_VALUE:
                self.flags[letter] = self.flags.get(letter, 0) + 1
            elif letter in WITH_VALUE:
                value = letters[index + 1 :] or (words.pop(0) if words else None)
                if value is None:
                    _refuse(f"Argument expected for the -{letter} option")
                self._value(letter, str(value))
                return
            else:
                _refuse(f"Unknown option: -{letter}")

    def _value(self, letter: str, value: str) -> None:
        if letter == "W":
            self.warnings.append(value)
        elif letter == "X":
            self.extensions.append(value)
        else:
            self.kind, self.target = letter, value

    def has(self, letters: str) -> bool:
        """Whether one of these options was given."""
        return any(self.flags.get(letter) for letter in letters)

    def variable(self, name: str) -> str:
        """The value of a PYTHON* variable, unless the options say to ignore them."""
        return "" if self.has("EI") else os.environ.get(name, "")


def _refuse(reason: str) -> None:
    program = os.path.basename(sys.executable)
    sys.stderr.write(f"{reason}\n{USAGE.format(program)}\nTry `{program} -h' for more information.\n")
    sys.exit(2)


# --- the interpreter as it would be ------------------------------------------------------


def prepare(line: CommandLine) -> None:
    """Make this process look like an interpreter started with these options."""
    vars(sys).pop("frozen", None)
    sys._base_executable = sys.executable  # type: ignore[attr-defined]  # what multiprocessing starts on Windows
    restore_environment()
    for extension in line.extensions:
        name, equals, value = extension.partition("=")
        sys._xoptions[name] = value if equals else True
    _set_flags(line)
    _set_streams(line)
    _set_warnings(line)
    if "faulthandler" in sys._xoptions or line.variable("PYTHONFAULTHANDLER"):
        import faulthandler

        faulthandler.enable()
    path = line.variable("PYTHONPATH")
    sys.path[:0] = [os.path.abspath(entry) for entry in path.split(os.pathsep) if entry]
    if not line.has("S"):
        _do_what_site_does()


def restore_environment() -> None:
    """Remove what the bootloader has added: it is for this process only, not for those of the script."""
    for name in [name for name in os.environ if name.startswith("_PYI_")]:
        del os.environ[name]
    for name in ("LD_LIBRARY_PATH", "LIBPATH"):
        if name + "_ORIG" in os.environ:
            os.environ[name] = os.environ.pop(name + "_ORIG")
        elif os.environ.get(name) == getattr(sys, "_MEIPASS", None):
            os.environ.pop(name, None)


def _set_flags(line: CommandLine) -> None:
    """Correct `sys.flags`: a frozen program's say -I, which subprocess and multiprocessing would pass on."""
    sequence = {"count", "index", "n_fields", "n_sequence_fields", "n_unnamed_fields"}
    given = {name: getattr(sys.flags, name) for name in {*dir(sys.flags)} - sequence if name[:1] != "_"}
    count = line.flags.get
    writes_no_bytecode = bool(count("B") or line.variable("PYTHONDONTWRITEBYTECODE"))
    given.update(
        debug=count("d", 0),
        inspect=count("i", 0),
        interactive=count("i", 0),
        optimize=count("O", 0),
        dont_write_bytecode=int(writes_no_bytecode),
        no_user_site=int(line.has("sI")),
        no_site=count("S", 0),
        ignore_environment=int(line.has("EI")),
        verbose=count("v", 0),
        bytes_warning=count("b", 0),
        quiet=count("q", 0),
        isolated=int(line.has("I")),
        dev_mode="dev" in sys._xoptions,
        safe_path=is_path_safe(line),
    )
    sys.dont_write_bytecode = writes_no_bytecode
    sys.flags = SimpleNamespace(**given)  # type: ignore[assignment]  # the real type cannot be instantiated


def is_path_safe(line: CommandLine) -> bool:
    """Whether the script's folder stays off `sys.path`."""
    return line.has("IP") or bool(line.variable("PYTHONSAFEPATH"))


def _set_streams(line: CommandLine) -> None:
    encoding, _, errors = line.variable("PYTHONIOENCODING").partition(":")
    unbuffered = line.has("u") or bool(line.variable("PYTHONUNBUFFERED"))
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            continue
        if encoding or errors:
            stream.reconfigure(encoding=encoding or None, errors=errors or None)
        if unbuffered and name != "stdin":
            _unbuffer(name)


def _unbuffer(name: str) -> None:
    import io

    stream = getattr(sys, name)
    if stream.write_through:
        return
    raw = stream.detach().detach()
    text = io.TextIOWrapper(
        raw, stream.encoding, stream.errors, line_buffering=raw.isatty(), write_through=True
    )
    setattr(sys, name, text)
    setattr(sys, f"__{name}__", text)


def _set_warnings(line: CommandLine) -> None:
    wanted = [word for word in line.variable("PYTHONWARNINGS").split(",") if word] + line.warnings
    if "dev" in sys._xoptions:
        wanted.insert(0, "default")
    if wanted:
        import warnings

        sys.warnoptions[:] = wanted
        warnings._processoptions(wanted)  # type: ignore[attr-defined]  # as the interpreter's start does


def _do_what_site_does() -> None:
    """`exit`, `help` and the like, and the sitecustomize on the path: this is where the probe comes in."""
    import site

    site.setquit()
    site.setcopyright()
    site.sethelper()
    site.execsitecustomize()


# --- running -----------------------------------------------------------------------------


def run(line: CommandLine) -> None:
    """Run what the command line names, as ``__main__``."""
    if line.has("V"):
        print("Python " + sys.version.split()[0])
        return
    if line.has("h?"):
        print(USAGE.format(os.path.basename(sys.executable)))
        return
    {"c": _run_text, "m": _run_module, "file": _run_path, "stdin": _run_standard_input}[line.kind](line)


def _new_main(**attributes: object) -> dict[str, object]:
    """Make a fresh module ``__main__``. Returns its namespace."""
    module = ModuleType("__main__")
    vars(module).update(__builtins__=builtins, __annotations__={}, **attributes)
    sys.modules["__main__"] = module
    return vars(module)


def _put_on_path(line: CommandLine, entry: str) -> None:
    if not is_path_safe(line):
        sys.path.insert(0, entry)


def _run_text(line: CommandLine) -> None:
    sys.argv = ["-c", *line.arguments]
    _put_on_path(line, "")
    text = _as_given_to_python(line.target)
    code = compile(text, "<string>", "exec", dont_inherit=True)
    if sys.version_info >= (3, 13):  # from then on its lines are in its tracebacks
        import linecache

        key = code if sys.version_info >= (3, 14) else "<string>"
        linecache._register_code(key, text, "<string>")
    _execute(code, _new_main())


def _as_given_to_python(text: str) -> str:
    """From 3.14 on a text may be indented as a whole."""
    if sys.version_info < (3, 14) or not text[:1].isspace():
        return text
    import textwrap

    return textwrap.dedent(text)


def _run_module(line: CommandLine) -> None:
    import runpy

    sys.argv = ["-m", *line.arguments]
    _put_on_path(line, os.getcwd())
    _new_main()
    runpy._run_module_as_main(line.target)  # type: ignore[attr-defined]  # what `python -m` calls


def _run_path(line: CommandLine) -> None:
    sys.argv = line.arguments
    path = os.path.abspath(line.target)
    if os.path.isdir(path) or _is_archive(path):
        import runpy

        sys.path.insert(0, line.target)
        _new_main()
        runpy._run_module_as_main("__main__", False)  # type: ignore[attr-defined]
        return
    _put_on_path(line, os.path.dirname(os.path.realpath(path)))
    code = _code_of(path, line)
    from importlib.machinery import SourceFileLoader

    _execute(code, _new_main(__file__=path, __cached__=None, __loader__=SourceFileLoader("__main__", path)))


def _is_archive(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            start = file.read(2)
    except OSError:
        return False
    if start != b"PK" and not path.endswith((".zip", ".pyz")):
        return False
    import zipfile

    return zipfile.is_zipfile(path)


def _code_of(path: str, line: CommandLine) -> CodeType:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        reason = f"[Errno {error.errno}] {error.strerror}"
        sys.stderr.write(f"{sys.executable}: can't open file {path!r}: {reason}\n")
        sys.exit(2)
    if path.endswith(".pyc"):
        import marshal

        return marshal.loads(data[16:])  # type: ignore[no-any-return]
    if line.has("x"):
        data = b"\n" + data.partition(b"\n")[2]
    return compile(data, path, "exec", dont_inherit=True)


def _run_standard_input(line: CommandLine) -> None:
    sys.argv = line.arguments or [""]
    _put_on_path(line, "")
    names = _new_main()
    if sys.stdin is None:
        return
    if sys.stdin.isatty():
        _converse(names, None)
    else:
        _execute(compile(sys.stdin.buffer.read(), "<stdin>", "exec", dont_inherit=True), names)


def _execute(code: CodeType, names: dict[str, object]) -> None:
    exec(code, names)


def _converse(names: dict[str, object], banner: str | None) -> None:
    import code

    code.interact(banner, local=names, exitmsg="")


# --- the end -----------------------------------------------------------------------------


def run_as_python(line: CommandLine) -> int:
    """Run, and show an exception as the interpreter does. Returns the exit code."""
    interrupted: list[bool] = []
    atexit.register(_die_of_interrupt, interrupted)
    try:
        run(line)
    except SystemExit:
        if not _stays(line):
            raise
    except BaseException as error:
        traceback = _script_part(error.__traceback__)
        sys.excepthook(type(error), error.with_traceback(traceback), traceback)
        if not _stays(line):
            if isinstance(error, KeyboardInterrupt):
                interrupted.append(True)
            return 1
    if _stays(line) and line.kind != "stdin":
        _converse(vars(sys.modules["__main__"]), "")
    return 0


def _stays(line: CommandLine) -> bool:
    return line.has("i") or bool(line.variable("PYTHONINSPECT"))


def _die_of_interrupt(interrupted: list[bool]) -> None:
    """At the very end: die of SIGINT if Ctrl+C ended the script, so that the parent sees it."""
    if not interrupted or os.name != "posix":
        return
    import signal

    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGINT)


def _script_part(traceback: TracebackType | None) -> TracebackType | None:
    """A traceback without this file's frames."""
    here = _execute.__code__.co_filename
    while traceback is not None and traceback.tb_frame.f_code.co_filename == here:
        traceback = traceback.tb_next
    return traceback


def main() -> int:
    """The entry point of the executable."""
    line = CommandLine(sys.argv[1:])
    sys.orig_argv = list(sys.argv)
    prepare(line)
    return run_as_python(line)


if __name__ == "__main__":
    sys.exit(main())

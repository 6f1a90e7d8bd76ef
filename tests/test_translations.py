"""The translators' file: complete, in step with the source, and nothing that is shown escapes it."""

from __future__ import annotations

import ast
import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QTranslator

from app import language
from app.platform import translations

ROOT = Path(__file__).resolve().parents[1]
#: What puts a text before a person, and the number of the argument that is the text.
SHOWING = {
    "setText": 0,
    "setToolTip": 0,
    "setStatusTip": 0,
    "setWhatsThis": 0,
    "setAccessibleName": 0,
    "setAccessibleDescription": 0,
    "setPlaceholderText": 0,
    "setWindowTitle": 0,
    "setTitle": 0,
    "setLabelText": 0,
    "setInformativeText": 0,
    "setItemText": 1,
    "setTabText": 1,
    "setTabToolTip": 1,
    "addTab": 1,
    "addAction": 0,
    "addMenu": 0,
    "addItem": 0,
    "addRow": 0,
    "showMessage": 0,
    "say": 0,
    "QLabel": 0,
    "QPushButton": 0,
    "QCheckBox": 0,
    "QRadioButton": 0,
    "QGroupBox": 0,
    "QAction": 0,
    "QMenu": 0,
    "QListWidgetItem": 0,
}
#: The same in every language.
NAMES = {"Procession", "中 / EN", "procession:", "procession: "}


def tool() -> ModuleType:
    """The command that maintains the file."""
    spec = importlib.util.spec_from_file_location("translate", ROOT / "build" / "translate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A copy of the Chinese file, to be damaged."""
    copy = tmp_path / "procession_zh_CN.ts"
    shutil.copyfile(translations.file_of("zh"), copy)
    return copy


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- the gate ------------------------------------------------------------------------------


def test_every_text_is_translated_and_none_is_stale(capsys: pytest.CaptureFixture[str]) -> None:
    assert tool().main(["check"]) == 0, capsys.readouterr().out


def test_a_text_that_is_not_in_the_file_is_named(file: Path) -> None:
    spoil(file, "<source>Reset to defaults</source>", "<source>Something that was</source>")
    found = tool().complaints(file)
    assert any("Reset to defaults" in sentence and "not in the file yet" in sentence for sentence in found)
    assert any("Something that was" in sentence and "not in the source" in sentence for sentence in found)


def test_an_unfinished_text_is_named(file: Path) -> None:
    spoil(file, "<translation>恢复默认值</translation>", '<translation type="unfinished"></translation>')
    assert any("unfinished" in sentence and "Reset to" in sentence for sentence in tool().complaints(file))


@pytest.mark.parametrize("broken", ["{Count} 个事件", "个事件", "{count} {more} 个事件"])
def test_a_translation_with_other_values_is_named(file: Path, broken: str) -> None:
    spoil(file, "<translation>{count} 个事件</translation>", f"<translation>{broken}</translation>")
    assert any("other values" in sentence for sentence in tool().complaints(file))


def test_an_update_writes_the_same_file_again(file: Path) -> None:
    before = file.read_bytes()
    tool().update(file)
    assert file.read_bytes() == before


# --- what is shown goes through it ---------------------------------------------------------


def shown_literals(path: Path) -> Iterator[str]:
    """Texts in the source that are shown untranslated."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            index = SHOWING.get(_name(node.func), -1)
            if 0 <= index < len(node.args):
                yield from (f"{path.name}:{node.lineno}: {text!r}" for text in _texts(node.args[index]))


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def _texts(node: ast.expr) -> Iterator[str]:
    """Literals with letters in an expression, f-strings too; not inside calls, which may translate."""
    match node:
        case ast.Constant(value=str(text)) if any(letter.isalpha() for letter in text) and text not in NAMES:
            yield text
        case ast.JoinedStr(values=parts):
            for part in parts:
                yield from _texts(part)
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            yield from (*_texts(one), *_texts(other))
        case ast.BoolOp(values=parts):
            for part in parts:
                yield from _texts(part)


def test_no_widget_shows_a_text_that_cannot_be_translated() -> None:
    found = [text for path in sorted((ROOT / "app/gui").rglob("*.py")) for text in shown_literals(path)]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        'label.setText("Hello")',
        'label.setToolTip(f"Hello {name}")',
        'box.addItem("Hello" if x else y)',
        'tabs.addTab(page, "Hello")',
        'QLabel("Hello", self)',
        'self.setAccessibleName("Hello " + name)',
    ],
)
def test_such_a_text_would_be_found(line: str, tmp_path: Path) -> None:
    path = tmp_path / "view.py"
    path.write_text(line, encoding="utf-8")
    assert len(list(shown_literals(path))) == 1


#: Keywords of argparse that a person reads.
HELPING = {"help", "description", "epilog", "usage"}


def said_literals(path: Path) -> Iterator[str]:
    """Texts of the command line that are printed untranslated."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            said = node.args if _name(node.func) == "print" else []
            said = [*said, *(word.value for word in node.keywords if word.arg in HELPING)]
            yield from (f"{path.name}:{node.lineno}: {text!r}" for one in said for text in _texts(one))


def test_the_command_line_says_nothing_that_cannot_be_translated() -> None:
    rooms = ("command", "findings", "platform", "recording", "targets")
    paths = {path for room in rooms for path in (ROOT / "app" / room).rglob("*.py")}
    paths -= {ROOT / "app/platform/frozen_python.py"}  # which says what python says
    found = [text for path in sorted(paths) for text in said_literals(path)]
    assert found == []


@pytest.mark.parametrize("line", ['print("Hello")', 'parser.add_argument("--x", help=f"Hello {name}")'])
def test_such_words_would_be_found(line: str, tmp_path: Path) -> None:
    path = tmp_path / "cli.py"
    path.write_text(line, encoding="utf-8")
    assert len(list(said_literals(path))) == 1


def unfindable(path: Path) -> Iterator[str]:
    """Calls for a translation whose text lupdate cannot read: an f-string, a name, a concatenation."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            wanted = {"tr": node.args[:1], "QT_TRANSLATE_NOOP": node.args[:2], "translate": node.args[:2]}
            for argument in wanted.get(_name(node.func), []):
                if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                    yield f"{path.name}:{node.lineno}"


#: Where texts that are marked elsewhere are looked up, or `translate` is another thing.
LOOK_UPS = {
    "language/__init__.py",
    "gui/look/languages.py",
    "command/argparse_words.py",
}


def test_every_translated_text_is_a_literal_that_lupdate_finds() -> None:
    app = ROOT / "app"
    paths = [path for path in sorted(app.rglob("*.py")) if path.relative_to(app).as_posix() not in LOOK_UPS]
    found = [place for path in paths for place in unfindable(path) if not _moves_a_painter(path, place)]
    assert found == []


def _moves_a_painter(path: Path, place: str) -> bool:
    """``painter.translate(x, y)`` has numbers, ``text.translate(table)`` a table."""
    line = path.read_text(encoding="utf-8").splitlines()[int(place.rpartition(":")[2]) - 1]
    return ".translate(" in line and "QCoreApplication" not in line


def test_every_sentence_of_an_error_can_be_translated() -> None:
    """The template of an error has to be marked; a bare literal or a concatenation would not be found."""
    found = []
    # Without resources there are no words either.
    paths = {*(ROOT / "app").rglob("*.py")} - {ROOT / "app/platform/resources_path.py"}
    for path in sorted(paths):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                ours = _name(node.func) in ("ProcessionError", "CatalogError", "LaunchError")
                if ours and isinstance(node.args[0], (ast.JoinedStr, ast.Constant)):
                    found.append(f"{path.name}:{node.lineno}")
    assert found == []


# --- what is read --------------------------------------------------------------------------


def test_the_words_of_chinese_are_there() -> None:
    translations.use("zh")
    assert language.current() == "zh"
    assert language.translate("TopBar", "Start") == "开始"
    assert language.translate("TopBar", "no such text") == "no such text"


def test_unfinished_words_stay_english(file: Path) -> None:
    spoil(file, "<translation>恢复默认值</translation>", '<translation type="unfinished">坏</translation>')
    assert ("ParametersForm", "Reset to defaults") not in translations.read_file(file)


def test_the_compiled_words_are_those_of_the_file_and_qt_reads_them_so_too(tmp_path: Path) -> None:
    tool().compile_to(tmp_path)
    compiled, words = tmp_path / "procession_zh_CN.qm", translations.read_file(translations.file_of("zh"))
    assert translations.read_compiled(compiled) == words
    qt = QTranslator()
    assert qt.load(str(compiled))
    assert {key: qt.translate(*key) for key in words} == words


def test_an_installation_without_words_speaks_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translations, "file_of", lambda name: tmp_path / "procession_zh_CN.ts")
    assert translations.read.__wrapped__("zh") == {}


def test_a_file_that_is_no_compiled_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.qm").write_bytes(b"something else")
    with pytest.raises(ValueError, match=r"no \.qm file"):
        translations.read_compiled(tmp_path / "x.qm")


def test_a_sentence_is_said_in_the_language_of_the_moment() -> None:
    sentence = language.Sentence("errors", "{file} does not exist; give the path of a .py file.", file="a{b}")
    assert str(sentence) == "a{b} does not exist; give the path of a .py file."
    translations.use("zh")
    assert str(sentence) == "a{b} 不存在；请给出一个 .py 文件的路径。"
    assert sentence.english == "a{b} does not exist; give the path of a .py file."


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": ""}, "en"),
    ],
)
def test_the_system_says_its_language_by_its_variables(environment: dict[str, str], expected: str) -> None:
    assert language.of_system(environment) == expected

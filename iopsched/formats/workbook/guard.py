"""A workbook is looked through before it is opened: what would not fit in memory is refused first.

A workbook is a zip of XML files. A small one can declare a cell in the last row and column, repeat one long text in
every cell, or unpack to gigabytes. Each part is unpacked once, within bounds, and read as a stream of events.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO, NoReturn
from xml.parsers import expat

from iopsched.formats.tree import cell_name, row_and_column
from iopsched.model.errors import FileFormatError

UNPACKED_MAX_BYTES = 32 * 2**20
"""Largest workbook, unpacked: some ten times a week of 1,000 patients."""
PARTS_MAX = 1_000
ROWS_MAX = 100_000
"""Last row that may hold a value."""
COLUMNS_MAX = 400
"""A day in steps of five minutes has 288."""
AREA_MAX = 2_000_000
"""Most rows x columns of all sheets: the reader keeps a place for every cell up to the last."""
CELLS_MAX = 300_000
"""Most cells of all sheets, some six times a week of 1,000 patients."""
ELEMENTS_MAX = 1_000_000
"""Most XML elements of all parts."""
TEXT_MAX = 8 * 2**20
"""Most characters of all cells, texts that repeat counted each time."""

_CHUNK_BYTES = 2**16
_NUMBER_MAX = 32
"""Characters of a value that are looked at."""
_CELL = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
_SHARED_STRINGS = "xl/sharedstrings.xml"
_WORKBOOK = "xl/workbook.xml"


@dataclass
class Contents:
    """What was seen of a workbook."""

    data: bytes = b""
    """The workbook again, with the parts that were looked at and no others."""
    unsaved: dict[str, str] = field(default_factory=dict)
    """By part: the first cell with a formula that has no value, because no program has worked it out."""
    relations: dict[str, str] = field(default_factory=dict)
    """Parts of sheets by the id under which the workbook names them."""
    sheets: dict[str, str] = field(default_factory=dict)
    """Ids of sheets by name."""

    def formula_without_value(self, sheet: str) -> str | None:
        """Return the first such cell of a sheet, if there is one."""
        return self.unsaved.get(self.relations.get(self.sheets.get(sheet, ""), ""))


def look_through(data: bytes, name: str) -> Contents:
    """Refuse a workbook that is none, or too large to open; `name` is the file, for messages.

    What is returned holds the parts as they were looked at, so that nothing else is opened.

    Raises
    ------
    FileFormatError
        If it is not an .xlsx workbook, is damaged, protected by a password, or larger than is read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Look(archive, name).contents()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            msg = "the workbook is of an old kind, or protected by a password: save it as .xlsx without one"
            raise FileFormatError(msg, name) from None
        raise FileFormatError("this is not an .xlsx workbook, or it is damaged: save it again", name) from None


class _Look:
    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.archive = archive
        self.name = name
        self.left = UNPACKED_MAX_BYTES
        self.cells = 0
        self.text = 0
        self.spread = 0
        self.elements = 0
        self.shared: list[int] = []
        """Lengths of the texts that cells share."""
        self.found = Contents()

    def contents(self) -> Contents:
        """Look at every part."""
        parts = {info.filename.lower(): info for info in self.archive.infolist()}
        if len(self.archive.infolist()) > PARTS_MAX:
            self._refuse(f"it has more than {PARTS_MAX:,} parts")
        if _WORKBOOK not in parts:
            raise FileFormatError("this is not an .xlsx workbook: save it as one", self.name)
        if sum(info.file_size for info in parts.values()) > UNPACKED_MAX_BYTES:
            self._refuse(f"it unpacks to more than {UNPACKED_MAX_BYTES // 2**20} MiB")
        again = io.BytesIO()
        with zipfile.ZipFile(again, "w") as copy:
            for part in sorted(parts, key=lambda part: part != _SHARED_STRINGS):
                if part.endswith((".xml", ".rels")):
                    with copy.open(parts[part].filename, "w") as target:
                        _Part(self, part).read(parts[part], target)
        self.found.data = again.getvalue()
        return self.found

    def unpack(self, size: int) -> None:
        """Count bytes that were unpacked."""
        self.left -= size
        if self.left < 0:
            self._refuse(f"it unpacks to more than {UNPACKED_MAX_BYTES // 2**20} MiB")

    def within(self, row: int, column: int) -> None:
        """Refuse a sheet that reaches too far."""
        if row > ROWS_MAX or column > COLUMNS_MAX:
            here = cell_name(row, column)
            self._refuse(f"a sheet reaches to {here}: delete the rows and columns that are empty")

    def cell(self, row: int, column: int) -> None:
        """Count a cell."""
        self.within(row, column)
        self.cells += 1
        if self.cells > CELLS_MAX:
            self._refuse(f"it has more than {CELLS_MAX:,} cells")

    def element(self) -> None:
        """Count an XML element."""
        self.elements += 1
        if self.elements > ELEMENTS_MAX:
            self._refuse(f"it has more than {ELEMENTS_MAX:,} elements")

    def area(self, size: int) -> None:
        """Count the cells of a sheet up to the last row and column, empty ones too."""
        self.spread += size
        if self.spread > AREA_MAX:
            self._refuse("its sheets are mostly empty: delete the rows and columns that are")

    def characters(self, size: int) -> None:
        """Count characters of cells."""
        self.text += size
        if self.text > TEXT_MAX:
            self._refuse(f"its cells hold more than {TEXT_MAX:,} characters")

    def refuse_links(self) -> NoReturn:
        """Refuse what hides parts from this look."""
        self._refuse("its parts are linked in an unusual way: save it again")

    def _refuse(self, why: str) -> NoReturn:
        raise FileFormatError(f"the workbook is not opened: {why}", self.name)


class _Part:
    """One XML part, read as a stream."""

    def __init__(self, look: _Look, part: str) -> None:
        self.look, self.part = look, part
        self.row = self.column = 0
        self.last_row = self.last_column = 0
        self.cell_type = ""
        self.has_formula = False
        self.inside = ""
        """The element whose text counts: a value, a shared text or nothing."""
        self.value = ""
        self.size = 0
        self.is_strings = part == _SHARED_STRINGS

    def read(self, info: zipfile.ZipInfo, target: IO[bytes]) -> None:
        """Read all of it, and copy it to `target`."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        unpacked = bytearray()
        with self.look.archive.open(info) as file:
            while chunk := file.read(_CHUNK_BYTES):
                self.look.unpack(len(chunk))
                unpacked += chunk
        target.write(unpacked)
        try:  # all of it at once: piece by piece, a long attribute is read again with each
            parser.Parse(unpacked, True)  # noqa: FBT003  expat takes it by position alone
        except expat.ExpatError:
            raise ValueError(self.part) from None
        self.look.area(self.last_row * self.last_column)

    def _doctype(self, *_: object) -> None:
        self.look.refuse_links()

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        self.look.element()
        match element.rpartition(":")[2]:
            case "c":
                self._cell(attributes)
            case "row":
                given = attributes.get("r", "")
                self.row = int(given) if given.isascii() and given.isdigit() else self.row + 1
                self.column = 0
            case "v" | "t":
                self.inside, self.value = element.rpartition(":")[2], ""
            case "f":
                self.has_formula = True
            case "si":
                self.size = 0
            case "dimension":
                last = attributes.get("ref", "").rpartition(":")[2]
                if _CELL.fullmatch(last):
                    self.look.within(*row_and_column(last))
            case "sheet":
                link = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
                self.look.found.sheets[attributes.get("name", "")] = link
            case "Relationship":
                self._relation(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r", "")
        self.column += 1
        if _CELL.fullmatch(given):
            self.row, self.column = row_and_column(given)
        self.look.cell(self.row, self.column)
        self.last_row, self.last_column = max(self.last_row, self.row), max(self.last_column, self.column)
        self.cell_type, self.has_formula, self.value = attributes.get("t", ""), False, ""

    def _relation(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes.get("Target", "").lower().lstrip("/")
        if kind == "sharedStrings" and target.removeprefix("xl/") != "sharedstrings.xml":
            self.look.refuse_links()
        target = target if target.startswith("xl/") else f"xl/{target}"
        self.look.found.relations[attributes.get("Id", "")] = target

    def _text(self, text: str) -> None:
        if not self.inside:
            return
        self.size += len(text)
        if self.inside == "v" and len(self.value) < _NUMBER_MAX:
            self.value += text[:_NUMBER_MAX]
        if not self.is_strings:
            self.look.characters(len(text))

    def _end(self, element: str) -> None:
        match element.rpartition(":")[2]:
            case "v":
                self.inside = ""
                if self.cell_type == "s" and self.value.isascii() and self.value.isdigit():
                    number = int(self.value)
                    self.look.characters(self.look.shared[number] if number < len(self.look.shared) else 0)
            case "t":
                self.inside = ""
            case "si":
                self.look.shared.append(self.size)
            case "c" if self.has_formula and not self.value:
                if self.cell_type != "str":
                    self.look.found.unsaved.setdefault(self.part, cell_name(self.row, self.column))

"""Opening zipped office files safely: size limits while unpacking, no document types, no entities."""

import io
import re
import zipfile
from typing import Any

from lxml import etree

from app.errors import InvalidInput

__all__ = ["Package"]

_XML_LIMIT_BYTES = 40_000_000  # all parts read from one file, unpacked
_PARTS_LIMIT = 5_000
_TAGS_LIMIT = 1_000_000  # a tree takes some 200 bytes a tag
_DOCTYPE = re.compile(rb"<\s*!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BOMB = "文件展开后过大或结构不正常，没有读取。请用 Office 或 WPS 打开核对，另存一份再试。"


class Package:
    """The parts of a .docx or .xlsx file, each unpacked at most once and within one common limit."""

    def __init__(self, data: bytes) -> None:
        """Open the package.

        Raises:
            InvalidInput: Not a whole zip file, encrypted, or with far too many parts.
        """
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
            raise InvalidInput(
                "文件已损坏，打不开。请重新取得一份，或用 Office、WPS 修复后另存再试。"
            ) from error
        if len(infos) > _PARTS_LIMIT:
            raise InvalidInput(_BOMB)
        if any(info.flag_bits & 1 for info in infos):
            raise InvalidInput("文件设了打开密码，没有读取。请先取消密码，另存一份再试。")
        self._names = {info.filename.lstrip("/"): info for info in infos}
        self._left = _XML_LIMIT_BYTES
        self._read: dict[str, bytes] = {}

    @property
    def names(self) -> list[str]:
        """Names of all parts."""
        return list(self._names)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str) -> bytes:
        """Return an XML part, unpacked.

        Raises:
            InvalidInput: The parts read so far exceed the limit, the part is damaged or declares entities.
        """
        if name in self._read:
            return self._read[name]
        try:
            with self._zip.open(self._names[name]) as part:
                data = part.read(self._left + 1)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            OSError,
            EOFError,
            RuntimeError,
            ValueError,
        ) as error:
            raise InvalidInput(
                "文件已损坏，打不开。请重新取得一份，或用 Office、WPS 修复后另存再试。"
            ) from error
        except Exception as error:  # zlib.error and lzma.LZMAError have no common parent
            raise InvalidInput(
                "文件已损坏，打不开。请重新取得一份，或用 Office、WPS 修复后另存再试。"
            ) from error
        self._left -= len(data)
        if self._left < 0:
            raise InvalidInput(_BOMB)
        head = (
            data.replace(b"\0", b"") if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:64] else data
        )
        if _DOCTYPE.search(head):
            raise InvalidInput(
                "文件里有不该有的外部引用，为安全起见没有读取。请用 Office 或 WPS 另存一份再试。"
            )
        self._read[name] = data
        return data

    def binary(self, name: str, limit_bytes: int) -> bytes | None:
        """Return a part that is no XML, unpacked; None where it is damaged or larger than `limit_bytes`."""
        try:
            with self._zip.open(self._names[name]) as part:
                data = part.read(limit_bytes + 1)
        except Exception:  # zipfile, zlib and lzma have no common parent
            return None
        return data if 0 < len(data) <= limit_bytes else None

    def xml(self, name: str) -> Any:
        """Return the root element of an XML part; entities, networks and huge trees are off.

        Raises:
            InvalidInput: As `read`, or no well-formed XML.
        """
        if self.read(name).count(b"<") > _TAGS_LIMIT:
            raise InvalidInput(_BOMB)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(self.read(name), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise InvalidInput(
                "文件已损坏，打不开。请重新取得一份，或用 Office、WPS 修复后另存再试。"
            ) from error

    def repacked(self, names: list[str]) -> io.BytesIO:
        """Return a zip file of the named parts only, unpacked sizes known to be within the limit."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
            for name in names:
                packed.writestr(name, self.read(name))
        target.seek(0)
        return target

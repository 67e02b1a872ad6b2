"""Formats that need another program or a reader of their own: .doc, .wps, .et, .rtf and the like."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from legacy_doc import ExtractionOptions, LegacyDocError, extract_text

from app.errors import InvalidInput

__all__ = ["convert", "old_word_text"]

_TIMEOUT_S = 90
_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/usr/bin/soffice",
    "/opt/libreoffice/program/soffice",
)
_LIMIT_BYTES = 25_000_000


def old_word_text(data: bytes) -> str:
    """Return the text of a .doc file; table cells come as running text.

    Raises:
        InvalidInput: Encrypted, damaged, or not such a file.
    """
    try:
        result = extract_text(
            data, options=ExtractionOptions(max_file_bytes=_LIMIT_BYTES, max_text_bytes=4_000_000)
        )
    except LegacyDocError as error:
        if "ncrypt" in str(error) or "assword" in str(error):
            raise InvalidInput("文件设了打开密码，没有读取。请先取消密码，另存一份再试。") from error
        raise InvalidInput("这个 .doc 文件打不开。请用 Word 或 WPS 打开，另存为 .docx 再试。") from error
    except Exception as error:  # whatever bytes a damaged file holds, the user gets one sentence
        raise InvalidInput("这个 .doc 文件打不开。请用 Word 或 WPS 打开，另存为 .docx 再试。") from error
    text: str = result.text
    return text.replace("\x07", "\t")


def convert(path: Path, target: str) -> Path | None:
    """Convert a file to .docx or .xlsx where LibreOffice is installed.

    Args:
        target: "docx" or "xlsx".

    Returns:
        A new file in a temporary folder that the caller removes, or None when there is no such program or
        it made nothing.
    """
    program = shutil.which("soffice") or next((place for place in _PLACES if Path(place).is_file()), None)
    if program is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="station-ledger-"))
    profile = (folder / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", target]
    try:
        subprocess.run(
            [*command, "--outdir", str(folder), str(path)],
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=True,
        )
        return next(iter(folder.glob(f"*.{target}")))
    except (subprocess.SubprocessError, OSError, StopIteration):
        shutil.rmtree(folder, ignore_errors=True)
        return None

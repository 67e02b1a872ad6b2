"""PDF pages as pictures, and PDF files on paper."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QApplication

from app.errors import InvalidInput, StorageError
from app.job import Job

__all__ = ["PageSizes", "choose_printer", "page_image", "page_sizes", "print_file"]

PageSizes = list[tuple[float, float]]  # width, height of each page in points

_PAPER_DPI: Final = 300
_library: Final = Lock()  # PDFium is not made for two threads


def page_sizes(path: Path) -> PageSizes:
    """Return the size of every page of the file.

    Raises:
        InvalidInput: It is no PDF file.
    """
    with _opened(path) as document:
        return [document.get_page_size(number) for number in range(len(document))]


def page_image(path: Path, number: int, scale: float) -> QImage:
    """Draw page `number`, counted from 0; scale 1 is 72 dots per inch. For worker threads."""
    with _opened(path) as document:
        return _draw(document, number, scale)


def choose_printer(path: Path) -> QPrinter | None:
    """Ask for printer, copies and pages; None when the user turns back.

    Raises:
        InvalidInput: This PC has no printer.
    """
    if not QPrinterInfo.availablePrinters():
        raise InvalidInput("这台电脑没有装打印机。可以先存成 PDF，拿到能打印的电脑上打印。")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(path.stem)
    width, height = page_sizes(path)[0]
    long_side = QPageSize.PageSizeId.A3 if max(width, height) > 900 else QPageSize.PageSizeId.A4
    printer.setPageSize(QPageSize(long_side))
    landscape = width > height
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    )
    dialog = QPrintDialog(printer, QApplication.activeWindow())
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def print_file(job: Job, path: Path, printer: QPrinter) -> None:
    """Print the file: as it is through CUPS, elsewhere page by page as pictures of 300 dpi.

    Raises:
        StorageError: The printer does not take it.
        Cancelled: The user stopped it.
    """
    lp = shutil.which("lp") if sys.platform == "linux" else None
    if lp is not None and not printer.outputFileName():
        _hand_to_cups(lp, path, printer)
        return
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise StorageError("打印机没有反应，没有打印。请检查打印机电源、连线和纸张后再打印一次。")
    pages = _wanted(printer, len(page_sizes(path)))
    for done, number in enumerate(pages):
        job.step(done, len(pages))
        if done:
            printer.newPage()
        image = page_image(path, number, _PAPER_DPI / 72)
        target = QRectF(painter.viewport())
        size = image.size().scaled(target.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(QRectF(0, 0, size.width(), size.height()), image)
    painter.end()
    job.step(len(pages), len(pages))


def _hand_to_cups(lp: str, path: Path, printer: QPrinter) -> None:
    sides = {
        QPrinter.DuplexMode.DuplexLongSide: "two-sided-long-edge",
        QPrinter.DuplexMode.DuplexShortSide: "two-sided-short-edge",
    }.get(printer.duplex(), "one-sided")
    size = "A3" if printer.pageLayout().pageSize().id() == QPageSize.PageSizeId.A3 else "A4"
    order = [lp, "-d", printer.printerName(), "-n", str(printer.copyCount()), "-t", path.stem]
    order += ["-o", f"media={size}", "-o", f"sides={sides}", "-o", "fit-to-page"]
    if printer.fromPage():
        order += ["-P", f"{printer.fromPage()}-{printer.toPage()}"]
    try:
        subprocess.run([*order, "--", str(path)], check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as error:
        raise StorageError("打印机没有收下这份文件，没有打印。请检查打印机后再打印一次。") from error


def _wanted(printer: QPrinter, count: int) -> range:
    """Return the positions of the pages the user asked for."""
    if not printer.fromPage():
        return range(count)
    return range(printer.fromPage() - 1, min(printer.toPage(), count))


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open the file with PDFium, one thread at a time."""
    import pypdfium2  # half a blink of its own

    with _library:
        try:
            document = pypdfium2.PdfDocument(path)
        except (pypdfium2.PdfiumError, FileNotFoundError) as error:
            raise InvalidInput(f"“{path.name}”打不开，可能没有生成完整。请重新生成一次。") from error
        with document:
            yield document


def _draw(document: Any, number: int, scale: float) -> QImage:
    page = document[number]
    bitmap = page.render(scale=scale, prefer_bgrx=True)
    image = QImage(
        bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32
    ).copy()
    bitmap.close()
    page.close()
    return image

"""The preview of papers: drawing, saving, printing."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QLabel,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.errors import InvalidInput, StorageError
from app.job import Job
from tests.ui.conftest import User
from tests.ui.gallery import make_paper
from ui import pdf
from ui.jobs import JobRunner
from ui.widgets.buttons import ActionButton
from ui.widgets.pdf_preview import Paper, PdfPreview


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "paper.pdf"
    make_paper(file, pages=30)
    return file


@pytest.fixture
def preview(qtbot: QtBot) -> PdfPreview:
    jobs = JobRunner()
    made = PdfPreview(jobs)
    qtbot.addWidget(made, before_close_func=lambda _widget: jobs.shut_down())
    made.resize(1000, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


def buttons(preview: QWidget) -> dict[str, ActionButton]:
    return {b.accessibleName(): b for b in preview.findChildren(ActionButton) if b.isVisible()}


def test_the_preview_draws_what_is_in_sight(qtbot: QtBot, preview: PdfPreview, paper: Path) -> None:
    preview.show_paper(Paper("工作台账", paper))
    qtbot.waitUntil(lambda: preview.ready)
    preview._large.go_to(29)
    qtbot.waitUntil(lambda: preview.ready)
    assert "第 30/30 页" in [label.text() for label in preview.findChildren(QLabel)]
    assert len(preview._large._pictures) <= 12  # a long ledger does not fill the memory
    assert preview._small.marked == 29
    buttons(preview)["放大"].click()
    qtbot.waitUntil(lambda: preview.ready)


def test_the_preview_offers_only_what_there_is(preview: PdfPreview, paper: Path) -> None:
    preview.show_paper(Paper("工作台账", paper))
    assert {"存 Excel", "存 Word", "字大一号"}.isdisjoint(buttons(preview))
    preview.show_paper(Paper("工作台账", paper, save_excel=lambda _job, _path: None, larger=lambda: None))
    assert {"存 Excel", "字大一号", "打印", "存 PDF"} <= buttons(preview).keys()


def test_papers_are_saved(qtbot: QtBot, preview: PdfPreview, paper: Path, user: User, tmp_path: Path) -> None:
    def save(_job: Job, path: Path) -> None:
        if path.name == "开着.xlsx":
            raise StorageError("台账表正被打开。")
        path.write_text("表")

    preview.show_paper(Paper("工作台账", paper, save_excel=save))
    user.paths = [tmp_path / "甲.pdf"]
    with qtbot.waitSignal(preview._jobs.ended):
        buttons(preview)["存 PDF"].click()
    assert (tmp_path / "甲.pdf").read_bytes() == paper.read_bytes()
    user.paths = [tmp_path / "开着.xlsx"]
    with qtbot.waitSignal(preview._jobs.ended):
        buttons(preview)["存 Excel"].click()
    assert user.errors == ["台账表正被打开。"]
    user.paths = [tmp_path]  # a folder: cannot be written as a file
    with qtbot.waitSignal(preview._jobs.ended):
        buttons(preview)["存 PDF"].click()
    assert "没有存成" in user.errors[1]
    user.paths = [None]
    buttons(preview)["存 PDF"].click()
    assert not preview._jobs.busy


def test_without_a_printer_it_says_so(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf.QPrinterInfo, "availablePrinters", staticmethod(list))
    with pytest.raises(InvalidInput, match="没有装打印机"):
        pdf.choose_printer(paper)


def test_printing_draws_every_page(paper: Path, tmp_path: Path, qtbot: QtBot) -> None:
    printer = pdf.QPrinter()
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setFromTo(2, 4)
    pdf.print_file(Job(), paper, printer)
    assert len(pdf.page_sizes(tmp_path / "out.pdf")) == 3


def test_what_is_no_pdf_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_text("x")
    for name in ("x.pdf", "missing.pdf"):
        with pytest.raises(InvalidInput, match="打不开"):
            pdf.page_sizes(tmp_path / name)

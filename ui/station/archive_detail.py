"""A file of the archive in full, and the box that is chosen: what is written about them, saved as it is left."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QImageReader, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QTabWidget
from typing_extensions import override

from ui import theme
from ui.icons import pixmap
from ui.widgets.buttons import ActionButton
from ui.widgets.form_panel import Field, FieldKind, FormPanel

if TYPE_CHECKING:
    from datetime import date

    from app.archive.filing import BoxForm, FileForm
    from app.archive.lists import Archive, ArchiveFile, BoxRow

__all__ = ["ArchiveDetail", "uses_of"]

_HIGH_PX: Final = 150
_FILE_FIELDS: Final = (
    Field("title", "题名", hint="空着就用日志或问题里的话"),
    Field("on", "日期", hint="如 7.5 或 2026-07-05"),
    Field("caption", "说明", FieldKind.TEXT, hint="时间、地点、人物、做什么"),
    Field("document_no", "文号"),
    Field("issuer", "责任者", hint="空着就是本站"),
    Field("pages", "页数", FieldKind.WHOLE),
    Field("note", "备注"),
)
_BOX_FIELDS: Final = (
    Field("title", "盒题名", hint="印在盒脊上"),
    Field("year", "年度", FieldKind.WHOLE, needed=True),
    Field("retention", "保管期限", FieldKind.CHOICE),
    Field("place", "放在哪里", hint="如 档案柜第二层"),
    Field("note", "情况说明", FieldKind.TEXT),
    Field("compiler", "立卷人"),
    Field("checker", "检查人"),
    Field("compiled_on", "立卷时间", hint="如 7.5 或 2026-07-05"),
)


class ArchiveDetail(QTabWidget):
    """Two tabs: the current file, and the current box where there is one."""

    file_left = Signal()
    box_left = Signal()

    def __init__(self, file_actions: tuple[QAction, ...], box_actions: tuple[QAction, ...]) -> None:
        from app.archive.labels import RETENTIONS

        super().__init__()
        self._file: ArchiveFile | None = None
        self._box: BoxRow | None = None
        self._picture = _Picture()
        self._uses = QLabel()
        self._uses.setWordWrap(True)
        self._uses.setProperty("role", "soft")
        self.form, self.box_form = FormPanel(_FILE_FIELDS), FormPanel(_BOX_FIELDS)
        self.box_form.set_choices("retention", tuple(RETENTIONS.items()))
        self.form.left.connect(lambda _key: self.file_left.emit())
        self.box_form.left.connect(lambda _key: self.box_left.emit())
        for widget in (self._picture, self._uses):
            self.form.head.addWidget(widget)
        for actions in (file_actions[:2], file_actions[2:]):
            self.form.head.addLayout(_row(actions))
        self.box_form.head.addLayout(_row(box_actions[:2]))
        self.box_form.foot.addLayout(_row(box_actions[2:]))
        self.form.setContentsMargins(0, 6, 0, 0)
        self.box_form.setContentsMargins(0, 6, 0, 0)
        self.addTab(self.form, "材料")
        self.addTab(self.box_form, "档案盒")

    def show_file(self, file: "ArchiveFile | None", words: str) -> None:
        """Show a file; `words` says what it proves."""
        self._file = file
        self.form.setEnabled(file is not None)
        self._uses.setText(words)
        self._picture.show_file(file)
        if file is None:
            self.form.show_values(
                {field.key: None if field.kind is FieldKind.WHOLE else "" for field in _FILE_FIELDS}
            )
            return
        self.form.show_values(
            {
                "title": file.title,
                "on": f"{file.on:%Y-%m-%d}",
                "caption": file.caption,
                "document_no": file.document_no,
                "issuer": file.issuer,
                "pages": file.pages,
                "note": file.note,
            },
            record=file.id,
        )

    def show_box(self, box: "BoxRow | None") -> None:
        """Show a box, or none."""
        self._box = box
        self.setTabVisible(1, box is not None)
        if box is None:
            self.setCurrentIndex(0)
            return
        self.box_form.show_values(
            {
                "title": box.title,
                "year": box.year,
                "retention": box.retention,
                "place": box.place,
                "note": box.note,
                "compiler": box.compiler,
                "checker": box.checker,
                "compiled_on": f"{box.compiled_on:%Y-%m-%d}" if box.compiled_on else "",
            },
            record=box.id,
        )

    @property
    def file(self) -> "ArchiveFile | None":
        """The file being shown."""
        return self._file

    @property
    def box(self) -> "BoxRow | None":
        """The box being shown."""
        return self._box

    def file_form(self, today: "date") -> "FileForm":
        """Return what is typed about the file.

        Raises:
            InvalidInput: The date is none.
        """
        from app.archive.filing import FileForm
        from ui.station.problem_card import day_of

        assert self._file is not None
        typed = self.form.values()
        title = str(typed["title"])
        pages = typed["pages"]
        return FileForm(
            title="" if title == self._file.title and not self._file.titled else title,
            on=day_of(typed["on"], today, "日期"),
            document_no=str(typed["document_no"]),
            issuer=str(typed["issuer"]),
            pages=pages if isinstance(pages, int) else None,
            caption=str(typed["caption"]),
            note=str(typed["note"]),
        )

    def typed_box(self, today: "date") -> "BoxForm":
        """Return what is typed about the box.

        Raises:
            InvalidInput: The year or the date is none.
        """
        from app.archive.filing import BoxForm
        from ui.station.problem_card import day_of

        typed = self.box_form.values()
        year = typed["year"]
        return BoxForm(
            year=year if isinstance(year, int) else 0,
            retention=str(typed["retention"]),
            title=str(typed["title"]),
            place=str(typed["place"]),
            note=str(typed["note"]),
            compiler=str(typed["compiler"]),
            checker=str(typed["checker"]),
            compiled_on=day_of(typed["compiled_on"], today, "立卷时间"),
        )


class _Picture(QLabel):
    """The file as a picture that fits its room, or its kind."""

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.scaled(_HIGH_PX))
        self._whole = QPixmap()

    def show_file(self, file: "ArchiveFile | None") -> None:
        self._whole = QPixmap()
        if file is not None and file.file.picture is not None:
            reader = QImageReader(str(file.file.picture))
            size = reader.size()
            if size.isValid():
                room = QSize(self.maximumHeight() * 3, self.maximumHeight() * 2)
                reader.setScaledSize(size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
            self._whole = QPixmap.fromImage(reader.read())
        if self._whole.isNull() and file is not None:
            name = {"photo": "image", "video": "play"}.get(file.file.kind, "file-text")
            self._whole = pixmap(name, theme.color("ink_faint"), 64, 2.0)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._whole.isNull():
            self.clear()
            return
        self.setPixmap(
            self._whole.scaled(
                self.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            if self._whole.height() > 130
            else self._whole
        )


def uses_of(file: "ArchiveFile", archive: "Archive | None") -> str:
    """Return in words what a file proves and where it came from."""
    rows = {one.row.item: one.row for one in (archive.indicators if archive else ())}
    items = [f"{rows[item].code} {rows[item].content}".strip() for item in file.items if item in rows]
    more = f"等 {len(items)} 项" if len(items) > 3 else ""
    taken = ""
    if file.file.kind == "photo" and file.file.captured_at is None:
        taken = "照片里没有拍摄时间（微信发送常会去掉），按登记的日期。"
    parts = (
        f"证明：{'；'.join(items[:3])}{more}" if items else "",
        f"来自：{file.source}" if file.source else "",
        f"档号：{file.archive_no}" if file.archive_no else "",
        taken,
        "" if file.original_there else "原件不在本机。",
    )
    return "\n".join(part for part in parts if part)


def _row(actions: tuple[QAction, ...]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for action in actions:
        row.addWidget(ActionButton(action))
    row.addStretch()
    return row

"""The papers of the archive, as the list of papers knows them."""

from typing import Final

from sqlalchemy import ColumnElement, select

from app.papers.document import BOTH, STATION, Document
from app.papers.gather import archive
from app.workspace import Workspace
from db.models.archive import ArchiveBox
from db.models.tasks import Target
from db.models.work import Evidence, EvidenceKind, EvidenceRole, EvidenceUse

__all__ = ["ARCHIVE_DOCUMENTS", "archive_there"]

ARCHIVE_DOCUMENTS: Final = (
    Document(
        "缺件清单",
        BOTH,
        "哪项指标还差什么材料、谁能提供",
        "work",
        archive.missing_lists,
        archive.missing_workbook,
        frozenset({"station"}),
    ),
    Document(
        "卷内目录",
        STATION,
        "每个档案盒一份，按件号列出盒里的材料",
        "boxes",
        archive.file_indexes,
        archive.file_index_workbook,
    ),
    Document("备考表", STATION, "每盒一张，放在盒里最后，立卷人和检查人签字", "boxes", archive.note_sheets),
    Document("盒脊标签", STATION, "剪下来贴在档案盒的脊上", "boxes", archive.spine_labels),
    Document("整改前后对照", STATION, "一个问题的整改前、整改后照片并排印", "pairs", archive.photo_pairs),
)


def archive_there(ws: Workspace) -> dict[str, ColumnElement[bool]]:
    """Return the questions whether there is anything to print, by the need they answer."""
    photos = (
        select(EvidenceUse.target)
        .join(Evidence, Evidence.id == EvidenceUse.evidence)
        .where(
            EvidenceUse.site == ws.site,
            EvidenceUse.target_kind == Target.PROBLEM,
            EvidenceUse.void.is_(False),
            Evidence.void.is_(False),
            Evidence.kind == EvidenceKind.PHOTO,
            Evidence.copy_sha256.is_not(None),
        )
    )
    before = photos.where(EvidenceUse.role == EvidenceRole.BEFORE).subquery()
    after = photos.where(EvidenceUse.role != EvidenceRole.BEFORE).subquery()
    return {
        "boxes": select(ArchiveBox.id).where(ArchiveBox.site == ws.site, ArchiveBox.void.is_(False)).exists(),
        "pairs": select(before.c.target).join(after, after.c.target == before.c.target).exists(),
    }

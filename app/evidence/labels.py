"""Chinese names of what evidence stores."""

from collections.abc import Mapping
from typing import Final

from db.models.work import EvidenceKind, EvidenceRole

__all__ = ["LABELS"]

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "kind": {
        EvidenceKind.PHOTO: "照片",
        EvidenceKind.DOCUMENT: "文件",
        EvidenceKind.VIDEO: "视频",
        EvidenceKind.AUDIO: "录音",
        EvidenceKind.OTHER: "其他",
    },
    "role": {EvidenceRole.PROOF: "佐证", EvidenceRole.BEFORE: "整改前", EvidenceRole.AFTER: "整改后"},
}

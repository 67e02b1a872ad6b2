"""What receiving did, or would do, file by file and station by station, and how people are told."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct, field

from app.clock import local
from app.errors import UserError
from app.log.kind_words import kind_word
from app.sync.differences import RecordChange
from app.sync.manifest import Manifest
from app.sync.rejections import NotAPackage, PackageForeign, PackageSuperseded, PackageTooNew
from app.sync.taken import Changes, Differing, Taken
from db.models.packages import Outcome

__all__ = [
    "FORKED",
    "OUTCOME_LABELS",
    "RETIRED",
    "UNKNOWN",
    "FileResult",
    "Received",
    "UnitResult",
    "clock_remark",
    "day_text",
    "outcome_of",
    "taken_sentence",
]

FORKED = (
    "这个包和本机已有的记录对不上（对方可能恢复过旧备份，或有两台电脑在写）。包已原样放进隔离，没有改动数据。"
    "请给对方发一个新包，对方收下后再发来就能接上；写这个包的电脑不再用了的，在“收到的”里选中它，点“转交该站”。 E-P08"
)
RETIRED = "这个包来自该站已经停用的电脑，里面可能有没报上来的内容。包已原样放进隔离，没有改动数据。请打电话问清情况，要用的在“收到的”里选中它，点“转交该站”。 E-P09"

UNKNOWN = (
    "这是该站另一台电脑写的（换了电脑，或者拷了一份台账）。包已放进待补，没有改动数据。"
    "请在“收发”的“电脑”里给该站打电话核对，一样就让它接替，包会自动接上。"
)

OUTCOME_LABELS: Mapping[Outcome, str] = {
    Outcome.NEW: "新",
    Outcome.KNOWN: "已有",
    Outcome.WAITING: "缺前一号",
    Outcome.DAMAGED: "损坏",
    Outcome.FOREIGN: "不归这里收",
    Outcome.QUARANTINED: "隔离",
    Outcome.UNDONE: "已撤销",
    Outcome.NEWER: "要先升级",
    Outcome.OTHER: "不是数据包",
}
"""What the result column of an intake list says."""


class FileResult(Struct, frozen=True):
    """What became of one file.

    Attributes:
        path: As it was given or found.
        outcome: `OUTCOME_LABELS` names it.
        sentence: Chinese: what happened, what is safe, what to do.
        unit: Id of the sender's unit; None where that cannot be told.
        name: The sender's name; the file's name where that cannot be told.
        number: Package number.
        made_at: When it was made, as the sender's clock said (UTC, ISO 8601); empty if not known.
        entries: Lines that were new.
        changes: By kind of record.
        refused: (line number, reason) of lines that cannot be used.
        unknown: Lines kept until this program is updated.
        blobs: Attachments inside.
        new_blobs: Of these, new here.
        size_bytes: Of the file.
        enrolled: First package of a station; its fingerprint is still to be compared.
        adopted: Lines this site had lost and got back.
        unproven: Lines of ours that the sender holds and nothing here remembers: the whole disk was put back.
        conflicts: Ids of records changed here since the loss that these lines also change; shown as here.
        restarted: The ledger goes on in a new epoch: open it again, and send a package.
        sealed: False marks a package that everybody can read.
        differing: What both sides make differently of the same lines.
    """

    path: Path
    outcome: Outcome
    sentence: str
    unit: str | None = None
    name: str = ""
    number: int | None = None
    made_at: str = ""
    entries: int = 0
    changes: Mapping[str, Changes] = field(default_factory=dict)
    refused: tuple[tuple[int, str], ...] = ()
    unknown: int = 0
    blobs: int = 0
    new_blobs: int = 0
    size_bytes: int = 0
    enrolled: bool = False
    adopted: int = 0
    unproven: int = 0
    conflicts: tuple[str, ...] = ()
    restarted: bool = False
    sealed: bool = True
    differing: tuple[Differing, ...] = ()

    @property
    def label(self) -> str:
        """The result in a word or two."""
        return OUTCOME_LABELS[self.outcome]


class UnitResult(Struct, frozen=True):
    """What came from one station (or from the office).

    Attributes:
        unit: Its id.
        name: Its name.
        packages: How many packages were new.
        changes: By kind of record, all its packages together.
        blobs_named: Attachments that its records name.
        blobs_missing: Of these, not here.
    """

    unit: str
    name: str
    packages: int
    changes: Mapping[str, Changes]
    blobs_named: int
    blobs_missing: int


class Received(Struct, frozen=True):
    """What an intake did, or in a preview would do.

    Attributes:
        batch: By which it can be undone; None in a preview and where nothing was new.
        files: In the order in which they were taken in: by sender and number, unreadable ones last.
        units: Those from which something new came, by name.
        records: In a preview what would change, record by record, the first of them where there are very many;
            afterwards `app.sync.differences.list_changes` tells.
    """

    batch: int | None
    files: tuple[FileResult, ...]
    units: tuple[UnitResult, ...]
    records: tuple[RecordChange, ...] = ()

    @property
    def complete(self) -> bool:
        """Tell whether every file was taken in whole or was here already: only then say success."""
        return all(
            file.outcome in {Outcome.NEW, Outcome.KNOWN}
            and not (file.refused or file.unknown or file.unproven or file.differing)
            for file in self.files
        )


def day_text(instant: datetime) -> str:
    """Return an instant as a day in China: 7月25日."""
    day = local(instant)
    return f"{day.month}月{day.day}日"


def taken_sentence(taken: Taken, manifest: Manifest) -> str:
    """Say what taking in a package did."""
    added = sum(change.added for change in taken.changes.values())
    changed = sum(change.changed for change in taken.changes.values())
    voided = sum(change.voided for change in taken.changes.values())
    parts = [
        f"{word} {count} 条"
        for word, count in (("新增", added), ("更新", changed), ("撤下", voided))
        if count
    ]
    text = "、".join(parts) or "没有记录变化"
    if manifest.counts.blobs:
        text += f"，附件 {manifest.counts.blobs} 个"
    sentence = f"{text}。"
    if manifest.kind == "receipt":
        sentence = "这是回执：对方收到了哪些、还缺哪些，都写在发出的包后面。"
    if taken.refused:
        sentence += f"另有 {len(taken.refused)} 条不合规定，没有用上，原样保存，下次发包会告诉对方。"
    if taken.unknown:
        sentence += f"另有 {taken.unknown} 条要升级程序后才能看，已原样保存。"
    if taken.waiting:
        sentence += f"另有 {taken.waiting} 条在等它所属的记录，到了会自动接上。"
    if taken.adopted and manifest.kind == "rebuild":
        until = datetime.fromisoformat(taken.adopted_until) if taken.adopted_until else None
        upto = "" if until is None else f"，到{day_text(until)}为止"
        sentence += f"取回本站以前上报过的 {taken.adopted} 条{upto}。这以后在旧电脑上写的、没有上报的，找不回来。请再上报一次。"
    elif taken.adopted and manifest.kind == "up":
        sentence += f"找回县里以前发过、本机已经没有的 {taken.adopted} 条（本机恢复过旧备份），请给各站重新写一次下发包。"
    elif taken.adopted:
        sentence += f"找回本机以前写过的 {taken.adopted} 条，请再发一个包给对方。"
    if taken.unproven:
        sentence += (
            f"这个站手里有县里发过的 {taken.unproven} 条，本机现在没有（这台电脑恢复过整盘的旧备份）。"
            "本机已另起编号接着用，请给各站重新写一次下发包；备份以后下发过的内容，请照站里看到的再录一遍。"
        )
    if taken.offered:
        sentence += f"另有 {taken.offered} 条是本站停用的或另一台电脑写的，请点“两边都改过”，一条一条选。"
    if taken.conflicts:
        sentence += f"其中 {len(taken.conflicts)} 条记录恢复后又改过，保留现在的内容，请核对。"
    if taken.differing:
        words = "、".join(
            f"{kind_word(one.kind)}对方 {one.there} 条本机 {one.here} 条" for one in taken.differing
        )
        sentence += (
            f"收下后核对，和对方的不一样（{words}）。内容都原样保存，请做一次“数据检查”并告诉维护人员。"
        )
    if taken.doubt:
        sentence += (
            "这些不是这台电脑写的：可能还有一台电脑在用这份台账，请到“设置与备份”的“本机”里选这台电脑怎么用。"
        )
    if taken.enrolled:
        sentence += "这是该站的第一个包，请打电话核对六组数字。"
    return sentence + taken.clock


def clock_remark(made_at: str, before: str, now: datetime) -> str:
    """Say so where a sender's clock is a day or more ahead of ours, or went back by as much since its last package.

    Args:
        made_at: When the package was made, by the sender's clock (UTC, ISO 8601).
        before: The same of its package before; empty where there was none.
        now: By our clock.
    """
    with suppress(ValueError, TypeError):  # what a stranger calls a time
        made = datetime.fromisoformat(made_at)
        ahead = (made - now) // timedelta(days=1)
        if ahead >= 1:
            return f"对方电脑的日期比本机快 {ahead} 天，请打电话核对两边的日期。先后按编号算，内容不受影响。"
        back = (datetime.fromisoformat(before) - made) // timedelta(days=1) if before else 0
        if back >= 1:
            return f"对方电脑的日期比它上一个包退了 {back} 天，请让对方核对日期。先后按编号算，内容不受影响。"
    return ""


def outcome_of(error: UserError) -> Outcome:
    """Return the outcome that goes with a refusal."""
    kinds = (
        (PackageForeign, Outcome.FOREIGN),
        (PackageTooNew, Outcome.NEWER),
        (NotAPackage, Outcome.OTHER),
        (PackageSuperseded, Outcome.KNOWN),
    )
    return next((outcome for kind, outcome in kinds if isinstance(error, kind)), Outcome.DAMAGED)

"""What rests on a document: the items that name its 文号, that stand in a list issued under it, or were tied to it."""

import re
from collections.abc import Collection
from typing import Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.document_numbers import compared
from app.tasks.facts import items_now, own_items
from db.models.documents import OfficialDocument
from db.models.tasks import Claim, TaskPackage

__all__ = ["RestingItem", "resting_items", "resting_on_number"]

_NUMBER: Final = re.compile(r"\[\d{4}\]\d+号?")


class RestingItem(Struct, frozen=True):
    """An item that rests on a document, and how that is known."""

    item: str
    package: str
    code: str
    content: str
    why: str


def resting_items(
    session: Session, document_no: str, covers: Collection[str], *, site: str
) -> list[RestingItem]:
    """Return what rests on a document, in the order of the lists.

    Args:
        session: A reading session.
        document_no: Its 文号; empty: only what was tied to it counts.
        covers: Items that were tied to it by hand.
        site: Whose own tasks and claims are looked at as well.
    """
    number = compared(document_no)
    lists = _lists_under(session, number) if number else set()
    claimed = _claimed_with(session, number, site) if number else set()
    found = []
    for item in [*items_now(session), *own_items(session, site)]:
        if item.withdrawn:
            continue
        if item.item in covers:
            why = "登记时关联"
        elif number and number in compared(item.basis):
            why = "依据里写明"
        elif item.item in claimed:
            why = "认领时写明"
        elif item.package in lists:
            why = "任务清单的文号"
        else:
            continue
        found.append(RestingItem(item.item, item.package, item.code, item.content, why))
    return found


def resting_on_number(session: Session, typed: str, *, site: str) -> list[RestingItem]:
    """Return what rests on the document whose 文号 was typed; nothing where none was."""
    number = compared(typed)
    if _NUMBER.search(number) is None:
        return []
    covers = {
        item
        for row in session.execute(
            select(OfficialDocument.document_no, OfficialDocument.covers).where(
                OfficialDocument.void.is_(False)
            )
        )
        if number in compared(row.document_no)
        for item in row.covers or ()
    }
    return resting_items(session, typed, covers, site=site)


def _lists_under(session: Session, number: str) -> set[str]:
    heads = session.execute(
        select(TaskPackage.package, TaskPackage.document_no).where(
            TaskPackage.version > 0, TaskPackage.void.is_(False), TaskPackage.document_no != ""
        )
    )
    return {head.package for head in heads if number in compared(head.document_no)}


def _claimed_with(session: Session, number: str, site: str) -> set[str]:
    claims = session.execute(
        select(Claim.item, Claim.document_no).where(
            Claim.site == site, Claim.void.is_(False), Claim.document_no != ""
        )
    )
    return {claim.item for claim in claims if number in compared(claim.document_no)}

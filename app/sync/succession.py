"""The office gets a new key: the old one signs for it, and every package down carries that word.

So a station that missed the package in which the change was told still accepts the next one. What stations
sealed for the old key can be opened as before.
"""

import secrets
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotOwner
from app.log.changes import WriteSession
from app.sync.anchor import keep_anchor
from app.sync.keys import ROOT_BYTES, NodeKey, own_machine, signature_holds
from app.sync.manifest import Succession
from app.sync.trust import node_key, office_certificate
from app.workspace import ALL, Role, Workspace
from db.models.trust import Certificate, KeySuccession

__all__ = ["renew_office_key", "settle_office_key", "successions", "successor_of"]

TYPE = b"application/vnd.station-ledger.succession.v1"


def renew_office_key(ws: Workspace) -> None:
    """Give the office a new key, signed for by the old one; print its recovery code again afterwards.

    Raises:
        NotOwner: This is not the office.
        KeyMissing: This computer has no key for the ledger.
        StorageError: The key or the ledger cannot be written.
    """
    if ws.role is not Role.OFFICE:
        raise NotOwner("换钥匙由县创建办来做。")
    old = node_key(ws)
    with ws.write() as session:
        settle_office_key(session, ws, old)
    fresh = NodeKey(ws.node, secrets.token_bytes(ROOT_BYTES), (old.root, *old.former))
    own_machine(ws.machine).keep_key(
        fresh
    )  # first: a word for a key that is nowhere would shut the office out
    with ws.write() as session:
        settle_office_key(session, ws, fresh)
    keep_anchor(ws)


def settle_office_key(session: WriteSession, ws: Workspace, key: NodeKey) -> None:
    """Let the office's log say which key it has: certified by itself, and by the key before where that is known."""
    here = office_certificate(session, ws.site)
    if here is not None and here.public_key == key.public_key:
        return
    if here is not None:
        for root in key.former:
            old = NodeKey(ws.node, root)
            if old.public_key == here.public_key:
                message = _message(ws.site, old.public_key, key.public_key, key.age_recipient)
                session.create(
                    KeySuccession(
                        old_key=old.public_key,
                        new_key=key.public_key,
                        age_recipient=key.age_recipient,
                        signature=old.sign(message, TYPE),
                    ),
                    stream=ALL,
                )
        session.withdraw(here, "换了新的钥匙")
    session.create(
        Certificate(
            unit=ws.unit,
            holder=ws.site,
            node=ws.node,
            public_key=key.public_key,
            age_recipient=key.age_recipient,
            confirmed=True,
        ),
        stream=ALL,
    )
    session.flush()


def successions(session: Session, site: str) -> tuple[Succession, ...]:
    """Return all successions of the office's keys, oldest first, for its manifests."""
    return tuple(
        Succession(old=row.old_key, new=row.new_key, age_recipient=row.age_recipient, signature=row.signature)
        for row in session.scalars(
            select(KeySuccession)
            .where(KeySuccession.site == site, KeySuccession.void.is_(False))
            .order_by(KeySuccession.id)
        )
    )


def successor_of(
    session: Session, office: str, public_key: str, words: Iterable[Succession]
) -> Certificate | None:
    """Return the certificate of the office's key from which signed words lead to `public_key`; None if none do."""
    known = office_certificate(session, office)
    if known is None:
        return None
    after = {
        word.old: word.new
        for word in words
        if signature_holds(
            _message(office, word.old, word.new, word.age_recipient), word.old, word.signature, TYPE
        )
    }
    key, steps = known.public_key, 0
    while key != public_key:
        key, steps = after.get(key, ""), steps + 1
        if not key or steps > len(after):
            return None
    return known


def _message(site: str, old: str, new: str, age_recipient: str) -> bytes:
    return "\n".join((site, old, new, age_recipient)).encode()

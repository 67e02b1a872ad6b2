"""Whose signature counts: certificates, start secrets, fingerprints.

The office certifies nodes by records of its log for all: itself first, then every station that proved its
start secret. Revoking is voiding. A station so trusts what the office's chain says, and nothing else.
"""

import hmac
import re
import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InvalidInput, NotOwner
from app.log.changes import WriteSession
from app.sync.keys import Machine, NodeKey, enrolment_proof, fingerprint
from app.sync.manifest import Enrolment, Manifest
from app.workspace import ALL, Role, Workspace
from db.models.trust import Certificate, Invitation
from db.models.units import Unit, UnitKind

__all__ = [
    "certificate_of_unit",
    "certify",
    "certify_by_proof",
    "confirm_station",
    "invite",
    "is_newcomer",
    "last_certificate_of_unit",
    "live_certificate",
    "node_key",
    "office_certificate",
    "retired_certificate",
    "station_fingerprint",
]


def node_key(ws: Workspace) -> NodeKey:
    """Return this installation's key.

    Raises:
        KeyMissing: The data folder came from another computer.
    """
    return Machine(ws.machine).load_key(ws.node)


def live_certificate(session: Session, office: str, public_key: str) -> Certificate | None:
    """Return the office's word on the holder of `public_key`, unless revoked or never given."""
    return session.scalars(
        select(Certificate)
        .where(Certificate.site == office, Certificate.public_key == public_key, Certificate.void.is_(False))
        .order_by(Certificate.id.desc())
        .limit(1)
    ).one_or_none()


def retired_certificate(session: Session, office: str, public_key: str) -> Certificate | None:
    """Return the office's former word on the holder of `public_key`, taken back since."""
    return session.scalars(
        select(Certificate)
        .where(Certificate.site == office, Certificate.public_key == public_key, Certificate.void.is_(True))
        .limit(1)
    ).one_or_none()


def certificate_of_unit(session: Session, office: str, unit: str) -> Certificate | None:
    """Return the newest certificate in force for the computer of `unit`."""
    return session.scalars(
        select(Certificate)
        .where(Certificate.site == office, Certificate.unit == unit, Certificate.void.is_(False))
        .order_by(Certificate.id.desc())
        .limit(1)
    ).one_or_none()


def last_certificate_of_unit(session: Session, office: str, unit: str) -> Certificate | None:
    """Return the newest certificate for a computer of `unit`, in force or not."""
    return session.scalars(
        select(Certificate)
        .where(Certificate.site == office, Certificate.unit == unit)
        .order_by(Certificate.void, Certificate.id.desc())
        .limit(1)
    ).one_or_none()


def office_certificate(session: Session, office: str) -> Certificate | None:
    """Return the office's certificate for itself."""
    return session.scalars(
        select(Certificate)
        .where(Certificate.site == office, Certificate.holder == office, Certificate.void.is_(False))
        .order_by(Certificate.id.desc())
        .limit(1)
    ).one_or_none()


def invite(session: WriteSession, ws: Workspace, unit: str) -> str:
    """Return the start secret of a station: the one given out before, unless a computer has used it."""
    known = session.get(Invitation, unit)
    if known is not None and known.used_by is None:
        return known.secret
    secret = secrets.token_hex(16)
    if known is None:
        session.add(Invitation(unit=unit, secret=secret, made_at=ws.now()))
    else:
        known.secret, known.made_at, known.used_by = secret, ws.now(), None
    return secret


def certify_by_proof(session: WriteSession, manifest: Manifest) -> Certificate | None:
    """Certify the sender of a first package, not yet confirmed, if it proves its start secret.

    Returns:
        The certificate; None if the proof fails, the secret has been used by another computer, or this one was revoked.
    """
    said = manifest.enrolment
    if said is None or manifest.sender.key != said.public_key:
        return None
    invitation = session.get(Invitation, said.unit)
    unit = session.get(Unit, said.unit)
    if invitation is None or unit is None or unit.void or unit.kind != UnitKind.STATION:
        return None
    expected = enrolment_proof(invitation.secret, said.unit, said.public_key, said.age_recipient)
    if not hmac.compare_digest(expected, said.proof) or invitation.used_by not in {
        None,
        manifest.sender.node,
    }:
        return None
    if retired_certificate(session, unit.site, said.public_key) is not None:
        return None
    invitation.used_by = manifest.sender.node
    return certify(session, said, site=manifest.sender.site, node=manifest.sender.node, confirmed=False)


def certify(session: WriteSession, said: Enrolment, *, site: str, node: str, confirmed: bool) -> Certificate:
    """Let a computer be the one of its unit, in the place of all others."""
    for older in session.scalars(
        select(Certificate).where(Certificate.unit == said.unit, Certificate.void.is_(False))
    ):
        session.withdraw(older, "由新的电脑接替")
    certificate = session.create(
        Certificate(
            unit=said.unit,
            holder=site,
            node=node,
            public_key=said.public_key,
            age_recipient=said.age_recipient,
            confirmed=confirmed,
        ),
        stream=ALL,
    )
    session.flush()
    return certificate


def is_newcomer(session: Session, office: str, manifest: Manifest) -> str | None:
    """Return the unit whose computer's place the sender wants to take: it holds the ledger, but is another one."""
    said = manifest.enrolment
    if said is None or manifest.sender.key != said.public_key:
        return None
    invitation, own = session.get(Invitation, said.unit), last_certificate_of_unit(session, office, said.unit)
    if invitation is None or own is None or own.holder != manifest.sender.site:
        return None
    expected = enrolment_proof(invitation.secret, said.unit, said.public_key, said.age_recipient)
    return said.unit if hmac.compare_digest(expected, said.proof) else None


def enrolment_of(session: Session, ws: Workspace, key: NodeKey) -> Enrolment | None:
    """Return what a station says of itself in every package; None where it has no start secret."""
    own = session.get(Invitation, ws.unit)
    if own is None or ws.role is not Role.STATION:
        return None
    return Enrolment(
        unit=ws.unit,
        public_key=key.public_key,
        age_recipient=key.age_recipient,
        proof=enrolment_proof(own.secret, ws.unit, key.public_key, key.age_recipient),
    )


def station_fingerprint(ws: Workspace, unit: str | None = None) -> str | None:
    """Return the six groups of four digits of the office and one station, the same on both screens.

    Args:
        unit: At the office: which station. At a station: left out.

    Returns:
        None while one of the two has no key here yet.

    Raises:
        KeyMissing: This computer has no key for the ledger.
    """
    key = node_key(ws)
    with ws.read() as session:
        other = (
            certificate_of_unit(session, ws.site, unit or "")
            if ws.role is Role.OFFICE
            else office_certificate(session, ws.office)
        )
        if other is None:
            return None
        theirs = (other.public_key, other.age_recipient)
    ours = (key.public_key, key.age_recipient)
    return fingerprint(*ours, *theirs) if ws.role is Role.OFFICE else fingerprint(*theirs, *ours)


def confirm_station(ws: Workspace, code: str, fingerprint_text: str) -> None:
    """Note that a station's fingerprint was compared by phone and is the same.

    Args:
        code: Area code or id of the station's unit.
        fingerprint_text: What the station reads out; blanks and dashes do not matter.

    Raises:
        NotOwner: This is not the office.
        InvalidInput: No such station, no package of it yet, or other digits.
        KeyMissing: This computer has no key for the ledger.
    """
    if ws.role is not Role.OFFICE:
        raise NotOwner("核对文化站由县创建办来做。")
    with ws.read() as session:
        unit = session.scalars(
            select(Unit.id).where(
                (Unit.code == code) | (Unit.id == code), Unit.kind == UnitKind.STATION, Unit.void.is_(False)
            )
        ).first()
    if unit is None:
        raise InvalidInput(f"没有代码是“{code}”的文化站，请核对代码。")
    expected = station_fingerprint(ws, unit)
    if expected is None:
        raise InvalidInput("这个文化站还没有发来过数据包，收到第一个包以后再核对。")
    if re.sub(r"\D", "", fingerprint_text) != expected.replace(" ", ""):
        raise InvalidInput(
            "核对码不一致，没有确认。请对方重新念一遍；仍不一致，说明包不是从他的电脑来的，请不要确认。"
        )
    with ws.write() as session:
        certificate = certificate_of_unit(session, ws.site, unit)
        if certificate is not None:
            certificate.confirmed = True

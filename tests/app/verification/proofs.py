"""Files that prove something, and what was asked, brought to the county."""

from hashlib import sha256

from app.workspace import COUNTY
from db.models.tasks import Target
from db.models.work import Evidence, EvidenceUse
from tests.app.overview.small_county import County


def prove(county: County, target: str, *, role: str = "proof", station: int = 0, name: str = "a.jpg") -> str:
    ws = county.stations[station]
    with ws.write() as session:
        evidence = session.create(
            Evidence(
                kind="photo",
                on=ws.today,
                file_name=name,
                original_sha256=sha256(f"{target}{name}".encode()).hexdigest(),
                original_bytes=9,
            ),
            stream=COUNTY,
        )
        session.flush()
        session.create(
            EvidenceUse(evidence=evidence.id, target_kind=Target.CLAIM, target=target, role=role),
            stream=COUNTY,
        )
        return evidence.id


def carried(county: County, record: str) -> str:
    county.sync()
    return record

"""Every document the reader knows: taken in whole, found the same again, and taken back without a trace."""

from pathlib import Path

import pytest

from app.importing.batches import undo_import
from app.importing.documents import import_candidates, read_file, subjects_of
from app.importing.review import Review
from app.importing.subject import Subject
from app.log.kinds import kinds
from app.workspace import Workspace
from db.tables import metadata

DOCUMENTS = sorted((Path(__file__).parent.parent / "reading" / "documents").glob("*/*.txt"))
KINDS = sorted({path.parent.name for path in DOCUMENTS})


def live_records(ws: Workspace) -> dict[str, int]:
    """Return how many records of each kind are here and not withdrawn."""
    with ws.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}" WHERE NOT void').scalar_one()
            for name in kinds()
        }
    assert found.keys() <= metadata().tables.keys()
    return found


def go_the_whole_way(subject: Subject, ws: Workspace) -> int:
    """Return how many records were written, and taken back."""
    before = live_records(ws)
    review = Review(subject)
    lines = {line.number for line in review.source.document.lines}
    for row in review.rows:
        assert set(row.candidate.lines) <= lines
        for spans in row.candidate.places.values():
            assert {span.line for span in spans} <= lines
    counts = review.counts()
    assert counts["new"] + counts["same"] + counts["changed"] + counts["refused"] == len(review.rows)
    if not review.to_write():
        return 0
    done = import_candidates(subject, review.candidates)
    again = Review(type(subject)(ws, review.source))
    written = {row.id for row in review.rows if row.groups & {"new", "changed"}}
    states = {row.id: row.judgement.state.value for row in again.rows}
    assert {states[one] for one in written} == {"same"}
    undone = undo_import(ws, done.batch)
    assert undone.kept == ()
    assert live_records(ws) == before
    return done.added


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("side", ["office", "ready"])
def test_any_document_goes_in_and_out_again(kind: str, side: str, request: pytest.FixtureRequest) -> None:
    ws: Workspace = request.getfixturevalue(side)
    written = 0
    for number, path in enumerate(path for path in DOCUMENTS if path.parent.name == kind):
        likely, *others = subjects_of(ws, read_file(path))
        for subject in [likely, *(others if number < 2 else ())]:
            if subject.page and subject.key != "units":  # a county of its own is needed for those
                written += go_the_whole_way(subject, ws)
    assert written

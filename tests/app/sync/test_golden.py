"""Packages of every format version that is kept are read by today's program, down to their lines and photos."""

import json
from pathlib import Path

import pytest

from app.log.projection import read_lines
from app.sync.package_file import open_body, verify
from db.models.log import LineState

GOLDEN = sorted((Path(__file__).parent / "golden").iterdir())
KINDS = {"start", "up-1", "up-2", "receipt", "down", "plain", "rebuild"}


@pytest.mark.parametrize("folder", GOLDEN, ids=[folder.name for folder in GOLDEN])
def test_kept_packages_are_read(folder: Path, tmp_path: Path) -> None:
    identities = json.loads((folder / "keys.json").read_text())["identities"]
    files = sorted(folder.glob("*.zwt"))
    assert {file.stem for file in files} == KINDS
    for file in files:
        seen = verify(file)
        assert seen.manifest.kind == {"up-1": "up", "up-2": "up", "plain": "down"}.get(file.stem, file.stem)
        if seen.manifest.body is None:
            assert file.stem == "receipt"
            continue
        with open_body(seen, identities, tmp_path) as body:
            entries = 0
            for log in body.index.logs:
                raw = [line for block in body.line_blocks(log) for line in block]
                lines = read_lines(log.origin, log.stream, log.first, raw)
                assert {line.state for line in lines} == {LineState.APPLIED}
                entries += len(lines)
            assert entries == seen.manifest.counts.entries
            for blob in body.index.blobs:
                body.save_blob(blob, tmp_path / blob.sha256)
    assert len([path for path in tmp_path.iterdir() if len(path.name) == 64]) == 2


def test_what_is_written_today_is_such_a_set(tmp_path: Path) -> None:
    from tests.app.sync.make_golden import make_golden

    make_golden(tmp_path / "today")
    test_kept_packages_are_read(tmp_path / "today", tmp_path)

"""Lines of an older version of a kind whose columns were only added to."""

import msgspec
import pytest

from app.log.kinds import kinds


def test_columns_that_were_added_are_filled_in_for_older_lines() -> None:
    kind = kinds()["claim"]
    old = {
        "item": "list-1", "item_version": 1, "package": "list", "decision": "claimed", "reason": "",
        "ability": "station", "responsible": None, "leader": "", "claimed_on": "2026-03-02", "start_on": None,
        "finish_on": None, "method": "", "output": "",
    }  # fmt: skip
    values = dict(
        zip(
            (field.name for field in kind.fields),
            kind.read(1, msgspec.Raw(msgspec.json.encode(old))),
            strict=True,
        )
    )
    assert values["item"] == "list-1"
    assert (values["ability_turn"], values["document_no"], values["proof_check"]) == (0, "", None)
    with pytest.raises(KeyError):
        kind.read(0, msgspec.Raw(msgspec.json.encode(old)))
    del old["item"]  # what was always there must be there
    with pytest.raises(msgspec.ValidationError):
        kind.read(1, msgspec.Raw(msgspec.json.encode(old)))

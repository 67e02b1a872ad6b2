"""Lines for older readers: written in their version only where that says all of the record."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.log.kinds import Kind, kinds
from app.log.readers import is_older
from db.models.tasks import Claim

CLAIM = kinds()["claim"]
NEW = [column.name for column in CLAIM.fields if column.info.get("since") == 2]
AS_IT_WAS: dict[str, object] = {
    "ability_turn": 0,
    "near_goal": "",
    "long_goal": "",
    "document_no": "",
}  # all others: nothing


def claim(**changes: object) -> msgspec.Struct:
    values: dict[str, object] = {
        column.name: AS_IT_WAS.get(column.name, None if column.nullable else "x") for column in CLAIM.fields
    }
    return msgspec.convert(values | {"item_version": 1} | changes, CLAIM.data)


def test_what_uses_nothing_new_is_written_as_before() -> None:
    down = CLAIM.written_down(claim(), 1)
    assert down is not None
    assert list(down) == [column.name for column in CLAIM.fields if column.name not in NEW]
    assert CLAIM.read(1, msgspec.Raw(msgspec.json.encode(down))) == msgspec.structs.astuple(claim())


@pytest.mark.parametrize("field", NEW)
def test_what_uses_something_new_is_not(field: str) -> None:
    value = 1 if field == "ability_turn" else "2026-03-02"
    assert CLAIM.written_down(claim(**{field: value}), 1) is None


@given(
    st.fixed_dictionaries(
        {
            "ability_turn": st.integers(0, 2),
            "near_goal": st.sampled_from(["", "近"]),
            "document_no": st.sampled_from(["", "清文〔2026〕1号"]),
            "ability_asked_on": st.sampled_from([None, "2026-03-02"]),
            "method": st.text(max_size=5),
        }
    )
)
def test_nothing_is_ever_lost_for_an_older_reader(changes: dict[str, object]) -> None:
    data = claim(**changes)
    down = CLAIM.written_down(data, 1)
    if down is not None:
        assert CLAIM.read(1, msgspec.Raw(msgspec.json.encode(down))) == msgspec.structs.astuple(data)
    else:
        assert any(changes[name] != AS_IT_WAS.get(name) for name in changes if name in NEW)


def meant_otherwise(back: bool) -> Kind:
    """Return a kind whose second version writes its method in capitals."""

    def up(values: dict[str, object]) -> dict[str, object]:
        return values | {"method": str(values["method"]).upper()}

    def down(values: dict[str, object]) -> dict[str, object]:
        return values | {"method": str(values["method"]).lower()}

    return Kind(Claim, {1: up}, {1: down} if back else {})


def test_a_change_of_meaning_needs_a_way_back() -> None:
    data = claim(method="ABC")
    assert meant_otherwise(back=False).written_down(data, 1) is None
    down = meant_otherwise(back=True).written_down(data, 1)
    assert down is not None
    assert down["method"] == "abc"
    assert meant_otherwise(back=True).written_down(claim(method="Abc"), 1) is None  # would come back as ABC


@pytest.mark.parametrize("name", sorted(kinds()))
def test_every_column_that_was_added_says_since_when(name: str) -> None:
    kind = kinds()[name]
    since = {column.info["since"] for column in kind.fields if "since" in column.info}
    assert since | {version + 1 for version in kind.upgrades} == set(range(2, kind.version + 1))


def test_programs_that_know_less_are_older() -> None:
    ours = {kind.name: kind.version for kind in kinds().values()}
    assert not is_older(msgspec.json.encode(ours).decode())
    assert not is_older(msgspec.json.encode(ours | {"song": 3, "claim": 9}).decode())
    assert is_older(msgspec.json.encode(ours | {"claim": 1}).decode())
    assert is_older(msgspec.json.encode({"claim": 2}).decode())
    assert not is_older("{}")  # it has never said

"""Records that name others of their own kind: all of them arrive, in whatever order and lots, and circles never."""

import random
import subprocess
import sys
from collections.abc import Mapping, Set
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.log.lineage import Arriving, unrooted

ROOT = Path(__file__).parents[3]
Forest = Mapping[str, frozenset[str]]


def waiting(rows: Forest, lines: Mapping[str, tuple[int, str]]) -> set[str]:
    """Call `unrooted` for records named by single letters, `lines` as (number, letters above)."""
    arriving = {record: Arriving(number, frozenset(above)) for record, (number, above) in lines.items()}
    return unrooted(arriving, lambda ids: {one: rows[one] for one in ids & rows.keys()})


NOTHING: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("rows", "lines", "expected"),
    [
        ("", {"a": (1, ""), "b": (2, "a")}, ""),
        ("", {"b": (1, "a"), "a": (2, "")}, ""),
        ("", {"c": (1, "b"), "b": (2, "a"), "a": (3, "")}, ""),
        ("", {"b": (1, "a"), "c": (2, "b")}, "bc"),
        ("a", {"b": (1, "a"), "c": (2, "b")}, ""),
        ("", {"a": (1, "a")}, "a"),
        ("a", {"a": (1, "a")}, "a"),
        ("", {"a": (1, "b"), "b": (2, "a"), "c": (3, "b"), "d": (4, "")}, "abc"),
        ("ab", {"a": (1, "b"), "b": (2, "a"), "c": (3, "b")}, "b"),
        ("a", {"a": (1, "x"), "b": (2, "a")}, "a"),
        ("ac", {"a": (1, "x"), "c": (2, "n"), "n": (3, "a")}, "a"),
        ("", {"c": (1, "ab"), "a": (2, "")}, "c"),
        ("", {"c": (1, "ab"), "a": (2, ""), "b": (3, "")}, ""),
    ],
)
def test_who_waits(rows: str, lines: Mapping[str, tuple[int, str]], expected: str) -> None:
    assert waiting(dict.fromkeys(rows, NOTHING), lines) == set(expected)


def test_a_circle_through_records_that_are_here_is_seen() -> None:
    rows = {"a": NOTHING, "b": frozenset("a"), "c": frozenset("b")}
    assert waiting(rows, {"a": (1, "c")}) == {"a"}
    assert waiting(rows, {"a": (1, "c"), "b": (2, "")}) == set()  # b lets go of a before


def world(rows: Forest, lines: Mapping[str, tuple[int, str]], held: Set[str]) -> dict[str, frozenset[str]]:
    return {**rows, **{one: frozenset(above) for one, (_, above) in lines.items() if one not in held}}


def is_sound(forest: Forest) -> bool:
    """Tell whether every record leads upwards to an end, by taking away those that do again and again."""
    left = dict(forest)
    while ends := [one for one, above in left.items() if not above & left.keys() and above <= forest.keys()]:
        for one in ends:
            del left[one]
    return not left


LETTERS = "abcdefgh"
rows_of_any = st.dictionaries(st.sampled_from(LETTERS), st.sets(st.sampled_from(LETTERS), max_size=2)).map(
    lambda found: {one: frozenset(x for x in above if x < one and x in found) for one, above in found.items()}
)
lines_of_any = st.dictionaries(
    st.sampled_from(LETTERS), st.sets(st.sampled_from(LETTERS + "xy"), max_size=2), min_size=1
).map(lambda found: {one: (n, "".join(sorted(above))) for n, (one, above) in enumerate(found.items())})


@given(rows_of_any, lines_of_any)
def test_whoever_waits_has_a_reason_and_nobody_else_circles(
    rows: Forest, lines: Mapping[str, tuple[int, str]]
) -> None:
    assert is_sound(rows)
    held = waiting(rows, lines)
    assert is_sound(world(rows, lines, held))
    for one in held:  # not one of them could have been let in
        assert not is_sound(world(rows, lines, held - {one}))


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, str | None]]:
    """(record, record above or None) as an owner writes them: never a circle, but lines of one moment in any order."""
    now: dict[str, str | None] = {}
    lines: list[tuple[str, str | None]] = []
    for _ in range(draw(st.integers(1, 5))):
        touched: dict[str, str | None] = {}
        for _ in range(draw(st.integers(1, 6))):
            one = draw(st.sampled_from(LETTERS))
            above = draw(st.none() | st.sampled_from(LETTERS))
            trial = {**now, one: above}
            if above is None or (
                above in now and is_sound({r: frozenset([a] if a else []) for r, a in trial.items()})
            ):
                now = trial
                touched[one] = above
        lines += draw(st.permutations(sorted(touched.items(), key=str)))
    return lines


@given(histories(), st.randoms(use_true_random=False))
def test_what_an_owner_wrote_arrives_in_lots_of_any_size(
    lines: list[tuple[str, str | None]], chance: random.Random
) -> None:
    cuts = sorted({0, len(lines), *(chance.randint(0, len(lines)) for _ in range(3))})
    rows: dict[str, frozenset[str]] = {}
    shown: dict[str, int] = {}  # number of the line that gave each row
    kept: list[int] = []

    def take(numbers: list[int]) -> list[int]:
        """Show what can be shown, of each record the newest line; return the numbers of those that wait."""
        newest = {lines[n][0]: n for n in sorted(numbers) if n > shown.get(lines[n][0], -1)}
        coming = {one: (n, lines[n][1] or "") for one, n in newest.items()}
        held = waiting(rows, coming)
        rows.update(world({}, coming, held))
        shown.update((one, n) for one, n in newest.items() if one not in held)
        return [newest[one] for one in held]

    for first, last in pairwise(cuts):
        kept = take(kept + take(list(range(first, last))))
    assert kept == []
    assert rows == {one: frozenset(above or "") for one, above in dict(lines).items()}


@pytest.mark.parametrize("backwards", [False, True])
def test_ten_thousand_in_a_row(backwards: bool) -> None:
    names = [f"{n:05}" for n in range(10_000)]
    lines = {
        name: Arriving(10_000 - n if backwards else n, frozenset(names[n - 1 : n]))
        for n, name in enumerate(names)
    }
    assert unrooted(lines, lambda _: {}) == set()


def test_a_table_that_refers_to_itself_is_received_whole(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.app.log.nested_mechanism", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout.strip() == "received", ran.stderr

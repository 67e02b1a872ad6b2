import unicodedata

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.log.lines import MAX_LINE_BYTES, BadLine, chain_tag, encode_line, next_chain, read_line

GOOD = b'{"n":1,"k":"person","v":1,"id":"s-1","r":1,"op":"put","t":"2026-03-02T01:00:00.000Z","by":"","d":{"a":1}}'


def with_data(data: str) -> bytes:
    return GOOD.replace(b'{"a":1}', data.encode("utf-8", "surrogatepass"))


def test_a_good_line_reads() -> None:
    assert read_line(GOOD).k == "person"
    read_line(with_data('{"a":"价格是：1.5元 [1.5] {"}'))  # what looks like a fraction stands in a text


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xef\xbb\xbf" + GOOD,  # BOM
        GOOD + b"\r",
        GOOD + b"\n",
        b" " + GOOD,
        GOOD[:-1],
        GOOD.replace(b'"n":1', b'"n":1,"n":2'),
        GOOD.replace(b'"n":1', b'"n":1.0'),
        GOOD.replace(b'"n":1', b'"n":0'),
        GOOD.replace(b'"n":1', b'"n":-1'),
        GOOD.replace(b'"op":"put"', b'"op":"drop"'),
        GOOD.replace(b'"id":"s-1"', b'"id":""'),
        with_data('{"a":1,"a":2}'),
        with_data('{"a":1.5}'),
        with_data('{"a":1e3}'),
        with_data('{"a":[0.5]}'),
        with_data('{"a":NaN}'),
        with_data('{"a":Infinity}'),
        with_data('{"a":9007199254740992}'),
        with_data('{"a":' + "9" * 300 + "}"),
        with_data('{"a":"\\ud800"}'),
        with_data('{"a":"\ud800"}'),
        with_data('{"a":"\\u0000"}'),
        with_data('{"a":"\x00"}'),
        with_data('{"a":"e\u0301"}'),
        with_data('{"a":"\\u4e2d"}'),  # an escape that need not be
        with_data('{"a": 1}'),
        with_data("[" * 20 + "]" * 20),
        with_data('{"a":' * 10_000 + "1" + "}" * 10_000),
        with_data('{"a":"' + "x" * MAX_LINE_BYTES + '"}'),
    ],
)
def test_a_line_that_breaks_a_rule_is_refused(raw: bytes) -> None:
    with pytest.raises(BadLine):
        read_line(raw)


@given(
    st.binary(max_size=200)
    | st.builds(
        lambda at, byte: GOOD[:at] + byte + GOOD[at + 1 :], st.integers(0, len(GOOD)), st.binary(max_size=2)
    )
)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        line = read_line(raw)
    except BadLine:
        return
    assert msgspec.json.encode(msgspec.json.decode(raw)) == raw
    assert line.n >= 1


class Data(msgspec.Struct):
    text: str
    count: int | None


@example("照片在 D:\\files\\u0001", None)
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\x7f")).map(
        lambda text: unicodedata.normalize("NFC", text)
    ),
    st.none() | st.integers(-(2**53) + 1, 2**53 - 1),
)
def test_what_we_write_passes_the_strict_reader(text: str, count: int | None) -> None:
    raw = encode_line(
        number=7, kind="person", version=1, record="s-1", revision=2, op="put",
        instant="2026-03-02T01:00:00.000Z", by=text, data=Data(text, count),
    )  # fmt: skip
    line = read_line(raw)
    assert msgspec.json.decode(line.d, type=Data) == Data(text, count)


def test_the_chain_tells_apart_what_must_not_be_mixed_up() -> None:
    tags = {
        chain_tag(*parts) for parts in [("a", "b", "c"), ("ab", "", "c"), ("a", "c", "b"), ("a", "b\nc", "")]
    }
    ends = {next_chain(tag, tag, number, line) for tag in tags for number in (1, 2) for line in (b"x", b"y")}
    assert len(tags) == 4
    assert len(ends) == 16


def test_an_accent_after_a_line_break_belongs_to_no_letter() -> None:
    """In the bytes it stands behind the n of an escape, in the text behind the break: that is normal form."""
    assert read_line(with_data('{"text":"第一行\\n\u0301第二行"}')).n == 1
    with pytest.raises(BadLine):
        read_line(with_data('{"text":"第一行n\u0301第二行"}'))

"""What a user does to candidates before they are written: edit, merge, split, skip. Pure."""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from app.errors import InvalidInput
from app.importing.model import Candidate, ImportField, digest
from app.reading import Span

__all__ = ["add_from_lines", "merge", "set_value", "settle", "skip", "split"]

Candidates = tuple[Candidate, ...]


def set_value(candidates: Sequence[Candidate], which: str, field: ImportField, text: str) -> Candidates:
    """Give a candidate another text in one field; what was doubtful about that field is settled."""
    return tuple(_edited(one, field, text) if one.id == which else one for one in candidates)


def skip(candidates: Sequence[Candidate], ids: Collection[str]) -> Candidates:
    """Skip candidates, or take them up again if all of them are skipped."""
    back = all(one.skipped for one in candidates if one.id in ids)
    return tuple(replace(one, skipped=not back) if one.id in ids else one for one in candidates)


def settle(candidates: Sequence[Candidate], ids: Collection[str]) -> Candidates:
    """Say that these were looked at: what is doubtful about them is settled."""
    return tuple(
        replace(one, doubts=tuple(doubt for doubt in one.doubts if doubt not in one.doubtful), settled=True)
        if one.id in ids
        else one
        for one in candidates
    )


def merge(candidates: Sequence[Candidate], ids: Collection[str], fields: Sequence[ImportField]) -> Candidates:
    """Make one of several candidates, in the place of the first; equal texts stand once.

    Raises:
        InvalidInput: Fewer than two were chosen.
    """
    parts = [one for one in candidates if one.id in ids]
    if len(parts) < 2:
        raise InvalidInput("请先选中要合并的两条以上记录（按住 Shift 再按上下键）。")
    first = parts[0]
    merged = replace(
        first,
        key="\n".join(one.key for one in parts),
        printed="\n".join(one.printed for one in parts),
        values={
            **first.values,
            **{
                field.key: _together(field, parts)
                for field in fields
                if any(p.value(field.key) for p in parts)
            },
        },
        places={
            field.key: tuple(span for one in parts for span in one.places.get(field.key, ()))
            for field in fields
        },
        lines=tuple(sorted({line for one in parts for line in one.lines})),
        doubts=tuple(doubt for one in parts for doubt in one.doubts),
        skipped=False,
        pictures=tuple(dict.fromkeys(part for one in parts for part in one.pictures)),
    )
    gone = {one.id for one in parts[1:]}
    return tuple(merged if one.id == first.id else one for one in candidates if one.id not in gone)


def split(
    candidates: Sequence[Candidate], which: str, fields: Sequence[ImportField], key: str, at: int
) -> Candidates:
    """Cut a candidate in two where the cursor stands: what follows in that field becomes the next candidate.

    Of the other fields the new one has those that are shared.

    Raises:
        InvalidInput: There is no text before or after the cursor.
    """
    place = next(place for place, one in enumerate(candidates) if one.id == which)
    whole, field = candidates[place], next(field for field in fields if field.key == key)
    text = whole.value(field.key)
    head, tail = text[:at].strip(" \t\n，。；;、,"), text[at:].strip(" \t\n，。；;、,")
    if not head or not tail:
        raise InvalidInput("请把光标放进要拆开的文字中间，再拆分。光标后面的文字成为下一条。")
    before, after = _cut(whole.places.get(field.key, ()), at)
    first = _placed(_edited(whole, field, head), field, before)
    dropped = {one.key for one in fields if not one.shared}
    shared = {key: value for key, value in whole.values.items() if key not in dropped}
    second = replace(
        _placed(whole, field, after),
        id=_next_id(candidates, whole.id),
        key=f"{whole.key}/{digest({'': tail})[:8]}",
        values={**shared, field.key: tail},
        pictures=(),
    )
    return (*candidates[:place], first, second, *candidates[place + 1 :])


def add_from_lines(
    candidates: Sequence[Candidate], field: ImportField, text: str, spans: Sequence[Span]
) -> tuple[Candidates, str]:
    """Make a candidate of chosen text of the source that was taken for nothing; return its id as well.

    Raises:
        InvalidInput: Nothing was chosen.
    """
    if not text.strip():
        raise InvalidInput("请先在左边的原文里选中要成为一条记录的文字。")
    lines = tuple(sorted({span.line for span in spans}))
    before = [one for one in candidates if one.lines and one.lines[0] <= lines[0]]
    after = before[-1].id if before else "000000"
    values = {field.key: " ".join(text.split())}
    made = Candidate(
        id=_next_id(candidates, after),
        number="",
        key=f"|{digest(values)}",
        values=values,
        places={field.key: tuple(spans)},
        lines=lines,
        printed=digest(values),
    )
    place = len(before)
    return (*candidates[:place], made, *candidates[place:]), made.id


def _edited(candidate: Candidate, field: ImportField, text: str) -> Candidate:
    doubts = tuple(doubt for doubt in candidate.doubts if doubt.code not in field.doubts)
    return replace(candidate.with_value(field.key, text.strip()), doubts=doubts)


def _together(field: ImportField, parts: Sequence[Candidate]) -> str:
    texts = list(dict.fromkeys(text for one in parts if (text := one.value(field.key))))
    return texts[0] if field.choices and texts else ("\n" if field.several else "；").join(texts)


def _placed(candidate: Candidate, field: ImportField, spans: tuple[Span, ...]) -> Candidate:
    return replace(candidate, places={**candidate.places, field.key: spans})


def _cut(spans: Sequence[Span], at: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Part places at a character of the text they hold, nearly: markers between them are not counted."""
    before, after, left = list[Span](), list[Span](), at
    for span in spans:
        length = span.last - span.first
        if left >= length:
            before.append(span)
        elif left <= 0:
            after.append(span)
        else:
            before.append(Span(span.line, span.first, span.first + left))
            after.append(Span(span.line, span.first + left, span.last))
        left -= length
    return tuple(before), tuple(after)


def _next_id(candidates: Sequence[Candidate], after: str) -> str:
    """Return an id that sorts behind `after` and before the next one read."""
    taken, stem = {one.id for one in candidates}, after.partition(".")[0]
    return next(name for n in range(1, 10_000) if (name := f"{stem}.{n:04}") not in taken)

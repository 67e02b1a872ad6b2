"""Items of a document -> candidates of one subject."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from app.importing.model import Candidate, ImportField, digest
from app.reading import Document, Doubt, Item, Span, Text
from app.script import fold

__all__ = ["Drawn", "bare", "candidates_of", "carried_down", "printed"]

_SPACE = re.compile(r"[\s\W_]+")
_LONGEST_TITLE = 120


class Drawn:
    """Values, places and doubts of one candidate while they are gathered."""

    def __init__(self, item: Item) -> None:
        self.values: dict[str, str] = {}
        self.places: dict[str, tuple[Span, ...]] = {}
        self.doubts = list(item.doubts)
        self._lines = item.lines

    def put(self, key: str, text: str, *places: Text | None) -> None:
        """Set a value; an empty one is taken out."""
        self.values.pop(key, None)
        if text.strip():
            self.values[key] = text.strip()
            self.places.setdefault(key, ())
        if places:
            self.places[key] = tuple(span for place in places if place for span in place.spans)

    def doubt(self, code: str, sentence: str) -> None:
        """Mark the candidate."""
        self.doubts.append(Doubt(code, sentence, self._lines))


def printed(item: Item, name: str) -> Text | None:
    """Return the printed text of a field of the reader, or under a printed header."""
    if name == "measures":
        return _joined(item.measures)
    own = {
        "no": Text(item.printed_no or ""),
        "title": item.title,
        "goal": item.goal,
        "limit": item.limit_text,
        "leaders": item.leaders_text,
        "units": item.units_text,
    }
    found = own.get(name) or item.fields.get(name) or item.other.get(name)
    return found if found and found.text.strip() else None


def candidates_of(
    document: Document,
    fields: Sequence[ImportField],
    add: Callable[[Item, Drawn], None],
    *,
    told_by: str = "",
) -> list[Candidate]:
    """Return a candidate for each item of `document`, in its order.

    Args:
        document: As it was read.
        fields: What to take from its items.
        add: Completes what the fields do not say by themselves.
        told_by: A field that tells items apart, besides their printed number and title.
    """
    taken: Counter[str] = Counter()
    found = []
    for item in document.items:
        drawn = Drawn(item)
        for field in fields:
            text = next((text for name in field.reads if (text := printed(item, name))), None)
            if text is not None:
                drawn.put(field.key, text.text, text)
        add(item, drawn)
        apart = f"|{drawn.values.get(told_by, '')}" if told_by else ""
        key = f"{fold(item.printed_no or '')}|{bare(item.title.text)[:_LONGEST_TITLE]}{apart}"
        taken[key] += 1
        found.append(
            Candidate(
                id=f"{item.seq:06}",
                number=item.printed_no or "",
                key=f"{key}#{taken[key]}" if taken[key] > 1 else key,
                values=drawn.values,
                places=drawn.places,
                lines=item.lines,
                doubts=tuple(drawn.doubts),
                printed=digest(drawn.values),
                pictures=tuple(dict.fromkeys(picture.part for picture in item.pictures)),
            )
        )
    return found


def carried_down(candidates: Sequence[Candidate], key: str, *, beside: str) -> list[Candidate]:
    """Return candidates whose empty values of one field, beside a filled one, are those above: written once."""
    above, filled = "", []
    for one in candidates:
        if one.value(key) or not one.value(beside):
            above = one.value(key) or above
            filled.append(one)
            continue
        values = {**one.values, key: above} if above else one.values
        filled.append(replace(one, values=values, printed=digest(values)))
    return filled


def bare(text: str) -> str:
    """Return a text in Simplified script without blanks and punctuation, for matching only."""
    return _SPACE.sub("", fold(text))


def _joined(texts: Sequence[Text]) -> Text | None:
    if not texts:
        return None
    joined = "\n".join(text.text.replace("\n", "") for text in texts)
    return Text(joined, tuple(span for text in texts for span in text.spans))

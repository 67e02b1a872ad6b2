"""Which tasks a line of the log may be about, by the words they share."""

from msgspec import Struct

from app.tasks.facts import ItemFacts, items_now, stations_facts
from app.workspace import Workspace

__all__ = ["Suggestion", "suggest_tasks"]


class Suggestion(Struct, frozen=True):
    """A task that a line may be about."""

    item: str
    code: str
    content: str


def suggest_tasks(ws: Workspace, text: str, *, limit: int = 3) -> list[Suggestion]:
    """Return the claimed tasks that share most character pairs with `text`; none when nothing is shared."""
    pairs = _pairs(text)
    if not pairs:
        return []
    with ws.read() as session:
        items = items_now(session)
        facts = stations_facts(session, [ws.site])
    scored: list[tuple[float, ItemFacts]] = []
    for item in items:
        told = facts.get((ws.site, item.item))
        if item.withdrawn or told is None or told.claim is None:
            continue
        words = _pairs(f"{item.content} {item.level2} {item.category}")
        if shared := len(pairs & words):
            scored.append((shared + shared / len(words), item))
    scored.sort(key=lambda pair: (-pair[0], pair[1].position))
    return [Suggestion(item.item, item.code, item.content) for _, item in scored[:limit]]


def _pairs(text: str) -> set[str]:
    plain = "".join(character for character in text.casefold() if character.isalnum())
    return {plain[n : n + 2] for n in range(len(plain) - 1)}

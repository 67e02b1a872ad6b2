"""The items of all lists as words to choose from."""

from app.tasks.facts import items_now, own_items
from app.workspace import Workspace

__all__ = ["list_items"]


def list_items(ws: Workspace) -> list[tuple[str, str]]:
    """Return (item, code and content) of every item in force, and of what we set ourselves, in order."""
    with ws.read() as session:
        items = [*items_now(session), *own_items(session, ws.site)]
    return [(item.item, f"{item.code} {item.content}".strip()) for item in items if not item.withdrawn]

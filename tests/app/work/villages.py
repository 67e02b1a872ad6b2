"""A station with three villages, and a claimed task to show films."""

from app.tasks.claims import claim_items
from app.work.log import list_villages
from app.workspace import Workspace
from tests.app.tasks.lists import item, publish
from tests.workspaces import carry


def village_ids(station: Workspace) -> list[str]:
    """Return the villages of a county that was founded: 前进村, 河口村, 柳树村."""
    return [village.id for village in list_villages(station)]


def claim_films(office: Workspace, station: Workspace) -> str:
    """Publish the task to show films, claim it and return it."""
    (task,) = publish(office, [item("放映公益电影", "2026年", quantity=24, quantity_unit="场")])
    carry(office, station)
    claim_items(station, [task])
    return task

"""A venue as it is typed, and as lists, the tree and papers show it."""

from datetime import date
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import asdict

from db.models.facilities import Venue, VenueKind, VenueState

__all__ = ["VenueForm", "VenueRow", "form_of", "months_alone", "set_fields"]


class VenueForm(Struct, frozen=True):
    """What a user types about a venue.

    Attributes:
        unit: Id of the village, or of the station itself.
        pack: Id of a standard pack chosen for it; None: by its kind.
        indoor_m2: Square metres under roof.
        outdoor_m2: Square metres outside.
    """

    unit: str
    name: str
    kind: str = VenueKind.VILLAGE_CENTRE
    pack: str | None = None
    address: str = ""
    built_year: int | None = None
    indoor_m2: Decimal | None = None
    outdoor_m2: Decimal | None = None
    hours: str = ""
    keeper: str = ""
    phone: str = ""
    state: str = VenueState.IN_USE
    note: str = ""


class VenueRow(Struct, frozen=True):
    """A venue as lists, the tree and papers show it.

    Attributes:
        form: What was typed about it.
        code: Area code of its unit; empty where the unit is not here yet.
        standard: Name of the published pack that applies; empty: none does.
        pack: Its id, and `pack_version` its newest version.
        last_check: Id of the newest finished check; `last_on` its day.
        items: How many items that check asked; the counts below are of it.
        open_check: Id of our own check that is not finished yet.
        written_on: When what is known about it was last written down.
    """

    id: str
    form: VenueForm
    kind_label: str
    state_label: str
    unit_name: str
    is_village: bool
    code: str
    township: str
    station: str
    station_name: str
    size: str
    standard: str
    pack: str | None
    pack_version: int | None
    last_check: str | None
    last_on: date | None
    items: int
    met: int
    basically_met: int
    not_met: int
    not_applicable: int
    open_check: str | None
    written_on: date

    @property
    def not_checked(self) -> int:
        """How many items of the last check were not looked at."""
        return self.items - self.met - self.basically_met - self.not_met - self.not_applicable

    @property
    def summary(self) -> str:
        """How it stands, in a few words."""
        if self.last_check is None:
            return "正在录入" if self.open_check else "从未核查"
        parts = [f"缺 {self.not_met}"] if self.not_met else []
        parts += [f"基本 {self.basically_met}"] if self.basically_met else []
        parts += [f"未查 {self.not_checked}"] if self.not_checked else []
        return "，".join(parts) or "达标"


def months_alone(row: VenueRow, today: date) -> int:
    """Return for how many whole months nobody has checked a venue or written anything new about it."""
    since = max(row.written_on, row.last_on or row.written_on)
    return (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)


def set_fields(venue: Venue, form: VenueForm) -> None:
    """Write what was typed."""
    for name, value in asdict(form).items():
        setattr(venue, name, value)


def form_of(venue: Venue) -> VenueForm:
    """Return what was typed about a stored venue."""
    return VenueForm(**{name: getattr(venue, name) for name in VenueForm.__struct_fields__})

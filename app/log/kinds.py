"""Kinds of records: how the data of a line becomes the columns of a row, for every released version."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, cached_property
from typing import Any

import msgspec
from msgspec import Struct, field
from sqlalchemy import Boolean, Column, Dialect, ForeignKeyConstraint, Integer, Table
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.types import TypeDecorator

from db.models.record import Model, Record
from db.tables import metadata
from db.types import CivilDate, Digest, Instant, Number

__all__ = ["META", "Kind", "Upgrade", "kind_of", "kinds", "register"]

META = ("id", "site", "stream", "revision", "void", "void_reason", "written_at", "written_by")

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the data of one version into that of the next."""

_ANY_DIALECT: Dialect = DefaultDialect()  # our column types bind to the same text on all of them


class Kind(Struct, frozen=True, dict=True):
    """One kind of record: its table, its newest version, and how older data is read."""

    model: type[Record]
    upgrades: Mapping[
        int, Upgrade
    ]  # from version v to v + 1, where more changed than that columns were added
    downgrades: Mapping[int, Upgrade] = field(default_factory=dict)  # the same from version v + 1 to v

    @property
    def name(self) -> str:
        """What a line calls it."""
        return str(self.table.name)  # a plain str: encoders refuse SQLAlchemy's own

    @property
    def version(self) -> int:
        """Version of the data that is written today."""
        return self.model.schema_version

    @cached_property
    def table(self) -> Table:
        """The table of the rows."""
        table = self.model.__table__  # type: ignore[attr-defined]
        assert isinstance(table, Table)
        return table

    @cached_property
    def fields(self) -> tuple[Column[Any], ...]:
        """The columns that a line's data carries, in order."""
        return tuple(column for column in self.table.columns if column.name not in META)

    @cached_property
    def integers(self) -> tuple[int, ...]:
        """Places in `fields` of whole numbers."""
        return tuple(place for place, column in enumerate(self.fields) if isinstance(column.type, Integer))

    @cached_property
    def flags(self) -> tuple[int, ...]:
        """Places in `fields` of truth values."""
        return tuple(place for place, column in enumerate(self.fields) if isinstance(column.type, Boolean))

    @cached_property
    def texts(self) -> tuple[int, ...]:
        """Places in `fields` of free text."""
        others = {place for place, _ in self.forms} | {*self.integers, *self.flags}
        return tuple(place for place in range(len(self.fields)) if place not in others)

    @cached_property
    def forms(self) -> tuple[tuple[int, Callable[[str], bool]], ...]:
        """(place in `fields`, test) of each text that must have a form, or reading its row would fail for ever."""
        return tuple(
            (place, column.type.holds)
            for place, column in enumerate(self.fields)
            if isinstance(column.type, CivilDate | Digest | Instant | Number)
        )

    @cached_property
    def parents(self) -> tuple[tuple[int, Table], ...]:
        """(place in `fields`, table) of each reference to a record that must be here first."""
        _know_all()
        places = {column.name: place for place, column in enumerate(self.fields)}
        return tuple(
            (places[constraint.column_keys[0]], constraint.referred_table)
            for constraint in self.table.constraints
            if isinstance(constraint, ForeignKeyConstraint)
        )

    @cached_property
    def data(self) -> type[msgspec.Struct]:
        """The strict shape of a line's data."""
        return msgspec.defstruct(
            f"{self.name}_data",
            [_data_field(column) for column in self.fields],
            frozen=True,
            gc=False,
        )

    @cached_property
    def _defaults(self) -> Mapping[str, Any]:
        """What columns hold that an older version of the data did not have."""
        return {
            column.name: getattr(column.default, "arg", None)
            for column in self.fields
            if column.nullable or column.default is not None
        }

    @cached_property
    def _since(self) -> Mapping[str, int]:
        """Version with which each column came that was not there from the beginning."""
        return {column.name: column.info["since"] for column in self.fields if "since" in column.info}

    @cached_property
    def lines_decoder(self) -> "msgspec.json.Decoder[Any]":
        """Reads whole lines of the newest version; encoded again they give the same bytes."""
        head = {"n": int, "k": str, "v": int, "id": str, "r": int, "op": str, "t": str, "by": str}
        fields: list[Any] = [*head.items(), ("d", self.data), ("why", str | None, None)]
        return msgspec.json.Decoder(
            msgspec.defstruct(f"{self.name}_line", fields, frozen=True, omit_defaults=True, gc=False)
        )

    @cached_property
    def _decoder(self) -> "msgspec.json.Decoder[msgspec.Struct]":
        return msgspec.json.Decoder(self.data)

    @cached_property
    def _binders(self) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
        return tuple(
            (
                column.key,
                column.type.bind_processor(_ANY_DIALECT) if isinstance(column.type, TypeDecorator) else None,
            )
            for column in self.fields
        )

    def data_of(self, record: Record) -> msgspec.Struct:
        """Return the data of `record` as its line will carry it."""
        return self.data(
            *(
                getattr(record, key) if bind is None else bind(getattr(record, key))
                for key, bind in self._binders
            )
        )

    def read(self, version: int, data: msgspec.Raw) -> tuple[Any, ...]:
        """Return the values of `fields` for a line's data, older versions brought up to date.

        Raises:
            msgspec.DecodeError: The data has not the shape of its version.
            KeyError: There is no such version.
        """
        if version == self.version:
            return msgspec.structs.astuple(self._decoder.decode(data))
        if not 1 <= version < self.version:
            raise KeyError(version)
        values: dict[str, Any] = msgspec.json.decode(data)
        for older in range(version, self.version):
            values = self.upgrades.get(older, _as_it_was)(values)
        return self.completed(values)

    def completed(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the values of `fields`, with what columns hold by default where `values` lack them.

        Raises:
            msgspec.ValidationError: One lacks that has no default, or is of another type.
        """
        return msgspec.structs.astuple(msgspec.convert({**self._defaults, **values}, self.data))

    def written_down(self, data: msgspec.Struct, version: int) -> dict[str, Any] | None:
        """Return `data` as an older `version` wrote it; None where that could not say all of it.

        What comes back when it is read again must be `data`: nothing is ever lost for an older reader's sake.
        """
        values = msgspec.structs.asdict(data)
        for older in reversed(range(version, self.version)):
            if older in self.upgrades and older not in self.downgrades:
                return None
            values = self.downgrades.get(older, _as_it_was)(values)
            values = {name: value for name, value in values.items() if self._since.get(name, 1) <= older}
        with suppress(msgspec.ValidationError):
            if self.read(version, msgspec.Raw(msgspec.json.encode(values))) == msgspec.structs.astuple(data):
                return values
        return None


def _as_it_was(values: dict[str, Any]) -> dict[str, Any]:
    return values


def _data_field(column: Column[Any]) -> tuple[str, Any] | tuple[str, Any, Any]:
    plain: Any
    if isinstance(column.type, Boolean):
        plain = bool
    elif isinstance(column.type, Integer):
        plain = int
    else:
        plain = str
    return (column.name, plain | None) if column.nullable else (column.name, plain)


_kinds: dict[str, Kind] = {}


def register(
    model: type[Record],
    upgrades: Mapping[int, Upgrade] | None = None,
    downgrades: Mapping[int, Upgrade] | None = None,
) -> Kind:
    """Make `model` a kind of record that lines can carry; columns that were added need neither way."""
    kind = Kind(model, upgrades or {}, downgrades or {})
    _kinds[kind.name] = kind
    return kind


def kinds() -> Mapping[str, Kind]:
    """Return all kinds this program knows, by name."""
    _know_all()
    return _kinds


def kind_of(record: Record) -> Kind:
    """Return the kind of `record`."""
    return _kinds.get(record.__tablename__) or register(type(record))  # type: ignore[attr-defined]


@cache
def _know_all() -> None:
    metadata()
    for mapper in Model.registry.mappers:
        if issubclass(mapper.class_, Record) and mapper.class_.__tablename__ not in _kinds:  # type: ignore[attr-defined]
            register(mapper.class_)

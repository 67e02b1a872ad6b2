"""Every table, mapped when somebody asks: whoever only reads a page need not wait for those it does not show."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy import MetaData

import db.models
from db.models.record import Model

__all__ = ["metadata"]


@cache
def metadata() -> MetaData:
    """Return what is known of all tables."""
    for module in iter_modules(db.models.__path__, "db.models."):
        import_module(module.name)
    return Model.metadata

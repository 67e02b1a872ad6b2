"""Schema versions of the database file. Revisions never import today's models."""

from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import TYPE_CHECKING

from sqlalchemy import Engine

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["NEWEST", "NewerFile", "revision_of", "upgrade"]

NEWEST = "0017"  # a test compares it with the scripts; alembic is only imported when a file differs


class NewerFile(Exception):
    """The file was written by a newer program."""


def revision_of(path: Path) -> str | None:
    """Return the schema revision of the file at `path`; None if it is new or empty."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    with closing(connect(f"file:{path.as_posix()}?mode=ro", uri=True)) as connection:
        known = connection.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    return None if row is None else str(row[0])


def upgrade(engine: Engine) -> None:
    """Bring the file behind `engine` to `NEWEST`: one transaction for each revision.

    Foreign keys are off meanwhile, as SQLite changes a table by copying it, and checked before each commit.

    Raises:
        NewerFile: Its revision is unknown here.
    """
    from alembic.runtime.environment import EnvironmentContext
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = _config()
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    known = [script.revision for script in scripts.walk_revisions("base", "heads")][::-1]
    if current is not None and current not in known:
        raise NewerFile(current)
    for revision in known[known.index(current) + 1 if current else 0 :]:
        with engine.connect() as connection:
            connection.exec_driver_sql(
                "ROLLBACK"
            )  # leave the transaction SQLAlchemy began: pragmas need none
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            environment = EnvironmentContext(
                config,
                scripts,
                fn=lambda current, _context, target=revision: scripts._upgrade_revs(target, current),
                destination_rev=revision,
            )
            config.attributes["connection"] = connection
            with environment:
                scripts.run_env()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"revision {revision} breaks references: {broken[:3]}")
            connection.commit()
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
            connection.exec_driver_sql("BEGIN")


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config

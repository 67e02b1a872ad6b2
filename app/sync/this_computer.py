"""What this computer is for in its ledger: it writes, it only looks, or it asks.

One computer writes for a site. Another one may take its place, after a phone call: it is a new node with a key
of its own, goes on in a new epoch and states everything anew.
"""

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import update

from app.sync.keys import Machine, own_machine
from app.workspace import Workspace, storage_errors
from db.models.log import Identity

__all__ = ["ThisComputer", "begin_here", "only_this_computer", "only_view_here", "this_computer"]


class ThisComputer(Struct, frozen=True):
    """What this computer is in this ledger.

    Attributes:
        has_key: It can sign here.
        viewer: It was set to look only.
        doubt: Another computer seems to write for the same unit.
        sealed: The system keyring seals its key.
    """

    has_key: bool
    viewer: bool
    doubt: bool
    sealed: bool

    @property
    def asks(self) -> bool:
        """Tell whether somebody has to say what this computer is for."""
        return not self.viewer and (self.doubt or not self.has_key)


def this_computer(ws: Workspace, *, quick: bool = False) -> ThisComputer:
    """Return what this computer is in this ledger.

    Args:
        quick: Only see whether there is a key file; opening it loads the cipher libraries.
    """
    machine = Machine(ws.machine)
    has_key = machine.has_file(ws.node) if quick else machine.has_key(ws.node)
    with ws.read() as session:
        identity = session.get_one(Identity, 1)
        return ThisComputer(has_key, identity.viewer, identity.doubt, machine.is_sealed(ws.node))


def only_view_here(ws: Workspace) -> None:
    """Let this computer only look: another one writes for the unit."""
    _say_of_here(ws, viewer=True, doubt=False)


def only_this_computer(ws: Workspace) -> None:
    """Answer that no other computer writes: this one was put back from a copy of its whole disk."""
    _say_of_here(ws, viewer=False, doubt=False)


def begin_here(ws: Workspace) -> Workspace:
    """Let this computer write for the unit from now on: a new node with a new key and a new epoch.

    At a station the office is asked with the next package; what was written here and nowhere else is stated
    anew in it. At the office every station has to be given a new start package.

    Returns:
        The same ledger; close the one that was given.

    Raises:
        StorageError: Key or ledger cannot be written.
    """
    from app.sync.anchor import keep_anchor
    from app.sync.epochs import begin_epoch

    node = ws.ids.site()
    own_machine(ws.machine).create_key(node)
    _say_of_here(ws, viewer=False, doubt=False)
    with ws.write() as session:
        session.get_one(Identity, 1).node = node
        epoch = begin_epoch(session, ws, {})
    here = replace(ws, node=node, epoch=epoch)
    keep_anchor(here, restored=True)
    return here


def _say_of_here(ws: Workspace, *, viewer: bool, doubt: bool) -> None:
    engine = ws.engine.execution_options(begin="IMMEDIATE")
    with storage_errors(), engine.begin() as connection:
        connection.execute(update(Identity).values(viewer=viewer, doubt=doubt))

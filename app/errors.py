"""What a user is told. `str(error)` is Chinese: what happened, what is safe, what to do."""

__all__ = ["Cancelled", "InvalidInput", "NotOwner", "PackageRejected", "StorageError", "UserError"]


class UserError(Exception):
    """Something the user can understand and act on; everything else is a bug."""


class InvalidInput(UserError):
    """What was typed, chosen or opened cannot be used."""


class NotOwner(UserError):
    """The record belongs to another site."""


class PackageRejected(UserError):
    """A sync package is not taken in; nothing was written."""


class StorageError(UserError):
    """Disk, stick or database cannot be read or written."""


class Cancelled(Exception):
    """The user stopped a job; whatever it had begun was rolled back."""

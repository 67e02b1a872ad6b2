"""What need not be done while the program is being loaded."""

import gc

__all__ = ["begin", "end"]


def begin() -> None:
    """Look for no garbage, since all that is loaded stays, and for no features in the modules.

    PySide reads the source of every module that is imported after it, in search of the optional features of
    `from __feature__ import`, which nobody uses here.
    """
    gc.disable()
    import PySide6.QtCore  # noqa: F401 - the next one comes with it
    from shibokensupport import feature  # type: ignore[import-not-found]

    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda _module: False


def end() -> None:
    """Begin to look for garbage, but never again through what was loaded."""
    gc.freeze()
    gc.enable()

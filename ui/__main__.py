"""The console script: the window without a sub-command, the command line with one."""

import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window, or hand a sub-command over to the command line without loading Qt.

    The window takes `--data DIR`, `--machine DIR` and the name of a package file.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    wanted = _for_window(arguments)
    if wanted is None:
        from app.__main__ import main as command_line

        return command_line(arguments)
    from ui import starting

    starting.begin()
    from ui.program import run

    return run(**wanted)


def _for_window(arguments: Sequence[str]) -> dict[str, Path] | None:
    """Return what the window is to open, or None when this is for the command line."""
    found: dict[str, Path] = {}
    rest = iter(arguments)
    for word in rest:
        option, _, value = word.partition("=")
        if option in ("--data", "--machine"):
            value = value or next(rest, "")
            if not value:
                return None
            found["folder" if option == "--data" else "machine"] = Path(value).absolute()
        elif word.lower().endswith(".zwt") and "package" not in found:
            found["package"] = Path(word).absolute()
        else:
            return None
    return found


if __name__ == "__main__":
    sys.exit(main())

"""Running a sub-command in this process."""

import pytest

from app.__main__ import main


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Return (exit code, standard output, standard error)."""
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as ending:
        code = int(ending.code or 0)
    printed = capsys.readouterr()
    return code, printed.out, printed.err

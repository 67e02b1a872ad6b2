"""`station-ledger SUBCOMMAND`: see `--help`. Exit code 0 done, 1 the user must act, 2 wrong usage."""

import argparse
import logging
import sys
from collections.abc import Sequence
from importlib import import_module

from app.cli.parser import ChineseParser
from app.errors import UserError

__all__ = ["main"]

_GROUPS = (
    "app.cli.folders",
    "app.cli.exchange",
    "app.cli.alone",
    "app.cli.computers",
    "app.cli.documents",
    "app.cli.records",
    "app.cli.demo",
)
"""Modules that add sub-commands: `add(subparsers)` sets `run`, a function of the parsed arguments."""

_DESCRIPTION = "站务台账：文化站和县创建办的离线台账。不写子命令时打开窗口。"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one sub-command and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = _parser().parse_args(argv)
    try:
        result = arguments.run(arguments)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已停止，没有做完的部分已撤回。", file=sys.stderr)
        return 1
    except Exception:
        logging.exception("unexpected")
        print("程序内部错误，数据没有改动。请把上面的内容发给维护人员。", file=sys.stderr)
        return 1
    return int(result or 0)


def _parser() -> argparse.ArgumentParser:
    parser = ChineseParser(prog="station-ledger", description=_DESCRIPTION)
    subparsers = parser.add_subparsers(
        title="子命令", metavar="子命令", required=True, parser_class=ChineseParser
    )
    for name in _GROUPS:
        import_module(name).add(subparsers)
    return parser


if __name__ == "__main__":
    sys.exit(main())

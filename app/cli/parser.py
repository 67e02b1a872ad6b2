"""argparse that speaks Chinese."""

import argparse
from collections.abc import Iterable
from typing import NoReturn

from typing_extensions import override

__all__ = ["ChineseParser"]


class _Formatter(argparse.RawDescriptionHelpFormatter):
    @override
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class ChineseParser(argparse.ArgumentParser):
    """A parser whose help and complaints are Chinese; wrong usage ends with 2."""

    def __init__(self, **settings: object) -> None:
        settings.setdefault("formatter_class", _Formatter)
        super().__init__(add_help=False, **settings)  # type: ignore[arg-type]
        self._positionals.title, self._optionals.title = "要写的", "可选的"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    @override
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"命令写得不对（{_chinese(message)}）。加 --help 看写法。\n")


def _chinese(message: str) -> str:
    for english, chinese in _WORDS.items():
        message = message.replace(english, chinese)
    return message


_WORDS = {
    "the following arguments are required: ": "缺少 ",
    "unrecognized arguments: ": "不认识 ",
    "expected at least one argument": "后面要写内容",
    "expected one argument": "后面要写一个内容",
    "invalid choice: ": "没有这个选择 ",
    "invalid int value: ": "不是整数 ",
    "choose from": "可选",
    "argument ": "",
}

"""`demo`: the invented county."""

import argparse
import sys
from pathlib import Path

__all__ = ["add"]


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `demo`."""
    demo = subparsers.add_parser("demo", help="造一个演示县：县创建办、各文化站、一年的工作、数据包和打印件")
    demo.add_argument("folder", type=Path, metavar="文件夹", help="新文件夹，或者以前的演示（会换成新的）")
    demo.add_argument("--stations", type=_count, default=22, metavar="个", help="多少个文化站，默认 22")
    demo.add_argument("--villages", type=_count, default=14, metavar="个", help="每站多少个村，默认 14")
    demo.add_argument("--months", type=_count, default=12, metavar="个", help="多少个月，默认 12")
    demo.set_defaults(run=_demo)


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 200:
        raise argparse.ArgumentTypeError("要在 1 到 200 之间")
    return number


def _demo(arguments: argparse.Namespace) -> None:
    from app.demo.build import MACHINE, OFFICE, PACKAGES, PAPERS, STATIONS, DemoSize, build_demo
    from app.job import Job

    size = DemoSize(arguments.stations, arguments.villages, arguments.months)
    show = sys.stderr.isatty()
    job = (
        Job(lambda done, total: print(f"\r正在生成演示数据 {done}/{total}", end="", file=sys.stderr))
        if show
        else Job()
    )
    made = build_demo(arguments.folder, size, job=job)
    if show:
        print("\r" + " " * 40, end="\r", file=sys.stderr)
    folder = arguments.folder
    print(
        f"演示数据已生成：{made.stations} 个文化站，{made.villages} 个村，{made.records:,} 条记录，"
        f"{made.packages} 个数据包，{made.papers} 份打印件，共 {made.size_bytes / 1e6:.0f} MB，用时 {made.seconds:.0f} 秒。\n"
        f"  县创建办数据    {folder / OFFICE}\n"
        f"  各文化站数据    {folder / STATIONS}\n"
        f"  来往的数据包    {folder / PACKAGES}\n"
        f"  打印件          {folder / PAPERS}\n"
        f"打开窗口看：station-ledger --data {folder / OFFICE} --machine {folder / MACHINE}"
    )

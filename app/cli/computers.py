"""Computers and keys: who may write for whom."""

import argparse
import sys
from pathlib import Path

from app.cli.folders import opened, with_data, with_json
from app.cli.output import print_json

__all__ = ["add"]


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the sub-commands about computers and keys."""
    computers = subparsers.add_parser("computers", help="县里：各站用哪台电脑，有没有新电脑等着接替")
    with_data(computers)
    with_json(computers)
    computers.set_defaults(run=_computers)

    stop = subparsers.add_parser("stop-computer", help="县里：停用一台丢失或送走的电脑")
    stop.add_argument("node", metavar="电脑编号", help="computers 里显示的编号")
    stop.add_argument("--reason", required=True, metavar="原因", help="如 电脑丢失")
    with_data(stop)
    stop.set_defaults(run=_stop)

    accept = subparsers.add_parser("accept-computer", help="县里：电话核对后，让站里的新电脑接替旧电脑")
    accept.add_argument("node", metavar="电脑编号")
    accept.add_argument("--fingerprint", required=True, metavar="六组数字", help="对方念的")
    with_data(accept)
    accept.set_defaults(run=_accept)

    here = subparsers.add_parser("this-computer", help="这台电脑在这份台账里是干什么的，或改成别的")
    here.add_argument("--use", choices=("write", "view"), help="write 以后用这台写，view 只看")
    with_data(here)
    here.set_defaults(run=_this)

    join = subparsers.add_parser(
        "rejoin", help="站里：县里的电脑和备份都没了、重新建了台账，用新的开站包接上"
    )
    join.add_argument("package", type=Path, metavar="开站包")
    join.add_argument("--yes", action="store_true", help="真的换；不写只说会怎样")
    with_data(join)
    join.set_defaults(run=_rejoin)

    villages = subparsers.add_parser("villages", help="站里：本站的村；移交给别的站，或接收移交来的")
    with_data(villages)
    with_json(villages)
    villages.add_argument("--give", nargs=2, metavar=("村代码", "站代码"), help="移交")
    villages.add_argument("--adopt", metavar="村名", help="接收")
    villages.set_defaults(run=_villages)

    renew = subparsers.add_parser("renew-key", help="县里：换一把新钥匙，旧钥匙签字担保，各站不用重新开站")
    with_data(renew)
    renew.set_defaults(run=_renew)

    code = subparsers.add_parser(
        "recovery-code", help="显示本机钥匙的恢复码（抄在纸上锁好）；加 --put-back 用恢复码找回钥匙"
    )
    code.add_argument("--put-back", action="store_true", help="从标准输入读纸上的十组数字")
    with_data(code)
    code.set_defaults(run=_recovery)


def _computers(arguments: argparse.Namespace) -> None:
    from app.sync.computers import list_computers, list_newcomers
    from app.sync.results import day_text

    with opened(arguments) as ws:
        rows, newcomers = list_computers(ws), list_newcomers(ws)
    if arguments.json:
        print_json({"computers": rows, "newcomers": newcomers})
        return
    for row in rows:
        state = f"停用：{row.stopped}" if row.stopped else "在用" if row.confirmed else "在用，未核对"
        print(f"{row.name}\t{row.node}\t{day_text(row.since)}登记\t{state}")
    for one in newcomers:
        print(f"{one.name}\t{one.node}\t等着接替，核对码 {one.digits}")


def _stop(arguments: argparse.Namespace) -> None:
    from app.errors import InvalidInput
    from app.sync.computers import list_computers, stop_computer

    with opened(arguments) as ws:
        found = [row for row in list_computers(ws) if row.node == arguments.node and not row.stopped]
        if not found:
            raise InvalidInput("没有这台在用的电脑。用 computers 看编号。")
        stop_computer(ws, found[0].certificate, arguments.reason)
    print(f"已停用“{found[0].name}”的这台电脑。它以后发来的包会放进隔离。要换新电脑，请给该站新的开站包。")


def _accept(arguments: argparse.Namespace) -> int:
    import re

    from app.errors import InvalidInput
    from app.sync.computers import accept_newcomer, list_newcomers

    with opened(arguments) as ws:
        found = [one for one in list_newcomers(ws) if one.node == arguments.node]
        if not found:
            raise InvalidInput("没有这台电脑在等。用 computers 看编号。")
        if re.sub(r"\D", "", arguments.fingerprint) != found[0].digits.replace(" ", ""):
            raise InvalidInput("核对码不一致，没有接替。请对方重新念一遍；仍不一致，包不是从他的电脑来的。")
        received = accept_newcomer(ws, arguments.node)
    print("已由新电脑接替。")
    for file in received.files:
        print(f"{file.label}\t{file.name}\t{file.sentence}")
    return 0 if received.complete else 1


def _this(arguments: argparse.Namespace) -> None:
    from app.sync.this_computer import begin_here, only_view_here, this_computer

    with opened(arguments) as ws:
        if arguments.use == "write":
            begin_here(ws)
            print("以后用这台电脑写。请生成一个上报包发给县里，县里打电话核对后就接上。")
        elif arguments.use == "view":
            only_view_here(ws)
            print("这台电脑以后只看。")
        else:
            here = this_computer(ws)
            print(
                "只看"
                if here.viewer
                else "可以收发"
                if here.has_key
                else "没有钥匙，只能看，请选 --use write 或 view"
            )
            if here.doubt:
                print("可能还有一台电脑在用这份台账，请选 --use write 或 view。")


def _rejoin(arguments: argparse.Namespace) -> None:
    from app.sync.rejoin import look_at_new_office, rejoin

    with opened(arguments) as ws:
        new = look_at_new_office(ws, arguments.package)
        print(
            f"{new.unit_name}以后报给“{new.name}”（{new.contact}）。本站写过的都保留，下次上报全部重新报给它。"
        )
        if arguments.yes:
            rejoin(ws, arguments.package)
            print("已经接上，请生成一个上报包发给县里。")


def _villages(arguments: argparse.Namespace) -> None:
    from app.errors import InvalidInput
    from app.office.units import list_units
    from app.sync.villages import adopt_village, hand_over_village, list_villages

    with opened(arguments) as ws:
        if arguments.give:
            by_code = {unit.code: unit.id for unit in list_units(ws)}
            unknown = [code for code in arguments.give if code not in by_code]
            if unknown:
                raise InvalidInput(f"没有代码是“{unknown[0]}”的单位，请核对代码。")
            village, station = (by_code[code] for code in arguments.give)
            hand_over_village(ws, village, station, "")
            print("已移交，请上报一次。对方接收以前，这个村的记录只能看。")
        elif arguments.adopt:
            offered = [
                row for row in list_villages(ws) if row.state == "offered" and row.name == arguments.adopt
            ]
            if not offered:
                raise InvalidInput(f"没有移交来的“{arguments.adopt}”。")
            print(f"已接收，{adopt_village(ws, offered[0].handover)} 条场所和问题归本站管。请上报一次。")
        elif arguments.json:
            print_json(list_villages(ws))
        else:
            words = {"ours": "本站的", "given": "已移交，等接收", "offered": "等本站接收"}
            for row in list_villages(ws):
                print(f"{row.name}\t{words[row.state]}\t{row.other}\t{row.records} 条")


def _renew(arguments: argparse.Namespace) -> None:
    from app.sync.succession import renew_office_key

    with opened(arguments) as ws:
        renew_office_key(ws)
    print("已换新钥匙。下一次的下发包会告诉各站；旧的恢复码作废，请重新打印。")


def _recovery(arguments: argparse.Namespace) -> None:
    from app.sync.recovery import key_on_paper, put_key_back

    with opened(arguments) as ws:
        if arguments.put_back:
            put_key_back(ws, sys.stdin.read())
            print("钥匙找回来了，可以收发。")
        else:
            print(" ".join(key_on_paper(ws)))
            print("拿到这十组数字就能以本单位的名义发包：抄在纸上，和公章放在一起。")

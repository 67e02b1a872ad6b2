"""Work ledgers become lines of the log, and progress of the tasks they name."""

from app.importing.batches import undo_import
from app.importing.documents import import_candidates, judge, read_pasted, subjects_of
from app.importing.logs import Logs
from app.importing.model import State
from app.tasks.claims import claim_items
from app.tasks.ledger import read_row
from app.work.log import list_log
from app.workspace import Workspace
from tests.app.tasks.lists import item, publish
from tests.workspaces import carry

LEDGER = """清河县青石镇综合文化站2025年工作台账
序号\t工作事项\t日期\t地点\t数量\t参加人数\t进展情况
1\t组织群众性文化活动\t2025年5月1日\t文化广场\t2场\t300人\t演出两场
2\t到村核对图书登记\t2025年6月\t\t\t若干\t已核对
3\t办新春联欢\t2027年1月1日\t\t\t\t
"""


def logs_of(ws: Workspace, text: str = LEDGER) -> Logs:
    (subject, *_) = subjects_of(ws, read_pasted(text))
    assert isinstance(subject, Logs)
    return subject


def test_lines_of_a_ledger_become_log_and_progress(ready: Workspace, office: Workspace) -> None:
    (task,) = publish(office, [item("组织群众性文化活动", "2026年", quantity=12, quantity_unit="场")])
    carry(office, ready)
    claim_items(ready, [task], responsible="周小满")
    subject = logs_of(ready)
    candidates = subject.read()
    states = [judge(subject, candidates)[one.id].state for one in candidates]
    assert states == [State.NEW, State.NEW, State.REFUSED]
    assert [[doubt.code for doubt in one.doubts] for one in candidates[:2]] == [[], ["on", "people"]]
    done = import_candidates(subject, candidates)
    rows = {row.text: row for row in list_log(ready)}
    assert set(rows) == {"组织群众性文化活动：演出两场", "到村核对图书登记：已核对"}
    first = rows["组织群众性文化活动：演出两场"]
    assert (f"{first.on}", first.place, first.people, first.item) == ("2025-05-01", "文化广场", 300, task)
    assert f"{rows['到村核对图书登记：已核对'].on}" == "2025-06-30"
    percent = read_row(ready, task).percent
    assert percent == 16  # 2 of 12
    again = logs_of(ready)
    judged = judge(again, again.read())
    assert [judged[one.id].state for one in again.read()][:2] == [State.SAME, State.SAME]
    corrected = logs_of(ready, LEDGER.replace("演出两场", "演出两场，观众踊跃"))
    assert import_candidates(corrected, corrected.read()).changed == 1
    assert "组织群众性文化活动：演出两场，观众踊跃" in {row.text for row in list_log(ready)}
    undone = undo_import(ready, done.batch)
    assert undone.taken_back == 1
    assert len(undone.kept) == 1


def test_the_next_months_ledger_is_another_days_work(ready: Workspace) -> None:
    first = logs_of(ready)
    import_candidates(first, first.read())
    second = logs_of(ready, LEDGER.replace("2025年5月1日", "2025年7月1日").replace("2025年6月", "2025年8月"))
    judged = judge(second, second.read())
    assert [one.state for one in judged.values()] == [State.NEW, State.NEW, State.REFUSED]

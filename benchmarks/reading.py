"""How long reading takes: a 2,000-row workbook and a 17-page Word list, each to be read within 2 s.

Run: python benchmarks/reading.py
"""

import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl

from app.reading import document_json, read_document, read_text

LIMIT_S = 2.0
HEADERS = [
    "序号",
    "任务类别",
    "任务内容",
    "标准要求",
    "数量",
    "计量单位",
    "周期",
    "完成时限",
    "责任领导",
    "责任单位",
    "责任人",
    "佐证材料",
    "进展情况",
    "状态",
    "备注",
]


def row(number: int) -> list[str]:
    return [
        str(number),
        "活动开展" if number % 5 == 1 else "同上",
        f"组织开展第{number}场群众文化活动并做好记录",
        "要有方案、照片、总结，人数不少于100人",
        str(number % 7 + 1),
        "场",
        "每季度",
        f"2019年{number % 12 + 1}月底前",
        "张明",
        "文化站、文化馆",
        "李强",
        "活动档案、照片",
        "已开展",
        "进行中",
        "",
    ]


def workbook(rows: int) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("任务清单")
    sheet.append(HEADERS)
    for number in range(1, rows + 1):
        sheet.append(row(number))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def word_list(pages: int, rows_a_page: int = 20) -> bytes:
    document = docx.Document()
    document.add_paragraph("清河县创建任务书")
    table = document.add_table(rows=0, cols=8)
    for values in [HEADERS[:8], *(row(number)[:8] for number in range(1, pages * rows_a_page + 1))]:
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = value
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def plan(items: int) -> str:
    parts = ["清河县文化局整改方案", "一、整改项目"]
    for number in range(1, items + 1):
        parts += [
            f"项目{number}：加强第{number}项工作",
            "整改目标：明显好转。",
            "整改措施：（1）完善制度；（2）落实责任；（3）督促检查。",
            f"整改时限：2009年9月—2010年{number % 12 + 1}月",
            "责任领导：***",
            "责任单位：办公室、社文股",
        ]
    return "\n".join(parts)


def timed(name: str, work: Callable[[], object]) -> None:
    begin, processor = time.perf_counter(), time.process_time()
    work()
    seconds, busy = time.perf_counter() - begin, time.process_time() - processor
    verdict = "ok" if seconds < LIMIT_S else "TOO SLOW" if busy > LIMIT_S else "machine busy"
    print(f"{name:<40}{seconds:8.2f} s {busy:8.2f} s of processor time   {verdict}")


def main() -> None:
    read_text("预热")
    with tempfile.TemporaryDirectory() as folder:
        sheet, word = Path(folder, "a.xlsx"), Path(folder, "a.docx")
        sheet.write_bytes(workbook(2000))
        word.write_bytes(word_list(17))
        timed("workbook, 2,000 rows x 15 columns", lambda: read_document(sheet))
        timed("Word list, 17 pages, 340 rows", lambda: read_document(word))
        timed("plan in running text, 200 items", lambda: read_text(plan(200)))
        document = read_document(sheet)
        timed("JSON of 2,000 items", lambda: document_json(document))


if __name__ == "__main__":
    main()

"""Workbooks and Word tables as clerks make them: what must come out, item by item."""

from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl

from app.reading import Document, Item, Kind, read_document

Rows = Sequence[Sequence[object]]


def read_sheet(tmp_path: Path, rows: Rows, *merged: str, hidden: Sequence[int] = ()) -> Document:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    for row_number in hidden:
        sheet.row_dimensions[row_number].hidden = True
    path = tmp_path / "表.xlsx"
    book.save(path)
    return read_document(path)


def read_word_table(tmp_path: Path, rows: Sequence[Sequence[str]], *before: str) -> Document:
    document = docx.Document()
    for line in before:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = text
    path = tmp_path / "表.docx"
    document.save(str(path))
    return read_document(path)


def columns(document: Document) -> list[str | None]:
    return [column.field for column in document.tables[0].columns]


def codes(item: Item) -> list[str]:
    return [doubt.code for doubt in item.doubts]


def test_three_header_rows_totals_remarks_and_signatures(tmp_path: Path) -> None:
    document = read_sheet(
        tmp_path,
        [
            ["柳溪县2024年公共文化服务重点工作任务分解表"],
            ["填报单位：县文旅局", None, None, None, None, None, "填报日期：2024年1月15日"],
            ["序号", "重点任务", "工作要求", None, "责任落实", None, "完成时限", "备注"],
            [None, None, "具体内容", "数量", "责任单位", "责任人", None, None],
            [None, None, None, "（场/次）", "（全称）", None, None, None],
            ["一、文化惠民"],
            ["1", "送戏下乡", "每个行政村演出", 4, "县文化馆", "何佳", "2024年11月底前", None],
            ["2", None, "流动图书车进村", 12, "县图书馆", "〃", "〃", None],
            ["3", "免费开放", "周末、节假日正常开放", None, "各乡镇综合文化站", "站长", "长期坚持", None],
            ["小计", None, None, 16],
            ["二、阵地建设"],
            ["4", "村级文化活动室", "新建", "3个", "各乡镇", "同上", "9月上旬", None],
            ["合计", None, None, 19],
            ["注：1.任务完成情况纳入年终考核。"],
            ["2.各单位每季度末报送进展。"],
            ["审核人：", None, "填表人：", None, "联系电话："],
        ],
        *("A1:H1", "A3:A5", "B3:B5", "C3:D3", "E3:F3", "G3:G5", "H3:H5", "C4:C5", "F4:F5"),
        *("A6:H6", "B7:B8", "A11:H11"),
        hidden=[9],
    )
    assert document.kind is Kind.TASK_LIST
    assert columns(document)[2:6] == ["content", "quantity", "units", "responsible"]
    assert [(item.printed_no, item.title.text, item.units, item.leaders) for item in document.items] == [
        ("1", "送戏下乡", ("县文化馆",), ("何佳",)),
        ("2", "送戏下乡", ("县图书馆",), ("何佳",)),
        ("3", "免费开放", ("各乡镇综合文化站",), ("站长",)),
        ("4", "村级文化活动室", ("各乡镇",), ("站长",)),
    ]
    assert [item.fields["category"].text for item in document.items] == ["文化惠民"] * 3 + ["阵地建设"]
    assert [codes(item) for item in document.items] == [[], [], ["hidden_row"], []]


def test_an_empty_cell_of_the_item_itself_is_said(tmp_path: Path) -> None:
    document = read_sheet(
        tmp_path,
        [
            ["枫林乡公共文化设施问题台账"],
            ["序号", "行政村", "存在的问题", "问题类型", "整改措施", "责任人", "整改期限"],
            [1, "东岭村", "图书室无书架", "设施", "购置书架4组", "村支书", "2023年4月底前"],
            [2, None, '=HYPERLINK("x")', "设施", "维修", "村支书", "立即"],
            [3, "西坡村", "广场照明损坏", "安全", "更换灯具", "同上", "2023年3月32日"],
        ],
        "A1:G1",
        "B3:B4",
    )
    assert document.kind is Kind.PROBLEM_LEDGER
    assert [item.title.text for item in document.items] == ["图书室无书架", "东岭村", "广场照明损坏"]
    assert [codes(item) for item in document.items] == [[], ["missing_title"], ["damaged_date"]]


def test_the_deepest_of_three_indicator_columns_is_the_task(tmp_path: Path) -> None:
    document = read_sheet(
        tmp_path,
        [
            ["××县2026年创建工作任务清单（乡镇综合文化站）"],
            [
                "序号",
                "一级指标",
                "二级指标",
                "三级指标（工作内容）",
                "指标要求",
                "责任单位及责任人",
                "完成时限",
            ],
            [
                "1",
                "设施建设",
                "文化站",
                "站舍面积",
                "不低于300平方米",
                "各乡镇人民政府 站长",
                "2026年6月底前",
            ],
            ["2", "〃", "〃", "功能室设置", "“六室一厅”齐全", "文化站 张*", "2026.6.30"],
            ["说明", "1.由县创建办核定；2.鼓励各站开展特色活动。"],
        ],
        "A1:G1",
        "B5:G5",
    )
    assert columns(document)[1:5] == ["category", "subcategory", "title", "standard"]
    first, second = document.items
    assert (first.title.text, first.units, first.leaders) == ("站舍面积", ("各乡镇人民政府",), ("站长",))
    assert (second.fields["category"].text, second.units, second.masked_leaders) == (
        "设施建设",
        ("文化站",),
        1,
    )


def test_shares_of_the_year_are_no_goal(tmp_path: Path) -> None:
    document = read_sheet(
        tmp_path,
        [
            ["××县2018年文化工作目标责任分解表"],
            ["类别", "指标名称", "计量单位", "年度目标值", "1-6月目标", "7-12月目标", "牵头股室", "分管领导"],
            ["业务工作", "送电影下乡", "场", 2400, 1200, 1200, "电影公司", "赵志国"],
            [None, "送戏下乡", "场", 88, "40", "48", "文化馆", "孙  芳"],
        ],
        "A1:H1",
        "A3:A4",
    )
    assert columns(document)[3:6] == ["quantity", None, None]
    assert [item.goal for item in document.items] == [None, None]
    assert [codes(item) for item in document.items] == [[], []]
    assert [item.leaders for item in document.items] == [("赵志国",), ("孙  芳",)]


def test_the_lowest_header_level_with_the_one_above_it(tmp_path: Path) -> None:
    document = read_sheet(
        tmp_path,
        [
            ["龙潭镇文化设施基本情况统计表"],
            ["序号", "村（社区）名称", "综合文化服务中心", None, None, "文体广场", None, "管理员", None],
            [
                None,
                None,
                "名称",
                "建筑面积（㎡）",
                "建成年份",
                "面积\n（平方米）",
                "是否有灯光",
                "姓名",
                "电话",
            ],
            [1, "龙潭社区", "龙潭社区文化中心", 320, 2019, 1200, "有", "周玉", "13900000000"],
            ["合计", None, None, 320, None, 1200],
        ],
        *("A1:I1", "A2:A3", "B2:B3", "C2:E2", "F2:G2", "H2:I2"),
    )
    assert document.kind is Kind.VENUE_LIST
    assert columns(document) == [
        *("no", "village", "title", "floor_area", "built", "outdoor_area", None, "keeper", "phone"),
    ]
    assert len(document.items) == 1


def test_a_form_of_labels_and_values(tmp_path: Path) -> None:
    document = read_word_table(
        tmp_path,
        [
            ["编号", "ZG-07", "检查日期", "2025年4月2日"],
            ["受检单位", "前坪村文化室", "检查人员", "王*、李*"],
            ["存在问题", "灭火器过期", "整改时限", "2025年4月10日前"],
            ["整改措施", "更换2具灭火器", "责任人", "刘红"],
        ],
        "现场检查整改通知单",
    )
    (item,) = document.items
    assert (item.printed_no, item.title.text, item.leaders) == ("ZG-07", "灭火器过期", ("刘红",))
    assert [measure.text for measure in item.measures] == ["更换2具灭火器"]


def test_headers_in_the_words_of_everyday(tmp_path: Path) -> None:
    document = read_sheet(
        tmp_path,
        [
            ["做什么", "谁来做", "什么时候做完", "做到什么程度", "留什么材料"],
            ["打扫文化站", "全体", "每周五下午", "干净整洁", "照片"],
            ["整理图书", "刘姐", "3月底", "上架编目", "登记册"],
        ],
    )
    assert (document.kind, document.title) == (Kind.TASK_LIST, None)
    assert columns(document) == ["title", "responsible", "limit", "standard", "evidence"]


def test_a_dated_list_of_work_done_is_a_work_ledger(tmp_path: Path) -> None:
    document = read_sheet(
        tmp_path,
        [
            ["日期", "工作内容", "参加人员", "地点"],
            ["5.8", "整理图书室", "林芳", "文化站"],
            ["5.9", "巡查", "陈静", "各村"],
        ],
    )
    assert document.kind is Kind.WORK_LEDGER

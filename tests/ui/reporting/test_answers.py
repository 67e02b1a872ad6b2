"""What was said of a report upward, in one cell."""

from datetime import date

import pytest

from app.reporting.reports_up import ReportUpForm, ReportUpRow
from ui.station.reporting.report_up_tab import _answer

ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (ReportUpForm(ON, instruction="先办起来。", decision="每月听一次。"), "先办起来；每月听一次"),
        (ReportUpForm(ON, decision="每月听一次"), "每月听一次"),
        (ReportUpForm(ON, requests="安排看护"), "请求：安排看护"),
        (ReportUpForm(ON), "等批示"),
    ],
)
def test_what_was_said_reads_as_one_sentence(form: ReportUpForm, words: str) -> None:
    assert _answer(ReportUpRow("a", form, "口头", 0)) == words

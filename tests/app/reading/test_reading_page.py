"""docs/reading.md names every warning the program can give, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_codes_are_documented() -> None:
    sources = [*(ROOT / "app" / "reading").glob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    used = set(re.findall(r'Doubt\(\s*"([a-z_]+)"', code)) | {
        f"missing_{name}" for name in ("goal", "limit", "measures")
    }
    limits = (ROOT / "app" / "time_limit.py").read_text(encoding="utf-8")
    used |= set(
        re.findall(
            r'"((?:damaged|incomplete)_date|year_unknown|end_before_start|several_dates|relative_period)"',
            limits,
        )
    )
    page = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
    table = page[page.index("## Warnings") : page.index("## Limits")]
    named = {
        name
        for line in table.splitlines()
        if line.startswith("| ")
        for name in re.findall(r"[a-z_]{6,}", line.split("|")[1])
    }
    assert named == used

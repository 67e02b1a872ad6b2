"""From the lines and tables of a source to a `Document`."""

from app.reading.activity import only_phase, read_phases
from app.reading.classify import classify
from app.reading.fields import Draft, label_variants, make_item, number_doubts
from app.reading.model import Document, Doubt, Item, Kind, Line, Noise, Phase
from app.reading.noise import POSTING_TIME, find_noise
from app.reading.outline import (
    document_year,
    find_basis,
    find_organisation,
    find_requirements,
    find_theme,
    find_title,
    sections,
)
from app.reading.plain_items import read_sections
from app.reading.rectification import read_labelled
from app.reading.source import Source
from app.reading.table_cells import TableItems
from app.reading.tables import read_table
from app.script import is_mixed_script
from app.time_limit import find_time_limits

__all__ = ["understand"]

_PLANS = frozenset({Kind.RECTIFICATION_PLAN, Kind.RECTIFICATION_LEDGER})


def understand(source: Source) -> Document:
    """Read titles, items, phases and everything else out of a source; nothing is written anywhere."""
    read = [(table, found) for table in source.tables if (found := read_table(table)) is not None]
    tables = [found for _, found in read]
    in_tables = {row.line for table, _ in read for row in table.rows}
    noise = find_noise([line for line in source.lines if line.number not in in_tables])
    dropped = {one.line for one in noise}
    lines = [line for line in source.lines if line.number not in dropped]
    prose = [line for line in lines if line.number not in in_tables]
    titles = [find_title(prose), *(one.title for one in tables)]
    title = min(
        (one for one in titles if one), key=lambda one: one.spans[0].line, default=None
    )  # the topmost
    kind = classify(title, prose, tables)
    year = document_year(title, lines)
    phases = _phases(prose, tables, year) if kind is Kind.ACTIVITY_PLAN else ()
    drafts, restarts, variants = _drafts(kind, [] if phases else prose, tables)
    items = [make_item(draft, seq, year=year) for seq, draft in enumerate(drafts, 1)]
    items = number_doubts(items, restarts)
    basis, basis_number = find_basis(prose)
    taken = [one.lines for one in items] + [one.lines for one in phases]
    last = max((line for lines_of in taken for line in lines_of), default=0)
    return Document(
        kind=kind,
        title=title,
        basis=basis,
        basis_number=basis_number,
        theme=find_theme(prose),
        year=year,
        items=tuple(items),
        phases=phases,
        organisation=find_organisation(prose),
        requirements=find_requirements(sections(prose), last),
        noise=tuple(noise),
        tables=tuple(one.guess for one in tables),
        lines=tuple(source.lines),
        doubts=(
            *source.doubts,
            *variants,
            *_posting_time(noise),
            *_damaged_dates(prose, items, phases),
            *_whole_text(kind, lines, found=bool(items or phases)),
        ),
    )


def _phases(prose: list[Line], tables: list[TableItems], year: int | None) -> tuple[Phase, ...]:
    """The phases; without any, the dated entries as one, unless labels or tables tell activities apart."""
    phases = read_phases(prose, year)
    labelled = None if phases else read_labelled(prose)
    if phases or any(table.drafts for table in tables) or (labelled and len(labelled.drafts) > 1):
        return phases
    only = only_phase(prose, year)
    return (only,) if only else ()


def _posting_time(noise: list[Noise]) -> list[Doubt]:
    posted = tuple(one.line for one in noise if one.reason == POSTING_TIME)
    sentence = "网页的发布时间不是文件的日期，没有采用。"
    return [Doubt("posting_time_ignored", sentence, posted)] if posted else []


def _whole_text(kind: Kind, lines: list[Line], *, found: bool) -> list[Doubt]:
    doubts = []
    if is_mixed_script("\n".join(line.text for line in lines)):
        doubts.append(Doubt("mixed_script", "文中繁体、简体混用，文字按原样保留。"))
    if kind is Kind.UNKNOWN:
        doubts.append(Doubt("kind_unknown", "没有认出这是哪一种文件，请核对文件内容。"))
    elif not found:
        doubts.append(Doubt("nothing_found", "没有认出任何一条记录，请核对文件内容。"))
    return doubts


def _damaged_dates(lines: list[Line], items: list[Item], phases: tuple[Phase, ...]) -> list[Doubt]:
    """Damaged dates in running text that no item or phase has reported yet."""
    reported = [d for item in items for d in item.doubts] + [d for phase in phases for d in phase.doubts]
    known = {number for doubt in reported if doubt.code == "damaged_date" for number in doubt.lines}
    found = []
    for line in lines:
        if "年" not in line.folded or line.number in known:
            continue
        for one in find_time_limits(line.text):
            if "damaged_date" in one.limit.warnings:
                sentence = f"“{one.limit.text}”里的日期有误，不作改动，请核对。"
                found.append(Doubt("damaged_date", sentence, (line.number,)))
    return found


def _drafts(
    kind: Kind, prose: list[Line], tables: list[TableItems]
) -> tuple[list[Draft], set[int], list[Doubt]]:
    """The items' printed fields: from the tables or from running text, whichever holds more items."""
    drafts: list[Draft] = []
    restarts: set[int] = set()
    for at, table in enumerate(tables):
        expected = _expected(kind, table.drafts)
        for draft in table.drafts:
            draft.table, draft.expected = at, expected
        restarts |= {len(drafts)} | {len(drafts) + at for at in table.restarts}
        drafts += table.drafts
    found = read_labelled(prose)
    if found is None and not drafts and kind is not Kind.UNKNOWN:
        found = read_sections(prose)
    if found is not None and len(found.drafts) > len(drafts):
        expected = _expected(kind, found.drafts)
        for draft in found.drafts:
            draft.expected = expected
        return found.drafts, found.restarts, label_variants(found.drafts)
    return drafts, restarts, label_variants(drafts) if kind in _PLANS else []


def _expected(kind: Kind, drafts: list[Draft]) -> tuple[str, ...]:
    """The fields whose absence deserves a warning: all of a plan's, else those that some item has."""
    if kind is Kind.RECTIFICATION_PLAN:
        return ("goal", "limit", "measures") if any(draft.measures for draft in drafts) else ("goal", "limit")
    has = {name for draft in drafts for name, text in draft.fields.items() if text.text}
    return tuple(name for name in ("goal", "limit") if name in has)

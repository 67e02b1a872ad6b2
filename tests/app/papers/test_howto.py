from pathlib import Path

import pypdfium2
import pytest

from app.papers.catalog import Choices, print_document
from app.papers.howto import read_cards
from app.workspace import Workspace


@pytest.mark.parametrize("side", ["station", "office"])
def test_cards_are_short_enough_to_be_read(side: str) -> None:
    cards = read_cards(side)
    assert len({card.title for card in cards}) == len(cards) >= 5
    for card in cards:
        assert 3 <= len(card.steps) <= 6, card.title
        assert max(map(len, card.steps)) <= 45, card.title


def test_each_card_is_one_page(ready: Workspace, office: Workspace, tmp_path: Path) -> None:
    for ws, side in ((ready, "station"), (office, "office")):
        printed = print_document(ws, "操作卡片", tmp_path / f"{side}.pdf", Choices())
        assert printed.pages == len(read_cards(side))
        with pypdfium2.PdfDocument(printed.path) as pdf:
            first = "".join(pdf[0].get_textpage().get_text_range().split())
        assert read_cards(side)[0].title in first

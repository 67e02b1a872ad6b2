"""操作卡片 (how-to cards): a page each in large type, to lie beside the keyboard."""

from typing import Final

import msgspec
from msgspec import Struct

import resources
from app.papers.blocks import Space, Title, paragraph
from app.papers.flow import A4_PORTRAIT, Imprint, Section, Strip

__all__ = ["Card", "card_pages", "read_cards"]

_LARGE, _SMALL = 18.0, 14.0
_NUMERALS: Final = "①②③④⑤⑥⑦⑧"


class Card(Struct, frozen=True):
    """One thing to do: when, the steps, and what puts the mind at ease."""

    title: str
    when: str
    steps: tuple[str, ...]
    note: str


def read_cards(side: str) -> tuple[Card, ...]:
    """Return the cards of a "station" or an "office"."""
    text = resources.path("howto.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, tuple[Card, ...]])[side]


def card_pages(cards: tuple[Card, ...], unit: str, imprint: Imprint) -> list[Section]:
    """Lay out one card a page."""
    return [_page(card, unit, imprint) for card in cards]


def _page(card: Card, unit: str, imprint: Imprint) -> Section:
    width = A4_PORTRAIT.frame_width
    body: list[Strip] = [
        Title(card.title, width, 34),
        Space(4),
        *paragraph(card.when, width, _SMALL),
        Space(6),
    ]
    for numeral, step in zip(_NUMERALS, card.steps, strict=False):
        body += [*paragraph(f"{numeral} {step}", width, _LARGE, leading=1.7), Space(4)]
    body += [Space(6), *paragraph(card.note, width, _SMALL, bold=True)]
    return Section(f"操作卡片：{card.title}", imprint, tuple(body), unit=unit)

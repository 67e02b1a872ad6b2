"""Drawn pictures that stand for photos: no camera, no real place, small files."""

from collections.abc import Iterator
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

import resources

__all__ = ["SCENES", "draw_pictures"]

SCENES = (
    "广场舞",
    "图书阅览",
    "书法培训",
    "文艺演出",
    "电影放映",
    "灭火器检查",
    "宣传栏更换",
    "篮球比赛",
    "会议",
    "站舍外观",
)

_SIZE = (960, 720)  # pixels


def draw_pictures(random: Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Yield `count` pictures as (scene, JPEG bytes), all different."""
    large = ImageFont.truetype(str(resources.path("fonts/NotoSansSC-Bold.ttf")), 56)
    small = ImageFont.truetype(str(resources.path("fonts/NotoSansSC-Regular.ttf")), 28)
    for number in range(count):
        scene = SCENES[number % len(SCENES)]
        hue = random.randrange(256)
        sky = Image.new("HSV", _SIZE, (hue, 50, 235)).convert("RGB")
        pen = ImageDraw.Draw(sky)
        pen.rectangle((0, 470, *_SIZE), fill=_shade(hue, 70, 180))
        for _ in range(6):
            left, width, height = random.randrange(900), random.randrange(60, 220), random.randrange(80, 260)
            pen.rectangle(
                (left, 470 - height, left + width, 470), fill=_shade(hue + 90, 60, random.randrange(120, 220))
            )
        for _ in range(14):
            x, y = random.randrange(40, 920), random.randrange(500, 660)
            pen.ellipse((x - 12, y - 60, x + 12, y - 36), fill=(238, 205, 178))
            pen.rounded_rectangle(
                (x - 18, y - 36, x + 18, y + 24), 8, fill=_shade(random.randrange(256), 160, 200)
            )
        pen.text((40, 34), scene, font=large, fill=(30, 40, 60))
        pen.text((40, 668), f"演示图片 {number + 1:03d}", font=small, fill=(30, 40, 60))
        out = BytesIO()
        sky.save(out, "JPEG", quality=80)
        yield scene, out.getvalue()


def _shade(hue: int, saturation: int, value: int) -> tuple[int, ...]:
    pixel = Image.new("HSV", (1, 1), (hue % 256, saturation, value)).convert("RGB").getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return tuple(int(part) for part in pixel)

"""Drawn pictures that stand for photos: no camera, no real place, small files."""

import os
import shutil
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random

from msgspec import Struct
from PIL import Image, ImageDraw, ImageFont

import resources
from app.evidence.store import AttachmentStore

__all__ = ["SCENES", "Album", "Picture", "draw_pictures"]

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

_SIZE = (720, 540)  # pixels


class Picture(Struct, frozen=True):
    """A drawn picture; small enough to travel as it is."""

    scene: str
    sha256: str
    size_bytes: int


class Album:
    """The pictures of a demo, drawn once and shared by all its stations."""

    def __init__(self, folder: Path, random: Random, count: int) -> None:
        """Draw `count` pictures into `folder`, which stations' attachments are linked from."""
        self._folder = folder
        self._pictures = []
        for scene, data in draw_pictures(random, count):
            picture = Picture(scene, sha256(data).hexdigest(), len(data))
            (folder / picture.sha256).write_bytes(data)
            self._pictures.append(picture)

    def put(self, folder: Path, scene: str, count: int, random: Random) -> Iterator[tuple[str, Picture]]:
        """Put `count` pictures of `scene` into the attachments of a data folder; yield (title, picture)."""
        store = AttachmentStore(folder)
        fitting = [picture for picture in self._pictures if picture.scene == scene] or self._pictures
        for picture in random.sample(fitting, min(count, len(fitting))):
            if not store.has(picture.sha256):
                target = store.path(picture.sha256)
                target.parent.mkdir(parents=True, exist_ok=True)
                try:
                    os.link(self._folder / picture.sha256, target)
                except OSError:  # FAT knows no links
                    shutil.copyfile(self._folder / picture.sha256, target)
            yield f"{scene}{self._pictures.index(picture) + 1:03d}", picture


def draw_pictures(random: Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Yield `count` pictures as (scene, JPEG bytes), all different."""
    large = ImageFont.truetype(str(resources.path("fonts/NotoSansSC-Bold.ttf")), 42)
    small = ImageFont.truetype(str(resources.path("fonts/NotoSansSC-Regular.ttf")), 21)
    for number in range(count):
        scene = SCENES[number % len(SCENES)]
        hue = random.randrange(256)
        sky = Image.new("HSV", _SIZE, (hue, 50, 235)).convert("RGB")
        pen = ImageDraw.Draw(sky)
        pen.rectangle((0, 350, *_SIZE), fill=_shade(hue, 70, 180))
        for _ in range(6):
            left, width, height = random.randrange(680), random.randrange(45, 165), random.randrange(60, 195)
            pen.rectangle(
                (left, 350 - height, left + width, 350), fill=_shade(hue + 90, 60, random.randrange(120, 220))
            )
        for _ in range(14):
            x, y = random.randrange(30, 690), random.randrange(380, 495)
            pen.ellipse((x - 9, y - 45, x + 9, y - 27), fill=(238, 205, 178))
            pen.rounded_rectangle(
                (x - 13, y - 27, x + 13, y + 18), 6, fill=_shade(random.randrange(256), 160, 200)
            )
        pen.text((30, 25), scene, font=large, fill=(30, 40, 60))
        pen.text((30, 500), f"演示图片 {number + 1:03d}", font=small, fill=(30, 40, 60))
        out = BytesIO()
        sky.save(out, "JPEG", quality=70)
        yield scene, out.getvalue()


def _shade(hue: int, saturation: int, value: int) -> tuple[int, ...]:
    pixel = Image.new("HSV", (1, 1), (hue % 256, saturation, value)).convert("RGB").getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return tuple(int(part) for part in pixel)

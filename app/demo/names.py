"""Invented places and people. Area codes start with 99, which no province has."""

from random import Random

__all__ = ["COUNTY_CODE", "COUNTY_NAME", "OFFICE_NAME", "people", "phone", "townships", "villages"]

COUNTY_NAME = "清河县"
COUNTY_CODE = "990121000000"
OFFICE_NAME = "清河县创建办"

_TOWN_HEADS = "青松 云岭 白桥 柳湾 石门 红枫 双泉 榆树 望江 金坡 莲塘 长岗 东渡 西营 南屏 北川 大洼 新集 平安 太和 龙泉 凤山"
_MORE = "清 白 金 玉 石 松 柏 梅 竹 云 月 星 河 江 湖 溪"
_TAILS = "岭 湾 桥 坡 塘 岗 洼 集 泉 山"
_VILLAGE_HEADS = "上 下 前 后 东 西 南 北 大 小 老 新 三 五 七 八"
_VILLAGE_BODIES = "王家 李家 赵家 柳树 杨树 榆树 石桥 河口 山嘴 泉眼 窑洞 果园 稻田 沙坨 草甸 水库 磨盘 腰站"
_VILLAGE_TAILS = "村 屯村 沟村 岗村"
_FAMILY = "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧"
_GIVEN = "喆 堃 翀 昇 珺 玥 璟 彧 祎 建国 春梅 秀英 志强 海燕 文博 玉兰 永福 丽华 国栋 晓东 桂芝 长山 立新 雪梅 凤霞 明远"


def townships(random: Random, count: int) -> list[str]:
    """Return `count` different names such as 青松镇, about two towns to one township."""
    heads = _TOWN_HEADS.split()
    more = [head + tail for head in _MORE.split() for tail in _TAILS.split() if head + tail not in heads]
    random.shuffle(more)
    return [f"{head}{'乡' if place % 3 == 2 else '镇'}" for place, head in enumerate((heads + more)[:count])]


def villages(random: Random, count: int) -> list[str]:
    """Return `count` different village names for one township."""
    every = [
        head + body + tail
        for head in _VILLAGE_HEADS.split()
        for body in _VILLAGE_BODIES.split()
        for tail in _VILLAGE_TAILS.split()
    ]
    return random.sample(every, count)


def people(random: Random, count: int) -> list[str]:
    """Return `count` different names of people, some with rare characters."""
    every = [family + given for family in _FAMILY.split() for given in _GIVEN.split()]
    return random.sample(every, count)


def phone(random: Random) -> str:
    """Return a number that nobody has: no mobile number starts with 100."""
    return f"100{random.randrange(10**8):08d}"

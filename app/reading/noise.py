"""Page clutter around a text copied from the web, and posting times: proposed for removal, never dropped."""

import re

from app.reading.labels import find_labels
from app.reading.model import Line, Noise
from app.reading.numbering import find_marker

__all__ = ["POSTING_TIME", "find_noise"]

_POSTED = re.compile(
    r"^[\s\[(*]*(?:本文)?(?:发布(?:时间|日期|于)|发表(?:时间|日期|于)|更新(?:时间|日期)|录入(?:时间|日期)|上传(?:时间|日期)"
    r"|添加(?:时间|日期)|信息(?:时间|日期)|加入时间|提交(?:时间|日期)|发稿(?:时间|日期)|创建时间|posted|date|published)\s*[:]?\s*"
    r"[\[(]?\s*(?:19|20)\d\d\s*[-年/.]",
    re.IGNORECASE,
)
# "时间" alone is also a field label: only a whole day, alone on its line near the top, is a posting time.
_POSTED_BARE = re.compile(
    r"^\s*(?:时间|日期)\s*:\s*(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?\s*$"
)
_POSTED_INSIDE = re.compile(
    r"(?:来源|作者|编辑|点击|浏览|阅读|访问|字体|字号|人气|信息|文章|发布(?:时间|日期|人|单位|机构)?|录入)[^。]{0,60}(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}"
    r"|(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}日?(?:\s*\d{1,2}:\d\d(?::\d\d)?)?[^。]{0,40}(?:来源|作者|点击|浏览|阅读|访问|字体|字号|人气|评论|分享)"
)
_CLOCK = re.compile(
    r"^\s*(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}日?\s+\d{1,2}:\d\d(?::\d\d)?\s*$"
)

SITE = "网站说明"
# reason | pattern, on the folded line; the reasons are shown to the user
_ANYWHERE = (
    (
        "上一篇、下一篇链接",
        r"^\W*(?:上|下|前|后)(?:一)?(?:篇|页|条|章)(?:文章|新闻|信息|范文)?\s*(?:[:>\]]|$|\s)|^\W*(?:上一页|下一页|尾页)|^共\d+页",
    ),
    (
        "网站版权说明",
        r"版权(?:所有|声明)|copyright|©|all rights reserved|ICP备|公网安备|备案号|技术支持\s*:|免责声明|转载请(?:注明|保留)|知识共享|creative commons|CC\s?BY|本站(?:所有|文章|内容|资源|声明|部分)|未经授权|licen[sc]e",
    ),
    ("网址", r"^\W*(?:https?://|www\.)\S+\s*$|^(?:原文|本文)?(?:网址|链接|地址|出处)\s*:\s*(?:https?|www)"),
    (
        "网页操作按钮",
        r"^\W*(?:(?:返回|回到)(?:顶部|首页|列表|上页|目录)|打印(?:本页|此页|文章)?|关闭(?:窗口|本页)?|收藏(?:本页|本站|此文)?|加入收藏|设为首页|分享(?:到|本文|至)?[:\s]*.{0,20}|我要纠错|复制(?:本页|链接|全文)|下载(?:本文|全文|文档|word).{0,10}|推荐给好友|查看全文|展开全文|点击(?:下载|查看).{0,12}|扫一扫.{0,20}|关注(?:我们|公众号).{0,10}|举报|点赞|评论|发表评论|登录|注册|搜索|网站地图|联系我们|关于我们)(?:[\s|\[\]【】()·-]+(?:打印|关闭|收藏|返回|分享|下载|顶部|窗口|本页|首页|登录|注册|搜索|网站地图|联系我们|关于我们)\S{0,4})*\W*$",
    ),
    (
        "网页操作按钮",
        r"[\[(]\s*(?:字体|字号|打印|关闭|大\s*中\s*小|关闭窗口|打印本页|返回)[^。]{0,20}[\])]|字\s*[体号]\s*:?\s*[\[(]?\s*(?:大|小|A)",
    ),
    (
        "编辑署名",
        r"^\W*(?:责任编辑|编辑|责编|审核|校对|录入|编审|网络编辑|文字编辑|供稿|撰稿|摄影|通讯员)\s*[:/]\s*\S{0,20}\W*$",
    ),
    (
        "页码",
        r"^\s*(?:-\s*\d{1,3}\s*-|第\s*\d+\s*页(?:\s*[,/]?\s*共\s*\d+\s*页)?|\d{1,3}\s*/\s*\d{1,3}\s*页?|page\s*\d+.{0,10})\s*$",
    ),
    (
        "相关链接",
        r"^\W*(?:相关(?:文章|链接|新闻|信息|阅读|范文|推荐|文档|附件下载)|热门(?:文章|推荐|点击)|推荐(?:阅读|文章)|猜你喜欢|最新(?:文章|更新)|延伸阅读|精彩推荐|本类(?:推荐|排行)|标签|关键词|tags?)\s*(?:[:>\]]|$)",
    ),
    (
        "点击次数",
        r"^\W*(?:点击(?:数|次数|率)?|浏览(?:数|次数|量)?|阅读(?:数|次数|量)?|访问(?:数|次数|量)?|人气)\s*:?\s*[\[(]?\s*\d*\s*(?:次|人)?\W*$",
    ),
)
_AT_THE_EDGES = (
    (
        "网页导航",
        r"(?:当前|您(?:的|所在的?)?|你(?:的|所在的?)?|所在|现在的?)\s*(?:的)?位置\s*[:>]?|^\W*首\s*页\b|^\W*首页|>{1,2}\s*\S+\s*>{1,2}|(?:首页|主页|网站首页)\s*[|>/-]",
    ),
    (
        "来源、作者等网页信息",
        r"^\W*(?:(?:文章|信息|稿件|资料)?来源|作者|编辑|发布(?:者|人|单位|机构)|录入(?:者|员)?|信息员|索引号|主题分类|发文机构|信息类别|公开方式|公开范围|阅读次数|浏览次数|点击次数)\s*[:/]",
    ),
    (
        SITE,
        r"^\W*(?:导语|导读|摘要|前言|本站为|来源于网友|本文(?:来自|来源|由|是)|欢迎(?:光临|访问|您|来到)|今天是|网站公告|站内(?:公告|搜索)|公告\s*:|温馨提示|文秘(?:网|114)|范文(?:网|大全|频道)|(?:免费)?(?:范文|公文|文秘|文档|资料)下载)|^[^,;。:、(\d\s]{2,12}(?:网|文库|论坛|百科|门户|在线)\s*(?:[-|_]\s*\S+)?\s*$",
    ),
)
_EVERYWHERE = [(reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _ANYWHERE]
_EDGES = [(reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _AT_THE_EDGES]
_MENU = re.compile(r"^\W*(?:[^\s|>/·]{2,8}\s*[|>·]\s*){2,}[^\s|>/·]{0,8}\W*$")
_MENU_WORDS = re.compile(r"^\W*(?:[^\s,。:;、]{2,6}\s+){3,}[^\s,。:;、]{2,6}\W*$")
_MENU_WORD = re.compile(r"首页|新闻|公告|政务|资讯|论坛|网站|登录|注册|下载|联系|文库|频道")
_LONGEST = 160
_EDGE_LINES = 12
_TOP_LINES = 8
POSTING_TIME = "网页发布时间"


def find_noise(lines: list[Line]) -> list[Noise]:
    """Return the lines that look like page clutter, in order, each with its reason."""
    filled = [line for line in lines if line.folded.strip()]
    edge = {id(line) for line in filled[:_EDGE_LINES] + filled[-_EDGE_LINES:]}
    numbered = next((at for at, line in enumerate(filled) if find_marker(line.folded)), len(filled))
    top = {id(line) for line in filled[: min(numbered, _TOP_LINES)]}  # below a heading 时间 is a field
    noise = []
    for line in filled:
        reason = _reason(line, edge=id(line) in edge)
        if reason is None and id(line) in top and _POSTED_BARE.search(line.folded):
            reason = POSTING_TIME
        if reason:
            noise.append(Noise(line.number, reason))
    return noise


def _is_content(line: Line) -> bool:
    """Tell a field or a numbered line that ends in 上网 from the name of a site."""
    return bool(
        find_labels(line) or find_marker(line.folded) or re.search(r"[上联管电渔]网\s*$", line.folded)
    )


def _reason(line: Line, *, edge: bool) -> str | None:
    folded = line.folded.strip()
    if len(folded) > _LONGEST:
        return None
    if edge and any(pattern.search(folded) for pattern in (_POSTED, _POSTED_INSIDE, _CLOCK)):
        return POSTING_TIME
    for reason, pattern in [*_EVERYWHERE, *(_EDGES if edge else [])]:
        if pattern.search(folded) and not (reason == SITE and _is_content(line)):
            return reason
    words = _MENU.search(folded) or (_MENU_WORDS.search(folded) and len(_MENU_WORD.findall(folded)) > 1)
    if edge and words and "\t" not in line.text:
        return "网页导航"
    return None

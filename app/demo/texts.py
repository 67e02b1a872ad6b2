"""What an invented station writes in a year: short, plain lines a clerk would write."""

from collections.abc import Mapping, Sequence

__all__ = [
    "ACTIVITIES",
    "CIRCUMSTANCES",
    "EVERYDAY",
    "FINDINGS",
    "MEASURES",
    "PLANS",
    "PROGRESS",
    "QUESTIONS",
    "RETURN_REASONS",
]

ACTIVITIES: Sequence[tuple[str, str, str]] = (
    ("show", "广场文艺演出", "文艺演出"),
    ("training", "广场舞骨干培训", "广场舞"),
    ("training", "书法公益课", "书法培训"),
    ("film", "公益电影放映", "电影放映"),
    ("sports", "农民篮球赛", "篮球比赛"),
    ("reading", "农家书屋读书会", "图书阅览"),
    ("exhibition", "剪纸作品展", "书法培训"),
    ("lecture", "健康知识讲座", "会议"),
)
"""(kind, what, scene of the picture)"""

CIRCUMSTANCES: Sequence[tuple[str, str, str]] = (
    ("9:00—11:00", "村民", "村民委员会"),
    ("14:00—16:00", "中老年人", "镇老年体协"),
    ("18:30—20:30", "村民", "村秧歌队"),
    ("9:30—11:00", "中小学生", "镇中心小学"),
    ("13:30—15:30", "文艺骨干", "县文化馆"),
)
"""(hours, who came, partner)"""

EVERYDAY: Sequence[str] = (
    "开放阅览室，整理新到报刊",
    "更换宣传栏内容",
    "检查消防器材和安全出口",
    "清点电子阅览室电脑，登记使用情况",
    "到{village}查看文体广场，和村管理员核对器材",
    "整理本月佐证材料，补照片说明",
    "接待群众借阅图书，登记意见",
    "向分管领导汇报本周进度和需要支持的事",
    "参加镇里例会，领回新的任务",
    "巡查{village}农家书屋，督促按时开门",
)

PROGRESS: Mapping[str, Sequence[str]] = {
    "政策文件": (
        "起草初稿，送分管领导审阅",
        "按意见修改后提交党委会",
        "文件已印发，归档一份",
        "向各村传达并收回签收表",
    ),
    "活动开展": (
        "在{village}组织一场，群众反响好",
        "和村里商定时间场地",
        "节目已排练完，设备调试好",
        "完成一场，照片已归档",
    ),
    "基础设施": ("现场查看并拍照登记", "联系施工队报价", "器材已到货，正在安装", "验收合格，已投入使用"),
    "服务开放": ("公示牌已更新", "按时开放并做好登记", "补齐开放登记本", "延长周末开放时间"),
    "队伍培训": ("组织一次集中培训", "核对人员名册", "请县文化馆老师来站辅导", "新增两名骨干队员"),
    "档案宣传": ("按目录整理一盒材料", "报送一条信息", "补拍照片并写好说明", "核对缺件清单"),
    "其他": ("按要求推进", "完成一部分，继续跟进", "已和相关科室对接", "整理结果备查"),
}

FINDINGS: Sequence[str] = (
    "数量不够，还差一些",
    "标识褪色，看不清",
    "器材损坏，存在隐患",
    "登记不全，有断档",
    "没有上墙公示",
    "通道堆放杂物",
)

MEASURES: Sequence[str] = (
    "列入本季度采购计划，到货后登记入账",
    "联系维修单位更换损坏部件",
    "安排专人每周检查并登记",
    "重新制作并统一上墙",
    "清理杂物，明确责任人",
)

PLANS: Sequence[tuple[int, str]] = (
    (2, "到县文化馆联系下月培训老师"),
    (4, "和村干部商量演出场地"),
    (6, "参加县里调度会，带上月报表"),
    (9, "组织文艺骨干排练"),
    (12, "检查各村书屋冬季取暖"),
)
"""(days ahead, what)"""

QUESTIONS: Sequence[tuple[str, str, str, str]] = (
    ("question", "unclear", "这一项按活动场次算还是按人次算？", "请明确统计口径"),
    ("objection", "conditions", "站舍和卫生院合用，暂时没有独立出入口", "建议列入明年建设计划"),
    ("question", "unclear", "佐证是交原件还是复印件？", "请说明"),
    ("objection", "too_soon", "采购要走镇里的程序，月底前办不完", "建议延到下季度末"),
)
"""(kind, reason code, text, what is wanted)"""

RETURN_REASONS: Sequence[str] = (
    "整改后照片看不清，请补拍近景",
    "缺少签收表，请补齐后再报",
    "只完成一部分，请全部完成后再申请",
)

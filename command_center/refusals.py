"""Why an order is refused: every reason once, in English and in Chinese.

A fact keeps the English sentence; whoever shows it in Chinese finds its template again by ``in_language``.
"""

from __future__ import annotations

import re
from functools import cache

REASONS: dict[str, tuple[str, str]] = {
    # who may order what
    "not_a_seat": ("only a seat gives this order, and {0} is none", "此命令只能由席位下达，{0} 不是席位"),
    "not_a_person": ("seat {0} is played by the program", "席位 {0} 由程序代为操作"),
    "director_only": ("only the director gives this order, not {0}", "此命令只能由导调下达，{0} 不能"),
    # director
    "no_seat": ("there is no seat {0}", "没有席位 {0}"),
    "no_profile": ("{0} is no profile; write one of {1}", "没有配员方式 {0}；请写 {1} 之一"),
    "lends_stand_ins": ("{0} lends the stand-ins, so none can hold it", "{0} 是出借代岗人员的席位，不能由代岗人员值守"),
    "no_player": ("{0} is no player; write person or program", "没有扮演者 {0}；请写 person 或 program"),
    "played_already": ("seat {0} is played by the {1} already", "席位 {0} 已由{1}扮演"),
    "colleagues": ("colleagues must be 0 to {0}, not {1}", "同席人数应为 0 至 {0}，不能是 {1}"),
    "no_system": ("there is no system {0}", "没有业务系统 {0}"),
    "down_already": ("{0} is down already", "{0} 已经中断"),
    "up_already": ("{0} is up already", "{0} 已经联通"),
    "no_data": ("{0} passes no data, so it has no feed", "{0} 不传数据，没有数据源"),
    "no_feed": ("{0} is no feed; write real, mock or missing", "没有数据源 {0}；请写 real、mock 或 missing"),
    "no_adapter": ("an adapter needs a name", "接入适配器需要名称"),
    "no_origin": ("an answer needs an origin", "数据应答需要来源"),
    "no_request": ("no request {0} is open", "没有待答的数据请求 {0}"),
    "no_stream": ("there is no stream {0}", "没有来源 {0}"),
    "surge_factor": (
        "a surge multiplies by more than 1 and at most {0}, not {1}", "激增倍数应大于 1 且不超过 {0}，不能是 {1}"
    ),
    "no_inject": ("there is no inject {0}", "没有控制消息 {0}"),
    "inject_held": ("inject {0} is deferred already", "控制消息 {0} 已经搁置"),
    "inject_skipped": ("inject {0} was skipped for good", "控制消息 {0} 已决定不再发布"),
    "inject_state": ("inject {0} is {1} and cannot become {2}", "控制消息 {0} {1}，不能变为{2}"),
    "inject_past": (
        "{0} ms has passed; the drill stands at {1} ms", "{0} 毫秒已过；演练进行到 {1} 毫秒"
    ),
    "inject_late": (
        "{0} ms is not before the horizon at {1} ms, after which nothing new befalls the city",
        "{0} 毫秒不早于情景时段结束（{1} 毫秒），其后不再发布",
    ),
    "inject_known": ("there is an inject {0} already", "已有控制消息 {0}"),
    "inject_size": ("the inject has {0} characters, at most {1} are taken", "控制消息有 {0} 个字符，最多 {1} 个"),
    "inject_json": ("the inject is no JSON object", "控制消息不是 JSON 对象"),
    "inject_value": (
        "the value of an effect {0} has at most {1} characters, and a surge multiplies by at most {2}",
        "{0} 的 value 最多 {1} 个字符，激增倍数最多 {2}",
    ),
    "inject_field": ("the inject's {0}: {1} [{2}]", "控制消息的 {0}：{2}"),
    # texts
    "text_long": ("the {0} has {1} characters, at most {2} are taken", "{0}有 {1} 个字符，最多 {2} 个"),
    "text_signs": ("the {0} holds a sign that cannot be shown", "{0}中有不能显示的字符"),
    "text_empty": ("the {0} is empty; write one", "{0}为空，请填写"),
    # work of a seat
    "no_task": ("there is no task {0}", "没有任务 {0}"),
    "not_here": ("{0} is not in the inbox of {1}", "{0} 不在 {1} 的收件箱中"),
    "not_at": ("{0} is at {1}, which {2} does not fit", "{0} 处于{1}环节，不能执行{2}"),
    "in_hand": ("{0} is in hand already", "{0} 已在办"),
    "task_in_hand": ("task {0} is in hand; end it first", "任务 {0} 正在办理，请先完成"),
    "begin_first": ("{0} is not in hand; begin to handle it first", "{0} 尚未开始办理，请先开始办理"),
    "at_system": ("{0} waits for a system's answer", "{0} 正等待业务系统应答"),
    "no_outcome": ("{0} is no outcome; write one of {1}", "没有受理结果 {0}；请写 {1} 之一"),
    "no_line": ("{0} is no emergency line; write one of {1}", "没有专线 {0}；请写 {1} 之一"),
    "no_category": ("there is no category {0}", "没有类别 {0}"),
    "no_urgency": ("{0} is no urgency; write one of {1}", "没有紧急程度 {0}；请写 {1} 之一"),
    "fixed": ("ticket {0} was designated and may not be returned", "工单 {0} 为指定承办，不得退单"),
    "late_return": ("the time to return ticket {0} has passed", "工单 {0} 已过退单时限"),
    "disputed": ("ticket {0} was disputed already", "工单 {0} 已提出过争议"),
    "self": ("{0} cannot be merged into itself", "{0} 不能并入自身"),
    "no_merge": (
        "ticket {0} is none to merge into: an open one that {1} took in, has to do with, or of the same kind and place "
        "would be right",
        "不能并入工单 {0}；应是在办、并由 {1} 受理或经办的，或同类同地的工单",
    ),
    "not_led": ("ticket {0} is not led by {1} now", "工单 {0} 目前不由 {1} 牵头办理"),
    "own_help": ("{0} leads the ticket itself; name another seat", "{0} 自身牵头办理；请写其他席位"),
    "helped": ("ticket {0} has help under way", "工单 {0} 已有席位协办"),
    "nobody_there": ("nobody holds seat {0}", "席位 {0} 无人值守"),
    "extended": ("an extension of ticket {0} was asked for already", "工单 {0} 已申请过延期"),
    "emergency": ("ticket {0} is an emergency and is not extended", "工单 {0} 为突发事件，不得延期"),
    "limit_passed": ("the limit of ticket {0} has passed", "工单 {0} 已过时限"),
    "not_asked": ("no extension of ticket {0} is asked for", "工单 {0} 没有待批的延期申请"),
    "not_supervision": ("{0} is not the supervision seat", "{0} 不是督办席位"),
    "not_opened": ("ticket {0} is not open", "工单 {0} 不在办"),
    # acts of a seat
    "no_mode": ("{0} is no mode; write peacetime or wartime", "没有状态 {0}；请写 peacetime 或 wartime"),
    "no_confirmation": ("nobody asks {0} to confirm {1}", "没有要求 {0} 确认{1}"),
    "no_level": ("{0} is no response level; write I, II, III, IV or nothing", "没有响应等级 {0}；请写 I 至 IV 或留空"),
    "level_holds": ("response level {0} holds already", "响应等级 {0} 已经生效"),
    "no_level_holds": ("no response level holds", "没有生效的响应等级"),
    "not_level_seat": ("{0} does not set the response level", "{0} 无权设定响应等级"),
    "no_action": ("{0} is no action; write small letters, digits and _", "{0} 不是动作；请用小写字母、数字和 _"),
    "no_place": ("there is no place {0}", "没有地点 {0}"),
    "no_tier": ("{0} is no tier; write one of {1}", "没有层级 {0}；请写 {1} 之一"),
    "tier_above": ("{0} lies below the tier {1}", "{0} 在 {1} 层级之下"),
    "whole_city": (
        "only a seat that decides or dispatches commands every grid of the city, not {0}",
        "只有决策席或调度席可以向全市所有网格下达指令，{0} 不能",
    ),
}  # fmt: skip
"""Every reason by its name: English, Chinese; ``{0}`` and so on stand for values."""

WORDS = {
    "accept": "受理", "transfer": "转办", "sign": "签收", "consult": "会商", "arbitrate": "裁定", "handle": "办理",
    "feedback": "反馈", "close": "办结", "evaluate": "评价", "redo": "重办", "extension": "延期审批", "task": "任务",
    "another step": "其他环节", "person": "真人", "program": "程序", "peacetime": "平时", "wartime": "战时",
    "draft": "为草稿", "submitted": "已提交", "approved": "已批准", "synchronized": "已排定", "released": "已发布",
    "complete": "已完成", "deferred": "已搁置", "obsolete": "已作废", "reason": "理由", "text": "文字",
    "nothing": "空", "take_up": "接手", "accept_ticket": "受理", "merge_ticket": "并单", "transfer_ticket": "转办",
    "sign_ticket": "签收", "return_ticket": "退单", "handle_ticket": "开始办理", "finish_handling": "办理完毕",
    "ask_system": "调用业务系统", "arbitrate_ticket": "裁定", "feed_back": "反馈", "close_ticket": "办结",
    "evaluate_ticket": "评价", "redo_ticket": "重办", "do_task": "完成任务",
}  # fmt: skip
"""Values that are words of ours, in Chinese."""


def refusal(name: str, *values: object) -> str:
    """The English sentence of a reason, as the fact keeps it."""
    return REASONS[name][0].format(*(str(value) for value in values))


def in_language(reason: str, lang: str) -> str:
    """A reason as people read it in ``en`` or ``zh``; one of a later version stays as it is."""
    for english, chinese, pattern in _patterns():
        found = pattern.fullmatch(reason)
        if found:
            if lang == "en":
                return english.partition(" [")[0].format(*found.groups())
            return chinese.format(*map(_in_chinese, found.groups()))
    return reason


def _in_chinese(value: str) -> str:
    """A value in Chinese: a word of ours, ``ticket 7`` or ``task -3``, or as it is."""
    kind, _, number = value.partition(" ")
    if number and kind in ("ticket", "task"):
        return f"{'工单' if kind == 'ticket' else '任务'} {number}"
    return WORDS.get(value, value)


@cache
def _patterns() -> list[tuple[str, str, re.Pattern[str]]]:
    """Every template with the pattern that finds it, those with the most words of their own first."""
    longest = sorted(REASONS.values(), key=lambda pair: -len(re.sub(r"\{\d\}", "", pair[0])))
    return [(english, chinese, _pattern(english)) for english, chinese in longest]


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{\d\}", template)
    return re.compile("(.*?)".join(map(re.escape, parts)), re.DOTALL)

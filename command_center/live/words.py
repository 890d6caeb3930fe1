"""Every sentence of the live server, in Chinese and in English: what is wrong, and what would be right."""

from __future__ import annotations

from typing import Literal

Lang = Literal["zh", "en"]

TABLE: dict[str, tuple[str, str]] = {
    "broken": (
        "演练无法继续：{reason}；已确认的命令都已保存，请重新启动服务",
        "the drill cannot go on: {reason}; every acknowledged order is kept, start the server again",
    ),
    "ended": ("演练已结束；可回放，或由此另开一场", "the drill has ended; it can be replayed or forked"),
    "not_ended": ("演练尚未结束；结束后才有", "the drill has not ended; this is there after its end"),
    "no_inject": ("不会再有控制消息发布", "no inject is still to come"),
    "disk": (
        "磁盘写不进去（{reason}），命令未执行；请腾出空间后再试",
        "the disk takes no more ({reason}), so the order was not carried out; make room and try again",
    ),
    "key_used": (
        "键“{key}”已用于另一条命令；请为每条命令另取一个键",
        "the key {key!r} was used for another order; a new key for each order would be right",
    ),
    "refused": ("{reason}", "{reason}"),
    "damaged": ("演练“{drill}”打不开：{reason}", "the drill {drill!r} cannot be opened: {reason}"),
    "no_drill": ("没有演练“{drill}”", "there is no drill {drill!r}"),
    "no_scenario": ("没有情景“{name}”；可用：{known}", "there is no scenario {name!r}; there are {known}"),
    "no_roster": ("没有席位名册“{name}”；可用：{known}", "there is no roster {name!r}; there are {known}"),
    "plan": ("情景或名册有误：{reason}", "the scenario or its roster is wrong: {reason}"),
    "no_seat": ("没有席位“{seat}”", "there is no seat {seat!r}"),
    "no_ticket": ("没有编号为 {number} 的工单", "there is no ticket {number}"),
    "no_fact": ("没有序号为 {number} 的事实", "there is no fact {number}"),
    "no_story": ("“{name}”没有经过可讲", "nothing is known of {name!r}"),
    "not_shown": ("工单 {number} 没有到过你的席位", "ticket {number} was never at your seat"),
    "no_grant": ("没有编号为“{grant}”的凭证", "there is no grant {grant!r}"),
    "no_path": ("没有这个地址", "there is nothing at this address"),
    "method": ("此地址不接受 {method}", "this address takes no {method}"),
    "no_view": (
        "没有“{view}”画面；可用：wall、seat:席位、director、evaluator",
        "there is no view {view!r}; wall, seat:ID, director or evaluator would be right",
    ),
    "no_order": ("没有“{order}”这种命令；可用：{known}", "there is no order {order!r}; there are {known}"),
    "order_key": ("key 应为不超过 {most} 字的文字", "key should be a text of at most {most} characters"),
    "order_form": (
        "命令写得不对：{reason}；它的字段是：{fields}",
        "the order is not right: {reason}; its fields are: {fields}",
    ),
    "order_seat": ("这条命令由席位下达，请在 by 中写明席位", "a seat gives this order; say which in by"),
    "order_director": ("这条命令只由导调下达", "only the director gives this order"),
    "order_no_seat": ("这条命令由导调下达，请不要写 by", "the director gives this order; leave by out"),
    "order_long": ("{field} 过长，最多 {most} 字", "{field} is too long; at most {most} characters would be right"),
    "order_not_yours": ("席位“{seat}”不归你操作", "the seat {seat!r} is not yours"),
    "form": ("请求写得不对", "the request is not right"),
    "too_large": ("请求过大，最多 {most} 字节", "the request is too large; at most {most} bytes would be right"),
    "slow": ("请求未在 {seconds} 秒内送完", "the request did not come within {seconds} seconds"),
    "order_number": ("{field} 的数太大", "{field} is too large a number"),
    "too_many_grants": (
        "本场演练的凭证已满 {most} 份；请先撤销不用的",
        "the drill has {most} grants already; revoke those that nobody uses",
    ),
    "too_many": ("请求太频繁，请稍候再试", "too many requests; wait a moment and try again"),
    "too_many_viewers": ("观看者已满 {most} 人", "all {most} places for viewers are taken"),
    "no_session": ("请先用链接或短码加入", "join with a link or a code first"),
    "bad_key": (
        "链接或短码无效、已撤销或已过期；请向导调要一个新的",
        "the link or code is not valid, was revoked or has expired; ask the director for a new one",
    ),
    "key_or_code": ("请给出 key 或 code，只给一个", "give key or code, one of the two"),
    "not_allowed": ("你的身份（{role}）看不到也做不了这件事", "your role ({role}) may not see or do this"),
    "host": (
        "不接受主机名“{host}”；请用启动时显示的地址，或以 --public 指明对外地址",
        "the host name {host!r} is not accepted; use the address shown at the start, or name yours by --public",
    ),
    "origin": ("不接受来自其他网站的请求", "requests from other sites are not accepted"),
    "fault": ("程序出错；已记入 {log}", "a fault of the program; it is written down in {log}"),
    "grant_role": (
        "席位凭证须列出至少一个席位，其他身份不列",
        "a seat's grant names one seat or more, other grants none",
    ),
    "paper": ("未能生成：{reason}", "it could not be made: {reason}"),
    "paper_slow": (
        "{minutes} 分钟内未能生成；请用命令行对 drills 文件夹中的日志生成",
        "it could not be made within {minutes} minutes; make it from the journal at a terminal",
    ),
    "plan_line": ("评定有误：{reason}", "the rating is not right: {reason}"),
    "horizon": (
        "“{text}”不是时长；请写 PT8H、8h 或 30min",
        "{text!r} is not a span of time; PT8H, 8h or 30min would be right",
    ),
    "speed": ("请写明 speed，1 至 600", "say which speed, 1 to 600"),
    "at": ("时刻应在 0 至 {most} 之间（毫秒）", "a moment from 0 to {most} (ms) would be right"),
    "role.director": ("导调", "director"),
    "role.evaluator": ("评估", "evaluator"),
    "role.seat": ("席位", "seat"),
    "role.observer": ("观摩", "observer"),
    "role.none": ("未加入", "none"),
    "close.revoked": ("凭证已撤销或已过期", "the grant was revoked or has expired"),
    "close.message": ("不认识的消息", "a message that is not known"),
    "close.broken": ("程序出错，无法成像", "a fault of the program: no picture could be made"),
    "close.slow": ("读得太慢", "read too slowly"),
    "close.stopping": ("服务正在停止", "the server is stopping"),
}
"""Key -> (Chinese, English)."""


def say(lang: Lang, key: str, /, **gaps: object) -> str:
    """The sentence ``key`` with its gaps filled."""
    return TABLE[key][lang == "en"].format_map(gaps)


def language(accepted: str) -> Lang:
    """The language of an ``Accept-Language`` header: the one of ours that stands first by its weight, else English."""
    best: tuple[float, Lang] = (0.0, "en")
    for part in accepted.split(","):
        name, _, weight = part.strip().partition(";q=")
        lang = name.strip().lower()[:2]
        try:
            value = float(weight or 1)
        except ValueError:
            continue
        if lang in ("zh", "en") and value > best[0]:
            best = (value, "zh" if lang == "zh" else "en")
    return best[1]

"""What the program says about scores, ratings and evidence, in Chinese and in English; a part of ``words.TABLE``."""

from __future__ import annotations


def _both(text: str) -> tuple[str, str]:
    """A command, which is the same in both languages."""
    return text, text


_RATINGS = (
    "评定文件 ratings.jsonl（可重复）；默认用日志旁根值相符的一份",
    "A ratings.jsonl (repeatable); by default the one beside each journal, if its root matches",
)
_PROGRAMME = (
    "演练计划（含改进清单）；A4、A5 与四、五级门槛要用",
    "The programme with its improvements; A4, A5 and the gates of levels 4 and 5 need it",
)
_BASE = ("1315 出警时钟从何时起算", "Where the clock of 1315's dispatch starts")
_JOURNALS = ("日志文件，或其下有日志的文件夹", "Journals, or folders with journals in them")

SCORE_WORDS: dict[str, tuple[str, str]] = {
    # -- help -----------------------------------------------------------------------------------------------------
    "help.score": (
        "由日志计算全部得分与成熟度画像；多份日志合并计算\n--explain 列出一项指标背后的每个案例及其事实编号。",
        "Every score and the maturity profile of the drills in journals, pooled\n"
        "--explain lists each case behind an indicator with the numbers of its facts.",
    ),
    "help.score.journals": _JOURNALS,
    "help.score.explain": ("列出该指标的案例，如 B2", "List the cases behind this indicator, e.g. B2"),
    "help.score.maturity": ("本市自己的成熟度文件", "The city's own maturity file"),
    "help.score.programme": _PROGRAMME,
    "help.score.ratings": _RATINGS,
    "help.report.ratings": _RATINGS,
    "help.score.base": _BASE,
    "help.evidence": (
        "把得分连同其全部依据打成一个证据包（ZIP）\n"
        "包内有日志（或只有根值）、所用指标文件、各项数值与区间、等级、门槛，以及每个数字背后的事实编号。"
        "同样的输入得到同样的证据包；用 verify 复核。",
        "Pack the scores with everything behind them into one evidence pack (ZIP)\n"
        "It holds the journals (or only their roots), the indicator file as used, values, intervals, levels, gates,\n"
        "and the facts behind each number. Equal inputs give equal packs; verify recomputes every number of it.",
    ),
    "help.evidence.journals": _JOURNALS,
    "help.evidence.out": ("证据包文件，以 .zip 结尾", "The pack, a file that ends in .zip"),
    "help.evidence.without_journals": (
        "不装入日志，只记根值；复核时须另给日志",
        "Leave the journals out and keep only their roots; verify then wants them beside the pack",
    ),
    "help.evidence.maturity": (
        "本市自己的指标（成熟度）文件",
        "The city's own indicator (maturity) file",
    ),
    "help.evidence.programme": _PROGRAMME,
    "help.evidence.ratings": _RATINGS,
    "help.evidence.base": _BASE,
    "example.score": _both(
        "command-center score drills/quarter --programme quarter\ncommand-center score drills/quarter --explain B2"
    ),
    "example.evidence": _both(
        "command-center evidence drills/quarter --programme quarter --out quarter.zip\n"
        "command-center evidence drills/quarter --without-journals --out roots-only.zip\n"
        "command-center verify quarter.zip\n"
        "command-center verify roots-only.zip drills/quarter"
    ),
    # -- score ----------------------------------------------------------------------------------------------------
    "score.digest": ("成熟度文件 SHA-256：{digest}", "SHA-256 of the maturity file: {digest}"),
    "score.ratings": (
        "评定文件：{path}（日志根值 {root}）",
        "Ratings: {path} (of the journal with root {root})",
    ),
    "score.cases": ("计入分子 {counted} / 共 {total} 例", "{counted} counted of {total} cases"),
    "score.more": ("只列出前 {shown} 例；全部请用 --json", "only the first {shown} are shown; --json gives them all"),
    "score.next": (
        "接下来可以试试：\n  command-center show fact {path} {number}",
        "What to try next:\n  command-center show fact {path} {number}",
    ),
    "error.no_indicator": ("没有指标 {name}；{right}", "there is no indicator {name}; {right}"),
    "error.no_journals": ("{path} 下没有日志", "there is no journal in {path}"),
    "error.base": ("--base 应为 arrival 或 answer，而不是 {base}", "--base is arrival or answer, not {base}"),
    # -- from rule to indicator -----------------------------------------------------------------------------------
    "chain.heading": (
        "政务图谱：规则 → 命令 → 行动 → 佐证 → 指标",
        "From rule to order, action, evidence and indicator",
    ),
    "chain.cue": ("线索", "cue"),
    "chain.rules": ("规则", "rule"),
    "chain.order": ("命令", "order"),
    "chain.action": ("行动", "action"),
    "chain.evidence": ("佐证", "evidence"),
    "chain.rule": (
        "{duty} {name}：{seat} 须在 {within} 内完成，佐证 {evidence}；依据 {source}{lapsed}",
        "{duty} {name}: {seat} within {within}, proved by {evidence}; source {source}{lapsed}",
    ),
    "chain.lapsed": ("（演练当日未生效）", " (not in force on the day of the drill)"),
    "chain.own_rule": (
        "{duty}（预案或临时命令，名册中没有此条）",
        "{duty} (a playbook's own or ad hoc; not in the roster)",
    ),
    "chain.no_rule": ("没有事实写明规则", "no fact of the chain names a rule"),
    "chain.more": ("另有 {count} 条", "and {count:,} more"),
    "chain.indicators": ("计入的指标", "Counted by"),
    "chain.indicator": ("指标", "indicator"),
    "chain.about": ("对象", "about"),
    "chain.counted": ("计入分子", "counted"),
    "chain.value": ("数值", "value"),
    "chain.facts": ("事实编号", "facts"),
    "chain.through": ("经由事实", "through fact"),
    "chain.none": ("没有指标计入此条事实及其链上的事实", "no indicator counted this fact or one of its chain"),
    "chain.task": ("预期动作 {task}：{state}", "expected action {task}: {state}"),
    "chain.next": (
        "反向追查：\n  command-center score {path} --explain {indicator}",
        "The other way:\n  command-center score {path} --explain {indicator}",
    ),
    # -- ratings --------------------------------------------------------------------------------------------------
    "error.ratings_unbound": (
        '{path}：尚未绑定日志；请加一行 {{"kind":"bound","root":"{root}"}}（该日志的根值）',
        '{path}: is bound to no journal yet; add the line {{"kind":"bound","root":"{root}"}} with the journal\'s root',
    ),
    "error.ratings_root": (
        "{path}：绑定的日志根值为 {root}，与所给日志不符；所给日志的根值：{known}",
        "{path}: it is bound to the journal with root {root}, which is none of those given; theirs: {known}",
    ),
    "error.ratings_twice": (
        "{path}：与 {other} 绑定同一日志（根值 {root}）；每份日志只用一份评定文件",
        "{path}: bound to the same journal as {other} (root {root}); one file of ratings a journal would be right",
    ),
    # -- evidence -------------------------------------------------------------------------------------------------
    "evidence.written": ("证据包：{path}（{size} 字节）", "Evidence pack: {path} ({size} bytes)"),
    "evidence.seal": ("封签（清单的 SHA-256）：{seal}", "Seal (SHA-256 of its manifest): {seal}"),
    "evidence.next": (
        "接下来可以试试：\n  command-center verify {path}{journals}",
        "What to try next:\n  command-center verify {path}{journals}",
    ),
    "evidence.holds": (
        "成立：{path}；由 {drills} 份日志重算，{indicators} 项指标与 {cases} 个案例全部相符",
        "Holds: {path}; recomputed from {drills} journals, all {indicators} indicators and {cases} cases agree",
    ),
    "evidence.fails": ("不成立：{path}", "Does not hold: {path}"),
    "evidence.other_seal": (
        "封签为 {seal}，不是 {wanted}：这是另一个证据包",
        "the seal is {seal}, not {wanted}: this is another pack",
    ),
    "evidence.more": ("另有 {count} 处不符", "and {count} more"),
    "evidence.level": (
        "全市成熟度等级：{level}（指标文件 SHA-256：{digest}，{whose}）",
        "Maturity level of the city: {level} (indicator file SHA-256: {digest}, {whose})",
    ),
    "evidence.shipped": ("即本程序自带的", "the one that ships with this program"),
    "evidence.own": ("不是本程序自带的", "not the one that ships with this program"),
    "error.pack": ("{path}：不是证据包：{why}", "{path}: this is no evidence pack: {why}"),
    "error.pack_name": (
        "--out：{path} 不以 .zip 结尾；请写成 {right}",
        "--out: {path} does not end in .zip; {right} would be right",
    ),
    "error.pack_journals": (
        "{path}：包内没有日志；请在其后给出根值如下的日志：{roots}",
        "{path}: the journals are not in the pack; name them after it, by root: {roots}",
    ),
    "error.pack_other": (
        "{path}：根值 {root} 不是此证据包所用的日志；应为 {known}",
        "{path}: the root {root} is of no journal of this pack; {known} would be right",
    ),
    "error.several_roots": (
        "--root 只能与一份日志或一个证据包比对",
        "--root compares with one journal or one pack only",
    ),
}
"""Key -> (Chinese, English)."""

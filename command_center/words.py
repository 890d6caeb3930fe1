"""Every sentence the program says at its door, in Chinese and in English.

Names of facts, fields and figures stand with the folds (``folds/names.py``, ``folds/tables.py``), what is wrong with a
plan file stands with its loader (``plan/problems.py``). A sentence may have gaps: ``say("run.root", root=...)``.
"""

from __future__ import annotations

from typing import Literal

from command_center.score_words import SCORE_WORDS
from command_center.serve_words import SERVE

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh", "en")


class Words:
    """The sentences in one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._place = LANGUAGES.index(lang)

    def __call__(self, key: str, **gaps: object) -> str:
        """The sentence ``key`` with its gaps filled; KeyError for a key or a gap that is not there."""
        sentence = TABLE[key][self._place]
        return sentence.format_map(gaps) if gaps else sentence


def _both(text: str) -> tuple[str, str]:
    """A command, which is the same in both languages."""
    return text, text


TABLE: dict[str, tuple[str, str]] = {
    # -- help: the program and its verbs --------------------------------------------------------------------------
    "help.usage": ("用法：{usage}", "Usage: {usage}"),
    "help.options.short": ("[选项]", "[OPTIONS]"),
    "help.verb.short": ("命令 ...", "VERB ..."),
    "help.arguments": ("参数：", "Arguments:"),
    "help.options": ("选项：", "Options:"),
    "help.verbs": ("命令：", "Verbs:"),
    "help.examples": ("示例：", "Examples:"),
    "help.default": ("（默认 {value}）", " (default {value})"),
    "help.program": (
        "城市指挥中心演练：按情景、席位名册、随机种子和命令推演一场演练，生成可验证的事实日志；"
        "图表与得分都由日志推得。\n"
        "退出码：0 正常；1 verify 或 replay 发现问题；2 输入有误；130 被 Ctrl-C 中止。",
        "Drills for a city's command centre: scenario, roster, seed and orders are played into a journal of facts\n"
        "that can be verified; every figure is read off the journal.\n"
        "Exit codes: 0 good; 1 verify or replay found something; 2 wrong input; 130 stopped by Ctrl-C.",
    ),
    "help.run": ("推演一场演练，打印计分板并写出日志", "Play a drill, print its scoreboard and write its journal"),
    "help.programme": (
        "按计划推演一组演练\n已存在且内容相同的演练经验证后保留，不再重做；因此中断后可接着做。",
        "Play a list of drills\n"
        "A drill that is already there with the same recipe is verified and kept, so a stopped programme goes on.",
    ),
    "help.report": (
        "由一份或多份日志写出演练评估报告\n多份日志合并评定；docx、pdf、xlsx 需安装 report 附加包。",
        "Write the drill's evaluation report from one journal or several\n"
        "Several journals are pooled; docx, pdf and xlsx want the report extra.",
    ),
    "help.replay": (
        "按日志中的记录重新推演，并与日志逐条比对",
        "Play the recipe in a journal again and compare fact by fact",
    ),
    "help.verify": (
        "检查日志是否完整，或证据包是否成立：任何字节被改动、删除、添加都会被发现\n"
        "证据包由日志重算每个数字再比对；包内没有日志时，在其后给出日志。"
        "只证明完整，不证明由谁写成；请用 --root 与报告中的根值（证据包为封签）比对。",
        "Check that a journal is whole, or that an evidence pack holds: any byte changed, dropped or added is found\n"
        "Every number of a pack is recomputed from its journals; name them after a pack that has none inside.\n"
        "This shows that it is whole, not who wrote it: compare with --root and the root in a report (a pack's seal).",
    ),
    "help.check": (
        "检查情景、席位名册、演练计划和映射文件，一次列出全部错误",
        "Check scenario, roster, programme and mapping files, and show every error at once",
    ),
    "help.list": (
        "列出自带的情景、席位名册、演练计划、映射，可选的策略，或全部事实种类",
        "List what ships (scenarios, rosters, programmes, mappings), the policies, or all kinds of facts",
    ),
    "help.show": (
        "查看日志：计分板，或一张工单、一个席位、一条事实的经过",
        "Show the scoreboard of a journal, or the story of a ticket, a seat or a fact in it",
    ),
    "help.show.scoreboard": (
        "日志的计分板：演练日志或导入的记录基线均可",
        "The scoreboard of a journal, of a drill or of real records",
    ),
    "help.show.ticket": ("逐条讲述一张工单的经过", "The story of a ticket, fact by fact"),
    "help.show.seat": ("逐条讲述一个席位的经过", "The story of a seat, fact by fact"),
    "help.show.fact": ("一条事实的前因后果", "A fact with what led to it and what it led to"),
    "help.import": ("把真实记录变成情景", "Make a scenario out of real records"),
    "help.import.tickets": (
        "把真实工单导出文件变成情景\n不能读的行连同行号和原因写入 rejected.csv；保留数 + 拒绝数 = 总数。",
        "Make a scenario out of a real ticket export\n"
        "Rows that cannot be read go to rejected.csv with number and reason; kept + rejected = total, always.",
    ),
    # -- help: arguments and options ------------------------------------------------------------------------------
    "help.any.help": ("显示此帮助", "Show this help"),
    "help.any.json": ("以 JSON 输出，供程序读取", "Print JSON, for a machine to read"),
    "help.any.as_json": ("以 JSON 输出，供程序读取", "Print JSON, for a machine to read"),
    "help.any.journal": ("日志文件，或演练的文件夹", "A journal file, or the folder of a drill"),
    "help.any.out": ("写入的文件夹", "The folder to write to"),
    "help.program.version": ("显示版本", "Show the version"),
    "help.program.lang": (
        "语言；也可用环境变量 COMMAND_CENTER_LANG，其次 LC_ALL、LANG",
        "Language; else COMMAND_CENTER_LANG, then LC_ALL, LANG of the environment",
    ),
    "help.run.scenario": ("自带情景的名称，或情景文件", "A shipped scenario's name, or a scenario file"),
    "help.run.roster": (
        "席位名册的名称或文件夹（默认用情景所指定的）",
        "A roster's name or folder (default: the scenario's own)",
    ),
    "help.run.seed": ("随机种子：同一种子得到同一场演练", "Random seed: the same seed gives the same drill"),
    "help.run.staffing": (
        "配员：full 满编、half 半编，或名册中自定的配员名（默认用情景的）",
        "Staffing: full, half, or a plan of the roster (default: the scenario's)",
    ),
    "help.run.horizon": (
        "多长时间内有新的事情发生，如 PT8H、8h、2d（默认用情景的）",
        "How long new things befall the city, e.g. PT8H, 8h, 2d (default: the scenario's)",
    ),
    "help.run.adapter": (
        "由仿真之外的适配器应答某系统的数据请求，如 SYS26=csv:customs.csv（可重复）",
        "Have an adapter outside the simulation answer for a system, e.g. SYS26=csv:customs.csv (repeatable)",
    ),
    "help.run.out": (
        "日志所在文件夹（默认 drills/情景-seedN，非满编时为 drills/情景-配员-seedN）",
        "The journal's folder (default drills/SCENARIO-seedN, without full staff drills/SCENARIO-STAFFING-seedN)",
    ),
    "help.run.no_journal": ("不写日志，只推演和计分", "Write no journal, only play and score"),
    "help.run.force": ("覆盖已有的日志", "Replace a journal that is already there"),
    "help.programme.plan": ("计划文件，或自带的计划（quarter）", "A programme file, or a shipped one (quarter)"),
    "help.report.journals": ("日志文件，或其下有日志的文件夹", "Journals, or folders with journals in them"),
    "help.report.formats": ("格式，用逗号隔开", "Formats, separated by commas"),
    "help.report.earlier": ("以往演练的日志，只作对比", "The journal of an earlier drill, only compared with"),
    "help.report.maturity": ("本市自己的成熟度文件", "The city's own maturity file"),
    "help.report.programme": ("演练计划，供需要它的指标使用", "The programme, for the indicators that read it"),
    "help.replay.check": (
        "逐条比对，有差异则退出码为 1（不写也会比对）",
        "Compare fact by fact, exit 1 on a difference (done in any case)",
    ),
    "help.verify.files": (
        "日志（可多份），或一个证据包及其后的日志",
        "Journals, or an evidence pack and after it the journals it was made from",
    ),
    "help.verify.root": (
        "与报告中的根值（证据包为封签）比对",
        "The root printed in a report (of a pack: its seal), to compare with",
    ),
    "help.check.paths": ("文件或文件夹，可多个", "Files or folders, as many as you like"),
    "help.list.what": ("要列出什么", "What to list"),
    "help.show.ticket.number": ("工单编号", "The ticket's number"),
    "help.show.seat.seat": (
        "席位编号或名称，如 S11；区县如 D1",
        "The seat's id or name, e.g. S11; a district, e.g. D1",
    ),
    "help.show.fact.number": ("事实序号", "The fact's number"),
    "help.import.tickets.roster": ("席位名册的名称或文件夹", "A roster's name or folder"),
    "help.import.tickets.table": ("工单导出文件，CSV 或 CSV.gz", "The ticket export, CSV or CSV.gz"),
    "help.import.tickets.mapping": (
        "映射文件或自带映射的名称：哪一列是什么，怎样对应",
        "A mapping file or a shipped mapping's name: which column is what, and what corresponds to what",
    ),
    # -- help: examples -------------------------------------------------------------------------------------------
    "example.program": _both("command-center run city-waterlogging\ncommand-center list scenarios --lang zh"),
    "example.run": _both(
        "command-center run city-waterlogging --staffing half --seed 7\n"
        "command-center run hotline-month --horizon P7D --no-journal --json\n"
        "command-center run my-scenario.yaml --roster my-city/ --out drills/first"
    ),
    "example.programme": _both("command-center programme quarter --out drills/quarter"),
    "example.report": (
        "command-center report drills/flood/journal.jsonl.zst --format html,docx,pdf --lang zh --out reports",
        "command-center report drills/flood/journal.jsonl.zst --format html,docx,pdf --lang en --out reports",
    ),
    "example.replay": _both("command-center replay drills/city-waterlogging-seed1/journal.jsonl.zst --check"),
    "example.verify": _both("command-center verify drills/city-waterlogging-seed1/journal.jsonl.zst"),
    "example.check": _both("command-center check my-scenario.yaml my-city/"),
    "example.list": _both("command-center list scenarios\ncommand-center list facts --json"),
    "example.show": _both(
        "command-center show scoreboard drills/city-waterlogging-seed1/journal.jsonl.zst\n"
        "command-center show ticket drills/city-waterlogging-seed1/journal.jsonl.zst 12\n"
        "command-center show seat drills/city-waterlogging-seed1/journal.jsonl.zst S11"
    ),
    "example.import.tickets": _both(
        "command-center import tickets export.csv --mapping taipei-1999 --out recorded/june"
    ),
    # -- what went wrong ------------------------------------------------------------------------------------------
    "error.language": (
        "{where}：不会说“{asked}”；请用 zh 或 en",
        "{where}: {asked!r} is not a language of this program; zh or en would be right",
    ),
    "error.usage": ("命令有误：{message}", "Wrong command: {message}"),
    "error.see_help": ("详见 {command} --help", "See {command} --help"),
    "error.no_option": ("没有这个选项：{name}", "no such option: {name}"),
    "error.meant": ("；是否应为 {names}", "; did you mean {names}"),
    "error.missing": ("缺少 {name}", "{name} is missing"),
    "error.least": ("应为不小于 {least} 的整数", "a whole number of {least} or more would be right"),
    "error.between": (
        "应在 {least} 至 {most} 之间，且为整数",
        "it must be between {least} and {most}, a whole number",
    ),
    "error.no_command": ("没有“{name}”这个命令", "there is no verb {name!r}"),
    "error.too_many": ("此处不应有 {name}", "{name} is not expected here"),
    "error.no_value": ("{name} 之后缺少值", "{name} needs a value after it"),
    "error.unwanted_value": ("{name} 不带值", "{name} takes no value"),
    "error.root": (
        "--root：“{root}”不是根值；根值是 64 位十六进制数，run、programme 和 verify 加 --json 都会完整给出",
        "--root: {root!r} is no root; a root has 64 hexadecimal digits, "
        "run, programme and verify with --json show it in full",
    ),
    "error.whole_number": ("应为整数", "a whole number would be right"),
    "error.bad_value": ("{name} 的值有误：{message}", "wrong value of {name}: {message}"),
    "error.fault": (
        "程序自身出错（{kind}：{message}）；详情已写入 {path}，请连同所用命令一并报告",
        "The program itself failed ({kind}: {message}); the details are in {path}, please report them with "
        "your command",
    ),
    "error.interrupted": (
        "已中止；没有留下写了一半的文件",
        "Stopped; nothing half-written was left behind",
    ),
    "error.not_there": (
        "{kind}：既没有文件或文件夹 {name}，也没有自带的同名项；现有：{known}",
        "{kind}: there is neither a file or folder {name} nor a shipped one of that name; there are {known}",
    ),
    "kind.scenarios": ("情景", "scenario"),
    "kind.seats": ("席位名册", "roster"),
    "kind.web": ("页面", "pages"),
    "error.no_file": ("{name}：没有这个文件；请检查路径", "{name}: there is no such file; check the path"),
    "error.no_access": ("{name}：没有读写权限", "{name}: reading or writing it is not permitted"),
    "error.is_folder": ("{name}：这是文件夹；此处应为文件", "{name}: this is a folder; a file would be right"),
    "error.is_file": ("{name}：这是文件；此处应为文件夹", "{name}: this is a file; a folder would be right"),
    "error.helper": (
        "并行处理的辅助进程提前结束（退出码 {code}），可能是内存不足；请重新运行",
        "A process that did half of the work ended early (exit code {code}), perhaps for lack of memory; please "
        "try again",
    ),
    "error.disk_full": ("{name}：磁盘已满", "{name}: the disk is full"),
    "error.system": ("{name}：{reason}", "{name}: {reason}"),
    "error.exists": (
        "{path}：已有日志，不予覆盖；请另选 --out，或用 --force 覆盖",
        "{path}: a journal is already there and is not replaced; choose another --out, or say --force",
    ),
    "error.adapter": (
        "--adapter：“{text}”不对；应写作 系统=适配器:参数，如 SYS26=csv:customs.csv；名册 {roster} 中有数据的"
        "系统：{known}",
        "--adapter: {text!r} is not right; write SYSTEM=NAME:ARGUMENT, e.g. SYS26=csv:customs.csv; "
        "systems of {roster} that give data: {known}",
    ),
    "error.horizon": (
        "--horizon：“{text}”不是时长；请写 PT8H、8h、30min 或 2d",
        "--horizon: {text!r} is not a span of time; PT8H, 8h, 30min or 2d would be right",
    ),
    "error.list": (
        "list：没有“{what}”可列；请用 {known}",
        "list: there is no list of {what!r}; {known} would be right",
    ),
    "error.no_ticket": (
        "{path}：没有编号为 {number} 的工单；共有 {count} 个诉求，编号 {first} 至 {last}",
        "{path}: there is no ticket {number}; there are {count} contacts, numbered {first} to {last}",
    ),
    "error.no_contacts": ("{path}：其中没有诉求", "{path}: it holds no contacts"),
    "error.no_seat": ("{path}：没有席位 {seat}；{right}", "{path}: there is no seat {seat}; {right}"),
    "error.no_fact": (
        "{path}：没有序号为 {number} 的事实；序号从 0 至 {last}",
        "{path}: there is no fact {number}; they are numbered 0 to {last}",
    ),
    "error.journal": (
        "；verify 可指出损坏之处，同样的情景和种子可重新推演",
        "; verify names the parts, and the same scenario and seed can be played again",
    ),
    "error.not_played": (
        "{path}：此日志由真实记录导入而成，并非推演所得，无从重演；可用 verify 检查",
        "{path}: made from real records, not played, so there is nothing to replay; verify can check it",
    ),
    "error.other_drill": (
        "{path}：这里是另一场演练（内容不同）；请换一个 --out 或移走它",
        "{path}: another drill is here (of another recipe); choose another --out or move it away",
    ),
    "error.damaged_drill": (
        "{path}：此处的日志已损坏（{finding}）；请移走它后再做一次",
        "{path}: the journal here is damaged ({finding}); move it away and run again",
    ),
    # -- run ------------------------------------------------------------------------------------------------------
    "run.heading": (
        "EXERCISE 演练 · {title}（{name}）· 席位名册 {roster} · 配员 {staffing} · 种子 {seed}",
        "EXERCISE 演练 · {title} ({name}) · roster {roster} · staffing {staffing} · seed {seed}",
    ),
    "run.facts": ("事实条数：{facts}", "Facts:   {facts}"),
    "run.root": ("日志根值：{root}", "Root:    {root}"),
    "run.journal": ("日志文件：{path}", "Journal: {path}"),
    "run.no_journal": ("日志文件：未写（--no-journal）", "Journal: not written (--no-journal)"),
    "run.seats_left_out": (
        "席位负荷：显示前 {shown} 个，共 {count} 个；全部见 --json",
        "Seats by load: the first {shown} of {count}; --json has all",
    ),
    "run.next": (
        "接下来可以试试：\n"
        "  command-center verify {path}\n"
        "  command-center replay {path} --check\n"
        "  command-center show ticket {path} {ticket}",
        "What to try next:\n"
        "  command-center verify {path}\n"
        "  command-center replay {path} --check\n"
        "  command-center show ticket {path} {ticket}",
    ),
    # -- report ---------------------------------------------------------------------------------------------------
    "report.title": ("写报告", "Writing the report"),
    "report.root": ("日志根值：{root}  {label}", "Root: {root}  {label}"),
    "report.file": ("已写：{path}", "Written: {path}"),
    "error.format": (
        "--format：没有格式“{name}”；请用 {known}",
        "--format: there is no {name!r}; {known} would be right",
    ),
    "error.no_format": ("--format：没有写格式；请用 {known}", "--format: no format is named; {known} would be right"),
    "error.extra": (
        "--format：{names} 需要 report 附加包；请先运行 pip install 'command-center[report]'",
        "--format: {names} wants the report extra; run pip install 'command-center[report]' first",
    ),
    # -- replay, verify, check ------------------------------------------------------------------------------------
    "replay.equal": ("一致：重新推演得到同样的 {facts} 条事实", "Equal: played again, the same {facts} facts"),
    "replay.differs": ("不一致：第一处在事实 {n}", "Different: the first is fact {n}"),
    "replay.journal": ("  日志：{fact}", "  journal:  {fact}"),
    "replay.again": ("  重演：{fact}", "  replayed: {fact}"),
    "replay.nothing": ("（没有）", "(none)"),
    "replay.title": ("重演 {name}", "Replaying {name}"),
    "verify.whole": ("完整：{path}", "Whole: {path}"),
    "verify.root": ("根值：{root}", "Root:  {root}"),
    "verify.damaged": ("有问题：{path}", "Not whole: {path}"),
    "check.good": ("没有发现错误：{count} 项", "No errors in {count} of what was named"),
    "check.found": ("错误共 {count} 处", "Errors found: {count}"),
    # -- programme ------------------------------------------------------------------------------------------------
    "programme.heading": ("EXERCISE 演练 · {title}（{name}）", "EXERCISE 演练 · {title} ({name})"),
    "programme.drill": ("演练", "drill"),
    "programme.scenario": ("情景", "scenario"),
    "programme.staffing": ("配员", "staffing"),
    "programme.seed": ("种子", "seed"),
    "programme.tickets": ("诉求", "contacts"),
    "programme.closed": ("已办结", "closed"),
    "programme.open": ("未办结", "open"),
    "programme.root": ("根值", "root"),
    "programme.state": ("情况", "state"),
    "programme.played": ("已推演", "played"),
    "programme.kept": ("已有，验证后保留", "was there; verified and kept"),
    "programme.state.played": ("推演", "played"),
    "programme.state.kept": ("保留", "kept"),
    "programme.stopped": (
        "已做完 {done} 场，共 {count} 场；再次运行同一命令即可接着做",
        "{done} of {count} drills are done; the same command goes on from there",
    ),
    "programme.out": ("日志所在：{path}", "Journals: {path}"),
    # -- list, show -----------------------------------------------------------------------------------------------
    "show.marks": (
        "（< 前因  > 后果  [<- 号] 直接起因的序号；show fact 可逐条追查）",
        "(< led to it  > followed from it  [<- n] the fact that caused it; show fact follows any of them)",
    ),
    "show.characters": ("（{count} 字）", "({count} characters)"),
    "show.recorded": ("真实记录 · {name}", "Real records · {name}"),
    "list.name": ("名称", "name"),
    "list.title": ("标题", "title"),
    "list.about": ("说明", "about"),
    "list.roster": ("席位名册", "roster"),
    "list.horizon": ("时长", "horizon"),
    "list.seats": ("席位", "seats"),
    "list.systems": ("业务系统", "systems"),
    "list.categories": ("类别", "categories"),
    "list.policy": ("策略", "policy"),
    "list.choices": ("可选", "choices"),
    "list.chooses": ("决定什么", "what it decides"),
    "list.fact": ("事实", "fact"),
    "list.meaning": ("含义", "meaning"),
    "list.fields": ("字段", "fields"),
    "list.scenarios.heading": ("自带情景", "Shipped scenarios"),
    "list.rosters.heading": ("自带席位名册", "Shipped rosters"),
    "list.programmes.heading": ("自带演练计划", "Shipped programmes"),
    "list.mappings.heading": ("自带映射（导入工单用）", "Shipped mappings (for import tickets)"),
    "list.drills": ("演练场次", "drills"),
    "list.folder": ("文件在 {path}，可供阅读和复制", "The files lie in {path}, to read and to copy"),
    "list.policies.heading": ("策略", "Policies"),
    "policy.urgency_deadline_age": (
        "先办最急的，再看时限最近的；都相同时按进入收件箱的先后",
        "Most urgent first, then the nearest limit; equal ones in the order in which they joined the inbox",
    ),
    "policy.deadline_age": ("时限最近的先办，不论紧急程度", "The nearest limit first, whatever the urgency"),
    "policy.first_come": ("按到达中心的先后", "In the order of arrival at the centre"),
    "policy.by_category": ("派给类别表中的主办席位", "The lead seat of the category table"),
    "policy.shortest_inbox": (
        "派给该类别可主办的各席位中待办最少的；相同时派给主办席位",
        "Of the category's seats that may lead it the one with the fewest tickets waiting; the lead seat on a tie",
    ),
    "policy.emergencies_at_once": (
        "超过时限一天后下达督办；紧急（E）工单立即下达",
        "A supervision order one day after the limit passed; for an emergency at once",
    ),
    "policy.all_at_once": (
        "一超过时限即下达督办，不论紧急程度",
        "A supervision order as soon as the limit passed, whatever the urgency",
    ),
    "list.facts.heading": ("事实种类（共 {count} 种）", "Kinds of facts ({count})"),
    # -- import ---------------------------------------------------------------------------------------------------
    "import.title": ("导入 {name}", "Importing {name}"),
    "import.counts": (
        "保留 {kept} + 拒绝 {rejected} = 总数 {total}",
        "kept {kept} + rejected {rejected} = total {total}",
    ),
    "import.scenario": ("情景文件：{path}", "Scenario: {path}"),
    "import.baseline": ("记录基线：{path}", "As-recorded baseline: {path}"),
    "import.rejected": ("被拒绝的行：{path}", "Rejected rows: {path}"),
    "import.unmapped": ("未对应的取值：{path}", "Values that were not mapped: {path}"),
    "import.next": (
        "接下来可以试试：\n  command-center run {path}",
        "What to try next:\n  command-center run {path}",
    ),
    **SCORE_WORDS,
    **SERVE,
}
"""Key -> (Chinese, English)."""

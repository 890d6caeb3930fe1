"""The sentences of a report in Chinese and English, with gaps: notes, findings, and why a section is empty."""

from __future__ import annotations

from command_center.folds.names import Pair

TEXTS: dict[str, Pair] = {
    "overview.text": (
        "{centre}组织演练 {count} 场，情景为{titles}，开始时间 {when}。本报告全部数字由演练日志中的事实推得，"
        "可逐项打开核对。",
        "{centre}, drills held: {count}. Scenario: {titles}. Begun: {when}. Every figure of this report is read "
        "off the facts in the drills' journals and can be opened and checked.",
    ),
    "aims.none": (
        "情景文件没有写明演练目的（objectives），故此处为空。",
        "The scenario names no objectives, so there is nothing to list.",
    ),
    "conduct.program": (
        "参演席位共 {seats} 个，全部由程序代为操作，没有真人参演；“最先一公里”等考察人员操作的指标因此不予评定。",
        "All {seats} seats were played by the program, none by a person; what depends on people, such as the first "
        "mile, is therefore not rated.",
    ),
    "conduct.persons": (
        "参演席位共 {seats} 个，其中 {persons} 个由真人操作，其余由程序代为操作。",
        "Of {seats} seats {persons} were played by people, the others by the program.",
    ),
    "conduct.orders": (
        "导调组在演练中下达并执行命令 {orders} 条。",
        "The control group gave {orders} orders that were carried out.",
    ),
    "conduct.all_orders": (
        "导调组与真人席位在演练中共下达并执行命令 {orders} 条。",
        "The control group and the people at the seats gave {orders} orders that were carried out.",
    ),
    "conduct.no_orders": (
        "导调组未临时干预，控制消息全部按情景文件发布。",
        "The control group did not intervene; all injects came as the scenario has them.",
    ),
    "conduct.no_evaluators": (
        "没有评估员记录：日志旁没有评定文件，本报告只含自动评估。",
        "No evaluators' records: no ratings lie beside the journals, so all ratings here are automatic.",
    ),
    "conduct.evaluators": (
        "评估角色：{roles}；评定与改评 {ratings} 条，观察记录 {observations} 条，见 5.11。",
        "Evaluators: {roles}; {ratings} ratings and overrides, {observations} observations, in 5.11.",
    ),
    "seats.none": (
        "日志中没有席位名册，故无配员情况。",
        "The journal holds no roster, so there is no staffing to show.",
    ),
    "systems.none": ("席位名册没有列业务系统。", "The roster names no business systems."),
    "systems.text": (
        "接入业务系统 {count} 个，数据源：{told}。",
        "{count} business systems are connected; their sources: {told}.",
    ),
    "systems.stood_in": (
        "以下系统的数据未实际共享，演练中以模拟数据代替或缺失：{names}。",
        "The owners of these systems share no data; in the drill it is mock or missing: {names}.",
    ),
    "process.none": ("日志中没有预警、控制消息或处置动作。", "The journal holds no warnings, injects or actions."),
    "drills.left_out": (
        "另有 {count} 场演练的图未绘出（只画前 {shown} 场），数据见 JSON 与表格文件。",
        "The pictures of {count} more drills are not drawn (only those of the first {shown}); JSON and Excel "
        "have their data.",
    ),
    "injects.none": ("情景没有控制消息。", "The scenario has no injects."),
    "water.none": ("情景不含降雨积水，故无水情。", "No rain or flood in these scenarios, so there is nothing to show."),
    "water.text": (
        "{drill}：累计降雨 {mm} 毫米，{points} 处低洼点积水。",
        "{drill}: {mm} mm of rain fell, and {points} low points were under water.",
    ),
    "load.none": ("日志中没有席位在岗与操作记录。", "The journal holds no shifts or work of seats."),
    "load.text": ("全部席位的负荷见附录。", "The load of every seat is in the annex."),
    "silent.text": ("点名未应答：{names}。", "Silent at the roll call: {names}."),
    "silent.none": ("点名无缺席。", "No seat was silent at the roll call."),
    "unused.text": ("未使用的席位（未应答或没有任何操作）：{names}。", "Not used (no answer, or no action): {names}."),
    "unused.none": ("席位全部得到使用。", "Every seat was used."),
    "aims.no_actions": (
        "控制消息没有要求任何预期动作，故无法按目的评估；按指标的评估见下节。",
        "No inject expects an action, so there is nothing to judge by aim; the next section judges by indicator.",
    ),
    "aims.nameless": ("（未归入目的）", "(no aim named)"),
    "aims.untouched": (
        "没有预期动作、因而未检验的目的：{names}。",
        "Aims without expected actions, hence not tested: {names}.",
    ),
    "city.text": (
        "城市成熟度等级：{level}（最弱要素：{weakest}），城市得分 {score}；{year} 年目标线 {target}，差距 {gap}。",
        "City maturity level: {level} (weakest element: {weakest}); city score {score} against a target of {target} in "
        "{year}, a gap of {gap}.",
    ),
    "city.not_rated": (
        "城市成熟度等级未评定：至少一个要素没有足够的指标可评（原因见指标表）；{year} 年目标线 {target}。",
        "The city's level is not rated: at least one element has too few rated indicators (the table says why); the "
        "target line of {year} stands at {target}.",
    ),
    "band.text": (
        "逐一把各指标权重上下调整 {change}%，城市等级为 {levels}，城市得分在 {low} 至 {high} 之间。",
        "With each weight in turn changed by {change} % up and down, the city's level is {levels} and its "
        "score {low} to {high}.",
    ),
    "gate.line": ("第 {level} 级门槛：{state}。{reasons}", "Gate of level {level}: {state}. {reasons}"),
    "steps.none": ("没有诉求到达，故没有环节数据。", "No contact arrived, so there are no steps to show."),
    "conversion.none": (
        "制度—效能转化周期无从计算：没有既办结又评价的工单。",
        "Conversion time cannot be computed: no ticket was both closed and evaluated.",
    ),
    "conversion.part": ("{scenario} {minutes} 分钟（{tickets} 件）", "{scenario} {minutes} min ({tickets} tickets)"),
    "conversion.text": (
        "制度—效能转化周期（从工单建立到办结并评价，中位数）：{told}。",
        "Conversion time, from the ticket's opening to closed and evaluated (median): {told}.",
    ),
    "queues.none": ("任何环节都没有工单排队。", "No ticket ever waited before a step."),
    "tiers.none": ("演练中没有指令逐级下达。", "No command went down the tiers."),
    "modes.none": ("演练中没有平战转换。", "The mode was never switched."),
    "data.none": ("演练中没有调用业务系统。", "No business system was used."),
    "duties.none": ("没有职责到期。", "No duty fell due."),
    "ratings.none": (
        "没有评估员的 P/S/M/U 评定；下表各项由程序按注明的规则自动得出。",
        "No evaluator rated anything; the ratings below are automatic, by the rule printed with them.",
    ),
    "ratings.how": (
        "每项关键任务的自动评定与评估员评定并列；改评取代自动结果，但两个值和理由都保留。",
        "Each critical task has its automatic rating beside those of evaluators; an override takes the automatic "
        "one's place, but both values and the reason are kept.",
    ),
    "override.told": ("{by} 改评为 {rating}：{reason}", "{by} overrides it to {rating}: {reason}"),
    "override.then": ("（改评时自动结果为 {then}）", " (automatic at that time: {then})"),
    "task.action": ("{inject}：{seat}，{action}", "{inject}: {seat}, {action}"),
    "task.aim": ("该目的总评", "the aim as a whole"),
    "bound.ticket": ("工单 {ticket}", "ticket {ticket}"),
    "bound.facts": ("事实 {numbers}", "facts {numbers}"),
    "observations.none": (
        "没有观察记录：评定文件中没有观察，或没有评定文件。",
        "No observations: the file of ratings holds none, or there is no such file.",
    ),
    "good.none": (
        "没有达到“经验做法”条件的事项（指标达 4 级、预期动作全部按时、职责或环节按时率不低于 95%）。",
        "Nothing met the conditions of good practice (an indicator at level 4, all expected actions of an inject in "
        "time, a duty or step at 95 % or more).",
    ),
    "problems.none": ("本次演练没有发现此类问题。", "These drills showed no problem of this class."),
    "plan.none": ("没有发现问题，故没有改进项。", "No problem was found, so there is nothing to improve."),
    "plan.text": (
        "改进项 {count} 条，由短板指标、未做或超时的预期动作、逾期职责、超时环节与数据缺口得出，最弱要素在前。",
        "{count} items, drawn from short boards, missed and late expected actions, missed duties, late steps "
        "and gaps in data; the weakest element comes first.",
    ),
    "plan.retests": (
        "复测用同一种子重演同样的需求，与本次成对比较：",
        "A retest replays the same demand with the same seed, to be compared in pairs:",
    ),
    "retest": (
        "{due} 后首场演练：{scenario}，种子 {seed}",
        "first drill after {due}: {scenario}, seed {seed}",
    ),
    "circular.rule": (
        "排名规则：得分 = 100 ×（按时率×{on_time} + 未退单率×{kept} + 满意率×{satisfied}）÷ 100；没有数据的一"
        "项不计，其余按权重折算；"
        "到期不足 {fewest} 件的部门列出但不排名；得分相同者名次并列。",
        "Rule of ranking: points are on-time share x {on_time} + share not returned x {kept} + share "
        "satisfied x {satisfied}; "
        "a part without a case is left out and the others stand for it; departments with fewer than {fewest} cases due "
        "are shown, not ranked; equal points share a rank.",
    ),
    "circular.none": (
        "没有工单派往任何部门，故无通报。",
        "No ticket was sent to any department, so there is no circular.",
    ),
    "worst.none": ("没有部门有超时工单。", "No department has a late ticket."),
    "comparison.none": (
        "只提供了一场演练的日志，无从对比；用 --earlier 给出以往演练的日志，或同时给出多场日志即可对比。",
        "Only one journal was given, so there is nothing to compare; name an earlier one with --earlier, or "
        "several journals.",
    ),
    "journals.text": (
        "日志由 {program} 写成。用下列命令检查日志是否完整，并与本报告所印根值比对；这证明日志未被改动，不证"
        "明由谁写成。",
        "The journals were written by {program}. These commands check that a journal is whole and has the root printed "
        "here: that shows it was not changed, not who wrote it.",
    ),
    "method.facts": (
        "全部数字只由日志中的事实推得。时钟从线索第一次出现在席位屏幕上起算；线索从未出现的，记为未检验而非未"
        "做。演练结束时尚未到期的，不记为超时。",
        "Every figure comes from the facts of the journals alone. A clock starts when the cue was first "
        "shown to the seat; "
        "what was never shown is not tested, not missed. What was not due when the drill ended is held against nobody.",
    ),
    "method.levels": (
        "比例用威尔逊区间，中位数与百分位用次序统计区间；等级按区间较差的一端评定，样本不足则不评定。要素等级"
        "按 ISO/IEC 33020 的方法汇总，"
        "并须通过门槛；城市等级取最弱要素。",
        "Shares have Wilson intervals, medians and percentiles those of order statistics; a level is held by "
        "the worse end, "
        "and too few cases are not rated. Elements follow the ISO/IEC 33020 rule and must pass the gates; the city's "
        "level is that of its weakest element.",
    ),
    "method.digest": ("所用成熟度文件的 SHA-256：{digest}", "SHA-256 of the maturity file used: {digest}"),
    # notices
    "mock.notice": (
        "含模拟数据：系统读取 {reads} 次中有 {mock} 次由模拟数据应答，凡涉及处均已标明。",
        "Contains mock data: {mock} of {reads} reads were answered by a mock; it is marked wherever it shows.",
    ),
    "mock.table": (
        "标有“含模拟”的系统共有 {count} 次读取由模拟数据应答。",
        "Systems marked mock were answered by mock data {count} times.",
    ),
    "mock.capped": (
        "因关键读取中模拟数据占比过高，以下要素的等级被限制：{names}。",
        "Too large a share of decisive reads was mock, so these elements are held down: {names}.",
    ),
    "recorded.notice": (
        "部分日志由真实记录导入而成，并非推演所得。",
        "Some of the journals were made from real records, not played.",
    ),
    "warning.exercise": (
        "本报告所述均为演练，不是真实事件；报告不含个人信息。",
        "Everything told here was an exercise, not a real event. It holds no personal data.",
    ),
    "warning.mock": ("部分数字来自模拟数据，已逐处标明。", "Some figures rest on mock data; they are marked as such."),
    # notes
    "note.staffing": (
        "本席位：由本单位人员值守；热线代岗：由12345热线人员顶岗；应答席：只签收应答，不牵头。",
        "Own staff hold their seat; stand-ins come from the hotline; responders sign and answer, and lead nothing.",
    ),
    "note.damage": (
        "多场演练时为各场之和（最大水深取最大值）。",
        "Summed over drills (the deepest water is the greatest).",
    ),
    "note.used": (
        "“有操作”指至少办理过一件工单或一项任务。",
        "A seat worked when it did at least one step of a ticket or one task.",
    ),
    "note.rating": (
        "自动评定规则：已检验的动作全部按时为 P，七成以上按时为 S，有动作完成（含超时）为 M，一项也未完成为 U。",
        "Automatic rating: all tested actions in time P; at least 70 % S; any done, be it late, M; none done U.",
    ),
    "note.expected": ("用时从线索显示在席位屏幕上起算。", "Time runs from when the cue was on the seat's screen."),
    "note.elements": (
        "N/P/L/F 依次为达到第 2、3、4、5 级的指标占比评定（≤15%、≤50%、≤85%、>85%）。",
        "N, P, L, F rate the share of indicators that reach levels 2, 3, 4, 5 (up to 15, 50, 85 %, above).",
    ),
    "note.ladder": (
        "横轴为 1 至 5 级，条为 95% 区间，菱形为评定所用一端；空心圆为未评定。",
        "Across stand levels 1 to 5; the bar is the 95 % interval, the diamond the end that is assessed, a "
        "ring not rated.",
    ),
    "note.indicators": ("成熟度文件摘要 {digest}…", "Digest of the maturity file {digest}…"),
    "note.funnel": ("直接答复的诉求不进入转办；评价含短信未答。", "Contacts answered directly are not transferred."),
    "note.steps": (
        "用时与等待从工单可以进入该环节时起算；重做另计。",
        "Times run from when a ticket was ready for the step; a step done again counts again.",
    ),
    "note.1315": (
        "仅计紧急诉求；出警时钟从{base}起算；没有队伍到场的 {without} 件不计入到场率。",
        "Emergencies only. The clock of dispatch starts at {base}; {without} contacts without a unit on "
        "scene are not in the share.",
    ),
    "note.rates": (
        "响应：24 小时内联系诉求人；满意：评价 3 至 5 分。",
        "Response: contacted within 24 h; satisfied: 3 to 5 of 5.",
    ),
    "note.systems": (
        "可用率按情景时段计；模拟与缺失的读取不算真实满足。",
        "Available within the drill's horizon; mock and missing reads never count as real.",
    ),
    "note.around": ("占比以派单 {dispatched} 件次为分母。", "Shares are of {dispatched} dispatches."),
    "note.plan": (
        "责任席位：有席位负责的取该席位，其余按技能推定，须经会议确认。期限自演练日起：机制 30 天、技术 60 天"
        "、制度与数据 90 天。",
        "The owner is the seat concerned, else one by skill, to be confirmed. Due from the drill's date: mechanism 30, "
        "technology 60, rules and data 90 days.",
    ),
    "note.templates": (
        "按通行做法与公开的目录整理，未引用标准原文。",
        "By common practice and public tables of contents; no text of a standard is quoted.",
    ),
    # what pictures tell
    "told.timeline": (
        "发布控制消息 {injects} 条；检验的 {tested} 项预期动作中 {met} 项按时完成。",
        "{injects} injects were released; {met} of {tested} tested expected actions were done in time.",
    ),
    "told.depth": (
        "所绘为 {points} 处低洼点中水深最大的 {shown} 处，最深 {deep} 厘米；从达到封路水深到道路封闭，中位数 "
        "{lag}，未封闭 {never} 处。",
        "The {shown} deepest of {points} points, up to {deep} cm. From the closing depth to the road closed: "
        "median {lag}; never closed: {never}.",
    ),
    "told.heat": (
        "最忙的 {shown} 个席位；出现满负荷（白点）的有：{full}。",
        "The {shown} busiest seats; full at times (white dot): {full}.",
    ),
    "told.queue": ("排队峰值：{peaks}。", "Peaks: {peaks}."),
    "told.ladder": ("{of} 个指标中 {rated} 个得到评定。", "{rated} of {of} indicators are rated."),
    "told.comparison": (
        "对比 {count} 个在两场以上得到评定的指标。",
        "{count} indicators that are rated in two drills or more.",
    ),
}

FINDINGS: dict[str, Pair] = {
    "good_indicator.issue": ("{indicator}达到 {level}：{value}。", "{indicator} reaches {level}: {value}."),
    "good_actions.issue": (
        "{drill}：{inject}要求的 {count} 项动作全部按时完成（{seats}）。",
        "{drill}: all {count} actions expected after {inject} were in time ({seats}).",
    ),
    "good_duty.issue": (
        "职责“{duty}”到期 {due} 次，按时 {met} 次。",
        "The duty {duty} fell due {due} times and was met {met} times.",
    ),
    "good_step.issue": (
        "{step}环节按时率 {share}（到期 {due} 件）。",
        "The step {step} was on time in {share} of {due} cases.",
    ),
    "good_roll_call.issue": (
        "{drill}：点名 {count} 个席位全部应答。",
        "{drill}: all {count} seats answered the roll call.",
    ),
    "short_board.issue": (
        "{indicator}为 {value}，处于 {level}；升至 {next_level} 须达到 {next}。",
        "{indicator} is {value}, level {level}; {next_level} asks for {next}.",
    ),
    "short_board.action": (
        "对照公式（{formula}）逐案查看未计入分子的事项，按原因归类后整改。",
        "Go through the cases outside the numerator ({formula}), sort them by cause and mend the commonest.",
    ),
    "missed_action.issue": (
        "{inject}：{seat}应在 {within} 内{action}，未做 {missed} 次、超时 {late} 次。",
        "{inject}: {seat} was to {action} within {within}; missed {missed}, late {late} times.",
    ),
    "missed_action.action": (
        "把“{action}”写成{seat}的职责条目，写明触发信号、时限与佐证，并做单席演练。",
        "Write '{action}' as a duty of {seat} with cue, limit and evidence, and rehearse it at the seat.",
    ),
    "late_action.issue": (
        "{inject}：{seat}应在 {within} 内{action}，超时 {late} 次，最多超 {over}。",
        "{inject}: {seat} was to {action} within {within}; late {late} times, by up to {over}.",
    ),
    "late_action.action": (
        "查明{seat}收到线索后的等待原因；战时给“{action}”以优先次序或事先授权。",
        "Find what {seat} waited for after the cue; give '{action}' priority or authority in advance in wartime.",
    ),
    "missed_duty.issue": (
        "职责“{duty}”到期 {due} 次，逾期 {missed} 次。",
        "The duty {duty} fell due {due} times and was missed {missed} times.",
    ),
    "missed_duty.action": (
        "核对该职责的时限与可用力量；力量不足则前置或增援，时限不合理则修订条目。",
        "Hold the duty's limit against the crews at hand: post or add crews, or revise the entry.",
    ),
    "late_step.issue": (
        "{step}环节按时率 {share}，到期 {due} 件中超时 {late} 件。",
        "The step {step} was on time in {share}: {late} of {due} were late.",
    ),
    "late_step.action": (
        "在排队图的峰值时段增配{step}力量，或设分流规则；以同一种子成对复测。",
        "Staff the step {step} at the peaks of the queue chart, or divert work by rule; retest in pairs with "
        "the same seed.",
    ),
    "outage.issue": ("{system}中断 {outages} 次，共 {down}。", "{system} was down {outages} times, {down} in all."),
    "outage.action": (
        "为该系统准备备用数据与切换规程，缩短发现与恢复时间。",
        "Prepare fallback data and a switch-over drill for it; shorten detection and repair.",
    ),
    "gap.issue": (
        "{system}：真实应答 {real} 次，模拟 {mock} 次，缺失 {missing} 次。",
        "{system} was answered by real data {real} times, by mock {mock} times, and not at all {missing} times.",
    ),
    "gap.action": (
        "提请数据共享协调机制推动该数据实际共享；共享前继续标明模拟并保留空档。",
        "Bring it to the data-sharing meeting; until it is shared keep the slot and label the mock.",
    ),
    "flawed.issue": (
        "读取 {reads} 次中有 {flawed} 次数据不完整、不合格或过期。",
        "{flawed} of {reads} records read were incomplete, invalid or stale.",
    ),
    "flawed.action": (
        "向数据提供单位反馈不合格记录，建立更新与校验规则。",
        "Feed flawed records back to their providers; set rules for freshness and validity.",
    ),
    "without_right.issue": (
        "读取 {reads} 次中有 {count} 次席位没有相应权限。",
        "{count} of {reads} reads were by a seat without the right.",
    ),
    "without_right.action": (
        "按职责核对席位数据权限，收回或补授。",
        "Match the seats' rights to their duties; withdraw or grant.",
    ),
    "silent.issue": ("点名未应答 {count} 席次：{seats}。", "{count} seats were silent at the roll call: {seats}."),
    "silent.action": (
        "落实值守与替补名单，下次演练前单独点名。",
        "Name deputies, and call these seats before the next drill.",
    ),
}

PARTS: dict[str, Pair] = {
    "part.overview": ("1 演练概况", "1 Overview"),
    "part.aims": ("1.2、5.1 目的及达成", "1.2, 5.1 Aims"),
    "part.process": ("3 情景与过程", "3 Scenario and process"),
    "part.participation": ("2、4 组织与参与", "2, 4 Organisation, participation"),
    "part.evaluation": ("5 评估结果", "5 Evaluation"),
    "part.good": ("6 经验做法", "6 Good practice"),
    "part.problems": ("7 存在问题", "7 Problems"),
    "part.plan": ("8 改进计划", "8 Improvement plan"),
    "part.annexes": ("附录 A–E", "Annexes A–E"),
    "domestic.overview": ("演练基本情况", "basic facts of the exercise"),
    "domestic.aims": ("演练目的与评估内容", "purpose and what is evaluated"),
    "domestic.process": ("情景、过程与处置", "scenario, process and handling"),
    "domestic.participation": ("组织机构与参演人员", "organisation and participants"),
    "domestic.evaluation": ("评估指标与结论", "indicators and conclusions"),
    "domestic.good": ("取得的成效与经验", "results and experience"),
    "domestic.problems": ("存在的问题及原因", "problems and causes"),
    "domestic.plan": ("改进建议与整改计划", "proposals and rectification"),
    "domestic.annexes": ("附件：记录与佐证", "annexes: records and evidence"),
    "hseep.overview": ("Exercise Overview", "Exercise Overview"),
    "hseep.aims": ("Objectives and Core Capabilities (P/S/M/U)", "Objectives and Core Capabilities (P/S/M/U)"),
    "hseep.process": ("Exercise Overview: Scenario", "Exercise Overview: Scenario"),
    "hseep.participation": ("Appendix B: Participants", "Appendix B: Participants"),
    "hseep.evaluation": ("Analysis of Core Capabilities", "Analysis of Core Capabilities"),
    "hseep.good": ("Strengths", "Strengths"),
    "hseep.problems": ("Areas for Improvement", "Areas for Improvement"),
    "hseep.plan": ("Appendix A: Improvement Plan", "Appendix A: Improvement Plan"),
    "hseep.annexes": ("Supporting records", "Supporting records"),
}

PHRASES: dict[str, Pair] = TEXTS | FINDINGS | PARTS

"""What the verb ``serve`` says, in Chinese and in English; ``words.py`` takes it into its table."""

from __future__ import annotations

SERVE: dict[str, tuple[str, str]] = {
    "help.serve": (
        "开一场实时演练：在浏览器中看大屏、坐席位、导调、评估\n"
        "不写情景则打开演练列表，由导调在页面中选择。已确认的命令都已落盘：中断后再次运行同一命令，演练从断点处暂停着继续。",
        "Open a live drill: wall, seats, director's desk and evaluator in a browser\n"
        "Without a scenario the list of drills opens, and the director chooses there. Every acknowledged order is on "
        "the disk: after a crash the same command goes on from there, paused.",
    ),
    "help.serve.scenario": ("自带情景的名称，或情景文件", "A shipped scenario's name, or a scenario file"),
    "help.serve.roster": (
        "席位名册的名称或文件夹（默认用情景所指定的）",
        "A roster's name or folder (default: the scenario's own)",
    ),
    "help.serve.seed": ("随机种子：同一种子得到同一场演练", "Random seed: the same seed gives the same drill"),
    "help.serve.staffing": (
        "配员：full 满编、half 半编，或名册中自定的配员名（默认用情景的）",
        "Staffing: full, half, or one that the roster names (default: the scenario's)",
    ),
    "help.serve.horizon": (
        "推演时长，如 PT8H、30min（默认用情景的）",
        "How long, e.g. PT8H, 30min (default: the scenario's)",
    ),
    "help.serve.speed": ("倍速，1 至 600", "How many times as fast as the clock on the wall, 1 to 600"),
    "help.serve.host": (
        "监听的地址；0.0.0.0 让其他机器也能访问，凭链接进入",
        "The address to listen on; 0.0.0.0 lets other machines in, with links",
    ),
    "help.serve.port": ("端口；0 为任选一个", "The port; 0 takes any"),
    "help.serve.public": (
        "对外地址，如 https://drill.example.org（前面有反向代理时）",
        "The address people use, e.g. https://drill.example.org, where a proxy stands before it",
    ),
    "help.serve.trusted_proxy": (
        "反向代理的地址或网段，可写多次；只相信它在 X-Forwarded-For 中所说的来源（默认谁也不信）",
        "The address or network of a proxy, as often as needed; what it says in X-Forwarded-For about who asks is "
        "believed (default: nobody is)",
    ),
    "help.serve.data": ("存放演练的文件夹", "The folder where drills are kept"),
    "help.serve.paused": ("开始时先暂停", "Wait for the director to start"),
    "example.serve": (
        "command-center serve city-waterlogging --speed 10",
        "command-center serve city-waterlogging --speed 10",
    ),
    "serve.heading": (
        "EXERCISE 演练 · {title}（{drill}）；记录在 {path}",
        "EXERCISE 演练 · {title} ({drill}); kept in {path}",
    ),
    "serve.heading_drills": ("EXERCISE 演练 · 演练列表；记录在 {path}", "EXERCISE 演练 · drills kept in {path}"),
    "serve.running": ("已开始，{speed} 倍速", "Running, {speed} times as fast as the clock"),
    "serve.paused": ("已暂停，等导调开始", "Paused; the director starts it"),
    "serve.resumed": ("接着上次：演练停在 {clock}，已暂停", "Goes on from before: it stands at {clock}, paused"),
    "serve.director": ("导调：{link}", "Director: {link}"),
    "serve.wall": ("大屏：{link}", "Wall:     {link}"),
    "serve.seats": (
        "席位：由导调在“参演人员与席位”中给出链接、短码或二维码",
        "Seats:    the director hands out links, codes or QR pictures under People and seats",
    ),
    "serve.reachable": (
        "注意：其他机器可以访问 {base}；没有链接或短码者进不来。链接即凭证，请只发给该发的人",
        "Note: other machines can reach {base}; nobody enters without a link or a code. A link is a key: give it "
        "only to whom it is meant for",
    ),
    "serve.proxy": (
        "注意：经反向代理进来的人会共用一个来源地址的访问限额；请用 --trusted-proxy 指明代理的地址",
        "Note: everybody who comes through a proxy shares the limits of one address; name the proxy by --trusted-proxy",
    ),
    "serve.stop": ("按 Ctrl-C 停止；演练会保存，可接着做", "Ctrl-C stops the server; the drill is kept and can go on"),
    "serve.stopped": (
        "已停止，一切已保存在 {path}；再次运行同一命令即可接着做",
        "Stopped; everything is kept in {path}, and the same command goes on from there",
    ),
    "error.live_extra": (
        "serve 需要 live 附加包；请先运行 pip install 'command-center[live]'",
        "serve wants the live extra; run pip install 'command-center[live]' first",
    ),
    "error.port_taken": (
        "--port：{host}:{port} 已被占用；请换一个端口，如 --port 0",
        "--port: {host}:{port} is taken; another port would be right, e.g. --port 0",
    ),
    "error.port_denied": (
        "--port：没有权限使用 {port}；请用 1024 以上的端口",
        "--port: {port} is not allowed; a port from 1024 on would be right",
    ),
    "error.host": (
        "--host：{host} 不是本机的地址；请用 127.0.0.1 或 0.0.0.0",
        "--host: {host} is no address of this machine; 127.0.0.1 or 0.0.0.0 would be right",
    ),
    "error.public": (
        "--public：“{text}”不对；请写 https://drill.example.org",
        "--public: {text!r} is not right; https://drill.example.org would be",
    ),
    "error.proxy": (
        "--trusted-proxy：“{text}”不对；请写代理的地址或网段，如 127.0.0.1 或 10.0.0.0/24",
        "--trusted-proxy: {text!r} is not right; a proxy's address or network would be, e.g. 127.0.0.1 or 10.0.0.0/24",
    ),
    "error.data_taken": (
        "--data：{path} 正由另一个服务使用；请先停止它，或另选文件夹",
        "--data: another server uses {path}; stop it first, or choose another folder",
    ),
}
"""Key -> (Chinese, English)."""

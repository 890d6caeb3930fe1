"""Style and script of the HTML face."""

from __future__ import annotations

STYLE = """
:root{--ink:#1b2733;--soft:#5b6770;--line:#d3dae0;--pale:#f3f6f8;--deep:#174a7e;--warm:#b4600f;--warmpale:#fdf3e7}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:48px}
body{margin:0;color:var(--ink);background:#fff;font:15px/1.65 "Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC",
"PingFang SC","Microsoft YaHei",system-ui,sans-serif}
.mark{position:sticky;top:0;z-index:2;background:var(--ink);color:#fff;text-align:center;font-weight:700;
letter-spacing:.25em;padding:5px}
.page{display:grid;grid-template-columns:250px minmax(0,1fr);max-width:1320px;margin:0 auto}
nav{position:sticky;top:36px;align-self:start;max-height:calc(100vh - 36px);overflow:auto;padding:20px 12px 40px 20px;
font-size:13.5px;border-right:1px solid var(--line)}
nav h2{font-size:15px;margin:0 0 8px}nav ul{list-style:none;margin:0;padding:0}nav li{margin:2px 0}
nav li.depth1{margin-top:8px;font-weight:600}nav li.depth2{padding-left:14px}
a{color:var(--deep)}nav a{color:inherit;text-decoration:none}nav a:hover{text-decoration:underline}
nav b{display:inline-block;min-width:1.6em;color:var(--soft);font-weight:600}
main{padding:26px 34px 80px;min-width:0}
h1{font-size:30px;line-height:1.3;margin:0 0 4px}h2{font-size:22px;margin:44px 0 12px;padding-bottom:6px;
border-bottom:2px solid var(--deep)}h3{font-size:17px;margin:30px 0 10px}h4{font-size:14px;margin:0 0 6px}
h2.quiet{font-size:15px;border:0;margin:22px 0 8px;padding:0}
.number{color:var(--deep);margin-right:.3em}.subtitle{color:var(--soft);margin:0 0 14px;font-size:16px}
p{margin:8px 0;max-width:62em}
.warning,.notice{border-left:4px solid var(--warm);background:var(--warmpale);padding:7px 12px}
.notice::before,.warning::before{content:"\\26A0\\FE0E\\00A0";color:var(--warm)}
.empty{border-left:4px dotted var(--soft);background:var(--pale);color:var(--soft);padding:7px 12px}
.headline{display:grid;grid-template-columns:repeat(3,1fr);gap:10px}
.headline div{border:1px solid var(--line);border-top:4px solid var(--deep);padding:10px 14px;display:flex;
flex-direction:column}
.headline span{color:var(--soft);font-size:13px}.headline strong{font-size:25px;line-height:1.3}
.headline small{color:var(--soft)}
dl.cover{display:grid;grid-template-columns:max-content 1fr;gap:3px 18px;margin:18px 0;font-size:14px}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
code,pre{font-family:ui-monospace,"DejaVu Sans Mono",Consolas,monospace;font-size:12px}
pre{background:var(--pale);border:1px solid var(--line);padding:8px 10px;overflow-x:auto;white-space:pre-wrap;
overflow-wrap:anywhere;margin:4px 0}
figure{margin:20px 0;border:1px solid var(--line);padding:14px 16px 8px;break-inside:avoid}
.chart svg{display:block;width:100%;max-width:860px;height:auto;margin:0 auto}
figcaption p{margin:3px 0;color:var(--soft);font-size:13.5px}
.tabular{margin:20px 0}.caption{display:flex;justify-content:space-between;align-items:end;gap:16px;margin-bottom:4px}
.caption input{font:inherit;font-size:13px;padding:2px 8px;border:1px solid var(--soft);border-radius:3px;width:15em}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13px;line-height:1.45;font-variant-numeric:tabular-nums}
th,td{border-bottom:1px solid var(--line);padding:5px 8px;text-align:left;vertical-align:top}
thead th{background:var(--pale);border-bottom:2px solid var(--soft);vertical-align:bottom}
.figure{text-align:right;white-space:nowrap}
th button{all:unset;cursor:pointer;font-weight:600}th button:focus-visible{outline:2px solid var(--deep)}
th button::after{content:" \\2195";color:#9aa5ae;font-weight:400}
th[aria-sort=ascending] button::after{content:" \\2191";color:var(--deep)}
th[aria-sort=descending] button::after{content:" \\2193";color:var(--deep)}
tbody tr:hover{background:var(--pale)}
.foot p{margin:3px 0;color:var(--soft);font-size:13px}
.evidence a{display:inline-block;padding:0 5px;margin-right:2px;border:1px solid var(--line);border-radius:3px;
text-decoration:none;font-size:12px}
.entry{border-top:1px solid var(--line);padding:10px 0}.entry:target,section:target>h2,section:target>h3{
background:#fff8d6}
#plan td:first-child{white-space:nowrap}
@media(max-width:900px){.page{display:block}nav{position:static;max-height:none;border:0}
.headline{grid-template-columns:1fr 1fr}main{padding:18px}}
@page{size:A4;margin:17mm 14mm 15mm;@top-center{content:"MARK";font-weight:700;letter-spacing:.2em;font-size:9pt}
@bottom-center{content:counter(page) " / " counter(pages);font-size:9pt}}
@media print{body{font-size:10pt}.page{display:block}nav{position:static;max-height:none;border:0;break-after:page;
padding:0}.mark{position:static;background:none;color:var(--ink);border:1px solid var(--ink)}main{padding:0}
.caption input,th button::after{display:none}.scroll{overflow:visible}table{font-size:8pt}
thead{display:table-header-group}
thead th{white-space:normal}tr,figure{break-inside:avoid}h2,h3,.caption{break-after:avoid}
#contents~main header{break-after:avoid}a{color:inherit;text-decoration:none}tr[hidden]{display:table-row}
.entry{break-inside:avoid}}
"""

SCRIPT = """
"use strict";
for (const box of document.querySelectorAll(".tabular")) {
  const body = box.querySelector("tbody"), field = box.querySelector("input");
  const heads = [...box.querySelectorAll("th")];
  const worth = (row, place) => {
    const cell = row.cells[place];
    return cell.classList.contains("figure") ? (cell.dataset.v === undefined ? null : Number(cell.dataset.v))
      : cell.textContent;
  };
  heads.forEach((head, place) => head.querySelector("button")?.addEventListener("click", () => {
    const way = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    heads.forEach(other => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", way === 1 ? "ascending" : "descending");
    const rows = [...body.rows].sort((one, two) => {
      const a = worth(one, place), b = worth(two, place);
      if (a === null || b === null) return (a === null) - (b === null);
      return way * (typeof a === "number" ? a - b : a.localeCompare(b, document.documentElement.lang, {numeric: true}));
    });
    body.append(...rows);
  }));
  field?.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const row of body.rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
}
"""

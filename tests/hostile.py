"""Two hundred texts that break out of pages, figures and scripts that do not escape them."""

from __future__ import annotations

from tests.output.attacks import ATTACKS

HIT = "window.__jdwork_hit=1"
_ELEMENTS = (
    "img src=x onerror",
    "svg onload",
    "body onload",
    "video src=x onerror",
    "details open ontoggle",
    "input autofocus onfocus",
    "iframe onload",
    "audio src=x onerror",
    "marquee onstart",
    "object data=x onerror",
)
_ENDS = (
    "</script>",
    "</style>",
    "</title>",
    "</textarea>",
    "</pre>",
    "</table>",
    "</svg>",
    '">',
    "'>",
    "--></script>",
)
_LINKS = (
    "javascript:{0}",
    "JaVaScRiPt:{0}",
    "java\tscript:{0}",
    "data:text/html,<script>{0}</script>",
    "vbscript:{0}",
)
_AROUND = (
    '<a href="{0}">x</a>',
    "[x]({0})",
    "![x]({0})",
    "<{0}>",
    '<form action="{0}"><button>x',
    '<a xlink:href="{0}">',
)
_MORE = (
    "$\\href{javascript:" + HIT + "}{x}$",
    "$$\\unicode{<img src=x onerror=" + HIT + ">}$$",
    "\\(x\\)",
    "\\[x\\]",
    "%{customdata[0]}",
    "%{y}<extra></extra>",
    "<b>bold</b><br><i>x</i>",
    "<span style='color:red'>red</span>",
    "<sup>1</sup><sub>2</sub>",
    '{"a": "</script><script>' + HIT + '</script>"}',
    "\\u003cscript\\u003e",
    "*/" + HIT + "/*",
    "`${" + HIT + "}`",
    "';" + HIT + ";'",
    '";' + HIT + ';"',
    "\n" + HIT + "\n//",
    "</SCRIPT\n>",
    "<!--<script>",
    "{{ ''.__class__ }}",
    "{%raw%}",
    "# heading",
    "| a | b |",
    "\u202e" + "gpj.exe",
    "\u2066" + "<b>" + "\u2069",
    "a\u0000b",
    "\ud83d",
    "\U000e0041",
    "ﷺ" * 20,
    "Z" + "\u0334" * 60,
    "x" * 4000,
    "@import url(//evil.example/x)",
    "}body{display:none",
)
HOSTILE: tuple[str, ...] = (
    *ATTACKS,
    *(f"<{one}={HIT}>" for one in _ELEMENTS),
    *(f"{end}<{one}={HIT}>" for end in _ENDS for one in _ELEMENTS[:5]),
    *(f"{end}<script>{HIT}</script>" for end in _ENDS),
    *(around.format(link.format(HIT)) for link in _LINKS for around in _AROUND),
    *_MORE,
    "<x onclick=1>" * 50,
)

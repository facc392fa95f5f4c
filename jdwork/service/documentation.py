"""The service's own description as a page that needs no network."""

from __future__ import annotations

import json
from html import escape
from typing import Any

PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What a page of the service may do: show itself. No script, no network."""

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 code { font-size: 1rem; } section { border-top: 1px solid #8885; padding: .5rem 0; }
pre { overflow-x: auto; background: #8881; padding: .75rem; border-radius: 4px; }
table { border-collapse: collapse; }
td, th { text-align: left; padding: .2rem 1rem .2rem 0; vertical-align: top; }
"""


def documentation_page(schema: dict[str, Any]) -> str:
    """Render an OpenAPI description as HTML.

    Parameters
    ----------
    schema
        As ``/openapi.json`` answers it.

    Returns
    -------
    str
        A whole document, everything escaped.
    """
    about = schema["info"]
    parts = [
        _operation(path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        f"<title>{escape(about['title'])}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(about['title'])} {escape(about['version'])}</h1>"
        f"{_paragraphs(about.get('description', ''))}"
        "<p>The same for programs: <a href='/openapi.json'>/openapi.json</a></p>"
        f"{''.join(parts)}</body></html>"
    )


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    body = operation.get("requestBody", {}).get("content", {})
    taken = "".join(
        f"<p>Takes {escape(kind)}:</p><pre>{_json(told['schema'])}</pre>" for kind, told in body.items()
    )
    rows = "".join(
        f"<tr><th>{escape(status)}</th><td>{escape(answer['description'])}</td></tr>"
        for status, answer in sorted(operation["responses"].items())
    )
    return (
        f"<section><h2><code>{escape(method.upper())} {escape(path)}</code></h2>"
        f"<p><strong>{escape(operation.get('summary', ''))}</strong></p>"
        f"{_paragraphs(operation.get('description', ''))}{taken}<table>{rows}</table></section>"
    )


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n") if part.strip())


def _json(value: Any) -> str:
    return escape(json.dumps(value, indent=1, ensure_ascii=False))

"""Markdown from templates: the environment of the pages, and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from training.report.figure_text import percent, plain, seeds, signed_points

TEMPLATES = Path(__file__).parent / "templates"


def _environment() -> Environment:
    environment = Environment(  # Markdown is not HTML: nothing is to be escaped.
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {
        "percent": percent,
        "plain": plain,
        "seeds": seeds,
        "signed_points": signed_points,
    }
    return environment


def render(template: str, **fields: Any) -> str:
    """Fill a template of ``training/report/templates``.

    Args:
        template: file name without ``.md.j2``.
        fields: values of the template's names.

    Returns:
        Markdown.

    Raises:
        jinja2.UndefinedError: the template uses a name that has no value.
    """
    return _environment().get_template(f"{template}.md.j2").render(fields)


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Format a Markdown table, without a newline at its end.

    Args:
        header: column titles.
        rows: cells of each row.

    Returns:
        One line for the header, one for the rule, one for each row.
    """
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)

"""The agreement report as an HTML page."""

from __future__ import annotations

from html import escape
from typing import Any

from ser_desktop.project.tiers import MODEL_RATER
from ser_desktop.texts.messages import Message, emotion_name, localised
from ser_desktop.ui.toolkit.number_text import percent_text, unbroken

_NONE = "–"


def agreement_html(report: dict[str, Any]) -> str:
    """Return the page.

    Args:
        report: the result of :func:`~ser_desktop.rating.report.agreement_report`.
    """
    people, model = report["people"], report["model"]
    labels = [emotion_name(label) for label in report["labels"]]
    parts = [f"<p>{_said('agreement.units', n=report['n_units'])}</p>"]
    parts.append(_heading("agreement.people"))
    rows = [
        [_text("agreement.alpha"), _figure(people["krippendorff_alpha"])],
        [_text("agreement.fleiss"), _figure(people["fleiss_kappa"])],
        *[_pair(pair) for pair in people["pairs"]],
    ]
    parts.append(_table(["", _text("agreement.value")], rows))
    parts.append(_heading("agreement.model", model=model["name"]))
    rows = [_pair(pair) for pair in model["pairs"]]
    accuracy = model["accuracy"]
    if accuracy is not None:
        low, high = percent_text(accuracy["low"]), percent_text(accuracy["high"])
        value = f"{percent_text(accuracy['value'])} ({low} – {high}), n = {accuracy['n']}"
        rows.append([_text("agreement.accuracy"), value])
    if model["calibration_error"] is not None:
        rows.append([_text("agreement.calibration"), percent_text(model["calibration_error"])])
    parts.append(_table(["", _text("agreement.value")], rows))
    parts.append(_heading("agreement.per_emotion"))
    rows = [
        [
            emotion_name(label),
            str(people["per_emotion"][label]["given"]),
            _figure(people["per_emotion"][label]["krippendorff_alpha"]),
            _figure(model["per_emotion"][label]["krippendorff_alpha"]),
        ]
        for label in report["labels"]
    ]
    heads = ("emotion", "given", "alpha_people", "alpha_model")
    parts.append(_table([_text(f"agreement.{head}") for head in heads], rows))
    parts.append(_heading("agreement.confusion"))
    rows = [
        [f"<b>{escape(label)}</b>", *map(str, counts)]
        for label, counts in zip(labels, model["confusion"], strict=True)
    ]
    parts.append(_table(["", *map(escape, labels)], rows, is_html=True))
    parts.append(_heading("agreement.reliability"))
    rows = [
        [
            f"{percent_text(one['low'])} – {percent_text(one['high'])}",
            percent_text(one["confidence"]),
            percent_text(one["accuracy"]),
            str(one["n"]),
        ]
        for one in model["reliability"]
    ]
    heads = ("sure", "mean_sure", "right", "n")
    parts.append(_table([_text(f"agreement.{head}") for head in heads], rows))
    return unbroken("".join(parts))


def _pair(pair: dict[str, Any]) -> list[str]:
    names = [_text("agreement.the_model") if r == MODEL_RATER else r for r in pair["raters"]]
    agreed = _NONE if pair["agreement"] is None else percent_text(pair["agreement"])
    text = _said("agreement.pair", kappa=_figure(pair["cohen_kappa"]), share=agreed)
    return [" – ".join(names), text]


def _figure(figure: dict[str, Any]) -> str:
    if figure["value"] is None:
        return _NONE
    text = _signed(figure["value"])
    if figure["low"] is not None:
        text += f" ({_signed(figure['low'])} – {_signed(figure['high'])})"
    return f"{text}, n = {figure['n']}"


def _signed(value: float) -> str:
    """Two decimals, with a minus sign that is no dash."""
    return localised(f"{value:.2f}").replace("-", "\N{MINUS SIGN}")


def _table(heads: list[str], rows: list[list[str]], is_html: bool = False) -> str:
    shown = rows if is_html else [[escape(cell) for cell in row] for row in rows]
    top = "".join(f"<th align='left'>{head}</th>" for head in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in shown)
    return f"<table cellpadding='4'><tr>{top}</tr>{body}</table>"


def _heading(id: str, **fields: object) -> str:
    return f"<h3>{escape(str(Message(id, **fields)))}</h3>"


def _text(id: str) -> str:
    return str(Message(id))


def _said(id: str, **fields: object) -> str:
    return str(Message(id, **fields))

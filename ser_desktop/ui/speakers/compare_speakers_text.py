"""The speakers of a recording side by side, as a page to read."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from ser_desktop.emotion.results import Analysis
from ser_desktop.emotion.speaker_summary import (
    Response,
    SpeakerSummary,
    responses,
    speaker_summaries,
)
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.toolkit.emotion_colours import colour_of, readable_on
from ser_desktop.ui.toolkit.number_text import duration_text, percent_text, position_text, unbroken
from ser_desktop.ui.toolkit.theme import Theme

_BAR_PX = 220
_MIN_NAMED_PX = 16
"""Narrower parts of a bar have no letter."""


def compare_html(analysis: Analysis, names: Mapping[str, str], theme: Theme) -> str:
    """Return the page.

    Args:
        analysis: analysis of a recording with speakers.
        names: name of the speaker of each track.
        theme: gives the colours.
    """
    summaries = speaker_summaries(analysis)
    parts = [_summaries(summaries, names, theme)]
    answered = responses(analysis)
    if answered:
        parts.append(f"<h3>{escape(str(Message('compare_speakers.responses')))}</h3>")
    parts += [_response(response, names, theme) for response in answered]
    return unbroken("".join(parts))


def _summaries(summaries: list[SpeakerSummary], names: Mapping[str, str], theme: Theme) -> str:
    rows = []
    for one in summaries:
        name = escape(names.get(one.track, one.track))
        spoken = f"{duration_text(one.spoken_s)} ({percent_text(one.share)})"
        shares = ", ".join(
            f"{escape(emotion_name(label))} {percent_text(share)}"
            for label, share in one.summary.shares.items()
        )
        moments = "<br>".join(
            f"<a style='color: {theme.accent}' "
            f"href='#{moment.span_s[0]:.3f}/{moment.span_s[1]:.3f}/{one.track}'>"
            f"{position_text(moment.start_s)}</a> "
            f"{escape(emotion_name(moment.label))} {percent_text(moment.confidence)}"
            for moment in one.moments
        )
        bar = _bar(one, theme)
        cells = (f"<b>{name}</b>", spoken, f"{bar}{shares}", moments, str(one.summary.changes))
        rows.append("".join(f"<td valign='top'>{cell}</td>" for cell in cells))
    heads = ("speaker", "spoken", "shares", "moments", "changes")
    top = "".join(
        f"<th align='left'>{escape(str(Message(f'compare_speakers.{head}')))}</th>"
        for head in heads
    )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table cellpadding='6'><tr>{top}</tr>{body}</table>"


def _bar(one: SpeakerSummary, theme: Theme) -> str:
    """Make cells as wide as the shares; letters tell them apart without colours."""
    cells = []
    for label, share in one.summary.shares.items():
        width = round(share * _BAR_PX)
        colour = colour_of(label, theme)
        if width < 1:
            continue
        back = colour.name() if colour is not None else theme.track
        ink = readable_on(colour).name() if colour is not None else theme.text
        letter = emotion_name(label)[:1].upper() if width >= _MIN_NAMED_PX else ""
        cells.append(
            f"<td width='{width}' bgcolor='{back}'><font color='{ink}'>{letter}&nbsp;</font></td>"
        )
    return f"<table cellspacing='0' cellpadding='2'><tr>{''.join(cells)}</tr></table>"


def _response(response: Response, names: Mapping[str, str], theme: Theme) -> str:
    first, second = (names.get(t, t) for t in (response.first, response.second))
    strongest = response.strongest()
    sentence = ""
    if strongest is not None:
        before, after, n, of = strongest
        said = Message(
            "compare_speakers.after",
            first=first,
            before=emotion_name(before),
            second=second,
            after=emotion_name(after),
            n=n,
            of=of,
        )
        sentence = f"<p>{escape(str(said))}</p>"
    rows = [i for i in range(len(response.labels)) if response.counts[i].any()]
    columns = [i for i in range(len(response.labels)) if response.counts[:, i].any()]
    corner = escape(str(Message("compare_speakers.corner", first=first, second=second)))
    heads = "".join(f"<th>{escape(emotion_name(response.labels[i]))}</th>" for i in columns)
    body = ""
    for row in rows:
        label = response.labels[row]
        cells = "".join(f"<td align='center'>{response.counts[row, i] or ''}</td>" for i in columns)
        body += f"<tr><td>{_chip(label, theme)} {escape(emotion_name(label))}</td>{cells}</tr>"
    look = f"border-collapse: collapse; border-color: {theme.border}"
    table = f"<table cellpadding='4' border='1' cellspacing='0' style='{look}'>"
    table += f"<tr><th align='left'>{corner}</th>"
    return f"{sentence}{table}{heads}</tr>{body}</table><br>"


def _chip(label: str, theme: Theme) -> str:
    colour = colour_of(label, theme)
    return "" if colour is None else f"<font color='{colour.name()}'>■</font>"

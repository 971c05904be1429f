"""Operations on turns as pure functions; ``speaker_changes`` turns them into undo steps.

Turns of one speaker never overlap. Where two speak at once each has a turn of its own there, which
says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ser_desktop.emotion.speaker_turns import SpeakerTurn

Span = tuple[float, float]
"""Start and end in seconds."""
_TOUCHING_S = 1e-6


def moved_turns(
    turns: Sequence[SpeakerTurn], speaker: str, span_s: Span, to: str
) -> tuple[SpeakerTurn, ...]:
    """Return the turns with one speaker's speech in a stretch moved to another.

    A turn that reaches beyond the stretch is cut at its edges.

    Args:
        turns: as they are.
        speaker: the track that loses the stretch.
        span_s: of the stretch.
        to: the track that gets it; it may be a new one.
    """
    start_s, end_s = span_s
    pieces: list[tuple[str, float, float]] = []
    for turn in turns:
        inside = (max(turn.start_s, start_s), min(turn.end_s, end_s))
        if turn.speaker != speaker or inside[0] >= inside[1]:
            pieces.append((turn.speaker, turn.start_s, turn.end_s))
            continue
        pieces.append((to, *inside))
        pieces.append((speaker, turn.start_s, inside[0]))
        pieces.append((speaker, inside[1], turn.end_s))
    return _with_overlap_marked(pieces)


def merged_turns(turns: Sequence[SpeakerTurn], speaker: str, into: str) -> tuple[SpeakerTurn, ...]:
    """Return the turns with all speech of one speaker moved to another."""
    return _with_overlap_marked(
        (into if turn.speaker == speaker else turn.speaker, turn.start_s, turn.end_s)
        for turn in turns
    )


def turn_at(turns: Sequence[SpeakerTurn], speaker: str, at_s: float) -> Span | None:
    """Return the span of a speaker's turn at a time, or None.

    Turns that touch are one here: where two speak at once a turn is cut.
    """
    spans = _joined((t.start_s, t.end_s) for t in turns if t.speaker == speaker)
    return next((span for span in spans if span[0] <= at_s < span[1]), None)


def free_track(turns: Sequence[SpeakerTurn], taken: Iterable[str] = ()) -> str:
    """Return an unused name for a track: ``speaker-3``."""
    used = {turn.speaker for turn in turns} | set(taken)
    number = 1
    while f"speaker-{number}" in used:
        number += 1
    return f"speaker-{number}"


def _with_overlap_marked(pieces: Iterable[tuple[str, float, float]]) -> tuple[SpeakerTurn, ...]:
    by_speaker: dict[str, list[Span]] = {}
    for speaker, start_s, end_s in pieces:
        if end_s - start_s > _TOUCHING_S:
            by_speaker.setdefault(speaker, []).append((start_s, end_s))
    spans = {speaker: _joined(stretches) for speaker, stretches in by_speaker.items()}
    turns: list[SpeakerTurn] = []
    for speaker, own in spans.items():
        others = [
            span for name, stretches in spans.items() if name != speaker for span in stretches
        ]
        for span in own:
            turns += _cut(speaker, span, others)
    return tuple(sorted(turns, key=lambda turn: (turn.start_s, turn.end_s, turn.speaker)))


def _cut(speaker: str, span: Span, others: Sequence[Span]) -> list[SpeakerTurn]:
    """Cut a stretch where others start or stop speaking at the same time."""
    start_s, end_s = span
    both = _joined(
        (max(a, start_s), min(b, end_s)) for a, b in others if min(b, end_s) > max(a, start_s)
    )
    turns, at_s = [], start_s
    for from_s, to_s in both:
        if from_s - at_s > _TOUCHING_S:
            turns.append(SpeakerTurn(speaker, at_s, from_s))
        turns.append(SpeakerTurn(speaker, from_s, to_s, overlap=True))
        at_s = to_s
    if end_s - at_s > _TOUCHING_S:
        turns.append(SpeakerTurn(speaker, at_s, end_s))
    return turns


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Join stretches that touch or overlap."""
    joined: list[Span] = []
    for start_s, end_s in sorted(spans):
        if joined and start_s <= joined[-1][1] + _TOUCHING_S:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end_s))
        else:
            joined.append((start_s, end_s))
    return joined

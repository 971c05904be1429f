"""Names of tiers in files of other programs: track or speaker, a slash, and the rater.

>>> tier_parts(tier_name("left", "ann", layer=2))
('left', 'ann')
"""

from __future__ import annotations

import re

MODEL_RATER = "model"
"""The rater's name on tiers of the model."""
UNLABELLED = "?"
"""The text of an annotation without label and note: programs drop intervals without text."""
_NOBODY = "annotation"
_PERSON_CALLED_MODEL = "model (person)"
_APART = re.compile(r"( \(\d+\))?( \[\d+\])?$")


def tier_name(track: str, rater: str, layer: int = 1) -> str:
    """Return ``left/ann``, or ``left/ann (2)`` for intervals that overlap the first layer.

    Args:
        track: name of the track or speaker.
        rater: name of the rater; an empty one becomes ``annotation``.
        layer: number of the layer, from 1.
    """
    name = written_rater(rater) or _NOBODY
    apart = "" if layer == 1 else f" ({layer})"
    return f"{written_track(track)}/{name.replace('/', '-')}{apart}"


def written_track(track: str) -> str:
    """Return the name of a track or speaker as tiers have it."""
    return track.replace("/", "-")


def model_tier_name(track: str) -> str:
    """Return ``left/model``, the name of the model's tier of a track."""
    return f"{written_track(track)}/{MODEL_RATER}"


def tier_parts(name: str) -> tuple[str, str]:
    """Return track (or speaker) and rater; other names are a rater's tier of the mix."""
    track, slash, rater = name.rpartition("/")
    if not slash:
        return "", name
    rater = _APART.sub("", rater)
    return track, "" if rater == _NOBODY else spoken_rater(rater)


def written_rater(rater: str) -> str:
    """Return a rater's name as files have it: a person who is called "model" is told apart."""
    return _PERSON_CALLED_MODEL if rater == MODEL_RATER else rater


def spoken_rater(written: str) -> str:
    """Return the name that :func:`written_rater` was given."""
    return MODEL_RATER if written == _PERSON_CALLED_MODEL else written


def is_model_tier(name: str) -> bool:
    """Return whether a tier is one of :func:`model_tier_name`."""
    return _APART.sub("", name).endswith(f"/{MODEL_RATER}")

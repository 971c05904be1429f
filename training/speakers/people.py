"""Three sets of people: training, validation (which chooses settings) and test."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from training.data.corpora.corpus import AUDIO, Corpus
from training.data.corpora.crema_d import CREMA_D
from training.data.corpora.emodb import EMODB
from training.data.corpora.ravdess import RAVDESS
from training.data.crema_folds import CREMA5_TEST
from training.data.splits import LUNA5_TEST

SIDES = ("learning", "validation", "judged")


@dataclass(frozen=True)
class Utterance:
    """One recorded sentence.

    Args:
        path: the sound file.
        emotion: one of the eight.
    """

    path: Path
    emotion: str


People = dict[str, dict[str, list[Utterance]]]
"""Corpus to speaker to utterances."""


def side_of(corpus: str, speaker: str) -> str:
    """Return the set that a person belongs to.

    The test actors of fold 0 are the test set, those of fold 1 the validation set, all others the
    training set. EmoDB, another corpus in another language, belongs to the test set only.
    """
    if corpus == EMODB.name:
        return "judged"
    folds = LUNA5_TEST if corpus == RAVDESS.name else CREMA5_TEST
    number = int(speaker)
    return "judged" if number in folds[0] else "validation" if number in folds[1] else "learning"


def people(corpora: Path, side: str, emotions_only: bool = True) -> People:
    """Return the people of one set with their utterances; missing corpora are left out.

    Args:
        corpora: the folder that holds ravdess/, crema-d/ and emodb/.
        side: one of :data:`SIDES`.
        emotions_only: leave out utterances of other emotions than the eight.
    """
    people: People = {}
    for corpus in (RAVDESS, CREMA_D, EMODB):
        said = _spoken(corpus, corpora / corpus.name, side, emotions_only)
        if said:
            people[corpus.name] = said
    return people


def _spoken(
    corpus: Corpus, root: Path, side: str, emotions_only: bool
) -> dict[str, list[Utterance]]:
    said: dict[str, list[Utterance]] = defaultdict(list)
    for path in sorted(path for path in root.rglob("*") if path.suffix.lower() in AUDIO):
        fields = corpus.parse(path)
        if fields is None or fields["channel"] != "speech":
            continue
        if emotions_only and not fields["emotion"]:
            continue
        if side_of(corpus.name, fields["speaker"]) == side:
            said[fields["speaker"]].append(Utterance(path, fields["emotion"]))
    return dict(said)

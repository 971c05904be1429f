"""Finds the same people in several recordings of a project, by how they sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ser_desktop.project.items import Speaker
from ser_desktop.project.speaker_names import given_number
from ser_desktop.project.store import ProjectStore


@dataclass(frozen=True)
class SamePerson:
    """Two speakers who are probably one person; the user has to confirm it.

    Args:
        speaker: who would go on under the other's name.
        person: who keeps the name.
        score: cosine similarity of their voices, -1..1.
        recordings: names of the files the first speaks in.
        known_from: names of the files the second speaks in.
    """

    speaker: Speaker
    person: Speaker
    score: float
    recordings: tuple[str, ...]
    known_from: tuple[str, ...]


def same_people(store: ProjectStore, above: float) -> list[SamePerson]:
    """Find speakers of different recordings who are probably one person, the surest first.

    Nobody is named twice as the first of a pair. Two who speak in one recording are never one
    person. A name that somebody gave is kept before one like "Speaker 2".

    Args:
        store: of the project.
        above: the smallest similarity of two voices of one person.

    Raises:
        ProjectError: the project cannot be read.
    """
    speaks_in: dict[str, set[str]] = {}
    for track in store.track_speakers():
        speaks_in.setdefault(track.speaker_id, set()).add(track.recording_id)
    names = {recording.id: recording.name for recording in store.recordings()}
    order = list(names)
    heard = [s for s in store.speakers() if s.voiceprint and speaks_in.get(s.id)]
    heard.sort(key=lambda s: min(order.index(id) for id in speaks_in[s.id]))
    groups = [[n] for n in range(len(heard))]
    recordings = [set(speaks_in[s.id]) for s in heard]
    similarity = _similarities(heard)
    for score, i, j in sorted(similarity, reverse=True):
        first, second = (next(g for g in groups if n in g) for n in (i, j))
        together = [set().union(*(recordings[n] for n in group)) for group in (first, second)]
        if score > above and first is not second and not together[0] & together[1]:
            groups.remove(second)
            first += second
    people = []
    scores = {frozenset((i, j)): score for score, i, j in similarity}
    for group in groups:
        kept = min(group, key=lambda n: (given_number(heard[n].name) is not None, n))
        for n in group:
            if n != kept:
                files = [tuple(names[id] for id in order if id in recordings[m]) for m in (n, kept)]
                score = scores.get(frozenset((n, kept)), 0.0)
                people.append(SamePerson(heard[n], heard[kept], score, *files))
    return sorted(people, key=lambda pair: -pair.score)


def _similarities(speakers: Sequence[Speaker]) -> list[tuple[float, int, int]]:
    """Compute the similarity of every two voices whose embeddings have one size."""
    voices = [np.frombuffer(s.voiceprint, "<f4").astype(np.float64) for s in speakers]
    similarities = []
    for i, one in enumerate(voices):
        for j in range(i + 1, len(voices)):
            norms = float(np.linalg.norm(one) * np.linalg.norm(voices[j]))
            if one.shape == voices[j].shape and norms > 0:
                similarities.append((float(one @ voices[j]) / norms, i, j))
    return similarities

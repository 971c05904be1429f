"""The conversations for choosing settings and for the test."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ser_desktop.speakers.diarization.diarize import HeardSpeech, hear_speech
from ser_desktop.speakers.diarization.embedder import VoiceEmbedder
from training.speakers.conversations import (
    CONDITIONS,
    MOODS,
    Conversation,
    Scene,
    make_conversation,
)
from training.speakers.error_rate import Turn
from training.speakers.people import people
from training.speakers.spoken import RATE_HZ

N_SPEAKERS = (2, 3, 4)
_BLOCK_S = 10
_FIRST_SEED = {"validation": 10_000, "judged": 60_000}
"""The judged conversations from 30 000 on were looked at for the last time for decision 37. Those
from 60 000 on are others of the same people: nobody else is left."""


@dataclass(frozen=True)
class Case:
    """One conversation and its origin."""

    corpus: str
    scene: Scene
    conversation: Conversation
    seed: int = 0

    @property
    def truth(self) -> list[Turn]:
        """The true turns."""
        return [(turn.speaker, turn.start_s, turn.end_s) for turn in self.conversation.turns]


def cases(
    corpora: Path, side: str, repetitions: int, seeds: Collection[int] | None = None
) -> Iterator[Case]:
    """Make every kind of conversation of every corpus; always the same ones.

    Args:
        corpora: the folder that holds ravdess/, crema-d/ and emodb/.
        side: "validation" or "judged".
        repetitions: conversations of each kind.
        seeds: makes those of these seeds alone; None makes all.
    """
    seed = _FIRST_SEED[side]
    for corpus, said in people(corpora, side).items():
        for condition in CONDITIONS:
            for mood in MOODS:
                for n_speakers in N_SPEAKERS:
                    for _ in range(repetitions):
                        scene = Scene(n_speakers, condition, mood)
                        if seeds is None or seed in seeds:
                            made = make_conversation(said, scene, seed)
                            yield Case(corpus, scene, made, seed)
                        seed += 1


def hear(conversation: Conversation, embedder: VoiceEmbedder) -> HeardSpeech:
    """Encode a conversation as a file is encoded."""
    samples = conversation.samples

    def blocks() -> Iterator[NDArray[np.float32]]:
        for first in range(0, len(samples), _BLOCK_S * RATE_HZ):
            yield samples[first : first + _BLOCK_S * RATE_HZ]

    return hear_speech(blocks(), embedder)

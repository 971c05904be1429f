"""Examples of speakers, drawn from their clips, and the adapters learned from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import ProfileError
from ser_desktop.speakers.adapter import Prior, SpeakerAdapter, learn
from ser_desktop.speakers.profile import example_from, new_profile
from training.data.manifest import Clip


@dataclass(frozen=True)
class AnalysedClip:
    """A clip, and its analysis by a model that was not trained on its speaker."""

    clip: Clip
    analysis: Analysis


@dataclass(frozen=True)
class ExampleCount:
    """How many examples a speaker gives for each of some emotions."""

    n_each: int
    emotions: tuple[str, ...]


def analyse_clips(
    model: EmotionModel, clips: Sequence[Clip], corpora: Path, title: str
) -> list[AnalysedClip]:
    """Analyse every clip as the application does."""
    options = AnalysisOptions(classify_all=True)
    return [
        AnalysedClip(clip, analyze(corpora / clip.path, model, options))
        for clip in tqdm(clips, title, unit="clip")
    ]


def draw_examples(
    heard: Sequence[AnalysedClip], examples: ExampleCount, prior: Prior, rng: np.random.Generator
) -> list[tuple[AnalysedClip, SpeakerAdapter | None]]:
    """Draw examples of every speaker; pair the other clips with the adapter they give."""
    judged: list[tuple[AnalysedClip, SpeakerAdapter | None]] = []
    speakers = sorted({item.clip.speaker for item in heard})
    for speaker in speakers:
        own = [item for item in heard if item.clip.speaker == speaker]
        sentences = sorted({item.clip.statement for item in own})
        example_sentences = set(rng.permutation(sentences)[: len(sentences) // 2])
        voice = new_profile(speaker, own[0].analysis.model)
        for emotion in examples.emotions:
            offered = [
                item
                for item in own
                if item.clip.emotion == emotion and item.clip.statement in example_sentences
            ]
            for i in rng.permutation(len(offered))[: examples.n_each]:
                try:
                    voice = voice.with_example(example_from(offered[i].analysis, emotion))
                except ProfileError:
                    continue  # no speech detected; the application would say so
        correction = learn(voice, prior)
        judged += [
            (item, correction) for item in own if item.clip.statement not in example_sentences
        ]
    return judged

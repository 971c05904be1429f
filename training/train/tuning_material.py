"""Data that all tuning runs share: clips, audio, votes and the untuned encoder's statistics."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.data.audio_cache import AudioCache
from training.data.corpora.catalogue import CORPORA
from training.data.corpora.corpus import scan_corpus
from training.data.corpora.crema_votes import read_votes
from training.data.manifest import Clip
from training.train.frozen_features import clean_statistics
from training.train.networks.whisper_encoder import WhisperEncoder
from training.train.pretrained import default_folder, load_encoder
from training.train.tuning_recipe import TuningRecipe

CORPORA_USED = ("ravdess", "crema-d")


class Material:
    """Data that all runs share: clips, audio, votes, and the untuned encoder's statistics."""

    def __init__(self, recipe: TuningRecipe, options: argparse.Namespace) -> None:
        self.clips: list[Clip] = []
        for name in CORPORA_USED:
            self.clips += scan_corpus(CORPORA[name], options.corpora)[0]
        self.cache = AudioCache(self.clips, options.corpora, options.cache, recipe.speeds)
        self.votes = read_votes(options.corpora)
        shape = recipe.encoder.n_layers
        self.encoder: WhisperEncoder = load_encoder(default_folder(), options.cache, shape).eval()
        self._statistics = clean_statistics(
            self.clips, self.encoder, self.cache, recipe.window_s, options.cache
        )
        self._row = {clip.path: row for row, clip in enumerate(self.clips)}

    def statistics(self, clips: Sequence[Clip], layers: Sequence[int]) -> NDArray[np.float32]:
        """Compute pooled features [clips, windows=2, features] of the untuned encoder."""
        rows = [self._row[clip.path] for clip in clips]
        chosen = self._statistics[rows][:, :, list(layers)].astype(np.float32)
        return chosen.reshape(len(clips), 2, -1)

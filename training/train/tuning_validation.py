"""UAR of a tuned network on the validation actors of each corpus."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.metrics import uar
from training.data.audio_cache import AudioCache
from training.data.manifest import Clip
from training.train.frozen_features import edge_windows
from training.train.networks.encoder_classifier import EncoderClassifier
from training.train.run_record import has_bfloat16


@torch.no_grad()
def edge_logits(
    network: EncoderClassifier, clips: Sequence[Clip], cache: AudioCache, window_s: float
) -> NDArray[np.float32]:
    """Compute the logits of the first and the last window of each clip.

    Args:
        network: the network that is applied.
        clips: the clips that it is applied to.
        cache: audio of these clips.
        window_s: length of a window, seconds.

    Returns:
        [clips, windows=2, emotions]
    """
    network.eval()
    parts = []
    for first in range(0, len(clips), 16):
        windows = [w for c in clips[first : first + 16] for w in edge_windows(c, cache, window_s)]
        with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
            log_mel = network.log_mel(torch.from_numpy(np.stack(windows)))
            parts.append(network.from_log_mel(log_mel)[0].float())
    logits: NDArray[np.float32] = torch.cat(parts).numpy().reshape(len(clips), 2, -1)
    return logits


def corpus_uar(logits: NDArray[np.float32], clips: Sequence[Clip], corpus: str) -> float:
    """Compute the UAR by choice among the emotions of a corpus.

    *Calm* counts as *neutral* where the corpus has no *calm*.

    Args:
        logits: [clips, windows, emotions].
        clips: clips of all corpora.
        corpus: the corpus whose clips count.

    Returns:
        UAR, 0 to 1.
    """
    rows = [row for row, clip in enumerate(clips) if clip.corpus == corpus]
    truth = [EMOTIONS.index(clips[row].emotion) for row in rows]
    probabilities = torch.softmax(torch.from_numpy(logits[rows]), dim=-1).mean(dim=1).numpy()
    return forced_uar(truth, probabilities)


def forced_uar(truth: Sequence[int], probabilities: NDArray[np.float32]) -> float:
    """Compute the UAR by choice among the emotions that occur in ``truth``.

    *Calm* counts as *neutral* where it does not occur.

    Args:
        truth: index of the true emotion of each clip.
        probabilities: [clips, emotions].

    Returns:
        UAR, 0 to 1.
    """
    labels = sorted(set(truth))
    neutral, calm = EMOTIONS.index("neutral"), EMOTIONS.index("calm")
    chosen = probabilities[:, labels].copy()
    if calm not in labels and neutral in labels:
        chosen[:, labels.index(neutral)] += probabilities[:, calm]
    place = {label: i for i, label in enumerate(labels)}
    return float(uar([place[t] for t in truth], chosen.argmax(axis=1), len(labels)))

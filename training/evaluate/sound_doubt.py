"""Measure when a sound warns of itself: ``python -m training.evaluate.sound_doubt``.

A telephone passes no high frequencies, whatever the sample rate of the file. Clips of each corpus
are measured as they are, through codecs of low rates, through telephones, and at wrong levels. The
limits are those of ``emotion/sound_doubt.py`` and ``audio/level.py``: hardly any clip as recorded
may warn, nearly all clips by telephone should. Writes ``results/sound_doubt.json``.
"""

from __future__ import annotations

import argparse
import io
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from scipy import signal
from tqdm import tqdm

from ser_desktop.audio import level
from ser_desktop.audio.band import RATE_HZ, BandMeasure
from ser_desktop.audio.decode import open_audio
from ser_desktop.emotion import sound_doubt
from ser_desktop.emotion.gate import SpeechGate
from training.data.corpora.catalogue import CORPORA
from training.data.corpora.corpus import scan_corpus
from training.data.manifest import Clip
from training.evaluate.robustness import Degradation, Surroundings, codec, telephone
from training.places import RESULTS, add_place_options

JUDGED = ("ravdess", "crema-d", "emodb")
N_CLIPS = 300
"""Of each corpus, chosen by seed."""
ENOUGH_S = 2.0
"""Clips with so much speech are judged by themselves as well."""
PASSED_HZ = (300, 3400)
Samples = NDArray[np.float32]
Change = Callable[[Samples, int], tuple[Samples, int]]
"""Samples and their rate to those that arrive."""
_NOWHERE = Surroundings(np.random.default_rng(0), ())


def by_file(write: Degradation) -> Change:
    """Pass samples through the bytes of a sound file."""

    def change(samples: Samples, rate_hz: int) -> tuple[Samples, int]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "clip"
            path.write_bytes(write(samples, rate_hz, _NOWHERE))
            stream = open_audio(path)
            return np.concatenate(list(stream.blocks())).mean(axis=1), stream.sample_rate_hz

    return change


def through(subtype: str, rate_hz: int) -> Change:
    """Pass samples through a telephone's codec at 8 kHz, and bring them to another rate."""

    def change(samples: Samples, source_rate_hz: int) -> tuple[Samples, int]:
        handle = io.BytesIO()
        narrow = np.clip(soxr.resample(samples, source_rate_hz, 8000), -1, 1)
        soundfile.write(handle, narrow, 8000, format="WAV", subtype=subtype)
        handle.seek(0)
        called, _ = soundfile.read(handle, dtype="float32")
        return soxr.resample(called, 8000, rate_hz), rate_hz

    return change


def band_pass(order: int, rate_hz: int = RATE_HZ) -> Change:
    """Filter with a Butterworth filter, at a rate that could carry more."""

    def change(samples: Samples, source_rate_hz: int) -> tuple[Samples, int]:
        filter = signal.butter(order, PASSED_HZ, "bandpass", fs=rate_hz, output="sos")
        whole = soxr.resample(samples, source_rate_hz, rate_hz)
        return signal.sosfilt(filter, whole).astype(np.float32), rate_hz

    return change


def with_hiss(change: Change, below_db: float) -> Change:
    """Add white noise after a change, at a ratio of the powers of the whole clips."""

    def noisy(samples: Samples, source_rate_hz: int) -> tuple[Samples, int]:
        called, rate_hz = change(samples, source_rate_hz)
        noise = np.random.default_rng(0).standard_normal(len(called), dtype=np.float32)
        return called + noise * np.sqrt(np.mean(called**2)) * 10 ** (-below_db / 20), rate_hz

    return noisy


def in_lines(samples: Samples, source_rate_hz: int) -> tuple[Samples, int]:
    """Resample by straight lines between the samples of 8 kHz, as careless programs do."""
    narrow = soxr.resample(samples, source_rate_hz, 8000)
    wanted = np.arange(2 * len(narrow)) / 2
    return np.interp(wanted, np.arange(len(narrow)), narrow).astype(np.float32), 16_000


def overdriven(by_db: float) -> Change:
    """Bring the peak so far above full scale, and clip it there."""
    factor = 10 ** (by_db / 20)
    return lambda samples, rate_hz: (
        np.clip(samples * np.float32(factor / np.abs(samples).max()), -1, 1),
        rate_hz,
    )


AS_RECORDED: dict[str, Change] = {
    "as recorded": lambda samples, rate_hz: (samples, rate_hz),
    "MP3 32 kbit/s": by_file(codec("mp3", "libmp3lame", 32_000, 24_000)),
    "MP3 24 kbit/s, 16 kHz": by_file(codec("mp3", "libmp3lame", 24_000, 16_000)),
    "Opus 16 kbit/s": by_file(codec("ogg", "libopus", 16_000, 48_000)),
}
TELEPHONES: dict[str, Change] = {
    "A-law, 300 to 3400 Hz, 8 kHz": by_file(telephone),
    "mu-law, at 16 kHz": through("ULAW", 16_000),
    "mu-law, at 48 kHz": through("ULAW", 48_000),
    "GSM 06.10, at 48 kHz": through("GSM610", 48_000),
    "8 kHz in 16 bits, at 48 kHz": through("PCM_16", 48_000),
    "band-pass of order 6, 16 kHz": band_pass(6),
    "band-pass of order 8, 16 kHz": band_pass(8),
}
HARD: dict[str, Change] = {
    "band-pass of order 4, 16 kHz": band_pass(4),
    "mu-law, at 16 kHz, hiss at -40 dB": with_hiss(through("ULAW", 16_000), 40),
    "8 kHz, at 16 kHz by straight lines": in_lines,
}
"""Telephones that cannot always be told; they choose nothing."""
LEVELS: dict[str, Change] = {
    "as recorded": lambda samples, rate_hz: (samples, rate_hz),
    "peak 10 dB too loud": overdriven(10.0),
    "peak 20 dB too loud": overdriven(20.0),
    "60 dB too quiet": lambda samples, rate_hz: (samples * np.float32(0.001), rate_hz),
}


def band_of(samples: Samples, rate_hz: int) -> tuple[float, float | None]:
    """Return the seconds of speech and the level of the high band of a clip [samples]."""
    resampled = soxr.resample(samples, rate_hz, RATE_HZ).astype(np.float32)
    band = BandMeasure()
    band.push(resampled, SpeechGate().push(resampled, last=True))
    return band.speech_s, band.high_band_db


def levels_of(samples: Samples, rate_hz: int) -> tuple[float, float]:
    """Return the level of the speech in dBFS and the share of clipped samples of a clip."""
    measure = level.LevelMeasure(rate_hz)
    measure.push(samples[:, None])
    return measure.speech_level_dbfs, measure.clipped_share


def _bands(clips: Sequence[tuple[Samples, int]], change: Change) -> dict[str, Any]:
    found = [band_of(*change(samples, rate_hz)) for samples, rate_hz in clips]
    known = np.array([(speech_s, db) for speech_s, db in found if db is not None]).reshape(-1, 2)
    is_low = known[:, 1] < sound_doubt.TELEPHONE_BELOW_DB
    is_long = known[:, 0] >= ENOUGH_S
    return {
        "n": len(found),
        "n_measured": len(known),
        "share_warned": _share(is_low),
        "n_of_2_s": int(is_long.sum()),
        "share_warned_of_2_s": _share(is_low[is_long]),
        "db": {f"{q:g}": round(float(np.quantile(known[:, 1], q)), 1) for q in (0.01, 0.5, 0.99)},
    }


def _levels(clips: Sequence[tuple[Samples, int]], change: Change) -> dict[str, Any]:
    rows = np.array([levels_of(*change(samples, rate_hz)) for samples, rate_hz in clips])
    return {
        "share_too_quiet": _share(rows[:, 0] < level.FAINT_BELOW_DBFS),
        "share_quiet_in_the_window": _share(rows[:, 0] < level.QUIET_BELOW_DBFS),
        "share_clipped": _share(rows[:, 1] > level.MUCH_CLIPPED_SHARE),
        "share_clipped_in_the_window": _share(rows[:, 1] > level.SOME_CLIPPED_SHARE),
        "level_dbfs": {f"{q:g}": round(float(np.quantile(rows[:, 0], q)), 1) for q in (0.01, 0.5)},
        "clipped_share": {
            f"{q:g}": round(float(np.quantile(rows[:, 1], q)), 5) for q in (0.5, 0.99, 1.0)
        },
    }


def _share(chosen: NDArray[np.bool_]) -> float | None:
    return round(float(chosen.mean()), 4) if len(chosen) else None


def chosen_clips(name: str, corpora: Path, rng: np.random.Generator) -> list[tuple[Samples, int]]:
    """Read clips of a corpus, chosen at random among the spoken ones."""
    clips: list[Clip] = scan_corpus(CORPORA[name], corpora)[0]
    spoken = [clip for clip in clips if clip.channel != "song"]
    sounds = []
    for i in rng.permutation(len(spoken))[:N_CLIPS]:
        path = corpora / spoken[i].path
        samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
        sounds.append((samples.mean(axis=1), rate_hz))
    return sounds


def measure(clips: Sequence[tuple[Samples, int]]) -> dict[str, Any]:
    """Measure the clips of one corpus under every change."""

    def each(
        changes: Mapping[str, Change], of: Callable[[Sequence[tuple[Samples, int]], Change], Any]
    ) -> dict[str, Any]:
        return {name: of(clips, change) for name, change in tqdm(changes.items())}

    return {
        "wide": each(AS_RECORDED, _bands),
        "telephones": each(TELEPHONES, _bands),
        "hard": each(HARD, _bands),
        "levels": each(LEVELS, _levels),
    }


def main() -> None:
    """Run the command ``python -m training.evaluate.sound_doubt``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_place_options(parser)
    options = parser.parse_args()
    rng = np.random.default_rng(0)
    table = {
        "limits": {
            "telephone_below_db": sound_doubt.TELEPHONE_BELOW_DB,
            "faint_below_dbfs": level.FAINT_BELOW_DBFS,
            "much_clipped_share": level.MUCH_CLIPPED_SHARE,
        },
        "corpora": {name: measure(chosen_clips(name, options.corpora, rng)) for name in JUDGED},
    }
    text = json.dumps(table, indent=1) + "\n"
    (RESULTS / "sound_doubt.json").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

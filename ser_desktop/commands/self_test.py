"""``ser-desktop self-test``: decodes, gates and classifies made sounds, and says what works."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import numpy as np
import soundfile

from ser_desktop import __version__
from ser_desktop.audio.decode import open_audio
from ser_desktop.audio.devices import list_devices
from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.paths import resource

_RATE_HZ = 22_050
_FORMATS = {"WAV": "PCM_16", "FLAC": "PCM_16", "OGG": "VORBIS", "MP3": "MPEG_LAYER_III"}


def run_self_test(out: TextIO) -> int:
    """Run every check; 0 when all pass, 1 otherwise."""
    out.write(f"SER Desktop {__version__}\n")
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        checks: dict[str, Callable[[], str]] = {
            **{
                f"decode {name}": lambda name=name: _decode(Path(folder), name)  # type: ignore[misc]
                for name in _FORMATS
            },
            "decode with FFmpeg": _ffmpeg,
            "model and speech gate": lambda: _classify(Path(folder)),
            "sample recording": _sample,
        }
        for title, check in checks.items():
            try:
                out.write(f"ok    {title}: {check()}\n")
            except Exception as error:  # a self-test reports whatever is broken
                failures += 1
                out.write(f"FAIL  {title}: {type(error).__name__}: {error}\n")
    found = list_devices("input")
    out.write(f"info  microphones: {found.problem or len(found.devices)}\n")
    out.write("OK\n" if not failures else f"{failures} checks failed\n")
    return 1 if failures else 0


def _decode(folder: Path, name: str) -> str:
    time_s = np.arange(_RATE_HZ) / _RATE_HZ
    tone = 0.5 * np.sin(2 * np.pi * 440 * time_s)
    path = folder / f"tone.{name.lower()}"
    soundfile.write(path, tone, _RATE_HZ, format=name, subtype=_FORMATS[name])
    decoded = np.concatenate(list(open_audio(path).blocks()))
    level = float(np.sqrt(np.mean(decoded**2)))
    if abs(level - 0.3536) > 0.05:
        raise ValueError(f"the tone came back with level {level:.3f}")
    return f"{len(decoded)} samples"


def _ffmpeg() -> str:
    import av

    if not {"aac", "opus", "mp3"} <= av.codecs_available:
        raise ValueError("codecs are missing")
    return f"PyAV {av.__version__}"


def _classify(folder: Path) -> str:
    path = folder / "silence.wav"
    soundfile.write(path, np.zeros(4 * _RATE_HZ), _RATE_HZ)
    model = load_model("", folder)
    label = analyze(path, model).overall.label
    if label != NO_SPEECH:
        raise ValueError(f"silence was called {label}")
    return f"{model.info.name} {model.info.version}; silence is {label}"


def _sample() -> str:
    found = analyze(resource("samples", "sample.flac"), load_model("", Path()))
    if found.overall.probabilities is None:
        raise ValueError("no speech was found in it")
    return f"{found.overall.label}, {found.elapsed_s * 1000:.0f} ms"

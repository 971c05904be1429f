"""``ser-desktop self-test``: checks decoding, speech gate and models with generated sounds."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TextIO

import numpy as np
import soundfile

from ser_desktop import __version__
from ser_desktop.audio.decode import open_audio
from ser_desktop.audio.devices import list_devices
from ser_desktop.commands.exit_codes import OK, SOME_FAILED
from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.errors import SerError
from ser_desktop.paths import Profile, resource
from ser_desktop.texts.messages import Message

_RATE_HZ = 22_050
_FORMATS = {"WAV": "PCM_16", "FLAC": "PCM_16", "OGG": "VORBIS", "MP3": "MPEG_LAYER_III"}


def run_self_test(_options: argparse.Namespace, _profile: Profile, out: TextIO) -> int:
    """Run every check. Returns 0 if all pass, else 1."""
    out.write(f"SER Desktop {__version__}\n")
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        checks: dict[str, Callable[[], str]] = {
            **{
                str(Message("self_test.decode", format=name)): partial(_decode, Path(folder), name)
                for name in _FORMATS
            },
            str(Message("self_test.ffmpeg")): _ffmpeg,
            str(Message("self_test.model")): lambda: _classify(Path(folder)),
            str(Message("self_test.sample")): _sample,
        }
        for title, check in checks.items():
            try:
                out.write(f"ok    {title}: {check()}\n")
            except Exception as error:  # a self-test reports every kind of failure
                failures += 1
                out.write(f"FAIL  {title}: {type(error).__name__}: {error}\n")
    listed = list_devices("input")
    microphones = Message("self_test.microphones", n=listed.problem or len(listed.devices))
    out.write(f"info  {microphones}\n")
    out.write(f"{Message('self_test.failed', n=failures)}\n" if failures else "OK\n")
    return SOME_FAILED if failures else OK


def _decode(folder: Path, name: str) -> str:
    time_s = np.arange(_RATE_HZ) / _RATE_HZ
    tone = 0.5 * np.sin(2 * np.pi * 440 * time_s)
    path = folder / f"tone.{name.lower()}"
    soundfile.write(path, tone, _RATE_HZ, format=name, subtype=_FORMATS[name])
    decoded = np.concatenate(list(open_audio(path).blocks()))
    level = float(np.sqrt(np.mean(decoded**2)))
    if abs(level - 0.3536) > 0.05:
        raise SerError(Message("self_test.wrong_level", level=f"{level:.3f}"))
    return str(Message("self_test.samples", n=len(decoded)))


def _ffmpeg() -> str:
    import av

    if not {"aac", "opus", "mp3"} <= av.codecs_available:
        raise SerError(Message("self_test.no_codecs"))
    return f"PyAV {av.__version__}"


def _classify(folder: Path) -> str:
    path = folder / "silence.wav"
    soundfile.write(path, np.zeros(4 * _RATE_HZ), _RATE_HZ)
    model = load_model("", folder)
    label = analyze(path, model).overall.label
    if label != NO_SPEECH:
        raise SerError(Message("self_test.silence_wrong", label=label))
    info = model.info
    return str(Message("self_test.silence", model=info.name, version=info.version, label=label))


def _sample() -> str:
    analysis = analyze(resource("samples", "sample.flac"), load_model("", Path()))
    if analysis.overall.probabilities is None:
        raise SerError(Message("self_test.no_speech"))
    return f"{analysis.overall.label}, {analysis.elapsed_s * 1000:.0f} ms"

"""Doubt that the sound gives, not the header: telephones, levels, and what was mended."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from scipy import signal

from ser_desktop import analyze
from ser_desktop.audio import level
from ser_desktop.audio.band import FRAME
from ser_desktop.audio.faults import SoundFaults
from ser_desktop.emotion import sound_doubt
from ser_desktop.emotion.codec import AnalysisCodec
from ser_desktop.emotion.doubt import MIN_SPEECH_S, answer_warnings
from ser_desktop.emotion.live import LiveAnalysis
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.results import Analysis
from ser_desktop.emotion.sound_doubt import HeardSound, heard_warnings
from ser_desktop.emotion.sound_watch import SoundWatch
from ser_desktop.live.stream import LiveStream
from ser_desktop.texts.messages import Message

RESULTS = Path(__file__).parents[2] / "training" / "results" / "sound_doubt.json"


def by_band_pass(samples: np.ndarray, rate_hz: int) -> tuple[np.ndarray, int]:
    sos = signal.butter(6, (300, 3400), "bandpass", fs=rate_hz, output="sos")
    return signal.sosfilt(sos, samples).astype(np.float32), rate_hz


def from_8_khz(to_hz: int) -> Callable[[np.ndarray, int], tuple[np.ndarray, int]]:
    def change(samples: np.ndarray, rate_hz: int) -> tuple[np.ndarray, int]:
        return soxr.resample(soxr.resample(samples, rate_hz, 8_000), 8_000, to_hz), to_hz

    return change


CALLS = {"band-pass": by_band_pass, "16 kHz": from_8_khz(16_000), "48 kHz": from_8_khz(48_000)}


@pytest.fixture(scope="module")
def speech() -> tuple[np.ndarray, int]:
    path = Path(__file__).parents[1] / "support" / "sounds" / "sample.flac"
    samples, rate_hz = soundfile.read(path, dtype="float32")
    return samples, rate_hz


def ids(warnings: list[Message]) -> list[str]:
    return [warning.id.removeprefix("warning.") for warning in warnings]


def live_ids(model: EmotionModel, samples: np.ndarray, rate_hz: int) -> list[list[str]]:
    stream = LiveStream(model, rate_hz, 1.0)
    return [
        ids(list(result.warnings))
        for first in range(0, len(samples), rate_hz // 10)
        for result in stream.push(samples[first : first + rate_hz // 10].astype(np.float32))
    ]


def test_the_limits_are_those_that_were_measured() -> None:
    table = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert table["limits"] == {
        "telephone_below_db": sound_doubt.TELEPHONE_BELOW_DB,
        "faint_below_dbfs": level.FAINT_BELOW_DBFS,
        "much_clipped_share": level.MUCH_CLIPPED_SHARE,
    }
    assert set(table["corpora"]) == {"ravdess", "crema-d", "emodb"}
    for corpus, found in table["corpora"].items():
        assert found["wide"]["as recorded"]["share_warned"] < 0.01, corpus
        for name, row in found["telephones"].items():
            assert row["n_of_2_s"] == 0 or row["share_warned_of_2_s"] > 0.95, (corpus, name)
        ordinary = found["levels"]["as recorded"]
        assert ordinary["share_too_quiet"] < 0.01, corpus
        assert ordinary["share_clipped"] < 0.01, corpus
        assert found["levels"]["peak 20 dB too loud"]["share_clipped"] > 0.95, corpus
        assert found["levels"]["60 dB too quiet"]["share_too_quiet"] == 1.0, corpus


def test_the_page_of_live_data_states_the_limits() -> None:
    page = (Path(__file__).parents[2] / "docs" / "live.md").read_text(encoding="utf-8")
    rows = {row.split("`")[1]: row for row in page.splitlines() if row.startswith("| `")}
    assert f"for {sound_doubt.MUTED_FOR_S:g} s" in rows["muted"]
    assert f"or {sound_doubt.FAINT_FOR_S:g} s without speech" in rows["too_quiet"]
    assert f"below −{-level.FAINT_BELOW_DBFS:g} dBFS" in rows["too_quiet"]
    assert f"{100 * level.MUCH_CLIPPED_SHARE:g} % of the samples" in rows["clipped"]
    assert f"{sound_doubt.TELEPHONE_RATE_HZ / 1000:g} kHz or less" in rows["telephone_band"]
    assert f"less than {MIN_SPEECH_S:g} s" in rows["short_speech"]


@pytest.mark.parametrize("kind", CALLS)
def test_a_call_is_told_by_its_sound_whatever_its_sample_rate(
    kind: str, speech: tuple[np.ndarray, int], model: EmotionModel
) -> None:
    plain = analyze(*speech[:1], model, sample_rate_hz=speech[1])
    assert "telephone_band" not in ids(answer_warnings(plain))
    called, rate_hz = CALLS[kind](*speech)
    call = analyze(called, model, sample_rate_hz=rate_hz)
    warning = Message("warning.telephone_band", sample_rate_hz=rate_hz)
    assert warning in answer_warnings(call)


def test_a_live_call_is_told_and_speech_of_full_band_is_not(
    speech: tuple[np.ndarray, int], model: EmotionModel
) -> None:
    assert not any("telephone_band" in found for found in live_ids(model, *speech))
    for kind, change in CALLS.items():
        found = live_ids(model, *change(*speech))
        assert "telephone_band" in found[-1], kind


def test_an_analysis_keeps_its_band_and_older_files_have_none(
    speech: tuple[np.ndarray, int], model: EmotionModel
) -> None:
    called, rate_hz = CALLS["48 kHz"](*speech)
    call = analyze(called, model, sample_rate_hz=rate_hz)
    kept = AnalysisCodec().loads(AnalysisCodec().dumps(call))
    assert isinstance(kept, Analysis)
    assert kept.file.high_band_db == call.file.high_band_db is not None
    older = replace(call, file=replace(call.file, high_band_db=None))
    assert "telephone_band" not in ids(answer_warnings(older))
    header = replace(older, file=replace(older.file, sample_rate_hz=8_000))
    assert "telephone_band" in ids(answer_warnings(header)), "by the header"


@pytest.mark.parametrize(("gain", "warning"), [(30.0, "clipped"), (0.001, "too_quiet")])
def test_a_wrong_level_is_warned_of(
    gain: float, warning: str, speech: tuple[np.ndarray, int], model: EmotionModel
) -> None:
    samples, rate_hz = speech
    plain = ids(answer_warnings(analyze(samples, model, sample_rate_hz=rate_hz)))
    assert not {"clipped", "too_quiet", "muted"} & set(plain)
    changed = np.clip(gain * samples, -1, 1).astype(np.float32)
    assert warning in ids(answer_warnings(analyze(changed, model, sample_rate_hz=rate_hz)))
    long = np.tile(changed, int(np.ceil(12 * rate_hz / len(changed))))
    assert warning in live_ids(model, long, rate_hz)[-1]
    untouched = live_ids(model, np.tile(samples, len(long) // len(samples)), rate_hz)
    assert not any({"clipped", "too_quiet", "muted"} & set(found) for found in untouched)


def test_no_signal_is_told_from_silence(model: EmotionModel) -> None:
    zeros = np.zeros(5 * 16_000, np.float32)
    assert "muted" in ids(answer_warnings(analyze(zeros, model, sample_rate_hz=16_000)))
    found = live_ids(model, zeros, 16_000)
    assert (found[0], found[-1]) == ([], ["muted"]), "after some seconds"
    room = 0.002 * np.random.default_rng(0).standard_normal(5 * 16_000)
    assert live_ids(model, room, 16_000)[-1] == [], "a silent room at -54 dBFS"
    assert ids(answer_warnings(analyze(room, model, sample_rate_hz=16_000))) == []


def test_a_pause_is_not_too_quiet_until_it_lasts() -> None:
    pause = HeardSound(-70.0, faint_s=4.0)
    assert heard_warnings(pause, has_speech=False) == []
    assert ids(heard_warnings(pause, has_speech=True)) == ["too_quiet"]
    assert ids(heard_warnings(replace(pause, faint_s=11.0), has_speech=False)) == ["too_quiet"]


def test_a_faint_voice_of_which_a_few_frames_are_heard_is_too_quiet() -> None:
    """The gate hears some frames even 60 dB down, too few for a window with speech."""
    watch = SoundWatch(16_000, 3.0)
    second = 1e-4 * np.random.default_rng(0).standard_normal(16_000, dtype=np.float32)
    heard = []
    for end_s in range(1, 13):
        watch.push(second, SoundFaults())
        n_frames = end_s * 16_000 // FRAME - (end_s - 1) * 16_000 // FRAME
        watch.push_speech(second, np.arange(n_frames) % 10 == 0)
        heard.append(ids(heard_warnings(watch.heard(end_s), has_speech=False)))
    assert heard[:9] == [[]] * 9
    assert heard[9:] == [["too_quiet"]] * 3


def test_a_level_is_that_of_the_window_whatever_arrived_since() -> None:
    watch = SoundWatch(16_000, 3.0)
    loud = 0.1 * np.random.default_rng(0).standard_normal(3 * 16_000, dtype=np.float32)
    watch.push(np.concatenate([loud, 0.01 * loud]), SoundFaults())
    levels = [watch.heard(end_s).level_dbfs for end_s in (3.0, 6.0)]
    assert levels == [pytest.approx(-20.0, abs=1.0), pytest.approx(-60.0, abs=1.0)]


def test_faults_of_live_sound_stay_as_long_as_its_window(model: EmotionModel) -> None:
    live = LiveAnalysis(model, 16_000, 1.0)
    second = 0.01 * np.random.default_rng(0).standard_normal(16_000, dtype=np.float32)
    faults = [SoundFaults(repaired=True), SoundFaults(opposite_phase=1), *[SoundFaults()] * 3]
    heard = [window.sound.faults for each in faults for window in live.push(second, each)]
    assert heard == [
        SoundFaults(True),
        SoundFaults(True, 1),
        SoundFaults(True, 1),
        SoundFaults(False, 1),
        SoundFaults(),
    ]

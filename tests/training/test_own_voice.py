from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Analysis, AnalysisSettings, FileInfo, Overall, Window
from ser_desktop.emotion.segments import overall_answer
from ser_desktop.speakers.adapter import PRIOR
from training.data.manifest import Clip
from training.evaluate.example_draws import AnalysedClip, ExampleCount, draw_examples
from training.evaluate.own_voice import figures, summary, table
from training.places import RESULTS
from training.report.own_voice_page import own_voice_section, own_voice_table, read_own_voice

MODEL = ModelInfo("m", "1", EMOTIONS, 16_000, 3.0, 1.0, "waveform", 0.0, "", "", {}, {},
                  Path("m.onnx"), embedding_size=8)  # fmt: skip
ALL = ExampleCount(2, tuple(EMOTIONS))


def heard(
    speaker: int, emotion: str, statement: int, take: int, speech: float = 1.0
) -> AnalysedClip:
    """What a model makes of a clip that hears *sad* in everything; its embedding knows better."""
    place = EMOTIONS.index(emotion)
    rng = np.random.default_rng([speaker, place, statement, take])
    scores = 0.3 * np.eye(8)[place] + 2.0 * np.eye(8)[EMOTIONS.index("sad")]
    row = np.exp(scores) / np.exp(scores).sum()
    embedding = np.eye(8)[place] + 0.05 * rng.standard_normal(8)
    window = Window(0.0, 3.0, speech, row.astype(np.float32), None, embedding.astype(np.float32))
    name = f"{speaker}-{emotion}-{statement}-{take}.wav"
    clip = Clip(name, "made", emotion, str(speaker), "", "normal", str(statement), "speech",
                name, 3.0)  # fmt: skip
    overall: Overall = overall_answer([window], EMOTIONS, 0.0, speech)
    return AnalysedClip(
        clip,
        Analysis(
            FileInfo(Path(name), 3.0, 16_000, 1, name, "WAV"),
            MODEL,
            AnalysisSettings(3.0, 1.0, 0.0),
            overall,
            (window,),
            (),
            0.1,
        ),
    )


@pytest.fixture(scope="module")
def clips() -> list[AnalysedClip]:
    return [
        heard(speaker, emotion, statement, take)
        for speaker in range(3)
        for emotion in EMOTIONS
        for statement in range(2)
        for take in range(2)
    ]


def test_no_sentence_is_both_an_example_and_evaluated(clips: list[AnalysedClip]) -> None:
    judged = draw_examples(clips, ALL, PRIOR, np.random.default_rng(0))
    assert len(judged) == len(clips) // 2
    for item, correction in judged:
        assert correction is not None
        assert correction.profile.assigned_labels(item.clip.sha256) == ()
        statements = {e.recording.split("-")[2] for e in correction.profile.examples}
        assert item.clip.statement not in statements
        speakers = {e.recording.split("-")[0] for e in correction.profile.examples}
        assert speakers == {item.clip.speaker}
        assert len(correction.profile.examples) == 16


def test_the_adapter_learns_from_embeddings(clips: list[AnalysedClip]) -> None:
    shares = summary(figures(clips, EMOTIONS, ALL, PRIOR, draws=3))
    assert shares["uar_alone"]["mean"] == pytest.approx(1 / 8)
    assert shares["uar_corrected"]["mean"] > 0.9
    # Right answers to *sad* may go, but no speaker loses more than is gained.
    assert shares["speakers_worse"]["mean"] == 0
    assert shares["free_uar_corrected"] == shares["uar_corrected"], "all emotions are asked about"
    low, high = shares["accuracy_gain_interval_95"]
    gain = shares["accuracy_corrected"]["mean"] - shares["accuracy_alone"]["mean"]
    assert 0 < low <= gain <= high
    assert shares["n_clips"] == {"mean": 48, "sd": 0}


def test_evaluation_has_free_and_forced_choice(clips: list[AnalysedClip]) -> None:
    """Where *sad* is not asked about, what is heard as sad is wrong when the model is free."""
    asked = ("happy", "angry", "fearful")
    shares = summary(figures(clips, asked, ExampleCount(2, asked), PRIOR, draws=2))
    assert shares["uar_alone"]["mean"] > 0.9
    assert shares["free_uar_alone"]["mean"] == 0
    assert shares["n_clips"]["mean"] == 18


def test_the_committed_figures_are_of_the_prior_that_is_used() -> None:
    shares = read_own_voice(RESULTS)
    assert {tuple(row["prior"].items()) for row in shares["luna5"]} == {
        tuple(asdict(PRIOR).items())
    }


def test_without_learnable_examples_nothing_changes(clips: list[AnalysedClip]) -> None:
    one_kind = ExampleCount(2, ("happy",))
    shares = summary(figures(clips, EMOTIONS, one_kind, PRIOR, draws=2))
    assert shares["uar_corrected"] == shares["uar_alone"]


def test_clips_without_speech_are_no_examples(clips: list[AnalysedClip]) -> None:
    silent = [
        replace(
            item,
            analysis=replace(
                item.analysis, windows=(replace(item.analysis.windows[0], speech_share=0.0),)
            ),
        )
        for item in clips
    ]
    judged = draw_examples(silent, ALL, PRIOR, np.random.default_rng(0))
    assert all(correction is None for _, correction in judged)


def test_draws_are_the_same_again_and_differ(clips: list[AnalysedClip]) -> None:
    rows = figures(clips, EMOTIONS, ExampleCount(1, tuple(EMOTIONS)), PRIOR, draws=2)
    assert rows == figures(clips, EMOTIONS, ExampleCount(1, tuple(EMOTIONS)), PRIOR, draws=2)
    one, other = (example_sentences(clips, seed) for seed in (1, 2))
    assert one != other


def example_sentences(clips: list[AnalysedClip], seed: int) -> set[str]:
    """The clips that are examples in a draw."""
    drawn = draw_examples(
        clips, ExampleCount(1, tuple(EMOTIONS)), PRIOR, np.random.default_rng(seed)
    )
    return {e.recording for _, adapter in drawn if adapter for e in adapter.profile.examples}


def test_the_page_has_the_figures_of_the_file(clips: list[AnalysedClip]) -> None:
    shares = {"luna5": table([clips, clips], EMOTIONS, [ALL], [PRIOR], draws=2)}
    (_, _, row) = own_voice_table(shares).splitlines()
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1] == "up to 2 of each emotion"
    assert cells[2] == "12.5 ± 0.0 %"
    assert float(cells[3].split()[0]) > 90


def test_without_figures_the_page_has_no_section(tmp_path: Path) -> None:
    assert own_voice_section(tmp_path) == ""

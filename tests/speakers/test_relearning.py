from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ser_desktop.commands import voice_option
from ser_desktop.commands.voice_option import helpful_adapter, load_voice
from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.errors import ProfileError
from ser_desktop.speakers.judging import Verdict
from ser_desktop.speakers.profile import SpeakerProfile, example_from, new_profile
from ser_desktop.speakers.profile_file import save_profile
from ser_desktop.speakers.relearning import relearn


@pytest.fixture
def profile(sample: Path, model: EmotionModel, tmp_path: Path) -> SpeakerProfile:
    """A voice of an older version of the model, with two examples."""
    examples = []
    for emotion in ("happy", "calm"):
        path = tmp_path / f"{emotion}.flac"
        shutil.copyfile(sample, path)
        analysis = analyze(path, model)
        path.write_bytes(path.read_bytes() + b"\0" * (emotion == "calm"))
        examples.append(example_from(analysis, emotion))
    older = replace(new_profile("Ann", model.info), model_version="0.9")
    return replace(older, examples=tuple(examples))


def test_a_voice_is_learned_again_from_the_recordings_that_are_left(
    profile: SpeakerProfile, model: EmotionModel
) -> None:
    gone = replace(profile.examples[0], recording="/nowhere/a.wav")
    relearned = relearn(replace(profile, examples=(*profile.examples, gone)), model)
    assert relearned.profile.fits(model.info)
    assert [example.emotion for example in relearned.profile.examples] == ["happy"]
    assert [example.emotion for example in relearned.lost] == ["calm", "happy"], "changed, gone"
    old, new = profile.examples[0], relearned.profile.examples[0]
    np.testing.assert_allclose(old.log_probabilities, new.log_probabilities, atol=1e-4)
    assert (old.start_s, old.end_s, old.recording) == (new.start_s, new.end_s, new.recording)


def test_the_command_line_reports_a_relearned_voice(
    profile: SpeakerProfile,
    model: EmotionModel,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    save_profile(profile, tmp_path / "voices")
    voice = load_voice("Ann", tmp_path / "voices", model)
    assert len(voice.examples) == 1
    assert "0.9" in capsys.readouterr().err
    Path(profile.examples[0].recording).unlink()
    with pytest.raises(ProfileError) as refused:
        load_voice("Ann", tmp_path / "voices", model)
    assert refused.value.message.id == "profile.not_relearned"


def test_a_harmful_voice_is_applied_only_with_the_option(
    profile: SpeakerProfile,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    labels = ("happy", "calm")
    harmful = Verdict(labels, labels, right_alone=6, right_corrected=4, n_judged=6, min_examples=3)
    monkeypatch.setattr(voice_option, "judge", lambda _profile: harmful)
    assert helpful_adapter(profile, even_if_harmful=True) is not None
    assert helpful_adapter(profile, even_if_harmful=False) is None
    assert "--voice-anyway" in capsys.readouterr().err
    unclear = replace(harmful, min_examples=2)
    monkeypatch.setattr(voice_option, "judge", lambda _profile: unclear)
    assert helpful_adapter(profile, even_if_harmful=False) is not None, "too few to tell"

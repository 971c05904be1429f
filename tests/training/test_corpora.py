"""The file-name grammar of each corpus, on made folders."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from training.data.corpora.catalogue import CORPORA
from training.data.corpora.corpus import scan_corpus


def write(path: Path, tone: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.sin(np.arange(800) * tone), 16_000)
    return path


@pytest.mark.parametrize(
    ("corpus", "name", "expected"),
    [
        ("crema-d", "1001_DFA_ANG_XX.wav", ("angry", "1001", "", "", "DFA")),
        ("crema-d", "1091_WSI_SAD_HI.wav", ("sad", "1091", "", "strong", "WSI")),
        ("tess", "OAF_back_fear.wav", ("fearful", "OAF", "female", "", "back")),
        ("tess", "OA_bite_neutral.wav", ("neutral", "OAF", "female", "", "bite")),
        ("tess", "YAF_dog_ps.wav", ("surprised", "YAF", "female", "", "dog")),
        ("savee", "DC_sa01.wav", ("sad", "DC", "male", "", "01")),
        ("savee", "KL/su14.wav", ("surprised", "KL", "male", "", "su14")),
        ("emodb", "03a01Fa.wav", ("happy", "03", "male", "", "a01")),
        ("emodb", "16b10Td.flac", ("sad", "16", "female", "", "b10")),
        (
            "ravdess",
            "Actor_02/03-02-06-02-01-02-02.wav",
            ("fearful", "02", "female", "strong", "01"),
        ),
    ],
)
def test_a_name_is_read(tmp_path: Path, corpus: str, name: str, expected: tuple[str, ...]) -> None:
    write(tmp_path / corpus / name, 0.1)
    (clip,), _ = scan_corpus(CORPORA[corpus], tmp_path)
    assert (clip.emotion, clip.speaker, clip.gender, clip.intensity, clip.statement) == expected
    assert clip.path == f"{corpus}/{name}"
    assert clip.corpus == corpus


def test_a_broken_clip_is_left_out_and_named(tmp_path: Path) -> None:
    write(tmp_path / "crema-d" / "1001_DFA_ANG_XX.wav", 0.1)
    (tmp_path / "crema-d" / "1001_DFA_SAD_XX.wav").write_bytes(b"")
    (clip,), report = scan_corpus(CORPORA["crema-d"], tmp_path)
    assert clip.emotion == "angry"
    assert "left out, cannot be read: crema-d/1001_DFA_SAD_XX.wav" in str(report)


@pytest.mark.parametrize(
    ("corpus", "name"),
    [
        ("crema-d", "1092_DFA_ANG_XX.wav"),
        ("crema-d", "1001_DFA_JOY_XX.wav"),
        ("tess", "OAF_back_calm.wav"),
        ("savee", "XX_a01.wav"),
        ("savee", "other/a01.wav"),
        ("emodb", "04a01Fa.wav"),
    ],
)
def test_foreign_files_in_a_corpus_are_named(tmp_path: Path, corpus: str, name: str) -> None:
    write(tmp_path / corpus / name, 0.1)
    clips, report = scan_corpus(CORPORA[corpus], tmp_path)
    assert clips == []
    assert report.foreign == [f"{corpus}/{name}"]


def test_boredom_is_left_out_and_counted(tmp_path: Path) -> None:
    write(tmp_path / "emodb" / "03a01La.wav", 0.1)
    clips, report = scan_corpus(CORPORA["emodb"], tmp_path)
    assert clips == []
    assert report.other_emotions == 1
    assert "none of our eight" in str(report)


def test_crema_d_takes_genders_from_its_table(tmp_path: Path) -> None:
    write(tmp_path / "crema-d" / "AudioWAV" / "1001_DFA_ANG_XX.wav", 0.1)
    (tmp_path / "crema-d" / "VideoDemographics.csv").write_text("ActorID,Age,Sex\n1001,51,Male\n")
    (clip,), _ = scan_corpus(CORPORA["crema-d"], tmp_path)
    assert clip.gender == "male"


@pytest.mark.corpus
def test_emodb_has_its_known_counts(corpora: Path) -> None:
    if not (corpora / "emodb").is_dir():
        pytest.skip(f"no EmoDB below {corpora}")
    clips, report = scan_corpus(CORPORA["emodb"], corpora)
    assert len(clips) == 339
    assert {clip.emotion for clip in clips} == {"angry", "happy", "neutral", "sad"}
    assert len({clip.speaker for clip in clips}) == 10
    assert report.foreign == []

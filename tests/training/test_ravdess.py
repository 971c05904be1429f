from __future__ import annotations

import csv
import hashlib
import io
import urllib.request
import zipfile
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.support.made_corpus import write_corpus
from training.data.corpora import ravdess
from training.data.corpora.ravdess import expected_names, parse_name, scan
from training.data.leaks import check_leaks
from training.data.manifest import write_manifest
from training.data.prepare import list_corpora
from training.data.splits import (
    EMOBOX6_TEST,
    LUNA5_TEST,
    LUNA5_VALIDATION,
    PROTOCOLS,
    all_actors,
    luna5,
)


def test_a_name_is_read() -> None:
    assert parse_name("03-01-05-02-01-02-16.wav") == {
        "channel": "speech", "emotion": "angry", "intensity": "strong", "statement": "01",
        "speaker": "16", "gender": "female",
    }  # fmt: skip
    assert parse_name("03-02-01-01-02-01-01.FLAC")["intensity"] == ""  # type: ignore[index]


@pytest.mark.parametrize(
    "name",
    [
        "02-01-05-02-01-02-16.wav",
        "03-01-09-01-01-01-01.wav",
        "03-01-01-02-01-01-01.wav",
        "03-02-07-01-01-01-01.wav",
        "03-01-05-02-01-02-25.wav",
        "03-01-05-02-01-02-16.mp3",
        "notes.wav",
    ],
)
def test_impossible_clips_of_the_corpus_are_refused(name: str) -> None:
    assert parse_name(name) is None


def test_the_corpus_has_1440_and_1012_clips() -> None:
    names = expected_names()
    assert sum("-01-" in name[2:6] for name in names) == 1440
    assert sum("-02-" in name[2:6] for name in names) == 1012


def test_a_scan_reports_missing_doubles_and_foreign(tmp_path: Path) -> None:
    corpora = write_corpus(tmp_path, range(1, 3))
    folder = corpora / "ravdess" / "speech" / "Actor_01"
    first, second = sorted(folder.iterdir())[:2]
    second.write_bytes(first.read_bytes())
    (folder / "notes.wav").write_bytes(b"x")
    clips, report = scan(corpora)
    assert len(clips) == 24
    assert len(report.doubles) == 1
    assert report.foreign == ["ravdess/speech/Actor_01/notes.wav"]
    assert len(report.missing) == 2452 - 24
    write_manifest(clips, tmp_path / "m.csv")
    with (tmp_path / "m.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [row["path"] for row in rows] == [clip.path for clip in clips]
    assert rows[0] == {key: str(value) for key, value in asdict(clips[0]).items()}


def test_other_corpora_that_are_there_are_listed_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpora = write_corpus(tmp_path, range(1, 3))
    assert list(list_corpora(corpora)) == ["ravdess"]
    other = next((corpora / "ravdess" / "speech" / "Actor_01").iterdir())
    (corpora / "emodb").mkdir()
    (corpora / "emodb" / "03a01Fa.wav").write_bytes(other.read_bytes())
    clips_by_corpus = list_corpora(corpora)
    assert {name: len(clips) for name, clips in clips_by_corpus.items()} == {
        "ravdess": 24,
        "emodb": 1,
    }
    assert clips_by_corpus["emodb"][0].emotion == "happy"
    assert "emodb: 1 clips" in capsys.readouterr().out


def test_a_missing_corpus_gives_advice(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="SER_CORPORA"):
        scan(tmp_path)


def test_the_download_is_checked_and_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("Actor_01/03-01-01-01-01-01-01.wav", b"sound")
    content = archive.getvalue()

    class Response(io.BytesIO):
        def __init__(self, sent: bytes) -> None:
            super().__init__(sent)
            self.headers = {"Content-Length": str(len(sent))}

    asked: list[str] = []
    monkeypatch.setattr(
        urllib.request, "urlopen", lambda url: asked.append(url) or Response(content)
    )
    name = "Audio_Speech_Actors_01-24.zip"
    good = {name: ("speech", hashlib.md5(content).hexdigest())}
    monkeypatch.setattr(ravdess, "ARCHIVES", good)
    ravdess.download(tmp_path)
    assert (tmp_path / "ravdess/speech/Actor_01/03-01-01-01-01-01-01.wav").read_bytes() == b"sound"
    ravdess.download(tmp_path)
    assert len(asked) == 1
    assert "1188976" in asked[0]
    monkeypatch.setattr(ravdess, "ARCHIVES", {name: ("speech", "0" * 32)})
    with pytest.raises(ValueError, match="damaged"):
        ravdess.download(tmp_path)
    assert not (tmp_path / "ravdess" / name).exists()


def test_the_folds_are_the_published_ones() -> None:
    """Entered twice: a slip of a finger in the code would be a protocol of our own."""
    published = {
        LUNA5_TEST: "2 5 14 15 16, 3 6 7 13 18, 10 11 12 19 20, 8 17 21 23 24, 1 4 9 22",
        LUNA5_VALIDATION: "3 6, 10 11, 8 17, 1 14, 2 5",
        EMOBOX6_TEST: ("1 11 20 21, 4 10 12 14, 8 9 19 23, 3 5 7 24, 2 15 16 18, 6 13 17 22"),
    }
    for folds, text in published.items():
        assert ", ".join(" ".join(map(str, fold)) for fold in folds) == text


@pytest.mark.corpus
def test_no_fold_leaks(corpora: Path) -> None:
    clips, _ = scan(corpora)
    tested: list[str] = []
    for fold in range(5):
        split = luna5(clips, fold)
        check_leaks(split)
        assert all(clip.channel == "speech" for clip in split.test + split.validation)
        assert Counter(clip.emotion for clip in split.test)["neutral"] == 4 * len(LUNA5_TEST[fold])
        tested += [clip.path for clip in split.test]
    assert len(tested) == len(set(tested)) == 1440


@pytest.mark.corpus
@pytest.mark.parametrize("name", sorted(PROTOCOLS))
def test_every_protocol_holds(corpora: Path, name: str) -> None:
    clips, _ = scan(corpora)
    protocol = PROTOCOLS[name]
    tested: list[str] = []
    for fold in range(protocol.n_folds):
        split = protocol.split(clips, fold, True)
        check_leaks(split)
        assert split.validation
        assert split.name == f"{name}-fold{fold}"
        tested += [clip.path for clip in split.test]
    assert len(tested) == len(set(tested))
    if name == "emobox6":
        assert len(tested) == 1440
    if name == "speech_cut":
        assert {clip.emotion for clip in split.test}.isdisjoint({"disgust", "surprised"})
        assert split.cut_s == 2.389
    if name == "speech_song":
        trained = [luna5(clips, fold) for fold in range(5)]
        assert protocol.trained == "luna5"
        assert split.train == trained[-1].train
        assert split.validation == trained[-1].validation
        assert len(tested) == len(clips)
    if name in ("statement", "same_statement"):
        assert len(tested) == 720
        assert {clip.statement for clip in split.train} == {"01"}
        assert {clip.statement for clip in split.test} == {"02" if name == "statement" else "01"}
    if name == "same_statement":
        assert split.train == PROTOCOLS["statement"].split(clips, 4, True).train
    if name == "random80":
        assert len(tested) == pytest.approx(0.2 * len(clips), abs=10)


def test_leaks_are_found(tmp_path: Path) -> None:
    clips, _ = scan(write_corpus(tmp_path, range(1, 25), repetitions=1, seconds=0.2))
    split = luna5(clips, 0)
    with pytest.raises(ValueError, match="actors"):
        check_leaks(replace(split, train=split.train + split.test[:1]))
    stranger = replace(split.test[0], speaker="99")
    with pytest.raises(ValueError, match="recordings"):
        check_leaks(replace(split, train=[stranger]))
    with pytest.raises(ValueError, match="whole actors"):
        check_leaks(replace(split, train=[], validation=[], test=split.test[:3]))
    assert len(all_actors(clips).train) == len(clips)

"""Blind ratings: drawn evenly, kept as annotations, compared by figures that others confirm."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import cohen_kappa_score

from ser_desktop.commands.parser import build_parser
from ser_desktop.commands.project import run_project
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.errors import ProjectError
from ser_desktop.export.project.content import ProjectContent
from ser_desktop.paths import Profile
from ser_desktop.project.store import ProjectStore
from ser_desktop.rating import round as rounds
from ser_desktop.rating.agreement import (
    cohen_kappa,
    cohen_of,
    fleiss_kappa,
    krippendorff_alpha,
    one_label,
    with_interval,
)
from ser_desktop.rating.units import rated_units
from ser_desktop.rating.worth import (
    accuracy_of,
    calibration_error,
    ratings_needed,
    reliability,
    threshold_for,
)
from ser_desktop.texts.messages import Message
from tests.support.projects import add_recording, annotation

FLEISS_1971 = [  # raters by label for each of ten subjects; kappa is 0.210
    *([0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1]),
    *([7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ProjectStore]:
    """Recordings of which the model says sad often, angry and happy seldom."""
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        for n in range(12):
            add_recording(store, f"s{n:02}", ["sad", "sad", None], confidence=0.5 + n / 50)
        for n in range(4):
            add_recording(store, f"a{n}", ["angry"] * 20 + [None], confidence=0.9)
        add_recording(store, "h", [None, "happy", None, None])
        add_recording(store, "none", [None, None])
        yield store


@given(arrays(np.int64, (2, 12), elements=st.integers(-1, 3)))
def test_cohen_is_that_of_scikit_learn(ratings: np.ndarray) -> None:
    both = (ratings >= 0).all(axis=0)
    one, other = ratings[:, both]
    found = cohen_kappa(ratings[0], ratings[1])
    if len(one) == 0 or (len(set(one) | set(other)) == 1):
        assert found is None
    else:
        assert found == pytest.approx(cohen_kappa_score(one, other))


@given(arrays(np.int64, (4, 10), elements=st.integers(-1, 3)))
def test_alpha_is_that_of_krippendorff(ratings: np.ndarray) -> None:
    found = krippendorff_alpha(ratings)
    paired = ratings[:, (ratings >= 0).sum(axis=0) >= 2]
    if len(set(paired[paired >= 0].tolist())) < 2:
        assert found is None
        return
    known = np.where(ratings < 0, np.nan, ratings.astype(float))
    assert found == pytest.approx(krippendorff.alpha(known, level_of_measurement="nominal"))


def test_fleiss_is_that_of_the_paper() -> None:
    columns = [np.repeat(np.arange(5), counts) for counts in FLEISS_1971]
    assert fleiss_kappa(np.stack(columns, axis=1)) == pytest.approx(0.210, abs=5e-4)


def test_intervals_hold_the_value_and_narrow() -> None:
    draw = np.random.default_rng(1)
    truth = draw.integers(0, 4, 400)
    ratings = np.stack([np.where(draw.random(400) < 0.7, truth, draw.integers(0, 4, 400))
                        for _ in range(2)])  # fmt: skip
    few, many = (with_interval(cohen_of, ratings[:, :n]) for n in (30, 400))
    for figure in (few, many):
        assert figure.low is not None
        assert figure.value is not None
        assert figure.high is not None
        assert figure.low < figure.value < figure.high
    assert many.high - many.low < few.high - few.low
    assert with_interval(cohen_of, ratings[:, :30]) == few
    assert with_interval(krippendorff_alpha, ratings[:1]).value is None
    binary = one_label(np.array([[0, 1, -1]]), 1)
    assert binary.tolist() == [[0, 1, -1]]


def test_the_model_is_held_against_the_ratings() -> None:
    confidence = np.linspace(0, 0.99, 100)
    right = confidence >= 0.5
    found = threshold_for(0.8, right, confidence)
    assert found is not None
    assert (found.n_ratings, found.accuracy.low >= 0.8) == (100, True)
    left = confidence >= found.uncertain_below
    assert right[left].mean() == found.accuracy.value
    assert found.coverage == left.mean()
    below = accuracy_of(right[confidence >= found.uncertain_below - 0.02])
    assert below is not None
    assert below.low < 0.8
    assert threshold_for(0.8, np.zeros(100, bool), confidence) is None
    least = ratings_needed(0.8)
    assert threshold_for(0.8, np.ones(least, bool), confidence[:least]) is not None
    assert threshold_for(0.8, np.ones(least - 1, bool), confidence[: least - 1]) is None
    assert accuracy_of(np.zeros(0, bool)) is None
    sure = accuracy_of(np.ones(20, bool))
    assert sure is not None
    assert sure.low == pytest.approx(0.839, abs=1e-3)
    bins = reliability(right, confidence)
    assert sum(one.n for one in bins) == 100
    assert [one.accuracy for one in bins] == [0, 0, 0.5, 1, 1]
    assert calibration_error(bins) == pytest.approx(
        np.mean([abs(one.confidence - one.accuracy) for one in bins])
    )


def test_a_round_is_balanced_and_blind(store: ProjectStore) -> None:
    setting = rounds.new_round(store, 7, seed=3)
    assert setting == rounds.new_round(store, 7, seed=3)
    assert setting != rounds.new_round(store, 7, seed=4)
    store.put(setting)
    drawn = rounds.stretches(store)
    assert Counter(stretch.recording_id[0] for stretch in drawn) == {"s": 3, "a": 3, "h": 1}
    assert not any(emotion in json.dumps(setting.value) for emotion in EMOTIONS)
    assert all(stretch.end_s - stretch.start_s <= rounds.MAX_STRETCH_S for stretch in drawn)
    ann, bob = (rounds.left_for(store, rater) for rater in ("ann", "bob"))
    assert sorted(ann, key=lambda s: s.key) == sorted(drawn, key=lambda s: s.key)
    assert ann != bob
    store.put(rounds.rating(ann[0], "ann", {"sad": 1.0}))
    assert rounds.left_for(store, "ann") == ann[1:]
    assert rounds.left_for(store, "bob") == bob
    whole = rounds.new_round(store, 100, seed=1, whole_recordings=True)
    assert len(whole.value) == 17


def test_an_empty_round_is_reported(tmp_path: Path) -> None:
    with ProjectStore.create(tmp_path / "e.serproj") as store:
        with pytest.raises(ProjectError) as caught:
            rounds.new_round(store, 5, seed=1)
        assert caught.value.message_id == "rating.nothing"


def agreement(path: Path, *options: str) -> str:
    out = io.StringIO()
    given = build_parser().parse_args(["project", "agreement", str(path), *options])
    assert run_project(given, Profile.at(path.parent), out) == 0
    return out.getvalue()


def test_the_command_reports_agreement_and_threshold(store: ProjectStore, tmp_path: Path) -> None:
    with pytest.raises(ProjectError) as caught:
        agreement(store.path, "--json")
    assert caught.value.message_id == "rating.none"
    store.put(rounds.new_round(store, 17, seed=1))
    for number, stretch in enumerate(rounds.stretches(store)):
        says = {"s": "sad", "a": "angry", "h": "calm"}[stretch.recording_id[0]]
        low = stretch.recording_id in ("s00", "s01", "s02")
        store.put(rounds.rating(stretch, "ann", {"neutral" if low else says: 1.0}))
        if number % 2:
            store.put(rounds.rating(stretch, "bob", {"neutral" if low else says: 1.0}))
    store.put(annotation("x", recording_id="a0", labels={"happy": 1.0}))  # not given blind
    path = store.path
    store.close()
    item = json.loads(agreement(path, "--json", "--accuracy", "0.65", "--use-threshold"))
    assert item["raters"] == {"ann": 17, "bob": 8}
    assert item["people"]["krippendorff_alpha"]["value"] == 1.0
    (pair,) = item["people"]["pairs"]
    assert (pair["n"], pair["agreement"], pair["cohen_kappa"]["value"]) == (8, 1.0, 1.0)
    model = item["model"]
    assert model["name"] == "made 1"
    assert (model["accuracy"]["right"], model["accuracy"]["n"]) == (13, 17)
    matrix = np.array(model["confusion"])
    labels = item["labels"]
    assert matrix[labels.index("neutral"), labels.index("sad")] == 3
    assert matrix.sum() == 17
    threshold = model["threshold"]
    assert 0.54 < threshold["uncertain_below"] <= 0.56
    assert threshold["n_ratings"] == 17
    with ProjectStore.open(path) as store:
        assert store.setting("threshold")["n_ratings"] == 17
        content = ProjectContent(store)
        statements = {exported.statement() for exported in content.recordings()}
        analyses = {e.name: e.analysis for e in content.recordings()}
        based_on = str(Message("export.by_ratings", n=17))
        assert all(based_on in statement for statement in statements)
        unsure = analyses["s00.wav"]
        assert unsure is not None
        assert unsure.overall.label == "uncertain"
        assert rated_units(store).confidence.min() == pytest.approx(0.5)
    shown = agreement(path)
    assert "13 of 17 right" in shown
    assert "Cohen's kappa of ann and model" in shown
    with pytest.raises(ProjectError) as caught:
        agreement(path, "--accuracy", "1", "--all", "--use-threshold")
    assert caught.value.message_id == "rating.no_threshold"

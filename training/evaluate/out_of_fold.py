"""Evaluates the test clips of a protocol, each with a model that was not trained on its speaker."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ser_desktop.emotion.model import EmotionModel
from training.data.corpora.corpus import scan_corpus
from training.data.corpora.crema_d import CREMA_D
from training.data.corpora.emodb import EMODB
from training.data.corpora.ravdess import RAVDESS, scan
from training.data.crema_folds import MIXED, N_FOLDS, both, joint_test, random80_with_crema
from training.data.leaks import check_leaks
from training.data.splits import EMODB4, PROTOCOLS, draw_for, restricted
from training.evaluate.judging import RememberingModel, evaluate_fold
from training.evaluate.origins import check_trained_on
from training.evaluate.records import Answer
from training.train.export_onnx import fold_model_path


def carry_over(model: EmotionModel, corpora: Path) -> list[Answer]:
    """Evaluate a model of RAVDESS on EmoDB's four classes (``emodb4``).

    Args:
        model: trained on RAVDESS alone.
        corpora: folder of the corpora.

    Returns:
        One answer for each clip.
    """
    clips, _ = scan_corpus(EMODB, corpora)
    wanted = [clip for clip in clips if clip.emotion in EMODB4]
    return evaluate_fold(model, wanted, 0, corpora)


def evaluate_protocol(name: str, system: str, seed: int, runs: Path, corpora: Path) -> list[Answer]:
    """Evaluate every test clip of a protocol by the model of its fold.

    Emotions that the system does not know are left out.

    Args:
        name: name of the protocol.
        system: name of its folder below ``runs``.
        seed: seed of the models.
        runs: folder of the runs.
        corpora: folder of the corpora.

    Returns:
        One answer for each clip.

    Raises:
        ValueError: a split leaks, or a model learned from other clips than its split says.
    """
    clips, _ = scan(corpora)
    protocol = PROTOCOLS[name]
    trained = PROTOCOLS[protocol.trained]
    answers: list[Answer] = []
    for fold in range(protocol.n_folds):
        path = fold_model_path(runs, system, trained.name, seed, fold)
        model = RememberingModel(path)
        labels, recipe = model.info.labels, model.info.recipe
        most = recipe.get("most_per_class", 0)
        songs = recipe.get("data", {}).get("songs_in_training", True)
        drawn = draw_for(protocol, clips, labels, most)
        check_trained_on(path, restricted(trained.split(drawn, fold, songs), labels, most))
        split = protocol.split(drawn, fold, songs)
        check_leaks(split)
        test = restricted(split, labels, most).test
        answers += evaluate_fold(model, test, fold, corpora, split.cut_s)
    return answers


def evaluate_joint(
    names: Sequence[str], system: str, seed: int, runs: Path, corpora: Path
) -> dict[str, list[Answer]]:
    """Evaluate a system whose models learned from RAVDESS and CREMA-D together.

    Args:
        names: names of the protocols; a clip that several ask for is analysed once.
        system: name of its folder below ``runs``.
        seed: seed of the models.
        runs: folder of the runs.
        corpora: folder of the corpora.

    Returns:
        For each protocol one answer for each of its clips.

    Raises:
        ValueError: a speaker of the test was heard in training, or a model learned from other clips
            than its split says.
    """
    clips = [clip for corpus in (RAVDESS, CREMA_D) for clip in scan_corpus(corpus, corpora)[0]]
    answers: dict[str, list[Answer]] = {name: [] for name in names}
    for fold in range(N_FOLDS):
        path = fold_model_path(runs, system, "both", seed, fold)
        check_trained_on(path, both(clips, fold))
        tests = {name: joint_test(name, clips, fold) for name in names}
        clips_to_judge = {clip.path: clip for test in tests.values() for clip in test}
        judged = evaluate_fold(EmotionModel(path), list(clips_to_judge.values()), fold, corpora)
        of_clip = {answer.clip.path: answer for answer in judged}
        for name, test in tests.items():
            answers[name] += [of_clip[clip.path] for clip in test]
    return answers


def evaluate_mixed(system: str, seed: int, runs: Path, corpora: Path) -> list[Answer]:
    """Evaluate a system that learned from both corpora by ``random80``.

    Args:
        system: name of its folder below ``runs``.
        seed: seed of the model.
        runs: folder of the runs.
        corpora: folder of the corpora.

    Returns:
        One answer for each test clip of RAVDESS.

    Raises:
        ValueError: the split leaks, or the model learned from other clips than its split says.
    """
    clips = [clip for corpus in (RAVDESS, CREMA_D) for clip in scan_corpus(corpus, corpora)[0]]
    split = random80_with_crema(clips)
    check_leaks(split)
    path = fold_model_path(runs, system, MIXED, seed, 0)
    check_trained_on(path, split)
    return evaluate_fold(EmotionModel(path), split.test, 0, corpora)

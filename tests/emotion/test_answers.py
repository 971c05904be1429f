from __future__ import annotations

from concurrent.futures import Future

import numpy as np
import pytest

from ser_desktop.emotion.answers import Answers
from ser_desktop.emotion.model_info import WindowOutputs


def _batch(first: int, n: int, whole: bool = True) -> Future[WindowOutputs]:
    rows = np.arange(first, first + n, dtype=np.float32)
    probabilities = np.repeat(rows[:, None], 8, axis=1)
    answered: Future[WindowOutputs] = Future()
    answered.set_result(
        WindowOutputs(probabilities, rows + 0.5, -probabilities)
        if whole
        else WindowOutputs(probabilities, None, None)
    )
    return answered


def test_rows_are_those_of_their_windows_over_many_batches() -> None:
    answers, n_asked = Answers(), 0
    for n in (5, 300, 1, 700):
        assert answers.expect(_batch(n_asked, n), n) == n_asked
        n_asked += n
    answers.settle(2)
    assert answers.n_waiting == 2
    answers.settle(2)
    for number in (0, 4, 5, 304, 305, 306, 1005):
        probabilities, intensity, embedding, unlikeness = answers.row(number)
        assert probabilities.tolist() == [number] * 8
        assert intensity == number + 0.5
        assert embedding is not None
        assert embedding[0] == -number
        assert unlikeness is None


def test_an_embedding_that_is_not_kept_leaves_its_mean_square() -> None:
    answers = Answers(embeddings=False)
    answers.expect(_batch(3, 2), 2)
    answers.settle(1)
    assert answers.row(1)[2:] == (None, 16.0)


def test_outputs_of_the_model_are_released() -> None:
    answers, batch = Answers(), _batch(0, 3)
    answers.expect(batch, 3)
    answers.settle(1)
    assert not np.shares_memory(answers.row(1)[0], batch.result().probabilities)


def test_a_model_without_intensity_and_embedding_gives_none() -> None:
    answers = Answers()
    answers.expect(_batch(0, 2, whole=False), 2)
    answers.settle(1)
    assert answers.row(1)[1:] == (None, None, None)


def test_a_failed_batch_raises_when_it_is_settled() -> None:
    answers, failed = Answers(), Future()
    failed.set_exception(ValueError("no answer"))
    answers.expect(failed, 2)
    with pytest.raises(ValueError, match="no answer"):
        answers.settle(1)

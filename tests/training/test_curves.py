"""Reliability and risk-coverage on answers whose curves are known."""

from __future__ import annotations

import numpy as np
import pytest

from ser_desktop.emotion.metrics import expected_calibration_error
from training.evaluate.curves import reliability, risk_coverage, risk_coverage_area


def test_a_sure_and_right_answer_first_costs_no_risk() -> None:
    confidence, correct = [0.9, 0.8, 0.3, 0.2], [1, 1, 0, 0]
    coverage, risk = risk_coverage(confidence, correct)
    np.testing.assert_allclose(coverage, [0.25, 0.5, 0.75, 1.0])
    np.testing.assert_allclose(risk, [0, 0, 1 / 3, 0.5])
    assert risk_coverage_area(confidence, correct) == pytest.approx((1 / 3 + 0.5) / 4)


def test_a_blind_confidence_gives_the_error_rate() -> None:
    rng = np.random.default_rng(0)
    correct = rng.random(4000) < 0.7
    assert risk_coverage_area(rng.random(4000), correct) == pytest.approx(0.3, abs=0.03)


def test_the_bins_add_up_to_the_calibration_error() -> None:
    rng = np.random.default_rng(0)
    confidence = rng.random(500)
    correct = rng.random(500) < confidence**2
    curve = reliability(confidence, correct)
    gaps = np.abs(curve.accuracy - curve.confidence) * curve.count / 500
    assert gaps.sum() == pytest.approx(expected_calibration_error(confidence, correct))
    assert curve.count.sum() == 500

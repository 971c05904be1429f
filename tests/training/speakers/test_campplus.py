"""The front end is Kaldi's, and the graph that ships hears windows as the network does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray

from training.speakers.campplus import (
    FRAME,
    HOP,
    N_FFT,
    N_MELS,
    RATE_HZ,
    CamPlusPlus,
    KaldiMel,
    VoicesOfWindows,
    load_campplus,
    segment_means,
)
from training.speakers.export import export, run, shrink


@pytest.fixture(scope="module")
def network() -> CamPlusPlus:
    torch.manual_seed(0)
    network = CamPlusPlus()
    with torch.no_grad():
        for _ in range(3):  # statistics of batch normalisation
            network(0.1 * torch.randn(4, 16_000))
    return network.eval()


def speech(seconds: float) -> NDArray[np.float32]:
    return 0.1 * np.random.default_rng(0).standard_normal(round(seconds * RATE_HZ)).astype(
        np.float32
    )


def kaldi_bands(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Kaldi's steps one after the other, frame by frame."""

    def mel(hz: float) -> float:
        return float(1127 * np.log(1 + hz / 700))

    low, high = mel(20), mel(8000)
    step = (high - low) / (N_MELS + 1)
    rows = []
    for start in range(0, len(samples) - FRAME + 1, HOP):
        frame = samples[start : start + FRAME].astype(np.float64) * 32768
        frame -= frame.mean()
        frame[1:] -= 0.97 * frame[:-1].copy()
        frame[0] -= 0.97 * frame[0]
        frame *= (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FRAME) / (FRAME - 1))) ** 0.85
        power = np.abs(np.fft.rfft(frame, N_FFT)) ** 2
        bands = np.zeros(N_MELS)
        for band in range(N_MELS):
            left, centre, right = (low + (band + i) * step for i in range(3))
            for k in range(N_FFT // 2):
                at = mel(k * RATE_HZ / N_FFT)
                if left < at <= centre:
                    bands[band] += power[k] * (at - left) / step
                elif centre < at < right:
                    bands[band] += power[k] * (right - at) / step
        rows.append(np.log(np.maximum(bands, 1.19e-7)))
    return np.array(rows)


def test_mel_bands_are_those_of_kaldi() -> None:
    samples = speech(0.1)
    wanted = kaldi_bands(samples)
    found = KaldiMel()(torch.from_numpy(samples[None]))[0].T.numpy()
    np.testing.assert_allclose(found, wanted - wanted.mean(axis=0), atol=2e-3)


def test_a_segment_has_one_mean() -> None:
    x = torch.randn(1, 3, 230)
    means = segment_means(x)
    assert means.shape == x.shape
    for first, stop in ((0, 100), (100, 200), (200, 230)):
        wanted = x[:, :, first:stop].mean(dim=2)
        torch.testing.assert_close(means[:, :, first], wanted)
        torch.testing.assert_close(means[:, :, stop - 1], wanted)


def test_one_window_over_a_whole_stretch_is_the_network_itself(network: CamPlusPlus) -> None:
    samples = torch.from_numpy(speech(2))[None]
    with torch.no_grad():
        beside = (FRAME - HOP) // 2
        wanted = network(torch.nn.functional.pad(samples, (beside, beside)))
        found = VoicesOfWindows(network)(samples, torch.tensor([0]), torch.tensor([100]))
    torch.testing.assert_close(
        found, torch.nn.functional.normalize(wanted, dim=1), atol=1e-3, rtol=0
    )


@pytest.mark.filterwarnings("ignore")
def test_the_exported_graph_equals_the_network(network: CamPlusPlus, tmp_path: Path) -> None:
    voices, path = VoicesOfWindows(network).eval(), tmp_path / "voice.onnx"
    export(voices, path)
    samples = speech(7)
    first = torch.arange(0, 350, 50)
    with torch.no_grad():
        wanted = voices(torch.from_numpy(samples[None]), first, first + 50).numpy()
    np.testing.assert_allclose(run(path, samples), wanted, atol=1e-3)
    size = path.stat().st_size
    graph = onnx.load(str(path))
    shrink(graph)
    onnx.save(graph, str(path))
    assert path.stat().st_size < 0.35 * size
    assert np.sum(run(path, samples) * wanted, axis=1).min() > 0.9


def test_weights_of_an_npz_are_the_same(network: CamPlusPlus, tmp_path: Path) -> None:
    state = {name: value.numpy() for name, value in network.state_dict().items()}
    np.savez(tmp_path / "weights.npz", **state)
    samples = torch.from_numpy(speech(1))[None]
    with torch.no_grad():
        torch.testing.assert_close(
            load_campplus(tmp_path / "weights.npz")(samples), network(samples)
        )

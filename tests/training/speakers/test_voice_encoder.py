"""The front end is librosa's, and the exported graph says what the network says."""

from __future__ import annotations

from pathlib import Path

import librosa
import numpy as np
import onnx
import pytest
import torch

from training.speakers.export import ExportedVoice, export, run, store_in_half
from training.speakers.voice_encoder import HOP, LEVEL_RMS, N_FFT, N_MELS, RATE_HZ, VoiceEncoder


@pytest.fixture
def encoder() -> VoiceEncoder:
    torch.manual_seed(0)
    return VoiceEncoder().eval()


def _noise(n: int) -> np.ndarray:
    return 0.1 * np.random.default_rng(0).standard_normal((n, 25_600)).astype(np.float32)


def test_mel_bands_are_those_of_librosa(encoder: VoiceEncoder) -> None:
    (noise,) = _noise(1)
    level = LEVEL_RMS / np.sqrt(np.mean(noise**2))
    wanted = librosa.feature.melspectrogram(
        y=noise * level, sr=RATE_HZ, n_fft=N_FFT, hop_length=HOP, n_mels=N_MELS
    )
    found = encoder.mels(torch.from_numpy(noise[None]))[0].numpy()
    np.testing.assert_allclose(found, wanted.T, rtol=1e-2, atol=1e-3 * wanted.max())


@pytest.mark.filterwarnings("ignore")
def test_the_exported_graph_equals_the_network(encoder: VoiceEncoder, tmp_path: Path) -> None:
    voice, path = ExportedVoice(encoder).eval(), tmp_path / "voice.onnx"
    export(voice, path)
    noise = _noise(3)
    with torch.no_grad():
        wanted = voice(torch.from_numpy(noise)).numpy()
    np.testing.assert_allclose(run(path, noise), wanted, atol=1e-4)
    size = path.stat().st_size
    graph = onnx.load(str(path))
    store_in_half(graph)
    onnx.save(graph, str(path))
    assert path.stat().st_size < 0.6 * size
    assert np.sum(run(path, noise) * wanted, axis=1) == pytest.approx(1, abs=1e-3)

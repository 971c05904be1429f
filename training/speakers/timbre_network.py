"""The network that hears timbre, and its file: speech in, rows and log-odds of overlap out.

The first layer of Whisper's encoder, and two linear steps behind it that
``training.speakers.timbre`` learns. Weights are stored in 8 bit and computed with in 32.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.speakers.gpu.networks import POSITIONS, RowsOfVoice
from training.speakers.spoken import RATE_HZ
from training.train.networks.whisper_encoder import WhisperEncoder, WhisperLogMel
from training.train.weight_storage import store_in_8_bits

AROUND = 7
"""Frames on either side of one that say whether two speak in it."""
OPSET = 17
LICENCE = (
    "Encoder MIT (Whisper base); projection learned from RAVDESS (CC BY-NC-SA 4.0) and CREMA-D "
    "(ODbL 1.0): non-commercial use"
)

Rows = NDArray[np.float64]


@dataclass(frozen=True)
class Projection:
    """Frames less ``mean``, times ``matrix`` [d, directions], and ``offset``."""

    mean: Rows
    matrix: Rows
    offset: float | Rows = 0.0


class FirstLayer(nn.Module):
    """The first layer of Whisper's encoder over a waveform."""

    def __init__(self, encoder: WhisperEncoder) -> None:
        super().__init__()
        self.log_mel, self.encoder = WhisperLogMel(), encoder

    def forward(self, waveform: Tensor) -> Tensor:
        """Frames [batch, frames of 20 ms, d] of waveforms [batch, samples], a multiple of 320."""
        frames: Tensor = self.encoder(self.log_mel(waveform))[-1]
        return frames


class Timbre(nn.Module):
    """What is exported: projected frames, and log-odds that two speak at once."""

    def __init__(self, layer: FirstLayer, projection: Projection, overlap: Projection) -> None:
        super().__init__()
        self.layer = layer
        self.projected, self.overlap = _linear(projection), _linear(overlap)

    def forward(self, waveform: Tensor) -> tuple[Tensor, Tensor]:
        """Rows [batch, frames, directions] and log-odds [batch, frames]."""
        frames = self.layer(waveform)
        return self.projected(frames), self.overlap(surroundings(frames))[..., 0]


class TimbreRows(nn.Module):
    """What is exported of learned rows: rows of the voice, and log-odds that two speak at once.

    Overlap is heard in the first layer, as :class:`Timbre` hears it.
    """

    def __init__(self, rows: RowsOfVoice, overlap: Projection) -> None:
        super().__init__()
        self.rows, self.overlap = rows, _linear(overlap)

    def forward(self, waveform: Tensor) -> tuple[Tensor, Tensor]:
        """Rows [batch, frames, ROWS] and log-odds [batch, frames]."""
        states = self.rows.states(self.rows.log_mel(waveform))
        return self.rows.head(states), self.overlap(surroundings(states[0]))[..., 0]


def surroundings(frames: Tensor) -> Tensor:
    """Mean and deviation [batch, frames, 2 d] of the frames within 0.14 s of each."""

    def mean(values: Tensor) -> Tensor:
        pooled = nn.functional.avg_pool1d(
            values.transpose(1, 2), 2 * AROUND + 1, 1, AROUND, count_include_pad=False
        )
        return pooled.transpose(1, 2)

    around = mean(frames)
    variance = mean(frames * frames) - around * around
    return torch.cat([around, variance.clamp(min=1e-6).sqrt()], dim=2)


def _linear(projection: Projection) -> nn.Linear:
    linear = nn.Linear(*projection.matrix.shape)
    bias = projection.offset - projection.mean @ projection.matrix
    with torch.no_grad():
        linear.weight.copy_(torch.from_numpy(projection.matrix.T.astype(np.float32)))
        linear.bias.copy_(torch.from_numpy(np.ravel(bias).astype(np.float32)))
    return linear


def export(
    encoder: WhisperEncoder, projection: Projection, overlap: Projection, path: Path
) -> None:
    """Write the graph of projected frames, weights in 8 bit and computed with in 32."""
    _write(Timbre(FirstLayer(encoder), projection, overlap), encoder, path)


def export_rows(rows: RowsOfVoice, overlap: Projection, path: Path) -> None:
    """Write the graph of learned rows, weights in 8 bit and computed with in 32."""
    _write(TimbreRows(rows, overlap), rows.encoder, path)


def _write(timbre: nn.Module, encoder: WhisperEncoder, path: Path) -> None:
    positions = nn.Embedding(POSITIONS, encoder.shape.d_model)
    with torch.no_grad():
        positions.weight.copy_(encoder.embed_positions.weight[:POSITIONS])
    encoder.embed_positions = positions
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            timbre.eval(),
            (torch.randn(1, 2 * RATE_HZ),),
            str(full),
            input_names=["waveform"],
            output_names=["timbre", "overlap"],
            dynamic_axes={
                "waveform": {1: "samples"},
                "timbre": {1: "frames"},
                "overlap": {1: "frames"},
            },
            opset_version=OPSET,
            dynamo=False,
        )
        graph = onnx.load(str(full))
    store_in_8_bits(graph, products=True)
    onnx.helper.set_model_props(graph, {"licence": LICENCE})
    onnx.save(graph, str(path))


def stored_projections(path: Path) -> tuple[Projection, Projection]:
    """Read what was learned back from a file: the directions, and the regression of overlap."""
    graph = onnx.load(str(path)).graph
    weights = {item.name: onnx.numpy_helper.to_array(item) for item in graph.initializer}
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in weights:  # weights kept in 16 bit
            weights[node.output[0]] = weights[node.input[0]]
    made_by = {name: node for node in graph.node for name in node.output}

    def read(name: str) -> Projection:
        bias = f"{name}.bias"
        (step,) = (node for node in graph.node if node.op_type == "Add" and bias in node.input)
        product = made_by[next(given for given in step.input if given != bias)]
        matrix = weights[product.input[1]].astype(np.float64)
        # The mean is part of the bias by now.
        return Projection(np.zeros(len(matrix)), matrix, weights[bias].astype(np.float64))

    return read("projected"), read("overlap")

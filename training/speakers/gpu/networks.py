"""The networks that are learned: the voice encoder, and rows of a voice every 20 ms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from training.speakers.campplus import CamPlusPlus
from training.train.networks.whisper_encoder import EncoderShape, WhisperEncoder, WhisperLogMel

ROWS = 128
FRAME = 320
"""Samples of a row."""
POSITIONS = 501
"""Positions that are heard: speech is cut at 10 s."""
_HIDDEN = 384
_MASKED_BANDS = 10


class Voice(Protocol):
    """Learns voices of windows."""

    def voices(self, windows: Tensor) -> Tensor:
        """Voices [windows, d] of length 1 of windows [windows, samples]."""
        ...


class EncodedVoice(nn.Module):
    """CAM++: a window in, its voice out. Its normalisation stays as it was learned."""

    def __init__(self, encoder: CamPlusPlus) -> None:
        super().__init__()
        self.encoder = encoder

    def train(self, mode: bool = True) -> EncodedVoice:
        """Leave the means and variances of batch normalisation alone."""
        super().train(mode)
        for module in self.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm):
                module.eval()
        return self

    def voices(self, windows: Tensor) -> Tensor:
        """Voices [windows, 192] of windows [windows, samples]."""
        return nn.functional.normalize(self.encoder(windows), dim=1)


class RowsOfVoice(nn.Module):
    """Whisper's first layers and a head that gives a weighted row of the voice every 20 ms.

    The mean of a window's rows points to its voice, so that a stretch of speech is heard once and
    windows cost nothing.

    Args:
        encoder: with two layers.
        tuned_layers: 1 learns the second layer beside the head, 2 both; 0 learns the head alone.
    """

    def __init__(self, encoder: WhisperEncoder, tuned_layers: int) -> None:
        super().__init__()
        self.log_mel, self.encoder = WhisperLogMel(), encoder
        d = encoder.shape.d_model
        self.norms = nn.ModuleList(nn.LayerNorm(d) for _ in encoder.layers)
        inputs = d * len(encoder.layers)
        self.inner = nn.Linear(inputs, _HIDDEN)
        self.outer = nn.Linear(_HIDDEN, ROWS)
        self.gate = nn.Linear(_HIDDEN, 1)
        self.dropout = nn.Dropout(0.15)
        for parameter in encoder.parameters():
            parameter.requires_grad_(False)
        for layer in encoder.layers[len(encoder.layers) - tuned_layers :]:
            for parameter in layer.parameters():
                parameter.requires_grad_(True)

    def rows(self, waveform: Tensor) -> Tensor:
        """Rows [batch, frames of 20 ms, ROWS] of waveforms [batch, samples]."""
        with torch.no_grad(), torch.autocast(waveform.device.type, enabled=False):
            mel = self.log_mel(waveform)
        if self.training:
            mel = self._masked(mel)
        with torch.autocast(waveform.device.type, torch.bfloat16, waveform.is_cuda):
            return self.head(self.states(mel))

    def head(self, states: list[Tensor]) -> Tensor:
        """Rows of the states after each layer."""
        normed = [norm(state) for norm, state in zip(self.norms, states, strict=True)]
        hidden = nn.functional.gelu(self.inner(self.dropout(torch.cat(normed, dim=2))))
        rows: Tensor = self.outer(self.dropout(hidden)).float()
        return rows * torch.sigmoid(self.gate(hidden).float())

    def voices(self, windows: Tensor) -> Tensor:
        """Voices [windows, ROWS] of windows [windows, samples].

        While it learns, every second batch hears two windows of two people as one stretch, as
        conversations do.
        """
        whole = windows[:, : windows.shape[1] // FRAME * FRAME]
        paired = self.training and len(whole) % 2 == 0 and bool(torch.rand(1) < 0.5)
        if not paired:
            return nn.functional.normalize(self.rows(whole).mean(dim=1), dim=1)
        n, frames = len(whole), whole.shape[1] // FRAME
        order = torch.randperm(n, device=whole.device)
        rows = self.rows(whole[order].view(n // 2, -1)).view(n, frames, -1)
        back = torch.empty_like(order)
        back[order] = torch.arange(n, device=order.device)
        return nn.functional.normalize(rows.mean(dim=1), dim=1)[back]

    def states(self, mel: Tensor) -> list[Tensor]:
        """States after each layer; while it learns, speech begins at any place of a stretch."""
        state = self.encoder.embed(mel)
        if self.training:
            place = self.encoder.embed_positions.weight
            frames = state.shape[1]
            first = int(torch.randint(0, max(1, min(len(place), POSITIONS) - frames), (1,)))
            state = state - place[:frames] + place[first : first + frames]
        states = []
        for layer in self.encoder.layers:
            state = layer(state)
            states.append(state)
        return states

    def _masked(self, mel: Tensor) -> Tensor:
        batch, bands, _ = mel.shape
        width = torch.randint(0, _MASKED_BANDS, (batch, 1), device=mel.device)
        first = torch.randint(0, bands - _MASKED_BANDS, (batch, 1), device=mel.device)
        band = torch.arange(bands, device=mel.device)
        hidden = (band >= first) & (band < first + width)
        return torch.where(hidden[:, :, None], mel.mean(dim=(1, 2), keepdim=True), mel)


def whisper_layers(path: Path, n_layers: int = 2) -> WhisperEncoder:
    """Return the first layers of Whisper's encoder from an ``.npz`` that holds at least those."""
    with np.load(path) as stored:
        names = [name for name in stored if _first(name, n_layers)]
        weights = {name: torch.from_numpy(stored[name].astype(np.float32)) for name in names}
    positions = len(weights["embed_positions.weight"])
    encoder = WhisperEncoder(EncoderShape(n_positions=positions), n_layers)
    encoder.load_state_dict(weights)
    return encoder


def _first(name: str, n_layers: int) -> bool:
    if name.startswith("layer_norm."):
        return False
    return not name.startswith("layers.") or int(name.split(".")[1]) < n_layers


def learned(network: nn.Module) -> Iterator[tuple[str, Tensor]]:
    """Names and values of what is learned in a network; the rest is known beforehand."""
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            yield name, parameter


def load_learned(network: nn.Module, path: Path, candidate: str) -> None:
    """Put what a candidate learned into a network.

    Args:
        network: as the candidate began.
        path: a file of ``training.speakers.tune_cuda``, with names "candidate/parameter".
        candidate: its name.

    Raises:
        KeyError: the file holds no such candidate.
    """
    with np.load(path) as stored:
        wanted = f"{candidate}/"
        values = {
            name.removeprefix(wanted): torch.from_numpy(stored[name].astype(np.float32))
            for name in stored
            if name.startswith(wanted)
        }
    if set(values) != {name for name, _ in learned(network)}:
        raise KeyError(f"{path} holds no candidate {candidate!r} of this network.")
    network.load_state_dict({**network.state_dict(), **values})

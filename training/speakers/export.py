"""Write the voice encoder as the program reads it: ``python -m training.speakers.export``.

The graph maps waveforms at 16 kHz to embeddings of length 1, with level and mel bands computed
inside. Weights are stored in 16 bits and computed in 32. 8 bits had more errors with an earlier
encoder: one scale per call cannot cover the range of mel power.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ser_desktop.speakers.diarization.embedder import DiarizationSettings
from training.speakers.gpu.networks import EncodedVoice, load_learned
from training.speakers.voice_encoder import RATE_HZ, VoiceEncoder, load_encoder

OPSET = 17
_SMALL = 1000
LICENCE = (
    "Encoder Apache-2.0 (Resemblyzer); tuned on RAVDESS (CC BY-NC-SA 4.0) and CREMA-D (ODbL 1.0): "
    "non-commercial use"
)


class ExportedVoice(nn.Module):
    """The encoder with embeddings normalised to length 1."""

    def __init__(self, encoder: VoiceEncoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, waveform: Tensor) -> Tensor:
        """Compute embeddings [batch, 256] of waveforms [batch, samples]."""
        return nn.functional.normalize(self.encoder.voice(waveform), dim=1)


def main() -> None:
    """Run the command ``python -m training.speakers.export``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path, help="Resemblyzer-0.1.4-py3-none-any.whl")
    parser.add_argument("--tuned", type=Path, help="encoder.pt of training.speakers.tune")
    parser.add_argument("--voices", type=Path, help="voices-N.npz of training.speakers.tune_cuda")
    parser.add_argument("--candidate", default="encoder", help="which one of --voices")
    parser.add_argument("--full", action="store_true", help="keep 32 bit")
    parser.add_argument("--out", type=Path, default=Path("resources/speakers/voice_encoder.onnx"))
    options = parser.parse_args()
    encoder = load_encoder(options.wheel)
    if options.tuned:
        encoder.load_state_dict(torch.load(options.tuned, weights_only=True))
    if options.voices:
        load_learned(EncodedVoice(encoder), options.voices, options.candidate)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        export(ExportedVoice(encoder).eval(), full)
        graph = onnx.load(str(full))
        if not options.full:
            store_in_half(graph)
        settings = json.dumps(asdict(DiarizationSettings()))
        onnx.helper.set_model_props(graph, {"settings": settings, "licence": LICENCE})
        onnx.save(graph, str(options.out))
        rng = np.random.default_rng(0)
        noise = rng.standard_normal((16, round(1.6 * RATE_HZ))).astype(np.float32)
        alike = np.sum(run(full, noise) * run(options.out, noise), axis=1)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB")
    print(f"similarity to 32 bit: mean {alike.mean():.4f}, least {alike.min():.4f}")


def export(voice: ExportedVoice, path: Path) -> None:
    """Write the graph in 32 bit."""
    example = torch.randn(2, round(1.6 * RATE_HZ))
    torch.onnx.export(
        voice,
        (example,),
        str(path),
        input_names=["waveform"],
        output_names=["voice"],
        dynamic_axes={"waveform": {0: "batch", 1: "samples"}, "voice": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )


def store_in_half(graph: onnx.ModelProto) -> None:
    """Store the weights of a graph in 16 bits, with a cast after each."""
    casts = []
    for stored in graph.graph.initializer:
        values = onnx.numpy_helper.to_array(stored)
        if values.dtype != np.float32 or values.size < _SMALL:
            continue
        name = stored.name
        half = onnx.numpy_helper.from_array(values.astype(np.float16), f"{name}_half")
        stored.CopyFrom(half)
        casts.append(onnx.helper.make_node("Cast", [half.name], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *graph.graph.node]
    del graph.graph.node[:]
    graph.graph.node.extend(nodes)


def run(path: Path, windows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Compute embeddings of windows by the graph in a file."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    voices: NDArray[np.float32] = session.run(["voice"], {"waveform": windows})[0]
    return voices


if __name__ == "__main__":
    main()

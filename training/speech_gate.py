"""Rewrite the speech gate's graph so that it takes a third of the time.

``python -m training.speech_gate ORIGINAL`` writes ``resources/gate/silero_vad_16k_matrices.onnx``.
ORIGINAL is ``silero_vad/data/silero_vad_16k_sequence.onnx`` of the PyPI wheel ``silero-vad``.

The weights are the original's. Its convolutions run over four steps of time at most, for which ONNX
Runtime's kernels are slow; here each is one product of matrices with the steps side by side. The
answers are the same but for the rounding of float32; how much they differ on the sample, and what
share of the original's time the graph takes, stands in ``training/results/speech_gate.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import soundfile
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from ser_desktop.emotion.gate import FRAME_SAMPLES, FRAMES_A_CALL, GRAPH, SPEECH_ABOVE
from ser_desktop.emotion.onnx_session import shared_session
from ser_desktop.paths import resource
from training.places import RESULTS

ORIGINAL_SHA256 = "9ccdacc4719d8aa7e45a77536bfabec45a03ba1f2fad5e241ab4060b24238a85"
OPSET = 17
SAMPLES, STEP, N_FFT = 576, 128, 256
"""Of a frame with its context; from one Fourier transform to the next; of one transform."""
BINS, HIDDEN = N_FFT // 2 + 1, 128
ROUNDS = 15
FLOAT = TensorProto.FLOAT


class _Graph:
    """Nodes and constants as they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: Any) -> str:
        """Add a constant and return its name."""
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def add(self, operator: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        """Add a node of one output and return that."""
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def layer(self, name: str, given: str, weight: NDArray[Any], bias: NDArray[Any]) -> str:
        """Add a product with a weight [inputs, outputs], a bias and a rectifier."""
        product = self.add(
            "MatMul", [given, self.constant(f"{name}.weight", weight)], f"{name}.product"
        )
        summed = self.add("Add", [product, self.constant(f"{name}.bias", bias)], f"{name}.sum")
        return self.add("Relu", [summed], name)

    def part(self, given: str, output: str, first: int, end: int, axis: int = 1) -> str:
        """Add a slice along an axis."""
        ends = [self.constant(f"{output}.{key}", np.array([value], np.int64))
                for key, value in (("first", first), ("end", end), ("axis", axis))]  # fmt: skip
        return self.add("Slice", [given, *ends], output)

    def shaped(self, given: str, output: str, shape: Sequence[int]) -> str:
        """Add a change of shape; 0 keeps an axis."""
        return self.add(
            "Reshape", [given, self.constant(f"{output}.shape", np.array(shape, np.int64))], output
        )


def rewritten(original: onnx.ModelProto) -> onnx.ModelProto:
    """Return the same network with matrices in the place of convolutions.

    Args:
        original: Silero's sequence model for 16 kHz.
    """
    held = {item.name: numpy_helper.to_array(item) for item in original.graph.initializer}
    recurrent = next(node for node in original.graph.node if node.op_type == "LSTM")
    graph = _Graph()
    spectrum = _spectrum(graph, held["stft.forward_basis_buffer"])
    encoded = _encoder(graph, spectrum, held)
    inputs = [encoded, *(graph.constant(f"lstm.{key}", held[name])
                         for key, name in zip(("w", "r", "b"), recurrent.input[1:4], strict=True)),
              "", "h", "c"]  # fmt: skip
    graph.nodes.append(helper.make_node("LSTM", inputs, ["lstm", "hn", "cn"], hidden_size=HIDDEN))
    flat = graph.shaped("lstm", "lstm.flat", [-1, HIDDEN])
    positive = graph.add("Relu", [flat], "lstm.positive")
    weight = graph.constant("output.weight", held["output.weight"][0])
    product = graph.add("MatMul", [positive, weight], "output.product")
    summed = graph.add(
        "Add", [product, graph.constant("output.bias", held["output.bias"])], "output.sum"
    )
    graph.shaped(graph.add("Sigmoid", [summed], "output"), "speech_probs", [-1])
    state = [1, 1, HIDDEN]
    made = helper.make_graph(
        graph.nodes,
        "speech gate",
        [
            helper.make_tensor_value_info("input", FLOAT, ["frames", SAMPLES]),
            helper.make_tensor_value_info("h", FLOAT, state),
            helper.make_tensor_value_info("c", FLOAT, state),
        ],
        [
            helper.make_tensor_value_info("speech_probs", FLOAT, ["frames"]),
            helper.make_tensor_value_info("hn", FLOAT, state),
            helper.make_tensor_value_info("cn", FLOAT, state),
        ],
        graph.constants,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def _spectrum(graph: _Graph, basis: NDArray[Any]) -> str:
    """Magnitudes [frames, 4, bins]: the end is mirrored, four transforms overlap by half."""
    order = np.concatenate([np.arange(SAMPLES), SAMPLES - 2 - np.arange(SAMPLES // 9)])
    padded = graph.add(
        "Gather", ["input", graph.constant("mirrored", order.astype(np.int64))], "padded", axis=1
    )
    steps = graph.shaped(padded, "steps", [-1, 5, STEP])
    halves = [graph.part(steps, "first_halves", 0, 4), graph.part(steps, "second_halves", 1, 5)]
    windows = graph.add("Concat", halves, "transformed", axis=2)
    parts = []
    for name, rows in (("real", basis[:BINS]), ("imaginary", basis[BINS:])):
        weight = graph.constant(f"{name}.basis", np.ascontiguousarray(rows[:, 0].T))
        part = graph.add("MatMul", [windows, weight], name)
        parts.append(graph.add("Mul", [part, part], f"{name}.square"))
    return graph.add("Sqrt", [graph.add("Add", parts, "power")], "spectrum")


def _encoder(graph: _Graph, spectrum: str, held: dict[str, NDArray[Any]]) -> str:
    """The four convolutions, to [frames, 1, 128]: of 4, 2, 1 and 1 steps."""
    wide = _weight(held["encoder.0.weight"])
    quiet = graph.constant("pads", np.array([0, 1, 0, 0, 1, 0], np.int64))
    padded = graph.add("Pad", [spectrum, quiet], "spectrum.padded")
    three = [graph.part(padded, f"spectrum.{first}", first, first + 4) for first in range(3)]
    side_by_side = graph.add("Concat", three, "spectrum.triples", axis=2)
    first = graph.layer("encoder.0", side_by_side, wide, held["encoder.0.bias"])
    # Stride 2, so steps -1, 0, 1 and 1, 2, 3: in front of the first there is silence.
    silent = graph.constant("pads.front", np.array([0, 1, 0, 0, 0, 0], np.int64))
    padded = graph.add("Pad", [first, silent], "encoder.0.padded")
    flat = graph.shaped(padded, "encoder.0.flat", [-1, 1, 5 * 128])
    pairs = [
        graph.part(flat, "encoder.0.early", 0, 3 * 128, axis=2),
        graph.part(flat, "encoder.0.late", 2 * 128, 5 * 128, axis=2),
    ]
    triples = graph.add("Concat", pairs, "encoder.0.triples", axis=1)
    second = graph.layer(
        "encoder.1", triples, _weight(held["encoder.1.weight"]), held["encoder.1.bias"]
    )
    both = graph.shaped(second, "encoder.1.flat", [-1, 1, 2 * 64])
    third = graph.layer(
        "encoder.2", both, _weight(held["encoder.2.weight"][:, :, 1:]), held["encoder.2.bias"]
    )
    return graph.layer(
        "encoder.3", third, _weight(held["encoder.3.weight"][:, :, 1:2]), held["encoder.3.bias"]
    )


def _weight(kernel: NDArray[Any]) -> NDArray[Any]:
    """A kernel [outputs, inputs, steps] as a matrix [steps * inputs, outputs]."""
    return np.ascontiguousarray(kernel.transpose(2, 1, 0).reshape(-1, len(kernel)))


def compared(original: Path, made: Path) -> dict[str, float]:
    """Run both over the sample, in turn, on one thread.

    Returns:
        the largest difference of a probability, frames that changed sides, and the share of the
        original's processor time (median of rounds).
    """
    samples, _ = soundfile.read(resource("samples", "sample.flac"), dtype="float32")
    n_frames = len(samples) // FRAME_SAMPLES
    frames = samples[: n_frames * FRAME_SAMPLES].reshape(n_frames, FRAME_SAMPLES)
    context = SAMPLES - FRAME_SAMPLES
    before = np.concatenate([np.zeros((1, context), np.float32), frames[:-1, -context:]])
    given = np.concatenate([before, frames], axis=1)
    sessions = [shared_session(path) for path in (original, made)]
    shares: list[float] = []
    answers: list[NDArray[np.float32]] = []
    for _ in range(ROUNDS):
        times, answers = [], []
        for session in sessions:
            started = time.process_time()
            hidden = cell = np.zeros((1, 1, HIDDEN), np.float32)
            parts = []
            for first in range(0, n_frames, FRAMES_A_CALL):
                feeds = {"input": given[first : first + FRAMES_A_CALL], "h": hidden, "c": cell}
                part, hidden, cell = session.run(["speech_probs", "hn", "cn"], feeds)
                parts.append(part)
            times.append(time.process_time() - started)
            answers.append(np.concatenate(parts))
        shares.append(times[1] / times[0])
    theirs, ours = answers
    return {
        "n_frames": n_frames,
        "largest_difference": float(f"{np.abs(theirs - ours).max():.1e}"),
        "frames_that_changed_sides": int(((theirs > SPEECH_ABOVE) != (ours > SPEECH_ABOVE)).sum()),
        "share_of_the_time": round(statistics.median(shares), 3),
    }


def main() -> None:
    """Run the command ``python -m training.speech_gate``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("original", type=Path)
    options = parser.parse_args()
    digest = hashlib.sha256(options.original.read_bytes()).hexdigest()
    if digest != ORIGINAL_SHA256:
        parser.error(f"another version of the model: its SHA-256 is {digest}")
    target = resource("gate", GRAPH)
    onnx.save(rewritten(onnx.load(options.original)), target)
    comparison = compared(options.original, target)
    (RESULTS / "speech_gate.json").write_text(
        json.dumps(comparison, indent=1) + "\n", encoding="utf-8"
    )
    print(target, comparison)


if __name__ == "__main__":
    main()

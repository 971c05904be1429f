"""The network of the speech gate as a graph of matrices, with one or several hearings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
SAMPLES, STEP, N_FFT = 576, 128, 256
"""Of a frame with its context; from one Fourier transform to the next; of one transform."""
BINS, HIDDEN = N_FFT // 2 + 1, 128
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


@dataclass(frozen=True)
class Hearing:
    """One way in which the network hears a frame; a graph has several, each with its own memory.

    Args:
        lowered_by: each frequency is heard as one that is lower by this factor.
        levelled: without a constant offset, and amplified by the input ``gain``.
    """

    lowered_by: float = 1.0
    levelled: bool = False


def rewritten(original: onnx.ModelProto, hearings: Sequence[Hearing]) -> onnx.ModelProto:
    """Return the same network with matrices in the place of convolutions.

    Args:
        original: Silero's sequence model for 16 kHz.
        hearings: the graph's answer is the largest of theirs.
    """
    held = {item.name: numpy_helper.to_array(item) for item in original.graph.initializer}
    recurrent = next(node for node in original.graph.node if node.op_type == "LSTM")
    graph = _Graph()
    transform = held["stft.forward_basis_buffer"][:, 0].T
    spectra = _spectra(graph, transform, hearings)
    encoded = graph.shaped(_encoder(graph, spectra, held), "encoded", [-1, len(hearings), HIDDEN])
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
    heard = graph.shaped(graph.add("Sigmoid", [summed], "output"), "heard", [-1, len(hearings)])
    graph.add("ReduceMax", [heard], "speech_probs", axes=[1], keepdims=0)
    state: list[str | int] = [1, len(hearings), HIDDEN]
    given: dict[str, list[str | int]] = {
        "input": ["frames", SAMPLES],
        "gain": ["frames", 1],
        "h": state,
        "c": state,
    }
    if not any(hearing.levelled for hearing in hearings):
        del given["gain"]
    returned: dict[str, list[str | int]] = {"speech_probs": ["frames"], "hn": state, "cn": state}
    made = helper.make_graph(
        graph.nodes,
        "speech gate",
        [helper.make_tensor_value_info(name, FLOAT, shape) for name, shape in given.items()],
        [helper.make_tensor_value_info(name, FLOAT, shape) for name, shape in returned.items()],
        graph.constants,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def lowered(transform: NDArray[Any], factor: float) -> NDArray[Any]:
    """Return a Fourier transform whose bins hear higher frequencies.

    The network then hears a shouting voice as an ordinary one, without any change of time.

    Args:
        transform: [samples, 2 * bins], cosines and then negative sines, under a window.
        factor: of each bin's frequency; bins beyond half of the sample rate hear nothing.
    """
    if factor == 1.0:
        return transform
    bins = np.arange(BINS)
    angles = 2 * np.pi * factor * np.outer(np.arange(N_FFT), bins) / N_FFT
    heard = transform[:, :1] * (bins * factor <= N_FFT / 2)  # the cosine of bin 0 is the window
    both = np.concatenate([heard * np.cos(angles), -heard * np.sin(angles)], axis=1)
    return both.astype(transform.dtype)


def _spectra(graph: _Graph, transform: NDArray[Any], hearings: Sequence[Hearing]) -> str:
    """The spectra of all hearings, [frames * hearings, 4, bins]: frame after frame."""
    spectra = []
    for number, hearing in enumerate(hearings):
        given = "input"
        if hearing.levelled:
            mean = graph.add("ReduceMean", [given], f"offset.{number}", axes=[1], keepdims=1)
            centred = graph.add("Sub", [given, mean], f"centred.{number}")
            given = graph.add("Mul", [centred, "gain"], f"levelled.{number}")
        basis = lowered(transform, hearing.lowered_by)
        spectrum = _spectrum(graph, given, basis, f"hearing.{number}")
        spectra.append(graph.shaped(spectrum, f"{spectrum}.frames", [-1, 1, 4, BINS]))
    if len(spectra) == 1:
        return graph.shaped(spectra[0], "spectra", [-1, 4, BINS])
    return graph.shaped(graph.add("Concat", spectra, "both", axis=1), "spectra", [-1, 4, BINS])


def _spectrum(graph: _Graph, given: str, transform: NDArray[Any], name: str) -> str:
    """Magnitudes [frames, 4, bins]: the end is mirrored, four transforms overlap by half."""
    order = np.concatenate([np.arange(SAMPLES), SAMPLES - 2 - np.arange(SAMPLES // 9)])
    mirrored = graph.constant(f"{name}.mirrored", order.astype(np.int64))
    padded = graph.add("Gather", [given, mirrored], f"{name}.padded", axis=1)
    steps = graph.shaped(padded, f"{name}.steps", [-1, 5, STEP])
    halves = [
        graph.part(steps, f"{name}.first_halves", 0, 4),
        graph.part(steps, f"{name}.second_halves", 1, 5),
    ]
    windows = graph.add("Concat", halves, f"{name}.windows", axis=2)
    parts = []
    for half, columns in (("real", transform[:, :BINS]), ("imaginary", transform[:, BINS:])):
        weight = graph.constant(f"{name}.{half}.basis", np.ascontiguousarray(columns))
        part = graph.add("MatMul", [windows, weight], f"{name}.{half}")
        parts.append(graph.add("Mul", [part, part], f"{name}.{half}.square"))
    return graph.add("Sqrt", [graph.add("Add", parts, f"{name}.power")], name)


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

"""Chooses runtime options for a model whose file states none, by the operators of its graph.

``batch_windows``: ``ser-small`` (3 MB) takes per window 7.5 ms alone, 7.2 ms by two and by five,
7.5 ms by ten and 7.6 ms by twenty: a larger batch no longer fits the processor's cache. A graph
that quantises its activations while it runs takes one scale for the whole batch (ONNX operator
``DynamicQuantizeLinear`` and those that contain it), so that a window's answer would depend on its
neighbours: it gets one window a call.
A larger network uses the whole processor with one window already.
"""

from __future__ import annotations

import os

from ser_desktop.emotion.model_info import RuntimeOptions
from ser_desktop.emotion.onnx_header import OnnxHeader

MAX_PARALLEL_CALLS = 4
LARGE_MODEL_BYTES = 12_000_000


def choose_runtime(header: OnnxHeader, size_bytes: int) -> RuntimeOptions:
    """Return the options for a graph.

    Args:
        header: what the file declares.
        size_bytes: size of the file, an estimate of the work for one window.
    """
    alone = quantises_while_it_runs(header) or size_bytes >= LARGE_MODEL_BYTES
    if not alone:
        return RuntimeOptions()
    calls = max(2, min(MAX_PARALLEL_CALLS, os.cpu_count() or 1))
    return RuntimeOptions(parallel_calls=calls, batch_windows=1)


def quantises_while_it_runs(header: OnnxHeader) -> bool:
    """Return whether the graph computes the scale of activations from the whole batch."""
    return any(operator.startswith("DynamicQuantize") for operator in header.operators)

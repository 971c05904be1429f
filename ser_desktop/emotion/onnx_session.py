"""ONNX Runtime as a desktop program wants it: one thread a call, nothing spinning."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnxruntime


def quiet_session(content: bytes) -> onnxruntime.InferenceSession:
    """A session of a model's bytes; any number of threads may call it at once.

    Raises:
        Exception: the model cannot be loaded; onnxruntime raises its own family, undocumented as a
            base.
    """
    import onnxruntime  # as long to load as a quarter of the window; wanted after its first paint

    options = onnxruntime.SessionOptions()
    # One thread and no spinning: the next file or window runs beside this one, and an idle
    # program is idle. The arena is off because it never shrinks (onnxruntime#11627).
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

"""Sessions of ONNX Runtime with settings for a desktop program."""

from __future__ import annotations

import threading
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnxruntime

_Key = tuple[str, int, int, int, bool]
_sessions: weakref.WeakValueDictionary[_Key, onnxruntime.InferenceSession]
_sessions = weakref.WeakValueDictionary()
_lock = threading.Lock()


def shared_session(
    path: Path, threads: int = 1, any_length: bool = False
) -> onnxruntime.InferenceSession:
    """Return the one session of a model file; any number of threads may call it at once.

    It is built from the path at the first call, which avoids a copy of the weights, and freed with
    the last model that uses it. A changed file gets a new session.

    Args:
        path: the ``.onnx`` file.
        threads: threads inside one call.
        any_length: calls have inputs of many lengths, so that no plan of memory is kept for each.

    Raises:
        Exception: the model cannot be loaded; onnxruntime raises its own family, undocumented as a
            base.
    """
    status = path.stat()
    key = (str(path.resolve()), status.st_mtime_ns, status.st_size, threads, any_length)
    with _lock:
        session = _sessions.get(key)
        if session is None:
            session = _new_session(path, threads, any_length)
            _sessions[key] = session
        return session


def _new_session(path: Path, threads: int, any_length: bool) -> onnxruntime.InferenceSession:
    import onnxruntime  # a slow import, needed only after the window's first paint

    options = onnxruntime.SessionOptions()
    # No spinning: the next file or window runs beside this one, and an idle program is idle. The
    # arena is off because it never shrinks (onnxruntime#11627).
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = not any_length
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4
    # Disable the fallback, which tries the same provider again and prints the first error.
    return onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], enable_fallback=False
    )

"""Changes the tempo without the pitch, with FFmpeg's ``atempo`` (a WSOLA time stretch)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MIN_SPEED, MAX_SPEED = 0.5, 2.0


class Tempo:
    """Stretches a stream of frames.

    Args:
        sample_rate_hz: rate of input and output.
        channels: 1 or 2.
        speed: 2.0 plays twice as fast; 0.5 to 2.
    """

    def __init__(self, sample_rate_hz: int, channels: int, speed: float) -> None:
        if not MIN_SPEED <= speed <= MAX_SPEED:
            raise ValueError(f"a speed of {speed} is not in {MIN_SPEED} to {MAX_SPEED}")
        self._sample_rate_hz, self._channels, self._speed = sample_rate_hz, channels, speed
        self.clear()

    def push(self, frames: NDArray[np.float32], last: bool = False) -> NDArray[np.float32]:
        """Stretch frames.

        Args:
            frames: float32 [frames, channels].
            last: no frames follow; flush the filter.

        Returns:
            float32 [frames, channels]; some frames are delayed to later calls.
        """
        import av

        if len(frames):
            packed = np.ascontiguousarray(frames, dtype=np.float32).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=self._layout)
            frame.sample_rate = self._sample_rate_hz
            frame.pts = self._n_in
            self._n_in += len(frames)
            self._graph.push(frame)
        if last:
            self._graph.push(None)
        ready = []
        while True:
            try:
                out = self._graph.pull()
            except (av.BlockingIOError, av.EOFError):
                break
            assert isinstance(out, av.AudioFrame)
            ready.append(out.to_ndarray().reshape(-1, self._channels))
        return np.concatenate([np.zeros((0, self._channels), np.float32), *ready])

    def clear(self) -> None:
        """Discard buffered frames."""
        import av.filter

        self._n_in = 0
        self._layout = "mono" if self._channels == 1 else "stereo"
        self._graph = av.filter.Graph()
        source = self._graph.add_abuffer(
            sample_rate=self._sample_rate_hz, format="flt", layout=self._layout
        )
        tempo = self._graph.add("atempo", f"{self._speed:g}")
        sink = self._graph.add("abuffersink")
        source.link_to(tempo)
        tempo.link_to(sink)
        self._graph.configure()

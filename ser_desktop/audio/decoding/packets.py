"""Decodes single frames of a codec with FFmpeg, without a demuxer."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.decoding.pieces import with_channels
from ser_desktop.audio.decoding.to_float import samples_of


class PacketDecoder:
    """A decoder of FFmpeg.

    Args:
        codec: FFmpeg's name of the codec.
        channels: number of channels of the output.
        extradata: the codec's headers, if needed.
        options: options of the decoder.
    """

    def __init__(
        self,
        codec: str,
        channels: int,
        extradata: bytes | None = None,
        options: dict[str, str] | None = None,
    ) -> None:
        self._channels = channels
        self._make = (codec, extradata, options or {})
        self._context: Any = None
        self.sample_rate_hz: int | None = None
        """Sample rate of the last frame; None before the first."""
        self.n_decoded = 0
        """Number of channels of the last frame, before the conversion."""
        self.reset()

    def reset(self) -> None:
        """Reset the decoder before a packet that does not follow the last one."""
        import av

        codec, extradata, options = self._make
        context: Any = av.CodecContext.create(codec, "r")
        if extradata is not None:
            context.extradata = extradata
        context.options = options
        context.thread_count = 1
        self._context = context

    def decode(self, data: bytes) -> NDArray[np.float32] | None:
        """Decode a packet.

        Args:
            data: the packet.

        Returns:
            float32 [frames, channels], possibly empty; None if the packet is damaged.
        """
        import av
        import av.error

        try:
            sounds = [self._sound(frame) for frame in self._context.decode(av.Packet(data))]
        except (av.error.FFmpegError, ValueError):
            return None
        if not sounds:
            return np.zeros((0, self._channels), np.float32)
        return sounds[0] if len(sounds) == 1 else np.concatenate(sounds)

    def _sound(self, frame: Any) -> NDArray[np.float32]:
        self.sample_rate_hz = int(frame.sample_rate)
        self.n_decoded = int(frame.layout.nb_channels)
        samples = samples_of(frame)
        if samples.dtype == np.uint8:
            samples = samples.astype(np.float32) / np.float32(2**7) - np.float32(1)
        elif samples.dtype == np.int16:
            samples = samples.astype(np.float32) / np.float32(2**15)
        elif samples.dtype == np.int32:
            samples = (samples / 2.0**31).astype(np.float32)
        return with_channels(samples.astype(np.float32), self._channels)

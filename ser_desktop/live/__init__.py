"""Emotions of sound as it comes, as data for other programs. No Qt.

A source gives sound, :class:`~ser_desktop.live.stream.LiveStream` makes results of it, and sinks
carry them away: JSON lines, OSC, WebSocket, Lab Streaming Layer, or one of another package.
"""

"""Live results of a sound stream, as data for other programs. No Qt.

A source delivers sound, :class:`~ser_desktop.live.stream.LiveStream` computes results, and sinks
send them on: JSON lines, OSC, WebSocket, Lab Streaming Layer, or sinks of other packages.
"""

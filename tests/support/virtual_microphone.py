"""A real sound server of our own whose microphone hears what we play: PulseAudio, no hardware."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

NEEDED = ("pulseaudio", "paplay", "pactl")


def missing_programs() -> list[str]:
    """Programs of the virtual microphone that are not installed."""
    return [name for name in NEEDED if shutil.which(name) is None]


class VirtualMicrophone:
    """PulseAudio with a null sink whose monitor is the default source.

    Use as a context; ``environment`` is for processes that shall hear it. Within this process the
    variables are set too, so PortAudio has to be loaded after it, or rescanned.
    """

    def __enter__(self) -> VirtualMicrophone:
        self.folder = Path(tempfile.mkdtemp(prefix="ser-pulse-"))
        config = self.folder / "asound.conf"
        config.write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
        self.environment = {
            "PULSE_SERVER": f"unix:{self.folder}/native",
            "PULSE_RUNTIME_PATH": str(self.folder),
            "PULSE_COOKIE": str(self.folder / "cookie"),
            "XDG_RUNTIME_DIR": str(self.folder),
            "ALSA_CONFIG_PATH": f"/usr/share/alsa/alsa.conf:{config}",
        }
        self._before = {name: os.environ.get(name) for name in self.environment}
        os.environ.update(self.environment)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self._server = subprocess.Popen(
            [
                "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
                "--disable-shm=yes", "--log-target=null",
                "-L", f"module-native-protocol-unix socket={self.folder}/native auth-anonymous=1",
                "-L", "module-null-sink sink_name=speaker",
                "-L", "module-null-sink sink_name=mic rate=48000",
                "-L", "module-remap-source master=mic.monitor source_name=virtual_mic",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 10
        while self._pactl("set-default-source", "virtual_mic") != 0:
            if time.monotonic() > deadline:
                raise RuntimeError("PulseAudio did not start")
            time.sleep(0.1)
        self._pactl("set-default-sink", "speaker")

    def stop(self) -> None:
        """End the server, as when a device vanishes."""
        self._server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._server.wait(5)
        self._server.kill()
        self._server.wait()

    def play(self, path: Path) -> None:
        """Speak a file into the microphone; returns when it was said."""
        subprocess.run(["paplay", "--device=mic", str(path)], check=True, env=self._env())

    @contextlib.contextmanager
    def playing(self, path: Path, sink: str = "mic") -> Iterator[subprocess.Popen[bytes]]:
        """Speak a file into the microphone, or play it on another sink, meanwhile."""
        process = subprocess.Popen(["paplay", f"--device={sink}", str(path)], env=self._env())
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def _env(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    def _pactl(self, *arguments: str) -> int:
        done = subprocess.run(
            ["pactl", *arguments],
            env=self._env(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        return done.returncode

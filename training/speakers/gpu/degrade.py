"""Degrade windows of speech where they lie: rooms, telephones, noise, babble, other voices."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from training.speakers.spoken import RATE_HZ

CONDITIONS = {"clean": 0.3, "room": 0.25, "telephone": 0.25, "noise": 0.1, "babble": 0.1}
"""How often each condition is drawn."""
OVERLAPPED = 0.15
"""Share of the windows in which somebody else is heard for up to half of the time."""
EQUALISER_DB = 3.0
_BANDS = 9
_BABBLERS = 5
_ROOM_S = 0.6


class Degradation:
    """Degrades windows [windows, samples]; each gets a room, a noise and levels of its own."""

    def __init__(self, generator: torch.Generator) -> None:
        self._generator = generator

    def condition(self) -> str:
        """Draw a condition."""
        weights = torch.tensor(list(CONDITIONS.values()), device=self._generator.device)
        drawn = torch.multinomial(weights, 1, generator=self._generator)
        return list(CONDITIONS)[int(drawn)]

    def learn(self, windows: Tensor) -> Tensor:
        """Degrade windows that teach, in a random condition."""
        mixed = self._overlapped(windows)
        if self._uniform(1, 0, 1).item() < 0.5:
            mixed = self._equalised(mixed)
        return self(mixed, self.condition())

    def __call__(self, windows: Tensor, condition: str) -> Tensor:
        """Degrade windows by a condition; every condition has some noise."""
        n = len(windows)
        noisy = condition == "noise"
        snr_db = self._uniform(n, 5, 20) if noisy else self._uniform(n, 25, 45)
        mixed = windows + self._scaled(self._normal(windows.shape), windows, -snr_db)
        if condition == "room":
            return self._room(mixed)
        if condition == "telephone":
            return self._telephone(mixed)
        if condition == "babble":
            return mixed + self._scaled(self._babble(windows), windows, -self._uniform(n, 5, 20))
        return mixed

    def _uniform(self, n: int, low: float, high: float) -> Tensor:
        device = self._generator.device
        return low + (high - low) * torch.rand((n, 1), generator=self._generator, device=device)

    def _normal(self, shape: tuple[int, ...]) -> Tensor:
        return torch.randn(shape, generator=self._generator, device=self._generator.device)

    def _mixed_up(self, windows: Tensor) -> Tensor:
        device = self._generator.device
        return windows[torch.randperm(len(windows), generator=self._generator, device=device)]

    @staticmethod
    def _scaled(sound: Tensor, speech: Tensor, above_db: Tensor) -> Tensor:
        """Bring a sound to a level relative to the speech."""

        def rms(samples: Tensor) -> Tensor:
            return samples.square().mean(dim=1, keepdim=True).sqrt() + 1e-6

        return sound * (rms(speech) / rms(sound) * 10 ** (above_db / 20))

    def _babble(self, windows: Tensor) -> Tensor:
        babble = torch.zeros_like(windows)
        for _ in range(_BABBLERS):
            babble += self._mixed_up(windows)
        return babble

    def _overlapped(self, windows: Tensor) -> Tensor:
        n, length = windows.shape
        share, first = self._uniform(n, 0.1, 0.5), self._uniform(n, -0.25, 1)
        time = torch.arange(length, device=windows.device) / length
        heard = (time >= first) & (time < first + share) & (self._uniform(n, 0, 1) < OVERLAPPED)
        other = self._scaled(self._mixed_up(windows), windows, self._uniform(n, -12, 0))
        return windows + other * heard

    def _equalised(self, windows: Tensor) -> Tensor:
        n, length = windows.shape
        gains_db = EQUALISER_DB * self._normal((n, _BANDS)).clamp(-2, 2)
        bins = length // 2 + 1
        # Bands are equally far apart on a scale that is linear below 500 Hz and logarithmic above.
        hz = torch.arange(bins, device=windows.device) * (RATE_HZ / length)
        place = torch.log1p(hz / 500) / math.log1p(RATE_HZ / 2 / 500) * (_BANDS - 1)
        below = place.long().clamp(max=_BANDS - 2)
        beyond = place - below
        curve_db = gains_db[:, below] * (1 - beyond) + gains_db[:, below + 1] * beyond
        equalised: Tensor = torch.fft.irfft(torch.fft.rfft(windows) * 10 ** (curve_db / 20), length)
        return equalised

    def _room(self, windows: Tensor) -> Tensor:
        n, length = windows.shape
        time_s = torch.arange(round(_ROOM_S * RATE_HZ), device=windows.device) / RATE_HZ
        response = self._normal((n, len(time_s)))
        response = response * torch.exp(-6.9 * time_s / self._uniform(n, 0.2, 0.7))
        level = 10 ** (-self._uniform(n, 2, 8) / 20)
        response = response * (level / response.norm(dim=1, keepdim=True))
        response[:, 0] += 1
        n_fft = 1 << (length + len(time_s)).bit_length()
        wet: Tensor = torch.fft.irfft(
            torch.fft.rfft(windows, n_fft) * torch.fft.rfft(response, n_fft), n_fft
        )
        return wet[:, :length]

    def _telephone(self, windows: Tensor) -> Tensor:
        """A band of 300 to 3400 Hz, give or take, and eight bits by a logarithmic law."""
        n, length = windows.shape
        hz = torch.arange(length // 2 + 1, device=windows.device) * (RATE_HZ / length)
        kept = (hz > self._uniform(n, 250, 350)) & (hz < self._uniform(n, 3300, 3500))
        band = torch.fft.irfft(torch.fft.rfft(windows) * kept, length)
        loudest = band.abs().amax(dim=1, keepdim=True).clamp(min=1e-6)
        level: Tensor = loudest / 10 ** (-self._uniform(n, 3, 15) / 20)
        band = band / level
        steps = torch.round(torch.sign(band) * torch.log1p(255 * band.abs()) / math.log(256) * 127)
        steps = steps / 127
        expanded = torch.sign(steps) * torch.expm1(steps.abs() * math.log(256)) / 255
        mixed: Tensor = level * expanded
        return mixed

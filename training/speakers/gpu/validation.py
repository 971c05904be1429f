"""How often voices are confused: pairs of windows, pairs across moods, and groups of people.

Only people of the set "validation" are heard, always in the same windows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import permutations

import torch
from torch import Tensor

from training.speakers.gpu.bank import Bank
from training.speakers.gpu.degrade import Degradation
from training.speakers.gpu.draw import Draw, cut
from training.speakers.spoken import RATE_HZ

WINDOW_S = 1.0
WINDOWS_A_PERSON = 24
GROUPS = 40
CONDITIONS = ("clean", "room", "telephone")
_BEGINNINGS = 6
_ROUNDS = 12
_AT_ONCE = 256


@dataclass(frozen=True)
class Rates:
    """Shares of errors of a network.

    Args:
        pairs: equal error rate of pairs of windows of one corpus and condition.
        across_moods: the same of pairs of one person in two moods and of two people in one mood.
        grouping: share of the windows that k-means puts to the wrong one of two to four people.
    """

    pairs: float
    across_moods: float
    grouping: float

    @property
    def score(self) -> float:
        """The mean of the three, by which steps and candidates are chosen."""
        return (self.pairs + self.across_moods + self.grouping) / 3


@dataclass(frozen=True)
class _Group:
    windows: Tensor
    person: Tensor
    mood: Tensor


class Judge:
    """Measures :class:`Rates` on the people of a bank; the same ones at every call."""

    def __init__(self, bank: Bank, windows_a_person: int = WINDOWS_A_PERSON) -> None:
        self._generator = torch.Generator(bank.first.device).manual_seed(1)
        self._k = windows_a_person
        clips = Draw(bank, windows_a_person, self._generator).clips(shared=0.0)
        degrade = Degradation(self._generator)
        corpora = [name.split()[0] for name in bank.people]
        self.groups: list[_Group] = []
        for corpus in sorted(set(corpora)):
            rows = [i for i, name in enumerate(corpora) if name == corpus]
            chosen = clips[rows].flatten()
            windows = cut(bank, chosen, round(WINDOW_S * RATE_HZ), self._generator)
            person = torch.arange(len(rows), device=clips.device)
            for condition in CONDITIONS:
                self.groups.append(
                    _Group(
                        degrade(windows, condition),
                        person.repeat_interleave(self._k),
                        bank.mood[chosen],
                    )
                )

    def embedded(self, voices: Callable[[Tensor], Tensor]) -> list[Tensor]:
        """Voices of every group of windows."""
        with torch.no_grad():
            return [
                torch.cat([voices(part).float() for part in group.windows.split(_AT_ONCE)])
                for group in self.groups
            ]

    def rates(self, embedded: list[Tensor]) -> Rates:
        """Compare voices that :meth:`embedded` returned."""
        same, other, same_across, other_across = [], [], [], []
        wrong = []
        for group, voices in zip(self.groups, embedded, strict=True):
            cosine = voices @ voices.T
            upper = torch.ones_like(cosine, dtype=torch.bool).triu(1)
            alike = group.person[:, None] == group.person[None]
            one_mood = group.mood[:, None] == group.mood[None]
            same.append(cosine[upper & alike])
            other.append(cosine[upper & ~alike])
            same_across.append(cosine[upper & alike & ~one_mood])
            other_across.append(cosine[upper & ~alike & one_mood])
            wrong.append(self._grouping(voices.view(-1, self._k, voices.shape[1])))
        return Rates(
            equal_error_rate(torch.cat(same), torch.cat(other)),
            equal_error_rate(torch.cat(same_across), torch.cat(other_across)),
            float(torch.stack(wrong).mean()),
        )

    def _grouping(self, voices: Tensor) -> Tensor:
        """Mean share of windows grouped wrongly, of voices [people, windows, d]."""
        generator = torch.Generator("cpu").manual_seed(2)
        shares = []
        for n in (2, 3, 4):
            if len(voices) < n:
                continue
            drawn = [torch.randperm(len(voices), generator=generator)[:n] for _ in range(GROUPS)]
            chosen = voices[torch.stack(drawn).to(voices.device)]
            shares.append(wrongly_grouped(chosen, generator))
        return torch.cat(shares).mean()


def wrongly_grouped(voices: Tensor, generator: torch.Generator) -> Tensor:
    """Share [groups] of windows that k-means on the sphere gives to the wrong person.

    Args:
        voices: [groups, people, windows, d], each of length 1.
        generator: draws the beginnings, on the CPU.
    """
    n_groups, n, k, d = voices.shape
    flat = voices.reshape(n_groups, 1, n * k, d)
    firsts = torch.stack(
        [torch.randperm(n * k, generator=generator)[:n] for _ in range(n_groups * _BEGINNINGS)]
    ).view(n_groups, _BEGINNINGS, n)
    centres = torch.stack([flat[i, 0][firsts[i].to(flat.device)] for i in range(n_groups)])
    for _ in range(_ROUNDS):
        nearest = (flat @ centres.transpose(2, 3)).argmax(dim=3)
        belongs = torch.nn.functional.one_hot(nearest, n).to(flat.dtype)
        centres = torch.nn.functional.normalize(belongs.transpose(2, 3) @ flat, dim=3)
    similar, nearest = (flat @ centres.transpose(2, 3)).max(dim=3)
    best = similar.mean(dim=2).argmax(dim=1)
    found = nearest[torch.arange(n_groups, device=flat.device), best]
    counts = torch.nn.functional.one_hot(found.view(n_groups, n, k), n).sum(dim=2)
    right = torch.stack(
        [sum(counts[:, i, p[i]] for i in range(n)) for p in permutations(range(n))]  # type: ignore[misc]
    ).amax(dim=0)
    return 1 - right / (n * k)


def equal_error_rate(same: Tensor, other: Tensor) -> float:
    """Compute the rate at which misses and false matches of pairs are equally frequent."""
    alike, unlike = same.sort().values, other.sort().values
    places = torch.linspace(0, 1, 2001, device=same.device) * (len(alike) - 1)
    thresholds = alike[places.long()]
    missed = torch.searchsorted(alike, thresholds) / len(alike)
    taken = 1 - torch.searchsorted(unlike, thresholds) / len(unlike)
    at = (missed - taken).abs().argmin()
    return float(missed[at] + taken[at]) / 2

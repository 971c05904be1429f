"""Draw batches: every person several times, in as many moods as can be."""

from __future__ import annotations

import torch
from torch import Tensor

from training.speakers.gpu.bank import Bank

SHARED_SENTENCES = 0.4
"""Share of the batches in which people say the same few sentences, so that words tell nothing."""
SENTENCES = 5


class Draw:
    """Draws clips of everybody in a bank.

    Args:
        bank: whose clips are drawn.
        windows: clips of each person.
        generator: of the bank's device.
    """

    def __init__(self, bank: Bank, windows: int, generator: torch.Generator) -> None:
        self._bank, self._windows, self._generator = bank, windows, generator
        self._moods = int(bank.mood.max()) + 1
        self._group = bank.person * self._moods + bank.mood
        sizes = torch.bincount(self._group)
        self._starts = torch.cumsum(sizes, 0) - sizes
        people = torch.bincount(bank.person)
        self._counts, self._first = people, torch.cumsum(people, 0) - people

    def clips(self, shared: float = SHARED_SENTENCES) -> Tensor:
        """Return numbers of clips [people, windows]; no mood twice before every mood once.

        Args:
            shared: how often everybody says the same few sentences.
        """
        device = self._bank.first.device
        random = torch.rand(len(self._bank.first), generator=self._generator, device=device)
        order = torch.argsort(self._group + random.double())
        rank = torch.empty_like(order)
        rank[order] = torch.arange(len(order), device=device) - self._starts[self._group[order]]
        turn = rank + 0.999 * torch.rand(len(rank), generator=self._generator, device=device)
        turn = turn.double()
        if float(torch.rand(1, generator=self._generator, device=device)) < shared:
            turn = turn + 1000.0 * self._other_sentences()
        order = torch.argsort(self._bank.person * 1e6 + turn)
        wanted = torch.arange(self._windows, device=device)[None, :] % self._counts[:, None]
        return order[self._first[:, None] + wanted]

    def _other_sentences(self) -> Tensor:
        n = int(self._bank.sentence.max()) + 1
        device = self._bank.first.device
        keys = torch.rand(n, generator=self._generator, device=device)
        return (torch.argsort(torch.argsort(keys)) >= SENTENCES).double()[self._bank.sentence]


def cut(bank: Bank, clips: Tensor, length: int, generator: torch.Generator) -> Tensor:
    """Cut a random window [clips, length] out of each clip; shorter speech is repeated.

    Args:
        bank: where the clips lie.
        clips: [clips], their numbers.
        length: samples of a window.
        generator: of the bank's device.
    """
    own = bank.length[clips]
    random = torch.rand(len(clips), generator=generator, device=clips.device)
    start = (random * (own - length + 1).clamp(min=1)).long()
    within = (start[:, None] + torch.arange(length, device=clips.device)) % own[:, None]
    return bank.samples[bank.first[clips][:, None] + within].float() / 32768

"""Every corpus that can be read, by name."""

from __future__ import annotations

from training.corpora.crema_d import CREMA_D
from training.corpora.emodb import EMODB
from training.corpora.ravdess import RAVDESS
from training.corpora.savee import SAVEE
from training.corpora.tess import TESS

CORPORA = {corpus.name: corpus for corpus in (RAVDESS, CREMA_D, TESS, SAVEE, EMODB)}

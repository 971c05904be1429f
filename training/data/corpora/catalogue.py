"""Every corpus that can be read, by name."""

from __future__ import annotations

from training.data.corpora.crema_d import CREMA_D
from training.data.corpora.emodb import EMODB
from training.data.corpora.ravdess import RAVDESS
from training.data.corpora.savee import SAVEE
from training.data.corpora.tess import TESS

CORPORA = {corpus.name: corpus for corpus in (RAVDESS, CREMA_D, TESS, SAVEE, EMODB)}

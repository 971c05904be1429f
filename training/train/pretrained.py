"""The weights that training starts from: the encoder of Whisper base, MIT licence.

They are read from the folder ``SER_PRETRAINED``, or downloaded from Whisper's official address,
which contains the checksum. An interrupted download continues where it stopped.
"""

from __future__ import annotations

import hashlib
import os
import urllib.request
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from training.train.networks.whisper_encoder import EncoderShape, WhisperEncoder

LOCAL_NAME = "whisper-base-encoder.npz"
LOCAL_SHA256 = "2885ef8d9df320b33207b6843add0f0ea8d52ff3963ff59cf7cf8c31a49e2cda"
OFFICIAL_SHA256 = "ed3a0b6b1c0edf879ad9b11b1af5a0e6ab5db9205f891f668f8b0e6c6326e34e"
OFFICIAL_URL = f"https://openaipublic.azureedge.net/main/whisper/models/{OFFICIAL_SHA256}/base.pt"
_BLOCK_BYTES = 1 << 20
_OFFICIAL_NAMES = {
    "encoder.positional_embedding": "embed_positions.weight",
    "blocks.": "layers.",
    "attn_ln.": "self_attn_layer_norm.",
    "attn.query.": "self_attn.q_proj.",
    "attn.key.": "self_attn.k_proj.",
    "attn.value.": "self_attn.v_proj.",
    "attn.out.": "self_attn.out_proj.",
    "mlp_ln.": "final_layer_norm.",
    "mlp.0.": "fc1.",
    "mlp.2.": "fc2.",
}


def default_folder() -> Path | None:
    """``SER_PRETRAINED``, or None where it is not set."""
    named = os.environ.get("SER_PRETRAINED")
    return Path(named) if named else None


def load_encoder(
    folder: Path | None, cache: Path, n_layers: int, shape: EncoderShape = EncoderShape()
) -> WhisperEncoder:
    """Load Whisper's encoder with its lower layers.

    Args:
        folder: holds :data:`LOCAL_NAME`; if it does not, or is None, the official file is fetched.
        cache: folder that keeps the download.
        n_layers: number of layers that are kept.
        shape: sizes of the weights.

    Raises:
        ValueError: the weights are not the published ones.
        OSError: there is no local copy and the download failed; the message says what to set.
    """
    local = folder / LOCAL_NAME if folder else None
    if local is not None and local.is_file():
        if shape == EncoderShape() and _sha256(local) != LOCAL_SHA256:
            raise ValueError(f"{local} is not the published encoder (its SHA-256 differs).")
        with np.load(local) as arrays:
            weights = {name: torch.from_numpy(arrays[name].astype(np.float32)) for name in arrays}
    else:
        weights = _official_weights(_fetch(cache / "whisper-base.pt"))
    encoder = WhisperEncoder(shape, n_layers)
    encoder.load_state_dict({k: v for k, v in weights.items() if _is_kept(k, n_layers)})
    return encoder


def _is_kept(name: str, n_layers: int) -> bool:
    if name.startswith("layer_norm."):  # after the last layer, which serves the decoder
        return False
    return not name.startswith("layers.") or int(name.split(".")[1]) < n_layers


def _official_weights(path: Path) -> dict[str, Tensor]:
    content = torch.load(path, weights_only=True, map_location="cpu")["model_state_dict"]
    weights = {}
    for name, value in content.items():
        if not name.startswith("encoder.") or name.startswith("encoder.ln_post."):
            continue
        for theirs, ours in _OFFICIAL_NAMES.items():
            name = name.replace(theirs, ours)
        weights[name.removeprefix("encoder.")] = value.float()
    return weights


def _fetch(target: Path) -> Path:
    if not target.is_file():
        part = target.with_suffix(".part")
        part.parent.mkdir(parents=True, exist_ok=True)
        try:
            _download(part)
        except OSError as error:
            raise OSError(
                f"Whisper's weights could not be fetched from {OFFICIAL_URL} ({error}). Run again "
                f"to go on, or set SER_PRETRAINED to a folder that holds {LOCAL_NAME}."
            ) from None
        part.replace(target)
    if _sha256(target) != OFFICIAL_SHA256:
        target.unlink()
        raise ValueError(f"{target.name} arrived damaged (SHA-256 differs), removed; run again.")
    return target


def _download(part: Path) -> None:
    done = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(OFFICIAL_URL, headers={"Range": f"bytes={done}-"})
    with urllib.request.urlopen(request) as response:
        resumed = response.status == 206  # a server that ignores the range sends the whole file
        total = int(response.headers.get("Content-Length") or 0) + (done if resumed else 0)
        with (
            part.open("ab" if resumed else "wb") as handle,
            tqdm(total=total, initial=done if resumed else 0, unit="B", unit_scale=True) as bar,
        ):
            while block := response.read(_BLOCK_BYTES):
                handle.write(block)
                bar.update(len(block))


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()

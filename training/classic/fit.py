"""Trains an earlier system's network with early stopping, plateau and best checkpoint."""

from __future__ import annotations

import copy
import time
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

from training.classic.recipe import ClassicRecipe
from training.train.networks.classic import CnnGruAttention, Standardised, mlp
from training.train.networks.efficientnet import EfficientNet, EfficientNetLite0

Features = NDArray[np.float32]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Fitted:
    """A network from features to logits, and its training cost."""

    network: nn.Module
    parameters: int
    seconds: float
    history: list[dict[str, float]]


def fit(
    recipe: ClassicRecipe,
    train: tuple[Features, Labels],
    validation: tuple[Features, Labels],
    seed: int,
    scale_on: Features | None = None,
    device: str = "cpu",
) -> Fitted:
    """Train a system; the validation side chooses the epoch.

    Scikit-learn's classifier chooses it by a tenth of its training rows.

    Args:
        recipe: recipe of the system.
        train: features [rows, ...] and label indices [rows].
        validation: features and labels that choose the epoch.
        seed: seed of weights, order, dropout.
        scale_on: rows for the standardisation; None uses the training rows.
        device: torch device.
    """
    started = time.monotonic()
    torch.manual_seed(seed)
    scaled = train[0] if scale_on is None else scale_on
    # Pictures are normalised by their front end; tracks are standardised per coefficient.
    axes = tuple(range(scaled.ndim - 1)) if scaled.ndim < 4 else None
    if axes is None:
        mean, std = np.zeros(1, np.float32), np.ones(1, np.float32)
    else:
        mean, std = scaled.mean(axis=axes), scaled.std(axis=axes)
    if recipe.network == "sklearn-mlp":
        network, history = _fit_sklearn(recipe, train, mean, std, seed)
    else:
        network = Standardised(_network(recipe, train[0].shape[1:]), mean, std).to(device)
        if axes is None:
            network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        history = _fit_torch(recipe, network, train, validation, seed, device)
    parameters = sum(p.numel() for p in network.parameters())
    network = network.to("cpu").eval()
    return Fitted(network, parameters, time.monotonic() - started, history)


def logits_of(network: nn.Module, features: Features, device: str = "cpu") -> NDArray[np.float32]:
    """Logits [rows, labels], in batches."""
    network = network.to(device).eval()
    rows = []
    with torch.no_grad():
        for i in range(0, len(features), 256):
            rows.append(network(torch.from_numpy(features[i : i + 256]).to(device)).cpu().numpy())
    return np.concatenate(rows)


def _network(recipe: ClassicRecipe, shape: tuple[int, ...]) -> nn.Module:
    n_labels = len(recipe.labels)
    if recipe.network == "mlp":
        return mlp(shape[0], recipe.layers, recipe.dropout, n_labels, recipe.batch_norm)
    if recipe.network == "cnn-gru-attention":
        return CnnGruAttention(shape[-1], n_labels, recipe.dropout[0])
    if recipe.network == "efficientnet-lite0":
        return EfficientNetLite0(n_labels, recipe.dropout[0])
    if recipe.network == "efficientnet":
        return EfficientNet(
            recipe.variant, n_labels, shape[-1], recipe.dropout[0], recipe.pretrained
        )
    raise ValueError(f"there is no network '{recipe.network}'")


def _fit_torch(
    recipe: ClassicRecipe,
    network: nn.Module,
    train: tuple[Features, Labels],
    validation: tuple[Features, Labels],
    seed: int,
    device: str,
) -> list[dict[str, float]]:
    rng = np.random.default_rng(seed)
    weights = _class_weights(train[1], len(recipe.labels)) if recipe.class_weights else None
    loss_of = nn.CrossEntropyLoss(
        weight=None if weights is None else weights.to(device),
        label_smoothing=recipe.label_smoothing,
    )
    optimiser = torch.optim.Adam(
        network.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay
    )
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimiser, factor=0.5, patience=recipe.plateau
    )
    best, best_loss, best_epoch = copy.deepcopy(network.state_dict()), np.inf, -1
    history: list[dict[str, float]] = []
    bar = tqdm(range(recipe.epochs), recipe.name, unit="epoch")
    for epoch in bar:
        order = rng.permutation(len(train[0]))
        train_loss = _train_epoch(recipe, network, train, order, loss_of, optimiser, device)
        logits_now = torch.from_numpy(logits_of(network, validation[0], device))
        truth = torch.from_numpy(validation[1])
        validation_loss = nn.functional.cross_entropy(logits_now, truth).item()
        plateau.step(validation_loss)
        accuracy = (logits_now.argmax(dim=1) == truth).float().mean().item()
        history.append(
            {"loss": train_loss, "validation_loss": validation_loss,
             "validation_accuracy": accuracy}
        )  # fmt: skip
        bar.set_postfix({k: f"{v:.3f}" for k, v in history[-1].items()})
        if validation_loss < best_loss:
            best, best_loss, best_epoch = (
                copy.deepcopy(network.state_dict()),
                validation_loss,
                epoch,
            )
        elif epoch - best_epoch >= recipe.patience:
            break
    network.load_state_dict(best)
    return history


def _train_epoch(
    recipe: ClassicRecipe,
    network: nn.Module,
    train: tuple[Features, Labels],
    order: NDArray[np.int64],
    loss_of: nn.Module,
    optimiser: torch.optim.Optimizer,
    device: str,
) -> float:
    """Train on all clips once, in this order, and return the mean loss."""
    network.train()
    losses = []
    for i in range(0, len(order) - recipe.batch_size + 1, recipe.batch_size):
        chosen = order[i : i + recipe.batch_size]
        features = torch.from_numpy(train[0][chosen]).to(device)
        if recipe.picture_augmentation:
            features = _worse_pictures(features)
        # On processors depthwise convolutions are slower in bfloat16.
        half = features.ndim == 4 and device != "cpu"
        with torch.autocast(device, torch.bfloat16, enabled=half):
            logits = network(features)
        loss = loss_of(logits.float(), torch.from_numpy(train[1][chosen]).to(device))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return float(np.mean(losses))


def _class_weights(labels: Labels, n_labels: int) -> Tensor:
    counts = np.maximum(np.bincount(labels, minlength=n_labels), 1)
    return torch.from_numpy((len(labels) / (n_labels * counts)).astype(np.float32))


def _worse_pictures(pictures: Tensor) -> Tensor:
    """Flip half of the pictures in time, shift, scale, and change brightness and contrast."""
    n = len(pictures)
    scale = 1 + 0.1 * (2 * torch.rand(n, device=pictures.device) - 1)
    flip = torch.where(torch.rand(n, device=pictures.device) < 0.5, -1.0, 1.0)
    shift = 0.2 * (torch.rand(n, 2, device=pictures.device) - 0.5)
    affine = torch.zeros(n, 2, 3, device=pictures.device)
    affine[:, 0, 0], affine[:, 1, 1], affine[:, :, 2] = scale * flip, scale, shift
    grid = nn.functional.affine_grid(affine, list(pictures.shape), align_corners=False)
    moved = nn.functional.grid_sample(pictures, grid, padding_mode="border", align_corners=False)
    contrast = 1 + 0.2 * (2 * torch.rand(n, 1, 1, 1, device=pictures.device) - 1)
    brightness = 0.2 * (2 * torch.rand(n, 1, 1, 1, device=pictures.device) - 1)
    return moved * contrast + brightness


def _fit_sklearn(
    recipe: ClassicRecipe,
    train: tuple[Features, Labels],
    mean: Features,
    std: Features,
    seed: int,
) -> tuple[nn.Module, list[dict[str, float]]]:
    """System 5 is scikit-learn's classifier; its weights move into the same network in torch."""
    from sklearn.neural_network import MLPClassifier

    network = Standardised(
        mlp(train[0].shape[1], recipe.layers, recipe.dropout, len(recipe.labels), False), mean, std
    )
    scaled = (train[0] - mean) / network.std.numpy()
    classifier = MLPClassifier(
        hidden_layer_sizes=recipe.layers,
        activation="relu",
        solver="adam",
        batch_size=recipe.batch_size,
        learning_rate_init=recipe.learning_rate,
        alpha=recipe.weight_decay,
        max_iter=recipe.epochs,
        early_stopping=True,
        n_iter_no_change=recipe.patience,
        random_state=seed,
    ).fit(scaled, train[1])
    dense = [part for part in network.network.modules() if isinstance(part, nn.Linear)]
    with torch.no_grad():
        for layer, weight, bias in zip(
            dense, classifier.coefs_, classifier.intercepts_, strict=True
        ):
            layer.weight.copy_(torch.from_numpy(weight.T.astype(np.float32)))
            layer.bias.copy_(torch.from_numpy(bias.astype(np.float32)))
    return network, [{"loss": float(value)} for value in classifier.loss_curve_]

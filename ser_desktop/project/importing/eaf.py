"""ELAN files (.eaf), as ELAN and other programs write them.

Read here and not by pympi, which asks for attributes that the format leaves out at will (the
location of the schema, the version, a licence's address) and forgets how annotations share the time
of the one above them. XML that declares entities or a document type is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.parsers import expat

from ser_desktop.errors import ProjectError
from ser_desktop.project.importing.found import MAX_SHOWN, FoundLabel, unreadable
from ser_desktop.project.importing.text_file import read_bytes
from ser_desktop.texts.messages import Message

_ROOT = "ANNOTATION_DOCUMENT"
_SECONDS = {"": 0.001, "milliseconds": 0.001, "PAL-frames": 1 / 25, "NTSC-frames": 1001 / 30_000}
"""Length of a unit of time, by the name that the header gives it."""
_SHARED = "Symbolic_Subdivision"
"""Annotations of such a tier stand side by side below the one they belong to."""
_MAX_DEPTH = 100

Interval = tuple[float | None, float | None]
"""Start and end in seconds; None is unknown."""


@dataclass
class _Tier:
    """A tier with its annotations, in the order of the file."""

    attributes: dict[str, str]
    aligned: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Annotation, slots of start and end, value."""
    belonging: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Annotation, the one above, the one before ("" where there is none), value."""


def read(path: Path) -> list[FoundLabel]:
    """Read the annotations with text of all tiers.

    Raises:
        ProjectError: the file is no ELAN file, or declares entities.
    """
    content = read_bytes(path)
    _check_xml(path, content)
    root = ElementTree.fromstring(content)
    if _name(root) != _ROOT:
        raise unreadable(path, Message("reason.not_elan", name=_name(root)[:MAX_SHOWN]))
    unit_s, media, first_s = _header(path, root)
    slots = _slots(path, root, unit_s)
    tiers = [_tier(node) for node in root if _name(node) == "TIER"]
    shared = {
        node.get("LINGUISTIC_TYPE_ID")
        for node in root
        if _name(node) == "LINGUISTIC_TYPE" and node.get("CONSTRAINTS") == _SHARED
    }
    times: dict[str, Interval] = {}
    for tier in tiers:
        placed = _placed_slots(tier, slots)
        times |= {name: (placed.get(a), placed.get(b)) for name, a, b, _ in tier.aligned}
    _place_belonging(tiers, shared, times)
    return [
        FoundLabel(
            start_s + first_s,
            end_s + first_s,
            value.strip(),
            tier.attributes.get("TIER_ID", ""),
            track=tier.attributes.get("PARTICIPANT", ""),
            recording=media,
            rater=tier.attributes.get("ANNOTATOR", ""),
        )
        for tier in tiers
        for name, _, _, value in (*tier.aligned, *tier.belonging)
        for start_s, end_s in (times.get(name, (None, None)),)
        if value.strip() and start_s is not None and end_s is not None
    ]


def _check_xml(path: Path, content: bytes) -> None:
    """Refuse entities and document types before anything else reads the file."""

    def refuse(*_: object) -> None:
        raise ProjectError(Message("import.entities", path=path))

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise unreadable(path, error) from None


def _name(node: ElementTree.Element) -> str:
    """Name of an element, without the namespace that some programs add."""
    return str(node.tag).rpartition("}")[2]


def _all(node: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (child for child in node.iter() if _name(child) == name)


def _header(path: Path, root: ElementTree.Element) -> tuple[float, str, float]:
    """Unit of time in seconds, name of the recording, and the time in it that ELAN calls 0."""
    unit = next((node.get("TIME_UNITS", "") for node in _all(root, "HEADER")), "")
    if unit not in _SECONDS:
        raise unreadable(path, Message("reason.time_unit", unit=unit[:MAX_SHOWN]))
    media = [node for node in _all(root, "MEDIA_DESCRIPTOR") if node.get("MEDIA_URL")]
    sounds = [node for node in media if node.get("MIME_TYPE", "").startswith("audio")]
    chosen = next(iter(sounds or media), None)
    if chosen is None:
        return _SECONDS[unit], "", 0.0
    address = unquote(chosen.get("MEDIA_URL", "").replace("\\", "/"))
    left_out_ms = _number(path, chosen.get("TIME_ORIGIN") or "0")
    return _SECONDS[unit], address.rsplit("/", 1)[-1], left_out_ms / 1000


def _slots(path: Path, root: ElementTree.Element, unit_s: float) -> dict[str, float | None]:
    """Times in seconds by the name of their slot, in the order of the file."""
    slots: dict[str, float | None] = {}
    for node in _all(root, "TIME_SLOT"):
        value = node.get("TIME_VALUE")
        at_s = None if value is None else _number(path, value) * unit_s
        slots[node.get("TIME_SLOT_ID", "")] = at_s
    return slots


def _number(path: Path, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("inf")
    if not abs(value) < 1e11:
        raise unreadable(path, Message("reason.no_time", text=text[:MAX_SHOWN]))
    return value


def _tier(node: ElementTree.Element) -> _Tier:
    tier = _Tier(dict(node.attrib))
    for entry in node.iter():
        value = "".join(next(_all(entry, "ANNOTATION_VALUE"), entry).itertext())
        name = entry.get("ANNOTATION_ID", "")
        if _name(entry) == "ALIGNABLE_ANNOTATION":
            slots = entry.get("TIME_SLOT_REF1", ""), entry.get("TIME_SLOT_REF2", "")
            tier.aligned.append((name, *slots, value))
        elif _name(entry) == "REF_ANNOTATION":
            above, before = entry.get("ANNOTATION_REF", ""), entry.get("PREVIOUS_ANNOTATION", "")
            tier.belonging.append((name, above, before, value))
    return tier


def _placed_slots(tier: _Tier, slots: dict[str, float | None]) -> dict[str, float | None]:
    """The slots of a tier; those without a value stand evenly between those that have one.

    ELAN does so too, where people split an annotation without saying when.
    """
    order = {slot: number for number, slot in enumerate(slots)}
    used = {slot for _, begin, end, _ in tier.aligned for slot in (begin, end) if slot in order}
    chain = sorted(used, key=order.__getitem__)
    placed = {slot: slots[slot] for slot in chain}
    known = [(number, at) for number, slot in enumerate(chain) if (at := slots[slot]) is not None]
    for (first, start), (last, end) in pairwise(known):
        for number in range(first + 1, last):
            share = (number - first) / (last - first)
            placed[chain[number]] = start + share * (end - start)
    return placed


def _place_belonging(
    tiers: list[_Tier], shared: set[str | None], times: dict[str, Interval]
) -> None:
    """Give annotations without slots of their own the time of the one above, or a share of it."""
    waiting = [tier for tier in tiers if tier.belonging]
    for _ in range(_MAX_DEPTH):
        if not waiting:
            break
        for tier in waiting:
            if tier.attributes.get("LINGUISTIC_TYPE_REF") in shared:
                _share_time(tier, times)
            else:
                times |= {
                    name: times[above] for name, above, _, _ in tier.belonging if above in times
                }
        waiting = [
            tier for tier in waiting if any(name not in times for name, *_ in tier.belonging)
        ]


def _share_time(tier: _Tier, times: dict[str, Interval]) -> None:
    """Split the time of the annotation above evenly among those that follow one another."""
    below: dict[str, list[str]] = {}
    after = {before: name for name, _, before, _ in tier.belonging if before}
    for first, above, before, _ in tier.belonging:
        if not before:
            chain = below.setdefault(above, [])
            name: str | None = first
            while name is not None and name not in chain:
                chain.append(name)
                name = after.get(name)
    for above, chain in below.items():
        start_s, end_s = times.get(above, (None, None))
        if start_s is None or end_s is None:
            continue
        edges = [start_s + (end_s - start_s) * i / len(chain) for i in range(len(chain) + 1)]
        times |= dict(zip(chain, pairwise(edges), strict=True))

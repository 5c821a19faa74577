"""Build -> what a person reads and what a program reads; everything is computed from the Build."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from flashgen.model import FAULTS, FIELDS, Annotation, Build, Card, Kind, Note, Reason, SetAside
from flashgen.names import shortened
from flashgen.pins import is_decided

UNSURE = 0.5
"""Below this confidence a verdict or a pairing is worth a look: of such verdicts every third is wrong."""

UNSURE_FORMULA = "a formula needs a look"
"""The warning of a card that has one."""


# ---------------------------------------------------------------- explain


def explained(build: Build) -> Iterator[dict[str, Any]]:
    """One object an annotation, in export order: what became of it and why (README, "explain --json")."""
    for outcome in build.outcomes:
        yield _explained(outcome)


def _explained(outcome: Note | SetAside) -> dict[str, Any]:
    card = outcome.card if isinstance(outcome, Note) else None
    annotation = _annotation(outcome)
    way_there = card or outcome
    assert not isinstance(way_there, Note)
    pair, verdict, placement = way_there.pair, way_there.verdict, way_there.placement
    return {
        "id": annotation.native_id or None,
        "origin": {"file": annotation.origin.export, "line": annotation.origin.line},
        "quote_lines": list(annotation.quote_lines),
        "comment_lines": list(annotation.comment_lines),
        "quote_raw": annotation.quote,
        "comment_raw": annotation.comment,
        "quote_mended": pair.quote_mended if pair else "",
        "quote": pair.quote if pair else "",
        "comment": pair.comment if pair else "",
        "replies": [reply.text for reply in pair.replies] if pair else [],
        "mends": [{"before": m.before, "after": m.after, "repair": m.repair} for m in pair.mends] if pair else [],
        "formulas": [
            {"raw": f.raw, "tex": f.tex, "display": f.display, "sure": f.sure, "doubt": f.doubt}
            for f in (pair.formulas if pair else ())
        ],
        "pairing_confidence": round(annotation.confidence, 3),
        "kind": card.kind if card else (verdict.kind if verdict else None),
        "confidence": round(verdict.confidence, 3) if verdict else 0.0,
        "cues": [{"name": cue.name, "weight": round(cue.weight, 3)} for cue in verdict.cues] if verdict else [],
        "topic": placement.topic.slug if placement else None,
        "topic_evidence": list(placement.evidence) if placement else [],
        "subject": card.subject if card else "",
        "front": card.front if card else "",
        "back": card.back if card else "",
        "reverse": card.reverse if card else "",
        "formula": card.formula if card else "",
        "context": card.context if card else "",
        "see_also": card.see_also if card else "",
        "status": card.status if card else "",
        "warnings": list(card.warnings) if card else [],
        "set_aside": outcome.reason if isinstance(outcome, SetAside) else None,
        "set_aside_detail": outcome.detail if isinstance(outcome, SetAside) else "",
        "guid": outcome.guid,
    }


def way(outcome: Note | SetAside) -> str:
    """One annotation's way through the stages, for a person."""
    row = _explained(outcome)
    lines = [_annotation(outcome).called, f"  guid      {row['guid']}"]
    for name, raw, mended in (
        ("quote", row["quote_raw"], row["quote"]),
        ("comment", row["comment_raw"], row["comment"]),
    ):
        if not raw:
            continue
        lines.append(f"  {name:<9} {raw}")
        if mended != raw:
            lines.append(f"  {'mended':<9} {mended}")
    lines += [f"  reply     {reply}" for reply in row["replies"]]
    lines += [f"            {mend['before']!r} -> {mend['after']!r} ({mend['repair']})" for mend in row["mends"]]
    for formula in row["formulas"]:
        lines.append(f"  formula   {formula['raw']!r} -> {formula['tex']}")
        if formula["doubt"]:
            lines.append(f"            needs a look: {formula['doubt']}")
    if row["pairing_confidence"] < 1:
        annotation = _annotation(outcome)
        second = f"; else: {annotation.second_reading}" if annotation.second_reading else ""
        lines.append(f"  reading   {row['pairing_confidence']:.2f} sure that these lines belong together{second}")
    decided = any(cue["name"] == "override" for cue in row["cues"])
    sure = "decided in overrides.yaml" if decided else f"{row['confidence']:.2f} sure"
    lines.append(f"  kind      {row['kind'] or 'none'}, {sure}")
    if not decided:
        lines += [f"            {cue['weight']:+.2f} {cue['name']}" for cue in row["cues"]]
    if row["topic"]:
        lines.append(f"  topic     {row['topic']} ({', '.join(row['topic_evidence']) or 'no evidence'})")
    if row["set_aside"]:
        lines.append(
            f"  set aside {row['set_aside']}{': ' if row['set_aside_detail'] else ''}{row['set_aside_detail']}"
        )
    for part in ("context", "front", "back", "reverse", "formula", "see_also", "status"):
        if row[part]:
            lines.append(f"  {part.replace('_', ' '):<9} {row[part]}")
    lines += [f"  warning   {warning}" for warning in row["warnings"]]
    return "\n".join(lines)


def _annotation(outcome: Note | SetAside) -> Annotation:
    if isinstance(outcome, SetAside):
        return outcome.annotation
    assert outcome.card
    return outcome.card.pair.annotation


# ---------------------------------------------------------------- build


def summary(build: Build) -> dict[str, Any]:
    """The report of a build: counts that add up, and what needs a look (README, "build --json")."""
    notes, set_aside = build.notes, build.set_aside
    return {
        "course": build.course.id,
        "exports": [
            {"name": export.name, "format": export.format, "annotations": len(export.annotations)}
            for export in build.exports
        ],
        "annotations": len(build.outcomes),
        "notes": len(notes),
        "cards": sum(map(cards_of, notes)),
        "retired": len(build.retired),
        "waiting": len(_waiting(build)),
        "kinds": {kind.value: sum(note.kind == kind for note in notes) for kind in Kind},
        "decks": [
            {"slug": deck.slug, "name": deck.name, "notes": len(deck.notes), "cards": sum(map(cards_of, deck.notes))}
            for deck in build.decks
        ],
        "set_aside": dict(sorted(Counter(aside.reason.value for aside in set_aside).items())),
        "faults": sum(aside.reason in FAULTS for aside in set_aside),
        "look": dict(sorted(Counter(cause for _, cause in needs_a_look(build)).items())),
        "warnings": list(build.warnings),
    }


def _waiting(build: Build) -> list[Note]:
    """The published notes that flashgen relink asks about, as they stay in the packages."""
    unmade = [note for deck in build.decks for note in deck.notes if note.card is None]
    return [note for note in unmade if note not in build.retired]


def cards_of(note: Note) -> int:
    """How many cards Anki makes of the note: Recall always, Reverse where the field is filled."""
    return 1 + bool(note.fields[FIELDS.index("Reverse")])


def needs_a_look(build: Build) -> Iterator[tuple[Note, str]]:
    """The notes that a person should see, each with one cause; a note may stand several times.

    What a person has decided needs none, as long as its text still stands.
    """
    by_key = {override.key: override for override in build.course.overrides}
    for note in build.notes:
        card = note.card
        assert card
        if is_decided(card.pair.annotation, note.guid, by_key):
            continue
        if card.pair.annotation.confidence < UNSURE:
            yield note, "unsure which lines belong together"
        if card.verdict.confidence < UNSURE:
            yield note, "unsure of the kind"
        for warning in card.warnings:
            yield note, warning.partition(":")[0]


def unsure_formulas(card: Card) -> Iterator[str]:
    """The raw text of each unsure formula beside the card, why it is unsure, and what to write instead."""
    for formula in dict.fromkeys(card.pair.formulas):
        if formula.doubt:
            yield f"{shortened(formula.raw, 40)}: {formula.doubt}"


def _doubted(build: Build) -> Iterator[str]:
    """Where each unsure formula stands, and what `unsure_formulas` says of it; of many only the first."""
    found = [
        f"{_annotation(note).called}: {formula}"
        for note, cause in needs_a_look(build)
        if cause == UNSURE_FORMULA and note.card
        for formula in unsure_formulas(note.card)
    ]
    yield from (f"         {line}" for line in found[:_MOST_FORMULAS])
    if len(found) > _MOST_FORMULAS:
        yield f"         … and {len(found) - _MOST_FORMULAS} more (flashgen explain)"


_MOST_FORMULAS = 10
"""How many unsure formulas a report lists."""


def summary_text(build: Build) -> str:
    """The report of a build for a person."""
    report = summary(build)
    width = max((len(deck["name"]) for deck in report["decks"]), default=0)
    lines = [
        f"{export['name']}: {counted(export['annotations'], 'annotation')} ({export['format']})"
        for export in report["exports"]
    ]
    lines += [
        f"  {deck['name']:<{width}}  {counted(deck['notes'], 'note'):>10}  {counted(deck['cards'], 'card'):>10}"
        for deck in report["decks"]
    ]
    kinds = ", ".join(counted(n, kind) for kind, n in report["kinds"].items())
    lines.append(
        f"{counted(report['notes'], 'note')} ({kinds}), {counted(report['cards'], 'card')}, "
        f"{counted(len(report['decks']), 'deck')}"
    )
    if report["retired"]:
        lines.append(f"{counted(report['retired'], 'retired note')} in the packages, for whoever skips a term")
    if waiting := report["waiting"]:
        stay = "waits for relink and stays" if waiting == 1 else "wait for relink and stay"
        lines.append(f"{counted(waiting, 'note')} {stay} in the packages")
    if report["set_aside"]:
        lines.append(f"{len(build.set_aside)} set aside:")
        lines += [f"  {n:>4} {reason}" for reason, n in _most_first(report["set_aside"])]
    if report["look"]:
        lines.append("needs a look (flashgen review, or explain):")
        for cause, n in _most_first(report["look"]):
            lines.append(f"  {n:>4} {cause}")
            lines += _doubted(build) if cause == UNSURE_FORMULA else ()
    lines += _hints(build)
    return "\n".join(lines)


def _hints(build: Build) -> Iterator[str]:
    """What a person may want to know of the whole export."""
    bare = sum(aside.reason is Reason.HIGHLIGHT for aside in build.set_aside)
    if 3 * bare > len(build.outcomes):
        yield "hint: highlights without a comment become cards with --highlights cards (course.yaml: highlights: cards)"
    pairs = [note.card.pair for note in build.notes if note.card]
    foreign = sum(pair.language != "en" for pair in pairs)
    if 10 * foreign > len(pairs):
        yield f"hint: {counted(foreign, 'note')} not in English: mended less, and composed more plainly"


def counted(n: int, noun: str) -> str:
    """`1 note`, `2 notes`."""
    return f"{n} {noun}{'s' if n != 1 else ''}"


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda count: (-count[1], count[0]))


def to_json(value: object) -> str:
    """One line of JSON, readable as it is; lone surrogates become U+FFFD, so it can always be written as UTF-8."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def for_terminal(text: str) -> str:
    """The text without what a terminal would obey: control and format characters but line break and tab."""
    return "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
    )

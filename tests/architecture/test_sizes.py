"""Measures of the house: small modules, small functions, few comments."""

from __future__ import annotations

import ast
import statistics
import tokenize
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HAND_WRITTEN = (
    "generator/aro_generator",
    "rp/aro_rp",
    "deploy/aro_devcloud",
    "operator/aro_operator",
    "python-client/aro_client/_wire",
    "python-client/azext_aro",
)


def modules() -> list[Path]:
    found = (path for folder in HAND_WRITTEN for path in (ROOT / folder).rglob("*.py"))
    return [path for path in found if "_generated" not in path.parts]


def function_lengths(path: Path) -> dict[str, int]:
    tree = ast.parse(path.read_text(), str(path))
    place = path.relative_to(ROOT)
    return {
        f"{place}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_no_module_is_longer_than_600_lines_and_the_median_is_at_most_150() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in modules()}
    assert not {str(path): length for path, length in lengths.items() if length > 600}
    assert statistics.median(length for length in lengths.values() if length > 1) <= 150


def test_no_function_is_longer_than_80_lines_and_the_median_is_at_most_9() -> None:
    lengths = {
        name: length for path in modules() for name, length in function_lengths(path).items()
    }
    assert not {name: length for name, length in lengths.items() if length > 80}
    assert statistics.median(lengths.values()) <= 9


def test_comments_are_at_most_4_percent_of_the_lines() -> None:
    comments = lines = 0
    for path in modules():
        with tokenize.open(path) as source:
            tokens = list(tokenize.generate_tokens(source.readline))
        comments += sum(token.type == tokenize.COMMENT for token in tokens)
        lines += len(path.read_text().splitlines())
    assert comments <= lines * 0.04

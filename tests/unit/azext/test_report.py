from __future__ import annotations

from azext_aro.report import ERROR, WARNING, Row, lines, table


def test_findings_are_a_grid_with_long_descriptions_wrapped() -> None:
    rows = [Row("CIDR Range", "Pod", ERROR, "short"), Row("T", "n", WARNING, "word " * 40)]
    text = table(rows).splitlines()
    assert text[1].startswith("| Type       | Name | Severity | Description ")
    assert text[2].startswith("+======")
    assert "| CIDR Range | Pod  | Error    | short " in text[3]
    assert len({len(line) for line in text}) == 1
    assert len(text) == 8
    assert sum(line.count("word") for line in text) == 40


def test_findings_are_lines_as_well() -> None:
    assert lines([Row("Type", "name", WARNING, "What.")]) == ["Type (name): What."]

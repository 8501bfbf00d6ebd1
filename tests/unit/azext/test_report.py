from __future__ import annotations

from azext_aro.report import ERROR, WARNING, Row, fitted, lines, table


def test_findings_are_a_grid_with_long_descriptions_wrapped() -> None:
    rows = [Row("CIDR Range", "Pod", ERROR, "short"), Row("T", "n", WARNING, "word " * 40)]
    text = table(rows).splitlines()
    assert text[1].startswith("| Type       | Name | Severity | Description ")
    assert text[2].startswith("+======")
    assert "| CIDR Range | Pod  | Error    | short " in text[3]
    assert len({len(line) for line in text}) == 1
    assert len(text) == 8
    assert sum(line.count("word") for line in text) == 40


def test_findings_whose_grid_does_not_fit_are_a_list() -> None:
    rows = [Row("Subnet", "master", ERROR, "It has a group."), Row("T", "n", WARNING, "Why.")]
    assert fitted(rows, 80) == table(rows)
    assert fitted(rows, 40) == ("- Error: Subnet (master): It has a group.\n- Warning: T (n): Why.")


def test_findings_are_lines_as_well() -> None:
    assert lines([Row("Type", "name", WARNING, "What.")]) == ["Type (name): What."]

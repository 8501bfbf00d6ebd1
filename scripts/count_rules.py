"""How many rules each api-version holds requests to, and how many there are in all."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from aro_api.versions import VERSIONS
from aro_rp.validate.static.catalogue import SECTIONS, rules_of


def main() -> None:
    table = Table(title="static rules")
    for heading in ("api-version", "on create", "on update", "either"):
        table.add_column(heading, justify="right")
    for version in sorted(VERSIONS):
        create, update = (
            {rule.id for rule in rules_of(version, creates=creates)} for creates in (True, False)
        )
        table.add_row(version, *map(str, map(len, (create, update, create | update))))
    whole = {rule.id for section in SECTIONS for rule in section.rules}
    table.caption = f"{len(whole)} rules, each written once"
    Console().print(table)


if __name__ == "__main__":
    main()

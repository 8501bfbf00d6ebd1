"""Etags and feed cursors: a place in the order of all writes to one database."""

from __future__ import annotations

from dataclasses import dataclass

from aro_rp.database.store import BadToken


@dataclass(frozen=True, slots=True)
class Marks:
    """Writes and reads marks of one database, told apart by its random name."""

    epoch: str

    def make(self, sequence: int) -> str:
        return f"{self.epoch}-{sequence:x}"

    def read(self, mark: str) -> int | None:
        """None for a mark that was not made here."""
        epoch, dash, number = mark.partition("-")
        if epoch != self.epoch or not dash:
            return None
        try:
            return int(number, 16)
        except ValueError:
            return None

    def after(self, cursor: str) -> int:
        """The sequence a feed goes on after; the empty cursor is the beginning."""
        if not cursor:
            return 0
        sequence = self.read(cursor)
        if sequence is None:
            raise BadToken(f"'{cursor}' is not a cursor of this database")
        return sequence

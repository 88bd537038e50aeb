"""A console that prints words as they are; apart from `terminal`, because rich is slow to load."""

from __future__ import annotations

from typing import Literal, TextIO

from rich.console import Console


class PlainWords(Console):
    """A console that prints ids as they are: no part of one is a colour tag or a smiley.

    It leaves a closed pipe to the command instead of ending the process its own way.
    """

    def __init__(
        self,
        *,
        file: TextIO,
        width: int | None = None,
        color_system: Literal["auto"] | None = "auto",
        force_terminal: bool | None = None,
    ) -> None:
        super().__init__(
            file=file,
            width=width,
            color_system=color_system,
            force_terminal=force_terminal,
            highlight=False,
            markup=False,
            emoji=False,
        )

    def on_broken_pipe(self) -> None:
        """Let the error through."""
        raise BrokenPipeError

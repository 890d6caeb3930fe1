"""Element C 技术支撑: one plain function an indicator, from one case to its verdict (see indicators_institution)."""

from __future__ import annotations


def c1_availability(down: int, required: int) -> tuple[int, int]:
    """C1: ms a system's link was up, and ms it was required."""
    return max(0, required - down), required


def c2_latency(stamped: int, shown: int) -> int:
    """C2: ms from a sensor's stamp to the screen."""
    return shown - stamped


def c3_signed_again(on_paper: bool) -> bool:
    """C3: an approval given on line was signed again on paper."""
    return on_paper


def c4_first_choice(first: tuple[str, str], by: str, handler: tuple[str, str]) -> bool | None:
    """C4: the first department (seat, district) was the final handler; None where no rule chose the first."""
    return first == handler if by == "rule" else None


def c5_first_mile(player: str, signed_on: int, acted: int) -> int | None:
    """C5: ms from sign-on to the first valid action of a person; programs are not measured."""
    return acted - signed_on if player == "person" else None

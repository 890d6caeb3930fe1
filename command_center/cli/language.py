"""Which language the program speaks: ``--lang``, else the environment, else English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from command_center.words import LANGUAGES, Lang

OPTION = "--lang"
OURS = "COMMAND_CENTER_LANG"
COMMON = ("LC_ALL", "LC_MESSAGES", "LANG")


class UnknownLanguage(ValueError):
    """Somebody asked for a language that the program does not speak."""

    def __init__(self, asked: str, where: str) -> None:
        super().__init__(asked)
        self.asked = asked
        self.where = where


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[Lang, list[str]]:
    """The language, and the arguments without ``--lang``, which may stand anywhere before ``--``.

    Raises UnknownLanguage for a value of ``--lang`` or COMMAND_CENTER_LANG that is not a language of ours.
    """
    asked, rest = _taken(list(arguments))
    if asked is not None:
        return _known(asked, OPTION), rest
    if environment.get(OURS):
        return _known(environment[OURS], OURS), rest
    return _common(environment), rest


def _taken(arguments: list[str]) -> tuple[str | None, list[str]]:
    end = arguments.index("--") if "--" in arguments else len(arguments)
    asked: str | None = None
    rest: list[str] = []
    place = 0
    while place < end:
        word = arguments[place]
        if word == OPTION:
            asked = arguments[place + 1] if place + 1 < end else ""
            place += 1
        elif word.startswith(f"{OPTION}="):
            asked = word.partition("=")[2]
        else:
            rest.append(word)
        place += 1
    return asked, rest + arguments[end:]


def _known(asked: str, where: str) -> Lang:
    for lang in LANGUAGES:
        if asked.lower() == lang:
            return lang
    raise UnknownLanguage(asked, where)


def _common(environment: Mapping[str, str]) -> Lang:
    for name in COMMON:
        value = environment.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"

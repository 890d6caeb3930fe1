"""Who may see and do what: grants, the keys and codes that stand for them, and sessions made from either.

The rules of this file:

1. A grant gives one role in one drill: director, evaluator, seat (one or several), observer. It is revocable and
   expires; a day after its drill has ended it is worth nothing. The house grant, of whoever started the server, gives
   the director's role in every drill.
2. A key is the grant's name signed with the secret of DIR; a code is eight letters made from the same secret. Neither
   is kept anywhere, so no file and no log can give one away.
3. What somebody may do is asked of their living grants, on every request and for every socket, each time anew.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import os
import time
from collections.abc import Callable, Iterable
from typing import Any, Literal, NamedTuple

import msgspec
from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

Role = Literal["director", "evaluator", "seat", "observer"]
ROLES: tuple[Role, ...] = ("director", "evaluator", "seat", "observer")
"""The strongest first."""

HOUSE = "house"
"""The grant of whoever started the server."""
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of codes: nothing that looks like something else."""
CODE = 8
AFTER_END = 24 * 3600.0
"""Seconds that a grant outlives its drill: evaluators finish, everybody sees the last picture and the report."""
SESSION = 14 * 24 * 3600
"""Seconds after which a session is void in any case."""
MOST_GRANTS = 8
"""Grants that one session may hold: one person with several links."""


class Grant(msgspec.Struct, frozen=True):
    """A role in a drill; ``made`` and ``expires`` are wall time (s), 0 = not before the drill's end."""

    id: str
    drill: str
    role: Role
    seats: tuple[str, ...] = ()
    label: str = ""
    made: float = 0.0
    expires: float = 0.0


class Who(NamedTuple):
    """Somebody who is asking: their session (empty for a bare key) and their living grants."""

    session: str
    grants: tuple[Grant, ...]

    @property
    def caller(self) -> str:
        """What their requests are counted under."""
        return self.session or (self.grants[0].id if self.grants else "")

    def of(self, drill: str) -> tuple[Grant, ...]:
        """The grants that count in a drill."""
        return tuple(grant for grant in self.grants if grant.id == HOUSE or grant.drill == drill)

    def roles(self, drill: str) -> set[Role]:
        """Every role in a drill."""
        return {grant.role for grant in self.of(drill)}

    def looks_on(self, drill: str) -> bool:
        """Whether they may see the drill as a whole, whatever seat they play besides."""
        return bool(self.roles(drill) - {"seat"})

    def role(self, drill: str) -> Role | None:
        """The strongest role in a drill."""
        roles = self.roles(drill)
        return next((role for role in ROLES if role in roles), None)

    def seats(self, drill: str) -> tuple[str, ...]:
        """The seats held in a drill."""
        return tuple(dict.fromkeys(seat for grant in self.of(drill) if grant.role == "seat" for seat in grant.seats))

    @property
    def is_house(self) -> bool:
        """Whether this is who started the server."""
        return any(grant.id == HOUSE for grant in self.grants)

    def name(self, drill: str) -> str:
        """The grant that is written down for what they do in a drill: of the strongest role, the oldest."""
        grants = self.of(drill)
        return min(grants, key=_rank).id if grants else ""

    def behind(self, drill: str, seat: str) -> str:
        """The grant under which they give an order of a seat: one for that seat, else the director's.

        It does not depend on the order in which they joined, so an order that is sent again is the same one.
        """
        own = [grant for grant in self.of(drill) if grant.role == "seat" and seat in grant.seats]
        return min(own, key=_rank).id if own else self.name(drill)


def _rank(grant: Grant) -> tuple[int, float, str]:
    return ROLES.index(grant.role), grant.made, grant.id


NOBODY = Who("", ())


class Access:
    """All grants of a server, and what stands for them."""

    def __init__(self, secret: bytes, clock: Callable[[], float] = time.time) -> None:
        self._secret = secret
        self._clock = clock
        self._keys = URLSafeSerializer(secret, salt="key")
        self._sessions = URLSafeTimedSerializer(secret, salt="session")
        self._grants: dict[str, Grant] = {HOUSE: Grant(HOUSE, "", "director", label="")}
        self._coded: dict[bytes, str] = {}  # what a code looks like under the secret -> its grant
        self._revoked: set[str] = set()
        self._left: dict[str, float] = {}  # sessions that were ended, and when
        self._ended: dict[str, float] = {}  # drills that have ended, and when

    # -- grants -------------------------------------------------------------------------------------------------------

    def add(self, grant: Grant) -> None:
        """Let a grant count."""
        self._grants[grant.id] = grant
        self._coded[self._looks(self.code(grant.id))] = grant.id

    def revoke(self, grant: str) -> None:
        """Let a grant count no more, at once and for good."""
        self._revoked.add(grant)

    def drill_ended(self, drill: str, when: float) -> None:
        """Say when (wall s) a drill ended."""
        self._ended[drill] = when

    def new_id(self) -> str:
        """A name for a new grant whose code nobody has."""
        while True:
            name = os.urandom(8).hex()
            if self._looks(self.code(name)) not in self._coded:
                return name

    def grant(self, name: str) -> Grant | None:
        """A living grant by its name."""
        grant = self._grants.get(name)
        return grant if grant is not None and self.lives(grant) else None

    def lives(self, grant: Grant) -> bool:
        """Whether a grant counts now."""
        now = self._clock()
        if grant.id in self._revoked or (grant.expires and now >= grant.expires):
            return False
        ended = self._ended.get(grant.drill)
        return ended is None or now < ended + AFTER_END

    def expires(self, grant: Grant) -> float:
        """When a grant will count no more (wall s), as far as that is known; 0 = not known."""
        ended = self._ended.get(grant.drill)
        ends = [when for when in (grant.expires, 0.0 if ended is None else ended + AFTER_END) if when]
        return min(ends, default=0.0)

    def of_drill(self, drill: str) -> list[Grant]:
        """The living grants of a drill, the oldest first."""
        return [grant for grant in self._grants.values() if grant.drill == drill and self.lives(grant)]

    def place(self, grant: str) -> int:
        """Which one a grant is among those of its role in its drill, from 1; it keeps its place for good."""
        own = self._grants[grant]
        same = [other.id for other in self._grants.values() if (other.drill, other.role) == (own.drill, own.role)]
        return same.index(grant) + 1

    # -- keys and codes -----------------------------------------------------------------------------------------------

    def key(self, grant: str) -> str:
        """The key that stands for a grant."""
        return str(self._keys.dumps(grant))

    def code(self, grant: str) -> str:
        """The code that stands for a grant."""
        digest = hmac.new(self._secret, b"code " + grant.encode(), hashlib.sha256).digest()
        number = int.from_bytes(digest[:16], "big")
        letters = []
        for _ in range(CODE):
            number, place = divmod(number, len(LETTERS))
            letters.append(LETTERS[place])
        return "".join(letters)

    def by_key(self, key: str) -> Grant | None:
        """The living grant that a key stands for."""
        try:
            name = self._keys.loads(key)
        except BadData:
            return None
        return self.grant(name) if isinstance(name, str) else None

    def by_code(self, code: str) -> Grant | None:
        """The living grant that a code stands for. It is looked up by its digest, so time tells nothing of any code."""
        name = self._coded.get(self._looks(code.upper().replace("-", "").replace(" ", "")))
        return None if name is None else self.grant(name)

    def _looks(self, code: str) -> bytes:
        """A digest of a code that nobody else can make, to look it up by."""
        return hmac.new(self._secret, b"look " + code.encode("utf-8", "replace"), hashlib.sha256).digest()

    # -- sessions -----------------------------------------------------------------------------------------------------

    def session(self, who: Who, grant: Grant) -> str:
        """The text of a session: that of ``who``, who has joined with one more grant."""
        names = [other.id for other in who.grants if other.id != grant.id][-MOST_GRANTS + 1 :]
        return str(self._sessions.dumps({"s": who.session or os.urandom(8).hex(), "g": [*names, grant.id]}))

    def who(self, session: str) -> Who:
        """Who a session's text stands for; nobody where it is not ours, too old, or was left."""
        try:
            told: Any = self._sessions.loads(session, max_age=SESSION)
            name, grants = str(told["s"]), [str(each) for each in told["g"]]
        except (BadData, TypeError, KeyError):
            return NOBODY
        return NOBODY if name in self._left else Who(name, self._living(grants))

    def still(self, who: Who) -> Who:
        """Somebody as they are now: with those of their grants that still count, none once they have left."""
        if who.session in self._left:
            return NOBODY
        return who._replace(grants=self._living(grant.id for grant in who.grants))

    def bearer(self, key: str) -> Who:
        """Who a key alone stands for."""
        grant = self.by_key(key)
        return NOBODY if grant is None else Who("", (grant,))

    def leave(self, session: str, when: float) -> None:
        """End a session for good; ``when`` (wall s) it was left."""
        self._left[session] = when

    def forget(self) -> int:
        """Forget the sessions that were left and whose cookies are too old anyhow; how many there were."""
        oldest = self._clock() - SESSION
        old = list(itertools.takewhile(lambda name: self._left[name] <= oldest, self._left))
        for name in old:
            del self._left[name]
        return len(old)

    def _living(self, names: Iterable[str]) -> tuple[Grant, ...]:
        grants = (self.grant(name) for name in names)
        return tuple(grant for grant in grants if grant is not None)

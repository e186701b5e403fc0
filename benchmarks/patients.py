"""Finding one patient among ten thousand, a hundred thousand, a million.

Names are drawn as they are common: most words from lists of Tanzanian names, the
others from 40,000 that are invented, so that there are common and rare ones. Each
text is looked for three times and the fastest counts: what else the computer does
is left out.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import accumulate, product
from pathlib import Path
from typing import Any, Final

from benchmarks.places import addresses
from benchmarks.table import show
from db.guards import rebuild_guards
from db.store import Store, open_store
from wema_tui.birth import Born
from wema_tui.data.names import FAMILY_NAMES, FEMALE_GIVEN_NAMES, MALE_GIVEN_NAMES
from wema_tui.services.accounts.adding import add_user
from wema_tui.services.audit.chain_end import Trail, new_request_id
from wema_tui.services.auth.passwords import one_time_password
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.clinic.founding import ClinicPlan, found_clinic
from wema_tui.services.clinic.opening import open_clinic
from wema_tui.services.patients.finding import find_patients
from wema_tui.services.patients.keys import keys_of, learn_name
from wema_tui.services.patients.likely import likely_duplicates
from wema_tui.services.patients.particulars import Particulars
from wema_tui.services.patients.registering import LooksAlike, register_patient
from wema_tui.services.patients.rules import FIRST_NUMBER, medical_id
from wema_tui.services.session import Session

_SEED: Final = 5
_INVENTED: Final = 40_000
_ASKED: Final = 100  # texts of each kind
_REGISTERED: Final = 50
_AT_ONCE: Final = 10_000
_LEARNED_AT_ONCE: Final = 500

_INDEX_GONE: Final = {
    "sqlite": "DROP TRIGGER patients_words_come",
    "postgresql": "DROP INDEX patients_by_words",
}
_INDEX_DEFINED: Final = (
    "SELECT indexdef FROM pg_indexes WHERE indexname = 'patients_by_words'"
)
_SIZES: Final = {
    "sqlite": "SELECT SUM(pgsize) FROM dbstat WHERE name LIKE {}",
    "postgresql": "SELECT SUM(pg_relation_size(oid)) FROM pg_class"
    " WHERE relname LIKE {}",
}


@dataclass(frozen=True)
class _Somebody:
    number: int
    names: tuple[str, str, str]
    phone: str
    year: int

    @property
    def columns(self) -> dict[str, Any]:
        """What the row has besides its keys."""
        return {
            "id": self.number,
            "full_name": " ".join(self.names),
            "sex": "unknown",
            "born_on": date(self.year, 1, 1),
            "born_precision": "year",
            "phone": self.phone,
            "other_phone": None,
            "place": "Kariakoo, near the market",
            "contact_name": "",
            "contact_relation": "",
            "created_at": "2026-01-01T00:00:00.000000Z",
        }


def run(*, quick: bool = False) -> None:
    """Measure everything and print it."""
    for many in (10_000, 100_000) if quick else (10_000, 100_000, 1_000_000):
        people = list(_people(many))
        with tempfile.TemporaryDirectory() as folder:
            for engine, address in addresses(Path(folder)):
                store = open_store(address, create=True)
                session = _receptionist(store, Path(folder) / engine)
                store.hold()
                title = f"{engine}, {many:,} patients"
                show(f"{title}: the index", ["", ""], _fill(store, people))
                show(
                    f"{title}: ms", ["", "p50", "p99", "worst"], _found(session, people)
                )
                store.release()


def _people(many: int) -> Iterator[_Somebody]:
    chance = random.Random(_SEED)
    given = _drawn_from(chance, FEMALE_GIVEN_NAMES + MALE_GIVEN_NAMES)
    family = _drawn_from(chance, FAMILY_NAMES)
    invented = _drawn_from(chance, _invented(chance))
    for number in range(FIRST_NUMBER, FIRST_NUMBER + many):
        second = given if chance.random() < 0.8 else invented
        third = family if chance.random() < 0.4 else invented
        yield _Somebody(
            number,
            (given(), second(), third()),
            f"+2557{chance.randrange(10**8):08}",
            chance.randrange(1930, 2026),
        )


def _drawn_from(chance: random.Random, names: Sequence[str]) -> Callable[[], str]:
    """Return who draws one of *names*: a few are common, most are rare."""
    shuffled = chance.sample(names, len(names))
    weights = list(accumulate(1 / (nth + 3) ** 0.85 for nth in range(len(names))))
    return lambda: chance.choices(shuffled, cum_weights=weights)[0]


def _invented(chance: random.Random) -> list[str]:
    begins = (*"bdfghjklmnprstwyz", "ch", "sh", "mw", "nd", "ng", "mb")
    syllables = ["".join(pair) for pair in product(["", *begins], "aeiou")]
    names: dict[str, None] = {}
    while len(names) < _INVENTED:
        size = chance.choice((2, 3, 3, 4))
        names["".join(chance.choices(syllables, k=size)).capitalize()] = None
    return list(names)


def _receptionist(store: Store, keys: Path) -> Session:
    def furnish(session: Session, trail: Trail) -> None:
        add_user(
            trail,
            session,
            role="RECEPTION",
            full_name="Benchmark",
            password=one_time_password(),
        )

    found_clinic(store, ClinicPlan("Benchmark", is_demo=True), keys, furnish)
    return resume(open_clinic(store, keys).door("benchmark"), "REC001")


def _fill(store: Store, people: Sequence[_Somebody]) -> list[list[object]]:
    """Add all, then make the index, as a restored backup would."""
    engine = store.dialect.engine
    words = sorted({word for somebody in people for word in somebody.names})
    with store.write():
        make = "INSERT INTO patient_words (patient_words) VALUES ('rebuild')"
        if engine == "postgresql":
            ((make,),) = store.execute(_INDEX_DEFINED)
        store.execute(_INDEX_GONE[engine])
        for first in range(0, len(people), _AT_ONCE):
            _add(store, people[first : first + _AT_ONCE])
        began = time.perf_counter()
        store.execute(make)
        made = time.perf_counter()
        for nth in range(0, len(words), _LEARNED_AT_ONCE):
            learn_name(" ".join(words[nth : nth + _LEARNED_AT_ONCE]))
        learned = time.perf_counter()
        rebuild_guards(store)
        store.execute("ANALYZE")
    return [
        ["patients, MB", _size(store, "patients")],
        ["index of words, MB", _size(store, "patient%words%")],
        ["made in s", made - began],
        [f"sounds of {len(words):,} words, MB", _size(store, "name_keys%")],
        ["made in s", learned - made],
    ]


def _add(store: Store, people: Sequence[_Somebody]) -> None:
    rows = [
        {**p.columns, **keys_of(p.number, p.columns), "born_on": f"{p.year}-01-01"}
        for p in people
    ]
    columns, values = ", ".join(rows[0]), [tuple(row.values()) for row in rows]
    cursor = store.database.connection().cursor()
    if store.dialect.engine == "sqlite":
        marks = ", ".join("?" * len(rows[0]))
        cursor.executemany(f"INSERT INTO patients ({columns}) VALUES ({marks})", values)
        return
    with cursor.copy(f"COPY patients ({columns}) FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


def _size(store: Store, name: str) -> float:
    with store.read():
        sql = _SIZES[store.dialect.engine].format(f"'{name}'".replace("%", "%%"))
        return float(store.execute(sql)[0][0]) / 1e6


def _found(session: Session, people: Sequence[_Somebody]) -> list[list[object]]:
    chance = random.Random(_SEED)
    rows: list[list[object]] = []
    for kind, typed in _TYPED.items():
        texts = [typed(chance.choice(people), chance) for _nth in range(_ASKED)]
        asked = [(session, text) for text in texts]
        rows.append([kind, *_times(find_patients, asked, times=3)])
    new = [_like(chance.choice(people), chance) for _nth in range(_REGISTERED)]
    alike = partial(_alike, session)
    rows.append(["who is likely the same", *_times(alike, new, times=3)])
    rows.append(["registering one patient", *_times(partial(_register, session), new)])
    return rows


def _like(somebody: _Somebody, chance: random.Random) -> tuple[str, str, int]:
    phone = f"07{chance.randrange(10**8):08}"
    return " ".join(somebody.names), phone, chance.randrange(1930, 2026)


def _alike(session: Session, full_name: str, phone: str, year: int) -> None:
    born = Born(date(year, 1, 1), "year")
    likely_duplicates(
        session,
        full_name=full_name,
        sex="unknown",
        born=born,
        phone=phone,
        place="Kariakoo",
    )


def _register(session: Session, full_name: str, phone: str, year: int) -> None:
    particulars = Particulars(full_name, born=str(year), phone=phone)
    with suppress(LooksAlike):
        register_patient(session, particulars, request_id=new_request_id())


def _times(
    call: Callable[..., object], asked: Sequence[tuple[Any, ...]], *, times: int = 1
) -> list[float]:
    call(*asked[0])  # compiles the queries
    taken = []
    for arguments in asked:
        each = []
        for _nth in range(times):
            began = time.perf_counter()
            call(*arguments)
            each.append((time.perf_counter() - began) * 1000)
        taken.append(min(each))
    taken.sort()
    return [taken[len(taken) // 2], taken[len(taken) * 99 // 100], taken[-1]]


def _misspelt(word: str, chance: random.Random) -> str:
    """Return *word* with a letter left out, doubled, exchanged or another one."""
    at = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    wrong = (
        before + after,
        before + letter * 2 + after,
        before + after[0] + letter + after[1:],
        before + chance.choice("aeioulrtmn") + after,
    )
    return chance.choice(wrong)


_TYPED: Final[dict[str, Callable[[_Somebody, random.Random], str]]] = {
    "one letter": lambda p, _: p.names[0][:1],
    "two letters": lambda p, _: p.names[2][:2],
    "a beginning": lambda p, _: p.names[2][:4],
    "one word": lambda p, c: c.choice(p.names),
    "two words, turned round": lambda p, _: f"{p.names[2]} {p.names[0]}",
    "three words": lambda p, _: " ".join(p.names),
    "two words and a beginning": lambda p, _: (
        f"{p.names[0]} {p.names[1]} {p.names[2][:2]}"
    ),
    "a name and the birth year": lambda p, _: f"{p.names[0]} {p.year}",
    "a given name, the newest of many": lambda p, _: p.names[0],
    "the middle of a word": lambda p, _: p.names[2][1:-1],
    "one word misspelt": lambda p, c: _misspelt(c.choice(p.names), c),
    "two words misspelt": lambda p, c: (
        f"{_misspelt(p.names[0], c)} {_misspelt(p.names[2], c)}"
    ),
    "nobody": lambda p, _: f"{p.names[0]} qxqx",
    "a whole phone number": lambda p, _: f"0{p.phone[4:]}",
    "four digits of a phone": lambda p, _: p.phone[-4:],
    "three digits of a phone": lambda p, _: p.phone[-6:-3],
    "a medical ID": lambda p, _: medical_id(p.number),
    "nothing: the newest": lambda _, __: "",
}

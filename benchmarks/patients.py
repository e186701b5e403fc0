"""Finding one patient among ten thousand, a hundred thousand, a million.

Each text is looked for three times and the fastest counts: what else the computer
does is left out.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.crowd import SEED, Somebody, people_drawn
from benchmarks.places import addresses
from benchmarks.table import show
from db.guards import rebuild_guards
from db.store import Store, open_store
from wema_tui.birth import Born
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
from wema_tui.services.patients.rules import medical_id
from wema_tui.services.session import Session

_FEWER: Final = (10_000, 100_000)
_MANY: Final = 1_000_000
_ASKED: Final = 100  # texts of each kind
_REGISTERED: Final = 50
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
class _Rows:
    """What both engines are filled with: the keys take longest, so only once."""

    columns: tuple[str, ...]
    values: list[tuple[Any, ...]]

    @classmethod
    def of(cls, people: Sequence[Somebody]) -> _Rows:
        rows = (
            {**p.columns, **keys_of(p.number, p.columns), "born_on": f"{p.year}-01-01"}
            for p in people
        )
        values = [tuple(row.values()) for row in rows]
        first = people[0]
        return cls((*first.columns, *keys_of(first.number, first.columns)), values)


def run(*, quick: bool = False, size: int | None = None) -> None:
    """Measure everything and print it.

    Args:
        quick: Leave the largest out.
        size: Measure only among so many.
    """
    for many in (size,) if size else _FEWER if quick else (*_FEWER, _MANY):
        people = list(people_drawn(many))
        rows = _Rows.of(people)
        with tempfile.TemporaryDirectory() as folder:
            for engine, address in addresses(Path(folder)):
                store = open_store(address, create=True)
                session = _receptionist(store, Path(folder) / engine)
                store.hold()
                title = f"{engine}, {many:,} patients"
                show(f"{title}: the index", ["", ""], _fill(store, people, rows))
                show(
                    f"{title}: ms", ["", "p50", "p99", "worst"], _found(session, people)
                )
                store.release()


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


def _fill(store: Store, people: Sequence[Somebody], rows: _Rows) -> list[list[object]]:
    """Add all, then make the index, as a restored backup would."""
    engine = store.dialect.engine
    words = sorted({word for somebody in people for word in somebody.names})
    with store.write():
        make = "INSERT INTO patient_words (patient_words) VALUES ('rebuild')"
        if engine == "postgresql":
            ((make,),) = store.execute(_INDEX_DEFINED)
            store.execute("SET LOCAL maintenance_work_mem = '512MB'")
        store.execute(_INDEX_GONE[engine])
        _add(store, rows)
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


def _add(store: Store, rows: _Rows) -> None:
    columns = ", ".join(rows.columns)
    cursor = store.database.connection().cursor()
    if store.dialect.engine == "sqlite":
        marks = ", ".join("?" * len(rows.columns))
        cursor.executemany(
            f"INSERT INTO patients ({columns}) VALUES ({marks})", rows.values
        )
        return
    with cursor.copy(f"COPY patients ({columns}) FROM STDIN") as copy:
        for row in rows.values:
            copy.write_row(row)


def _size(store: Store, name: str) -> float:
    with store.read():
        sql = _SIZES[store.dialect.engine].format(f"'{name}'".replace("%", "%%"))
        return float(store.execute(sql)[0][0]) / 1e6


def _found(session: Session, people: Sequence[Somebody]) -> list[list[object]]:
    chance = random.Random(SEED)
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


def _like(somebody: Somebody, chance: random.Random) -> tuple[str, str, int]:
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


_TYPED: Final[dict[str, Callable[[Somebody, random.Random], str]]] = {
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

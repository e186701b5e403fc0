"""Take the picture in the README: the real app on a small clinic, real scans.

    make screenshot        writes docs/screen.svg; the same again at each run

Nothing is drawn: a clinic is founded in a temporary folder, a pharmacist signs in
with keys, codes come in through the scan field. The clock stands still between two
scans.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from textual.events import Paste
from textual.pilot import Pilot

from db.pharmacy import Barcode, Medication
from db.store import open_store
from screens.pharmacy.scan import ScanScreen
from screens.widgets.top_bar import TopBar
from wema_tui.app import WemaApp
from wema_tui.clock import Clock
from wema_tui.config import load_config
from wema_tui.data.demo_codes import demo_gtin
from wema_tui.data.formulary import load_formulary
from wema_tui.services.accounts.adding import add_user
from wema_tui.services.audit.chain_end import Trail
from wema_tui.services.clinic.founding import ClinicPlan, found_clinic
from wema_tui.services.clinic.opening import OpenClinic, open_clinic
from wema_tui.services.session import Session

PICTURE = Path(__file__).parents[1] / "docs/screen.svg"
SIZE = (100, 28)
PASSWORD = "only for one picture"
MORNING = datetime(2026, 5, 4, 5, 41, tzinfo=UTC)  # 08:41 at the clinic

MEDICINES = {
    "amoxicillin": "Amoxicillin 250 mg capsule",
    "alu": "Artemether + lumefantrine (ALu) 20/120 mg tablet",
    "paracetamol": "Paracetamol 500 mg tablet",
    "salts": "Oral rehydration salts (ORS) sachet for 1 litre",
}


@dataclass(frozen=True)
class PictureClock(Clock):
    """Shows one instant until somebody moves its hands."""

    hands: list[datetime] = field(default_factory=lambda: [MORNING])

    def now(self) -> datetime:
        """Return what the hands show."""
        return self.hands[0]

    def move(self, **amount: int) -> None:
        """Turn the hands forward by so much."""
        self.hands[0] += timedelta(**amount)

    def is_synchronised(self) -> bool:
        """Say yes: the picture is not about clocks."""
        return True


def picture() -> str:
    """Return the screen as SVG."""
    with tempfile.TemporaryDirectory(prefix="wema-picture-") as folder:
        clock = PictureClock(ZoneInfo("Africa/Dar_es_Salaam"))
        with _clinic(Path(folder), clock) as clinic:
            return asyncio.run(_work(clinic, clock))


@contextmanager
def _clinic(folder: Path, clock: PictureClock) -> Iterator[OpenClinic]:
    store = open_store(f"sqlite:///{folder / 'wema.db'}", create=True)

    def furnish(session: Session, trail: Trail) -> None:
        add_user(
            trail,
            session,
            role="PHARMACY",
            full_name="Neema Mushi",
            password=PASSWORD,
        )
        ids = {row.name: row.id for row in Medication.select()}
        for index, item in enumerate(load_formulary()):
            for nth, size in enumerate(item.pack_sizes):
                Barcode.create(
                    code=demo_gtin(index, nth).zfill(14),
                    kind="trade_item",
                    medication=ids[item.name],
                    pack_size=size,
                    learned_at=clock.now(),
                )

    plan = ClinicPlan(name="Demo Health Centre", is_demo=True)
    found_clinic(store, plan, folder / "keys", furnish)
    yield replace(open_clinic(store, folder / "keys"), clock=clock)


def _code(medicine: str, *, is_carton: bool = False) -> str:
    """Return the code on the smallest pack of a medicine, or on the largest."""
    formulary = load_formulary()
    place = [item.name for item in formulary].index(MEDICINES[medicine])
    nth = len(formulary[place].pack_sizes) - 1 if is_carton else 0
    return demo_gtin(place, nth)


async def _work(clinic: OpenClinic, clock: PictureClock) -> str:
    config = load_config(environment={"WEMA_IDLE_LOCK": "0"}, files=())
    app = WemaApp(clinic, config, "pharmacy window")
    async with app.run_test(size=SIZE) as pilot:
        await _sign_in(pilot)
        counter = _Counter(pilot, clock, app)
        await counter.receive()
        await counter.dispense()
        time = (
            f"{clock.at_clinic(clock.now()):%H:%M}"  # the bar's clock looks by itself
        )
        bar = app.screen.query_one(TopBar)
        await _until(pilot, lambda: time in str(bar.render()))
        svg = app.export_screenshot(title="WEMA: the scan screen")
    return _without_fonts(svg)


async def _sign_in(pilot: Pilot[None]) -> None:
    await pilot.press(*"PHA001", "enter", *PASSWORD, "enter")
    await _until(
        pilot,
        lambda: (
            isinstance(pilot.app.screen, ScanScreen) and pilot.app.screen.takes_keys
        ),
    )


class _Counter:
    """What the pharmacist does, one scan after the other."""

    def __init__(self, pilot: Pilot[None], clock: PictureClock, app: WemaApp) -> None:
        self._pilot, self._clock, self._app = pilot, clock, app

    async def receive(self) -> None:
        """Take a delivery in: lot and expiry are in the codes."""
        await self._mode("1")
        await self._scan(_carton("amoxicillin", "AMX2209", date(2026, 9, 30)))
        await self._scan("3*" + _carton("amoxicillin", "AMX2417", date(2027, 11, 30)))
        await self._scan("4*" + _carton("alu", "L0441", date(2027, 6, 30)))
        await self._scan("10*" + _carton("paracetamol", "P118", date(2028, 2, 29)))
        await self._scan("4*" + _carton("salts", "ORS77", date(2027, 8, 31)))

    async def dispense(self) -> None:
        """Give medicines to patients; one mistake, one code that cannot be right."""
        await self._mode("3")
        paracetamol, salts = _code("paracetamol"), _code("salts")
        await self._scan("4*" + _code("alu"))
        await self._scan("2*" + paracetamol)
        await self._scan("2*" + salts)
        await self._scan(_code("alu"))
        await self._scan("30u*" + paracetamol)
        await self._key("f7")
        await self._scan("2*" + paracetamol)
        await self._scan(salts[:-1] + str((int(salts[-1]) + 3) % 10))
        await self._scan("21u*" + _code("amoxicillin"))

    async def _mode(self, digit: str) -> None:
        await self._pilot.press("f6")
        await _until(self._pilot, lambda: self._app.screen.__class__ is not ScanScreen)
        await self._pilot.press(digit)
        await self._settled()

    async def _scan(self, code: str) -> None:
        self._clock.move(seconds=19)
        self._app.post_message(Paste(code + "\n"))
        await self._pilot.pause()
        await self._settled()

    async def _key(self, key: str) -> None:
        self._clock.move(seconds=11)
        await self._pilot.press(key)
        await self._settled()

    async def _settled(self) -> None:
        await _until(
            self._pilot,
            lambda: (
                isinstance(self._app.screen, ScanScreen)
                and not self._app.screen._under_way
            ),
        )


def _carton(medicine: str, lot: str, expires_on: date) -> str:
    """Return what the DataMatrix on a carton says."""
    code = _code(medicine, is_carton=True).zfill(14)
    return f"]d201{code}17{expires_on:%y%m%d}10{lot}"


async def _until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            await pilot.pause()
            return
        await pilot.pause(0.01)
    raise TimeoutError("the screen did not get there")


def _without_fonts(svg: str) -> str:
    """Return the picture with fonts that are there, none from the internet."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def main() -> int:
    """Write the picture."""
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture())
    print(f"{PICTURE.relative_to(Path.cwd())} is made")
    return 0


if __name__ == "__main__":
    sys.exit(main())

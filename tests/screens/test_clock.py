"""The clock in the top bar: the clinic's time, always right, silent in between."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from screens.widgets.top_bar import TopBar
from wema_tui.clock import Clock

MORNING = datetime(2026, 5, 4, 5, 41, 30, tzinfo=UTC)  # 08:41 at the clinic


@dataclass(frozen=True)
class Hands(Clock):
    """A clock whose hands a test moves."""

    at: list[datetime] = field(default_factory=lambda: [MORNING])

    def now(self):
        return self.at[0]


@pytest.fixture
def clock():
    return Hands(ZoneInfo("Africa/Dar_es_Salaam"))


@pytest.fixture
def clinic(clinic, clock):
    return replace(clinic, clock=clock)


def shown(hands):
    return hands.text().splitlines()[0]


async def test_every_screen_with_a_top_bar_shows_the_clinics_time(
    running, clinic, clock
):
    async with running() as hands:
        assert shown(hands).endswith(" 08:41")
        assert len(shown(hands)) == 79
    for width in (60, 40, 20, 80, 132):
        async with running(size=(width, 24)) as hands:
            assert shown(hands).endswith(" 08:41")
            assert len(shown(hands)) == width - 1


async def test_who_is_signed_in_gives_way_to_the_time(at_work):
    for width, name in ((80, "Neema Msuya · dispensary"), (45, "PHA001"), (30, "")):
        async with at_work(size=(width, 24)) as hands:
            assert shown(hands).endswith("  08:41")
            assert name in shown(hands)


@pytest.mark.parametrize(
    ("later", "time"),
    [
        (timedelta(seconds=31), "08:42"),
        (timedelta(hours=3), "11:41"),  # a computer that slept
        (timedelta(days=-400), "08:41"),  # the same time of another day
        (timedelta(minutes=-20), "08:21"),  # set right
    ],
)
async def test_it_is_right_however_the_time_jumps(running, clock, later, time):
    async with running() as hands:
        clock.at[0] += later
        await hands.wait_for(lambda: shown(hands).endswith(time), what=time)


async def test_nothing_is_drawn_while_the_minute_lasts(running, clock, monkeypatch):
    async with running() as hands:
        bar, drawn, looked = hands.app.screen.query_one(TopBar), [], []
        monkeypatch.setattr(bar, "refresh", lambda *_args, **_options: drawn.append(1))
        tell = bar._tell_time
        monkeypatch.setattr(bar, "_tell_time", lambda: (looked.append(1), tell()))
        clock.at[0] = MORNING.replace(second=59, microsecond=950_000)
        await hands.wait_for(lambda: len(looked) >= 3, what="three looks at the clock")
        assert drawn == []
        clock.at[0] += timedelta(seconds=1)
        await hands.wait_for(lambda: drawn == [1], what="the next minute")

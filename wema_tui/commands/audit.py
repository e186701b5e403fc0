"""`wema audit`: verify the chain, print its anchor, write it out, look into it."""

from __future__ import annotations

from argparse import Namespace

from db.base import instant_text
from wema_tui.bootstrap import build_clinic
from wema_tui.commands.output import put, put_json, tell
from wema_tui.config import Config
from wema_tui.days import parse_day
from wema_tui.i18n import _
from wema_tui.services.audit.entries import Anchor, Link, entries_after, newest
from wema_tui.services.audit.reading import EntryRow, entries
from wema_tui.services.audit.search import Wanted
from wema_tui.services.audit.verify import Verdict, verify
from wema_tui.services.clinic.opening import OpenClinic
from wema_tui.services.trouble import explained


def run(args: Namespace, config: Config) -> int:
    """Carry out the verb behind `wema audit`.

    Raises:
        DatabaseTrouble, KeyMissing, KeyUnusable: The clinic cannot be opened.
        NotADay: No such day was asked for.
    """
    clinic = build_clinic(config)
    if args.verb == "verify":
        return _verify(clinic, args)
    if args.verb == "anchor":
        return _anchor(clinic)
    if args.verb == "show":
        return _show(clinic, args)
    return _export(clinic)


def _verify(clinic: OpenClinic, args: Namespace) -> int:
    anchor = Anchor(*args.anchor) if args.anchor else None
    verdict = verify(clinic.store, clinic.key, anchor)
    if args.json:
        put_json(_as_json(verdict))
    elif verdict.ok:
        assert verdict.head is not None  # an empty chain is not ok
        put(
            _("The chain is whole: {entries} entries, {rows} rows of ledgers.").format(
                entries=verdict.entries, rows=verdict.rows
            )
        )
        put(
            _("It ends at {seq} {start}.").format(
                seq=verdict.head.seq, start=verdict.head.start
            )
        )
    if verdict.broken is None:
        return 0
    tell(
        _("The audit chain is broken at {seq}. {detail}").format(
            seq=verdict.broken.seq, detail=verdict.broken.detail
        )
    )
    return 1


def _as_json(verdict: Verdict) -> dict[str, object]:
    return {
        "ok": verdict.ok,
        "entries": verdict.entries,
        "rows": verdict.rows,
        "head": None if verdict.head is None else vars(verdict.head),
        "break": None if verdict.broken is None else vars(verdict.broken),
    }


def _anchor(clinic: OpenClinic) -> int:
    link = newest(clinic.store)
    if link is None:
        tell(_("The audit chain is empty: all of it was removed."))
        return 1
    now = clinic.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    put(f"{link.anchor.seq} {link.anchor.start} {now}")
    return 0


def _export(clinic: OpenClinic) -> int:
    seq = 0
    while True:
        # Not one long read: whoever pages through it would hold up the clinic.
        with explained(), clinic.store.read():
            links = entries_after(clinic.store, seq)
        if not links:
            return 0
        for link in links:
            put_json(_entry(link))
        seq = links[-1].entry.seq


def _entry(link: Link) -> dict[str, object]:
    # `body` stays the text that was signed: whoever verifies needs every byte.
    return {
        **vars(link.entry),
        "prev": link.entry.prev.hex(),
        "mac": link.mac.hex(),
    }


def _show(clinic: OpenClinic, args: Namespace) -> int:
    today = clinic.clock.today()
    since, until = (
        parse_day(text, today) if text else None
        for text in (getattr(args, "from"), args.to)
    )
    wanted = Wanted(args.person, args.patient, args.action, since, until)
    page = entries(clinic.console(), wanted, limit=args.count)
    for row in page.rows:
        if args.json:
            put_json(vars(row) | {"at": instant_text(row.at)})
        else:
            put(_line(row, clinic))
    if not page.rows:
        tell(_("Nothing in the audit log fits."))
    return 0


def _line(row: EntryRow, clinic: OpenClinic) -> str:
    at = clinic.clock.at_clinic(row.at)
    who = row.employee_id or row.role
    return f"{row.seq} {at:%Y-%m-%d %H:%M:%S} {who} {row.action} {row.subject}"

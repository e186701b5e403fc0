"""What an action of the audit log is called in a sentence: who *gave out a medicine*.

The one table of these words: for the feed of the dashboard and for the log itself.
"""

from __future__ import annotations

from wema_tui.i18n import _


def act_in_words(action: str) -> str:
    """Return what somebody did, to stand behind the name: `signed in`.

    Args:
        action: As the audit log has it: `session.start`. One that this WEMA does
            not know, of a newer one, stays as it is.
    """
    return _words().get(action, action)


def _words() -> dict[str, str]:
    return {
        **_of_the_house(),
        **_of_people(),
        **_of_the_pharmacy(),
        **_of_patients(),
        **_of_finance(),
        **_of_appointments(),
        **_of_nurses(),
        **_of_wards(),
        **_of_visits(),
    }


def _of_the_house() -> dict[str, str]:
    return {
        "settings.change": _("changed a setting"),
        "emergency.open": _("opened a record in an emergency"),
        "emergency.end": _("ended an emergency access"),
        "emergency.review": _("reviewed an emergency access"),
        "clinic.found": _("founded the clinic"),
        "schema.migrate": _("brought the database to a new version"),
        "station.scanner": _("set up the scanner of a station"),
        "permission.denied": _("was refused what the role may not do"),
    }


def _of_people() -> dict[str, str]:
    return {
        "session.start": _("signed in"),
        "session.end": _("signed out"),
        "session.unlock": _("unlocked the screen"),
        "session.refused": _("was not let in"),
        "session.command_line": _("worked from the command line"),
        "sign_in.try": _("tried a password"),
        "sign_in.wait": _("had to wait after wrong passwords"),
        "user.add": _("added an account"),
        "user.register": _("registered"),
        "user.register_refused": _("could not register"),
        "user.create": _("added an account"),
        "user.approve": _("approved an account"),
        "user.reject": _("rejected an account"),
        "user.change": _("changed an account"),
        "user.close": _("closed an account"),
        "user.reopen": _("opened an account again"),
        "user.unlock": _("let somebody try again"),
        "user.password": _("chose a new password"),
        "user.password_try": _("was asked for the password"),
        "user.password_right": _("typed the right password"),
        "user.reset_code": _("made a code for a new password"),
        "user.reset_try": _("tried a code for a new password"),
        "user.password_reset": _("chose a new password with a code"),
        "user.second_factor_begin": _("began to set up a second factor"),
        "user.second_factor": _("switched a second factor on or off"),
        "user.recovery_codes": _("made new recovery codes"),
        "sign_in.second_step": _("was asked for the second factor"),
        "user.preference": _("changed a habit of the screen"),
        "draft.make": _("began a form"),
        "draft.take_up": _("took up an unfinished form"),
        "draft.drop": _("put an unfinished form away"),
    }


def _of_the_pharmacy() -> dict[str, str]:
    return {
        "medication.starter_formulary": _("entered the first list of medicines"),
        "barcode.learn": _("taught WEMA a code"),
        "barcode.demo_codes": _("entered the codes of the demo"),
        "stock.stock_in": _("put stock on the shelf"),
        "stock.stock_out": _("took stock out to a ward"),
        "stock.dispense": _("gave out a medicine"),
        "stock.adjustment": _("corrected the stock"),
        "stock.reversal": _("undid a movement of stock"),
        "stock.count": _("counted a pack"),
        "stock.count_post": _("posted a stock count"),
        "stock.count_cancel": _("gave up a stock count"),
        "scan.refused": _("scanned what could not be recorded"),
    }


def _of_patients() -> dict[str, str]:
    return {
        "patient.register": _("registered a patient"),
        "patient.change": _("corrected a patient's record"),
        "patient.card": _("made a patient's card"),
        "patient.open": _("opened a patient's record"),
        "patient.merge": _("merged two records of a patient"),
        "patient.merge_undone": _("took two records apart again"),
        "patient.death": _("recorded a death"),
        "patient.death_undone": _("took back that a patient has died"),
        "patient.import": _("brought in patients from a file"),
    }


def _of_finance() -> dict[str, str]:
    return {
        "price.starter_list": _("entered the first price list"),
        "price.change": _("changed a price"),
        "price_item.add": _("put something on the price list"),
        "price_item.change": _("changed something on the price list"),
        "insurer.add": _("added an insurer"),
        "insurer.close": _("closed an insurer"),
        "insurer.reopen": _("opened an insurer again"),
        "charge.add": _("charged something"),
        "charge.cancel": _("cancelled a charge"),
        "payment.take": _("took a payment"),
    }


def _of_appointments() -> dict[str, str]:
    return {
        "appointment.book": _("booked an appointment"),
        "appointment.move": _("moved an appointment"),
        "appointment.cancel": _("cancelled an appointment"),
        "doctor.hours": _("added hours of a doctor"),
        "doctor.hours_end": _("ended hours of a doctor"),
        "doctor.absence": _("entered an absence of a doctor"),
        "doctor.absence_withdraw": _("withdrew an absence of a doctor"),
    }


def _of_nurses() -> dict[str, str]:
    return {
        "triage.set": _("said how urgent a visit is"),
        "vitals.record": _("recorded vital signs"),
        "vitals.correct": _("corrected a vital sign"),
        "care.give": _("gave care to a patient"),
        "care.take_back": _("took an entry of care back"),
        "vitals.see": _("looked at vital signs and care"),
    }


def _of_wards() -> dict[str, str]:
    return {
        "ward.add": _("made a ward"),
        "ward.rename": _("gave a ward another name"),
        "ward.close": _("closed a ward"),
        "bed.add": _("added beds"),
        "bed.close": _("closed a bed"),
        "admission.begin": _("admitted a patient"),
        "admission.move": _("moved a patient to another bed"),
        "admission.end": _("discharged a patient"),
        "record.open": _("looked at vital signs and care"),
    }


def _of_visits() -> dict[str, str]:
    return {
        "visit.open": _("checked a patient in"),
        "visit.call": _("called a patient"),
        "visit.put_back": _("took back the call of a patient"),
        "visit.send_on": _("sent a patient on"),
        "visit.finish": _("was done with a patient"),
        "visit.left": _("noted that a patient left without being seen"),
        "visit.end": _("ended a visit"),
        "point.add": _("added a service point"),
        "point.change": _("changed a service point"),
        "point.close": _("closed a service point"),
        "point.reopen": _("opened a service point again"),
    }

"""What tables and registers are called."""

from django.utils.translation import gettext as _


def table_word(code: str) -> str:
    """What a table that left is called in the journal."""
    words = {
        **register_words(),
        "board": _("Duties done"),
        "verdicts": _("Verdicts of one duty"),
        "changes": _("Terms and vacancies"),
        "below": _("Units directly below"),
        "duties": _("Duties this year"),
        "due": _("Due now"),
        "members": _("Register of members"),
        "gatherings": _("Meetings"),
        "admissions": _("Admissions"),
        "readings": _("Reading log"),
        "journal": _("Journal"),
        "grants": _("Accounts and roles"),
        "rules": _("Rules"),
        "questions": _("Questions and complaints"),
        "question_counts": _("What is asked where"),
        "found_units": _("Units found"),
        "found_people": _("People found"),
        "transfers": _("Transfers by letter"),
        "mobile_away": _("Members away"),
        "mobile_here": _("Members from elsewhere"),
        "leaders": _("Leaders"),
    }
    return words.get(code, code)


def register_words() -> dict[str, str]:
    """The usual registers, by code, as an office calls them."""
    return {
        "member_register": _("Register of members, for print"),
        "leader_table": _("Table of units and leaders"),
        "vacancy_table": _("Table of vacancies and terms"),
        "gathering_ledger": _("Ledger of meetings"),
    }

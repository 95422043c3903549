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
        "readings": _("Reading log"),
        "journal": _("Journal"),
        "grants": _("Accounts and roles"),
        "rules": _("Rules"),
        "found_units": _("Units found"),
        "found_people": _("People found"),
    }
    return words.get(code, code)


def register_words() -> dict[str, str]:
    """The usual registers, by code, as an office calls them."""
    return {
        "member_register": _("Register of members, for print"),
        "leader_table": _("Table of branches and leaders"),
        "vacancy_table": _("Table of vacancies and terms"),
        "gathering_ledger": _("Ledger of meetings"),
    }

"""What tables and registers are called."""

from django.utils.translation import gettext as _


def table_word(code: str) -> str:
    """What a table that left is called in the journal."""
    words = {
        **register_words(),
        **_of_a_year(),
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
        "articles": _("Articles"),
        "mobile_away": _("Members away"),
        "mobile_here": _("Members from elsewhere"),
        "leaders": _("Leaders"),
    }
    return words.get(code, code)


def _of_a_year() -> dict[str, str]:
    return {
        "needs": _("Needs"),
        "needs_by_owner": _("Needs by office"),
        "needs_by_kind": _("Needs by kind"),
        "coverage": _("Coverage"),
        "establishments": _("Establishments"),
        "training": _("Hours of training"),
        "dues": _("Dues by member"),
        "dues_totals": _("Sums of dues"),
        "commendations": _("Commendations"),
        "statistics": _("Yearly tables"),
        "statistic": _("One yearly table"),
        "statistic_list": _("Who stands behind a figure of the yearly tables"),
        "rectification": _("Units to be put right"),
        "exemplars": _("Models"),
        "weak_proposals": _("What the criteria propose"),
    }


def register_words() -> dict[str, str]:
    """The usual registers, by code, as an office calls them."""
    return {
        "member_register": _("Register of members, for print"),
        "leader_table": _("Table of units and leaders"),
        "vacancy_table": _("Table of vacancies and terms"),
        "gathering_ledger": _("Ledger of meetings"),
    }

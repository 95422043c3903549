"""Sentences about people, access, meetings and duties."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "reading_slowed": _(
        "You have been given the data of %(count)s persons within %(hours)s hours, more than "
        "ordinary work needs, "
        "so those who read the reading log were told. Say what for and go on at once; otherwise the next is "
        "given in %(seconds)s seconds."
    ),
    "not_permitted": _(
        "Your role does not include this. Ask the officer who manages access at the level above."
    ),
    "own_access": _(
        "Nobody grants herself a role. Ask another officer who manages access to decide about it."
    ),
    "role_of_the_whole": _(
        "This role sets rules and accounts for everyone, so it is granted in the topmost unit only. Choose "
        "another role or unit."
    ),
    "user_not_found": _(
        "There is no such user within your responsibility. Check the name, or search for it again."
    ),
    "grant_not_found": _(
        "There is no such grant within your responsibility. It may have been withdrawn; reload the page."
    ),
    "grant_exists": _(
        "This user holds this role here already. Nothing was added; end the old grant first if its "
        "dates are to change."
    ),
    "grant_ended": _("This grant has ended already. There is nothing left to withdraw."),
    "grant_ends_before_it_starts": _("The grant would end before it starts. Correct one of the two dates."),
    "user_closed": _("This account is closed already. There is nothing left to close."),
    "unknown_role": _("There is no such role. Choose one from the list."),
    "username_missing": _("A sign-in name is missing. Enter one."),
    "username_in_use": _("Someone else has this sign-in name. Choose another."),
    "password_wrong": _("The present password is not right, so it was not changed. Type it again."),
    "password_too_easy": _("The password is too easy to guess. %(reasons)s"),
    "purpose_missing": _(
        "The purpose is missing. Full numbers and lists of members are given out only for a stated purpose, "
        "which is logged."
    ),
    "too_many_rows": _(
        "The table has more than %(limit)s rows, so no file was made. Narrow it down, for example by "
        "days or to one unit, and export it in parts."
    ),
    "too_many_numbers": _(
        "These are more than %(limit)s members; whole ID numbers leave for at most so many at once. "
        "Export unit by unit, or without whole numbers."
    ),
    "reason_missing": _(
        "A reason is missing. Write briefly why, so that later readers understand the change."
    ),
    "person_not_found": _(
        "There is no such person within your responsibility. Search by name, pinyin initials or code."
    ),
    "name_missing": _("A name is missing. Enter it."),
    "id_number_length": _("A resident ID number has 18 characters. Count them and correct the number."),
    "id_number_check": _(
        "The last character of the ID number does not fit the others: probably a digit is mistyped. "
        "Compare it with the card."
    ),
    "id_number_birth_date": _(
        "The ID number holds a birth date that does not exist. Compare it with the card."
    ),
    "id_number_in_register": _(
        "Someone with this ID number is in the register already. Search for that person instead of "
        "adding a second one."
    ),
    "id_number_not_recorded": _("No ID number is recorded for this person."),
    "id_number_unreadable": _(
        "The ID number cannot be read: the key is not the one it was sealed with. Ask the "
        "administrator to put back the keys folder from the backup."
    ),
    "unknown_standing": _("There is no such standing of membership. Choose one from the list."),
    "unknown_reason": _("This reason is not among those known. Choose one from the list."),
    "member_elsewhere": _(
        "This person is a member of another unit. Transfer the membership instead of adding a second one."
    ),
    "member_before_joining": _(
        "The day lies before the day of joining, %(joined_on)s. Correct one of the two."
    ),
    "membership_ended": _("This membership has ended already. Nothing was changed; reload the page."),
    "not_probationary": _("This member is not on probation, so there is no probation to end."),
    "transfer_to_same_unit": _("The member belongs to this unit already. Choose another one to transfer to."),
    "already_away": _("The member is registered as away already. Register the return first."),
    "already_back": _("The member's return is registered already. Nothing was changed."),
    "not_of_this_unit": _(
        "This person does not belong to this unit on that day. Choose a member of it, or check the day."
    ),
    "gathering_not_found": _(
        "There is no such meeting within your responsibility. It may have been opened from an old "
        "link; look in the list of meetings."
    ),
    "unknown_gathering_kind": _(
        "This kind of meeting is not in the rules in force. Choose one from the list."
    ),
    "unknown_item": _("This item is not in the rules in force. Choose from the list."),
    "body_missing": _("It is not said who meets. Choose the body."),
    "body_of_another_unit": _("This body belongs to another unit. Choose one of this unit."),
    "held_in_the_future": _(
        "The day lies in the future. A meeting is recorded after it was held; to call one, send an "
        "announcement."
    ),
    "announced_in_the_past": _(
        "The day has gone by. An announcement is for a coming day; a meeting already held is recorded."
    ),
    "absent_not_on_roll": _(
        "Someone marked absent was not on the roll of that day. Reload the page, so that the roll "
        "fits the day, and tick again."
    ),
    "more_present_than_entitled": _(
        "More are present than are entitled to attend. Correct one of the two numbers."
    ),
    "not_measured": _("Neither hours nor days are noted of this kind. Leave the figure out."),
    "measure_out_of_range": _("A whole number from 0 to %(most)s is meant here. Check the figure."),
    "taken_down_before_posted": _("A notice is taken down after it was posted. Check the two days."),
    "taken_down_in_the_future": _(
        "The day lies in the future. Leave it empty while the notice is still posted; write it down when "
        "it is taken down."
    ),
    "makes_up_not_past": _(
        "A meeting can only make up for a period that is over. Leave this empty for a meeting of its "
        "own period."
    ),
    "person_has_account": _(
        "Another account in use is said to be this person's. Close it, or say there that it is nobody's."
    ),
    "follows_posting": _(
        "This is on record because it was posted on the site, and follows what is posted. Change or withdraw "
        "the article; the record follows by itself."
    ),
    "posted_already": _(
        "This notice is on record already, because it was posted on the site that day. Nobody records it "
        "once more."
    ),
    "already_cancelled": _("This meeting was called off already. Nothing was changed."),
    "already_recorded": _(
        "This meeting has been recorded already. Open the record; if something in it is wrong, "
        "correct it there."
    ),
    "entry_taken_back": _(
        "This was recorded and has been taken back since, so it is not recorded again. If it took place "
        "after all, record it once more."
    ),
    "recorded_meanwhile": _(
        "A meeting of this kind is on record for that day already. Compare the two: if it is the "
        "same meeting, "
        "delete yours; if both were held, record yours too."
    ),
    "form_of_another_release": _(
        "This was written in a form of an earlier release of the program. Nothing is lost: open it with "
        "“Change”, look through it and send it again."
    ),
    "unknown_fields": _(
        "The server does not know some of what was sent (%(fields)s). Nothing is lost: open it with "
        "“Change”, "
        "look through it and send it again."
    ),
    "written_by_another": _("Someone else wrote this and must sign in to send it."),
    "not_held": _("This meeting was not held, so there is no record to change."),
    "changed_meanwhile": _(
        "Someone else has changed this record while you were writing. Nothing was overwritten: "
        "reload it, look at the new version, and enter your change again."
    ),
    "unknown_quantity": _("The rules in force count nothing of that name. Choose one they name."),
    "unknown_duty": _("There is no such duty in the rules in force. Choose one from the list."),
    "postponed_already": _(
        "This is postponed already. Withdraw the earlier postponement first if the day is to change."
    ),
    "postponed_to_before_its_end": _(
        "The new day must lie after the end of the period, %(end)s: until then nothing needs to be postponed."
    ),
    "not_to_be_postponed": _(
        "The rule knows no postponement for this, or this is not one of its periods. Nothing was saved."
    ),
    "postponement_not_found": _(
        "There is no such postponement within your responsibility. It may have been withdrawn; "
        "reload the page."
    ),
    "parameters_not_found": _(
        "The office's own values are not within your responsibility. Ask the officer who manages the rules."
    ),
    "password_unchanged": _("This is the present password. Choose another one."),
    "password_not_right": _("The password is not right, so nothing was changed. Type it again."),
    "code_wrong": _(
        "The code is not right. Wait for the next one and type it at once; if it still fails, set "
        "the phone's clock."
    ),
    "key_refused": _("The security key was not accepted. Try again, or use an authenticator app."),
    "key_there": _("This security key is set up already."),
    "factor_gone": _("This second step has been removed already. Reload the page."),
    "no_factor": _("There is no second step to do this with. Reload the page."),
    "factor_unreadable": _(
        "The second step cannot be checked: the key is not the one it was sealed with. Ask the "
        "administrator to put "
        "back the keys folder from the backup."
    ),
    "seen_already": _("You have said so already. There is nothing more to see."),
    "recovery_settled": _("This request has been settled already. Reload the page."),
    "unknown_question_kind": _("There is no such kind. Choose one from the list."),
    "text_missing": _("Nothing is written. Say it in a sentence or two."),
    "text_too_long": _("This is longer than %(limit)s characters. Shorten it, or send it in two parts."),
    "about_missing": _("It is not said whom the complaint concerns. Choose from the list."),
    "about_nobody": _(
        "A complaint about nobody in particular goes to supervision. Choose it, or say whom it concerns."
    ),
    "not_above_you": _("You can only name a unit of your own or above it. Choose one from the list."),
    "no_such_desk": _("Nobody answers there any more. Choose who should answer from the list."),
    "complained_of_itself": _(
        "The complaint would reach whom it concerns, or somebody under them. Choose a level above, "
        "or supervision; "
        "where none is listed, turn to the level above outside this program."
    ),
    "too_many_questions": _(
        "You have asked %(limit)s times within a day; nothing was sent. What you asked is being "
        "read; go on tomorrow."
    ),
    "asked_already": _("You have sent this already. It has not been lost: it stands under your questions."),
    "question_not_found": _(
        "There is no such question of yours or at your desk. It may have been opened from an old link."
    ),
    "answered_already": _("This has been answered already. Nothing was changed; reload the page."),
    "taken_already": _("Somebody sees to this already. Nothing was changed; reload the page."),
    "page_not_found": _(
        "There is nothing at this address, or it is outside your responsibility. Start from the start page."
    ),
    "postponement_withdrawn": _("This postponement has been withdrawn already. Nothing was changed."),
}

"""Files handed out: saved under a name every system takes, and kept by nobody on the way."""

from urllib.parse import unquote

import pytest

from jiceng.faces.shared.handing_out import POLICY, WORD, hand_out_file, hand_out_made


def test_a_file_we_made_is_saved_and_kept_by_nobody_on_the_way() -> None:
    answer = hand_out_made("决议 2026.docx", WORD, b"made")
    assert (answer.content, answer.headers["Content-Type"]) == (b"made", WORD)
    assert answer.headers["Cache-Control"] == "no-store"
    assert unquote(answer.headers["Content-Disposition"]) == "attachment; filename*=utf-8''决议 2026.docx"


def test_a_name_loses_what_no_system_holds() -> None:
    saved = hand_out_made('a/b\\c:d*"e"\r\nf.docx', WORD, b"").headers["Content-Disposition"]
    assert saved == 'attachment; filename="a b c d e f.docx"'


@pytest.mark.parametrize(
    ("media_type", "saved"),
    [("image/png", "inline"), ("application/pdf", "attachment"), ("text/html", "attachment")],
)
def test_of_what_came_from_outside_only_a_picture_is_shown(media_type: str, saved: str) -> None:
    answer = hand_out_file("a", media_type, b"")
    assert answer.headers["Content-Disposition"].startswith(saved)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] in {media_type, f"{media_type}; charset=binary"}

"""The paper for a person about the looks into her file."""

from django.urls import reverse

from jiceng.apps.journal.services import record_reading
from tests.county import AT, County


def test_it_tells_office_day_and_purpose_and_no_readers_name(county: County) -> None:
    membership = county.unit("上窑村").memberships.order_by("pk").first()
    assert membership is not None
    actor = county.actor("qingshi")
    record_reading(
        actor=actor, at=AT, person_id=membership.person_id, unit_id=None, part="file", purpose="换届资格联审"
    )
    page = county.client("county").get(reverse("looks", args=[membership.person_id])).content.decode()
    paper = page[page.index('<article class="paper">') : page.index("</article>")]
    assert "换届资格联审" in paper
    assert "青石镇" in paper
    assert actor.name not in paper

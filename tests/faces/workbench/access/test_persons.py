"""The office says whose account it is; the person then reads the looks into her own file."""

from django.urls import reverse

from jiceng.apps.access.models import User
from jiceng.apps.journal.services import record_reading
from tests.county import AT, County


def test_the_office_finds_her_by_name_and_she_reads_who_looked(county: County) -> None:
    person = county.members["上窑村"][1].person
    grant = county.users["liulin"].grants.get()
    record_reading(
        actor=county.actor("qingshi"), at=AT, person_id=person.pk, unit_id=None, part="file", purpose="换届"
    )
    reader = county.client("liulin")
    assert "尚未登记此账号对应的人员" in reader.get(reverse("own_looks")).content.decode()
    address = reverse("account_person", args=[grant.pk]) + "?q=" + person.name
    office = county.client("county")
    page = office.get(address).content.decode()
    assert f'<option value="{person.pk}">' in page or f'value="{person.pk}"' in page
    assert office.post(address, {"person": person.pk}).headers["Location"] == reverse("grants")
    assert User.objects.get(username="liulin").person_id == person.pk
    again = office.get(reverse("account_person", args=[grant.pk])).content.decode()
    assert f'<option value="{person.pk}" selected>' in again  # saved as it is, nothing changes
    told = reader.get(reverse("own_looks")).content.decode()
    assert person.name in told
    assert "青石镇" in told
    assert "换届" in told
    assert county.users["qingshi"].name not in told
    assert reverse("own_looks") in reader.get(reverse("security")).content.decode()


def test_someone_not_offered_cannot_be_chosen(county: County) -> None:
    grant = county.users["liulin"].grants.get()
    address = reverse("account_person", args=[grant.pk])
    other = county.members["南坡村"][0].person
    assert county.client("county").post(address, {"person": other.pk}).status_code == 422
    assert User.objects.get(username="liulin").person_id is None

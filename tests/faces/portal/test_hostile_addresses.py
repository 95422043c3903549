"""Whatever is asked is answered, and never by an error of the server's own."""

import pytest
from django.test import Client

from tests.faces.portal.conftest import PUBLIC_DATABASES

pytestmark = pytest.mark.django_db(databases=PUBLIC_DATABASES)
HUGE = "9" * 40
ODD = [
    f"/a/{HUGE}/",
    f"/a/{HUGE}/versions/",
    "/a/0/",
    "/a/-1/",
    "/a/1'/",
    "/a/１/",
    f"/c/{'x' * 5000}/",
    f"/c/affairs/{HUGE}/",
    f"/c/affairs/2026/{HUGE}/",
    "/c/affairs/9999/12/",
    "/c/affairs/1/1/",
    f"/c/affairs/?page={HUGE}",
    "/c/affairs/?page=-1",
    "/c/affairs/?page=1%00",
    "/c/affairs/?page=%F0%28",
    f"/sitemap-{HUGE}.xml",
    f"/f/{'x' * 5000}/",
    "/f/../../etc/passwd",
    "/%00",
    "/%ff%fe",
    "/" + "x/" * 2000,
    "/?size=115&size=130&size=x",
    "/?size=115%0d%0aSet-Cookie:x=1",
    "/u/%F0%9F%8E%8F/",
    "/c/none/rss.xml",
    f"/c/{'x' * 5000}/atom.xml",
]


@pytest.mark.parametrize("address", ODD)
def test_an_odd_address_is_answered(public: Client, address: str) -> None:
    public.raise_request_exception = False
    answer = public.get(address)
    assert answer.status_code in (200, 302, 400, 404, 410)
    assert "x" not in answer.cookies


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options", "trace"])
@pytest.mark.parametrize("address", ["/", "/a/1/", "/c/affairs/", "/rss.xml", "/sitemap.xml", "/robots.txt"])
def test_nothing_is_written_through_a_page(public: Client, address: str, method: str) -> None:
    assert getattr(public, method)(address).status_code == 405

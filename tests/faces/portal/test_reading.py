"""Size, contrast and language: by a plain link, remembered, and nothing else is."""

import pytest
from django.test import Client

from jiceng.faces.portal.reading import SIZES, next_sizes
from tests.faces.portal.conftest import PUBLIC_DATABASES

pytestmark = pytest.mark.django_db(databases=PUBLIC_DATABASES)


def test_a_link_enlarges_the_text_and_it_stays_so(public: Client) -> None:
    assert 'href="?size=115#reading"' in public.get("/a/1/").content.decode()
    answer = public.get("/a/1/?size=115")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/a/1/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.cookies["jiceng_size"]["samesite"] == "Lax"
    page = public.get("/").content.decode()
    assert 'class="size-115"' in page
    assert 'href="?size=130#reading"' in page


def test_restoring_forgets(public: Client) -> None:
    public.get("/?size=200")
    public.get("/?size=100")
    assert not public.cookies["jiceng_size"].value
    assert "size-200" not in public.get("/").content.decode()


def test_contrast_and_language_are_links_too(public: Client) -> None:
    public.get("/?contrast=high&language=en")
    page = public.get("/").content.decode()
    assert '<html lang="en" class=" contrast">' in page
    public.get("/?contrast=usual&language=zh-hans")
    assert '<html lang="zh-Hans">' in public.get("/").content.decode()


def test_the_rest_of_the_address_is_kept(public: Client) -> None:
    answer = public.get("/c/affairs/?page=1&size=130&x=%E6%B0%B4")
    assert answer.headers["Location"] == "/c/affairs/?page=1&x=%E6%B0%B4"


@pytest.mark.parametrize(
    "asked", ["size=116", "size=", "size=1e9", "contrast=low", "language=xx", "size=%00"]
)
def test_what_there_is_not_is_left_alone(public: Client, asked: str) -> None:
    answer = public.get(f"/?{asked}")
    assert answer.status_code in (200, 400)
    assert not answer.cookies


@pytest.mark.parametrize("cookie", ["116", "x", "", "²", "100; x"])
def test_a_cookie_of_someone_else_s_making_is_the_usual_size(public: Client, cookie: str) -> None:
    public.cookies["jiceng_size"] = cookie
    assert '<html lang="zh-Hans">' in public.get("/").content.decode()


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/%2Fevil.example/", "///evil.example/", "/\\evil.example"]
)
def test_no_link_leads_off_the_site(public: Client, path: str) -> None:
    answer = public.get(f"{path}?size=115")
    if answer.status_code == 302:
        location = answer.headers["Location"]
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))


def test_pages_may_be_kept_apart_by_cookie(public: Client) -> None:
    assert "Cookie" in public.get("/a/1/").headers["Vary"]


def test_steps_end_at_both_ends() -> None:
    assert next_sizes(SIZES[0]) == (SIZES[1], None)
    assert next_sizes(SIZES[-1]) == (None, SIZES[-2])
    assert next_sizes(100) == (115, 85)

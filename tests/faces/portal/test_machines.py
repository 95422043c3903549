"""What programs read: feeds, sitemap, robots; links that were once given; pages for what went wrong."""

import xml.etree.ElementTree as ET
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import Settings

from jiceng.apps.publications import selectors, store
from tests.faces.portal.conftest import PUBLIC_DATABASES, Post

pytestmark = pytest.mark.django_db(databases=PUBLIC_DATABASES)
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FEEDS = ["/rss.xml", "/atom.xml", "/c/affairs/rss.xml", "/c/affairs/atom.xml"]


def tree(client: Client, address: str) -> ET.Element:
    """What a program reads at an address."""
    answer = client.get(address)
    assert answer.status_code == 200
    return ET.fromstring(answer.content)  # noqa: S314 - made here


def test_rss_tells_of_what_is_listed_and_of_nothing_else(public: Client) -> None:
    channel = tree(public, "/rss.xml").find("channel")
    assert channel is not None
    items = channel.findall("item")
    assert [item.findtext("title") for item in items] == ["基层组织工作的实践", "关于村西水渠维修的决议公开"]
    assert items[1].findtext("link") == items[1].findtext("guid") == "http://testserver/a/1/"
    assert items[1].findtext("description") == "应到四十一人，实到三十三人，决议通过。"
    assert items[1].findtext("category") == "村务公开"


def test_atom_says_when_something_was_changed(public: Client) -> None:
    feed = tree(public, "/c/affairs/atom.xml")
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}id") == "http://testserver/a/1/"
    assert (entry.findtext(f"{ATOM}updated") or "") > (entry.findtext(f"{ATOM}published") or "~")
    assert feed.findtext(f"{ATOM}title") == "村务公开 · 信息公开"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "http://testserver/c/affairs/",
        "self": "http://testserver/c/affairs/atom.xml",
    }


@pytest.mark.parametrize("address", ["/c/aid/rss.xml", "/c/aid/atom.xml", "/c/none/rss.xml"])
def test_a_column_of_help_lists_has_no_feed(public: Client, address: str) -> None:
    assert public.get(address).status_code == 404


@pytest.mark.parametrize("address", FEEDS)
def test_no_sign_breaks_a_feed(post: Post, address: str) -> None:
    post(1, title="甲\x0b乙\x1b<丙>&", text="一\x01二\ufffe]]>三", author="\x08丁")
    assert "甲乙<丙>&" in ET.tostring(tree(Client(), address), "unicode").replace("&lt;", "<").replace(
        "&gt;", ">"
    ).replace("&amp;", "&")


def test_addresses_are_those_of_the_site_where_the_office_named_one(public: Client) -> None:
    store.put_site(title="青禾", address="https://qinghe.example")
    assert b"https://qinghe.example/a/1/" in public.get("/rss.xml").content
    assert b"<loc>https://qinghe.example/a/1/</loc>" in public.get("/sitemap-0.xml").content
    assert b'<link rel="canonical" href="https://qinghe.example/a/1/">' in public.get("/a/1/").content
    assert b"Sitemap: https://qinghe.example/sitemap.xml" in public.get("/robots.txt").content


def test_the_sitemap_holds_what_is_posted_and_listed(public: Client) -> None:
    index = tree(public, "/sitemap.xml")
    assert [place.text for place in index.iter(f"{MAP}loc")] == ["http://testserver/sitemap-0.xml"]
    found = [place.text for place in tree(public, "/sitemap-0.xml").iter(f"{MAP}loc")]
    assert found == [f"http://testserver/{path}" for path in ("", "c/affairs/", "c/studies/", "a/1/", "a/2/")]


def test_the_sitemap_is_in_parts(post: Post) -> None:
    post(1)
    post(1_999)
    post(2_000)
    assert len(list(tree(Client(), "/sitemap.xml").iter(f"{MAP}loc"))) == 2
    found = [place.text for place in tree(Client(), "/sitemap-1.xml").iter(f"{MAP}loc")]
    assert found == ["http://testserver/a/2000/"]
    assert Client().get("/sitemap-2.xml").status_code == 404


def test_an_empty_site_has_a_sitemap(db: None) -> None:
    assert Client().get("/sitemap.xml").status_code == 200
    assert Client().get("/sitemap-0.xml").status_code == 200


def test_robots_may_read_all_but_searches(public: Client) -> None:
    lines = public.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /search/" in lines
    assert not [line for line in lines if line in ("Disallow: /", "Disallow: /a/")]


@pytest.mark.parametrize("path", ["/news/2019/0426.html", "/show.php?id=12", "/旧/页面"])
def test_an_address_of_before_leads_on_for_good(public: Client, path: str) -> None:
    store.lead_on(path, 1)
    answer = public.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/a/1/")


def test_an_address_of_before_of_something_withdrawn_says_so(public: Client) -> None:
    store.lead_on("/old.html", 3)
    assert public.get("/old.html", follow=True).status_code == 410


def test_an_address_of_before_tells_nothing_of_what_is_not_yet_posted(public: Client, now: datetime) -> None:
    store.lead_on("/old.html", 6)
    assert public.get("/old.html").status_code == 404
    assert selectors.moved("/old.html", now) is None


def test_what_cannot_be_understood_gets_a_page_of_the_portal(public: Client, settings: Settings) -> None:
    answer = public.get("/?q=%00")
    assert answer.status_code == 400
    assert "回到首页" in answer.content.decode()
    settings.ALLOWED_HOSTS = ["testserver"]
    assert public.get("/", headers={"host": "evil.example"}).status_code == 400
    assert public.post("/", b"x" * 200_000, "text/plain").status_code == 400


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_without_items_names_a_day_that_stays_not_this_moment(address: str) -> None:
    store.put_column("affairs", title="村务公开", title_en="", order=1, listed=True)
    said = Client().get(address).content.decode()
    assert ("Sat, 01 Jan 2000" in said) != ("2000-01-01T00:00:00" in said)
    assert f"{datetime.now():%Y}" not in said

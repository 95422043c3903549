"""A file is what is in it, not what it is called; what it tells of its maker is not posted."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import docx
import pytest
import xlsxwriter
from PIL import Image, PngImagePlugin
from pytest_django import Settings
from python_calamine import CalamineWorkbook

from jiceng.apps.editorial import files, services
from jiceng.apps.editorial.examining import (
    KINDS,
    PICTURES,
    Bounds,
    Examined,
    another_name,
    examine,
    tidy_name,
)
from jiceng.apps.editorial.models import Article
from jiceng.apps.editorial.services import Text
from jiceng.apps.journal.models import AuditEntry
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.county import AT, County

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Info <</Author (Zhao Datian)>>>>\n%%EOF"
SECRET = "赵大田"
LAUNCH = b"5 0 <</S /Launch /F (x.exe)>>"


def picture(kind: str = "JPEG", size: tuple[int, int] = (80, 60), **saved: object) -> bytes:
    """A picture, red above and blue below, with a place, a camera and a comment."""
    image = Image.new("RGB", size, (220, 20, 20))
    image.paste((20, 20, 220), (0, size[1] // 2, size[0], size[1]))
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "CameraOfZhao", saved.pop("turned", 1)
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 30.0, 15.0), 3: "E", 4: (112.0, 51.0, 3.0)})
    out = io.BytesIO()
    if kind == "GIF":
        image.save(out, "GIF", comment=b"CameraOfZhao")
    elif kind == "PNG":
        told = PngImagePlugin.PngInfo()
        told.add_text("Author", "CameraOfZhao")
        image.save(out, "PNG", exif=exif, pnginfo=told)
    else:
        image.save(out, kind, exif=exif, xmp=b"<x>CameraOfZhao</x>", **saved)
    return out.getvalue()


def with_objects(said: bytes, stream: bytes) -> bytes:
    """The PDF with a stream that holds objects."""
    made = b"4 0 obj <<" + said + b" /N 1>> stream\n" + stream + b"\nendstream endobj\ntrailer"
    return PDF.replace(b"trailer", made)


def word(**properties: str) -> bytes:
    document = docx.Document()
    document.add_paragraph("三季度收支明细")
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def table() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"author": SECRET})
        book.add_worksheet().write("A1", 1200)
    return out.getvalue()


def read(content: bytes) -> list[list[object]]:
    """The cells of the first sheet."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def slides() -> bytes:
    return package({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"})


def open_document(kind: str = "text", **more: str) -> bytes:
    parts = {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<office/>"}
    return package({**parts, "meta.xml": f"<m>{SECRET}</m>", **more})


def package(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def added(content: bytes, name: str, part: str) -> bytes:
    """The package with a part more."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, part)
    return out.getvalue()


def replaced(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one part changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts[name] = change(parts[name])
    return package(parts)  # type: ignore[arg-type]


def everything(content: bytes) -> bytes:
    """All parts of a package, unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize(
    ("made", "name", "kept", "media_type"),
    [
        (lambda: picture("JPEG"), "x.pdf", "x.jpg", "image/jpeg"),
        (lambda: picture("PNG"), "x.exe", "x.png", "image/png"),
        (lambda: picture("WEBP"), "x", "x.webp", "image/webp"),
        (lambda: picture("GIF"), "x.gif", "x.png", "image/png"),
        (lambda: PDF, "x.html", "x.pdf", "application/pdf"),
        (word, "x.jpg", "x.docx", KINDS["docx"]),
        (table, "x.docx", "x.xlsx", KINDS["xlsx"]),
        (slides, "x", "x.pptx", KINDS["pptx"]),
        (open_document, "x.zip", "x.odt", KINDS["odt"]),
        (lambda: open_document("spreadsheet"), "x", "x.ods", KINDS["ods"]),
        (lambda: "甲,乙\n1,2".encode("gb18030"), "x.CSV", "x.csv", "text/csv"),
        (lambda: "甲".encode("utf-16"), "x.txt", "x.txt", "text/plain"),
    ],
)
def test_the_content_decides_what_it_is(
    made: Callable[[], bytes], name: str, kept: str, media_type: str
) -> None:
    found = examine(name, made())
    assert (found.name, found.media_type) == (kept, media_type)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_tells_neither_place_nor_camera_nor_anything_but_its_pixels(kind: str) -> None:
    given = picture(kind) + b"<script>alert(1)</script>PK\x03\x04"
    found = examine("x.jpg", given)
    for gone in (b"CameraOfZhao", b"Exif", b"GPS", b"script", b"PK\x03\x04", b"xmp", b"tEXt", b"ICC"):
        assert gone not in found.data, gone
    image = Image.open(io.BytesIO(found.data))
    assert not dict(image.getexif())
    assert image.size == (80, 60)
    red, blue = image.convert("RGB").getpixel((40, 10)), image.convert("RGB").getpixel((40, 50))
    assert red[0] > 180 > 80 > red[2]
    assert blue[2] > 180 > 80 > blue[0]
    assert found.media_type in PICTURES


def test_a_picture_taken_sideways_stands_upright() -> None:
    found = examine("x.jpg", picture("JPEG", turned=6))
    assert Image.open(io.BytesIO(found.data)).size == (60, 80)


def test_what_shows_through_a_picture_still_does() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).convert("P").save(out, "PNG", transparency=0)
    found = Image.open(io.BytesIO(examine("x.png", out.getvalue()).data))
    assert found.convert("RGBA").getpixel((4, 4))[3] == 0


def test_a_large_picture_is_made_smaller_and_one_beyond_all_measure_refused() -> None:
    small = Bounds(pixels=10_000, longest_side=50)
    found = examine("x.png", picture("PNG", (100, 100)), small)
    assert Image.open(io.BytesIO(found.data)).size == (50, 50)
    with pytest.raises(Invalid, match="picture_too_large"):
        examine("x.png", picture("PNG", (101, 100)), small)


def bomb() -> bytes:
    """A PNG of a hundred megabytes of nothing, in a hundred kilobytes, that says it is larger still."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100 << 20)))


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (bomb, "picture_too_large"),
        (lambda: picture("JPEG")[:400], "attachment_damaged"),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 99, "attachment_damaged"),
        (lambda: PDF[:-5], "attachment_damaged"),
        (lambda: b"\xef\xbb\xbf" + PDF, "file_kind_unknown"),
        (
            lambda: PDF.replace(b"/Catalog", b"/Catalog /OpenAction <</JavaScript (x)>>"),
            "attachment_has_programs",
        ),
        (lambda: PDF.replace(b"/Catalog", b"/Catalog /AA <</S /J#61vaScript>>"), "attachment_has_programs"),
        (
            lambda: PDF.replace(b"/Catalog", b"/Catalog /Names <</EmbeddedFiles 3 0 R>>"),
            "attachment_has_programs",
        ),
        (
            lambda: with_objects(b"/Type /ObjStm", zlib.compress(LAUNCH)),
            "attachment_has_programs",
        ),
        (lambda: with_objects(b"/Type /ObjStm", b"not packed so"), "attachment_has_programs"),
        (lambda: with_objects(b"/Type /Obj#53tm", zlib.compress(LAUNCH)), "attachment_has_programs"),
        (lambda: with_objects(b"/T#79pe /ObjStm", zlib.compress(LAUNCH)), "attachment_has_programs"),
        (lambda: PDF.replace(b"trailer <<", b"trailer <</Encrypt 9 0 R "), "attachment_locked"),
        (lambda: added(word(), "word/vbaProject.bin", "x"), "attachment_has_programs"),
        (lambda: added(word(), "word/activeX/activeX1.xml", "<x/>"), "attachment_has_programs"),
        (lambda: added(word(), "word/embeddings/oleObject1.bin", "x"), "attachment_has_programs"),
        (
            lambda: added(
                word(), "word/_rels/settings.xml.rels", '<R Type="x/attachedTemplate" TargetMode="External"/>'
            ),
            "attachment_has_programs",
        ),
        (lambda: open_document(**{"Basic/Standard/x.xml": "<x/>"}), "attachment_has_programs"),
        (lambda: added(word(), "word/comments.xml", "<x/>"), "attachment_has_changes"),
        (
            lambda: replaced(
                word(), "word/document.xml", lambda said: said.replace(b"<w:p>", b'<w:p><w:del w:id="1"/>', 1)
            ),
            "attachment_has_changes",
        ),
        (lambda: added(word(), "word/header9.xml", '<x><w:ins w:id="1"/></x>'), "attachment_has_changes"),
        (lambda: open_document(**{"extra.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "attachment_damaged"),
        (lambda: word()[:-30], "attachment_damaged"),
        (lambda: package({"a.txt": "x"}), "file_kind_unknown"),
        (lambda: package({"word/document.xml": "<x/>", "b": "0" * (257 << 20)}), "attachment_unpacks"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "attachment_damaged"),
        (lambda: b"MZ\x90\0", "file_kind_unknown"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_kind_unknown"),
        (lambda: b"<!doctype html><script>alert(1)</script>", "file_kind_unknown"),
    ],
)
def test_what_is_refused_says_why(made: Callable[[], bytes], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        examine("x.html", made())
    assert (refused.value.code, refused.value.field) == (code, "file")


def test_a_name_is_no_way_to_pass_a_program_off_as_text() -> None:
    with pytest.raises(Invalid, match="file_kind_unknown"):
        examine("x.txt", b"MZ\x90\0\x03")


def test_a_process_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(Invalid, match="attachment_stopped"):
        examine("x.jpg", picture(), Bounds(seconds=0))
    with pytest.raises(Invalid, match="attachment_stopped"):
        examine("x.png", picture("PNG", (6000, 6000)), Bounds(memory_bytes=60 << 20))


def test_office_files_do_not_say_who_wrote_them_and_still_open() -> None:
    found = examine("x.docx", word(author=SECRET, last_modified_by=SECRET, comments=SECRET))
    assert SECRET.encode() not in everything(found.data)
    opened = docx.Document(io.BytesIO(found.data))
    assert opened.core_properties.author == ""
    assert opened.paragraphs[0].text == "三季度收支明细"
    found = examine("x.xlsx", table())
    assert SECRET.encode() not in everything(found.data)
    assert read(found.data)[0][0] == 1200
    assert SECRET.encode() not in everything(examine("x.odt", open_document()).data)


def test_a_signed_file_stays_as_it_is() -> None:
    signed = added(word(author=SECRET), "_xmlsignatures/sig1.xml", "<x/>")
    assert examine("x.docx", signed).data == signed
    pdf = PDF.replace(b"/Catalog", b"/Catalog /ByteRange [0 1 2 3]")
    assert examine("x.pdf", pdf).data == pdf


def test_a_pdf_does_not_name_its_author_where_that_stands_in_the_open() -> None:
    told = PDF.replace(b"%%EOF", b"<dc:creator><rdf:li>Zhao Datian</rdf:li></dc:creator>\n%%EOF")
    found = examine("x.pdf", told).data
    assert b"Zhao" not in found
    assert len(found) == len(told)
    assert found.endswith(b"%%EOF")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\资料\\明细.PDF", "明细.pdf"),
        ("三季度\u202efdp.exe", "三季度fdp.pdf"),
        ("甲\u200b\u0000\n乙.pdf", "甲 乙.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ('a<b>"c|d?*.pdf', "abcd.pdf"),
        ("表.v2.pdf", "表.v2.pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_names_are_tidied(given: str, kept: str) -> None:
    assert tidy_name(given, "pdf") == kept


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert another_name("甲.pdf", frozenset()) == "甲.pdf"
    assert another_name("甲.pdf", frozenset({"甲.pdf", "甲 (2).pdf"})) == "甲 (3).pdf"


def drafted(county: County, html: str = "<p>收入三千元。</p>") -> Article:
    text = Text("三季度村务公开", html, "village_affairs")
    return services.draft(actor=county.actor("shangyao"), at=AT, unit=county.unit("上窑村"), text=text)


def attached(county: County, article: Article, name: str = "甲.pdf", data: bytes = PDF) -> files.ArticleFile:
    return files.attach(actor=county.actor("shangyao"), at=AT, article=article, name=name, data=data)


def test_a_file_is_kept_with_a_new_revision_and_an_entry(county: County) -> None:
    article = drafted(county)
    file = attached(county, article)
    article.refresh_from_db()
    assert (article.revision, len(file.token), b"Zhao" in file.data) == (2, 43, False)
    entry = AuditEntry.objects.latest("pk")
    assert entry.type == "article.file_attached"
    assert "甲.pdf" in (entry.content or "")


def test_the_same_file_is_not_there_twice_and_another_of_its_name_gets_a_number(county: County) -> None:
    article = drafted(county)
    attached(county, article)
    with pytest.raises(Invalid, match="file_already_there"):
        attached(county, article, "乙.pdf")
    other = attached(county, article, "甲.pdf", PDF.replace(b"/Catalog", b"/Catalog /X 1"))
    assert other.name == "甲 (2).pdf"


def test_files_have_limits_of_size_and_number(
    county: County, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = drafted(county)
    settings.ATTACHMENT_MB = 1
    exact = PDF[:-5].ljust((1 << 20) - 5) + b"%%EOF"
    with pytest.raises(Invalid, match="attachment_too_large"):
        attached(county, article, data=exact + b"\n")
    with pytest.raises(Invalid, match="file_empty"):
        attached(county, article, data=b"")
    attached(county, article, data=exact)
    monkeypatch.setattr(files, "MOST", 1)
    with pytest.raises(Invalid, match="too_many_files"):
        attached(county, article, "乙.pdf")


def test_who_may_not_write_there_is_told_before_the_file_is_opened(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = drafted(county)

    def opened(*_given: object) -> Examined:
        raise AssertionError("opened")

    monkeypatch.setattr(files, "examine", opened)
    for username, error in (("liulin", NotFound), ("stranger", NotFound), ("auditor", Refused)):
        with pytest.raises(error):
            files.attach(actor=county.actor(username), at=AT, article=article, name="甲.pdf", data=PDF)


def test_what_is_taken_away_is_gone_from_the_next_revision_only(county: County) -> None:
    article = drafted(county)
    file = attached(county, article)
    files.remove(actor=county.actor("shangyao"), at=AT, article=article, token=file.token)
    with pytest.raises(NotFound, match="article_file_not_found"):
        files.remove(actor=county.actor("shangyao"), at=AT, article=article, token=file.token)
    assert article.files.filter(token=file.token).exists()


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ('<img src="/f/{other}/" alt="水渠">', "picture_missing"),
        ('<img alt="水渠">', "picture_missing"),
        ('<img src="/f/{pdf}/" alt="水渠">', "picture_missing"),
        ('<img src="/f/{picture}/">', "picture_without_words"),
        ('<img src="/f/{picture}/" alt=" ">', "picture_without_words"),
        ('<img src="/f/{picture}/" alt="x > y, 修好的水渠">', None),
    ],
)
def test_a_picture_in_a_text_is_its_own_and_is_said_in_words(
    county: County, html: str, code: str | None
) -> None:
    article, actor = drafted(county), county.actor("shangyao")
    tokens = {"other": "o" * 43, "pdf": attached(county, article).token}
    tokens["picture"] = attached(county, article, "渠.jpg", picture()).token
    text = Text("三季度村务公开", f"<p>甲</p>{html.format(**tokens)}", "village_affairs")
    services.revise(actor=actor, at=AT, article=article, text=text, revision=3)
    if code is None:
        services.submit(actor=actor, at=AT, article=article)
        return
    with pytest.raises((Invalid, Conflict), match=code):
        services.submit(actor=actor, at=AT, article=article)

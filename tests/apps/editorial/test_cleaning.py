"""What may be posted of a text: its words and its layout, whatever program it was pasted from."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jiceng.apps.editorial.cleaning import ATTRIBUTES, TAGS, clean, from_plain, plain, to_plain

TOKEN = "t" * 43
PIECES = (
    *(f"<{tag}>" for tag in sorted(TAGS)),
    *(f"</{tag}>" for tag in sorted(TAGS)),
    *("<div>", "</div>", "<span style='x'>", "</span>", "<svg>", "</svg>", "<math>", "<mtext>", "<style>"),
    *("</style>", "<script>", "</script>", "<template>", "<noscript>", "</noscript>", "<o:p>", "</o:p>"),
    *("<!--", "-->", "<![if !x]>", "<![endif]>", "<?xml?>", "</p", "<", ">", '"', "'", "&", "&lt;", "&#0;"),
    *('<a href="https://a.cn/?a>b&amp;c">', "<a href=' javascript:x'>", '<td colspan="2">', "<th scope=row>"),
    *(f'<img src="/f/{TOKEN}/" alt="a > b">', '<img src="data:,x" alt=\'"\'>', "<ol start=3>", "<select>"),
    *("收入", "三千元", " ", "\n", "\u00a0", "\u2028", "&nbsp;", "&amp;lt;b&amp;gt;", "x", "\x0b"),
)
FROM_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:x"><head>
<meta name=Generator content="Microsoft Word 15">
<style><!-- table.MsoNormalTable {mso-style-name:普通表格;} --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head><body lang=ZH-CN>
<p class=MsoNormal align=center style='mso-margin-top-alt:auto'><b><span style='font-family:方正小标宋;
mso-hansi-font-family:"Times New Roman"'>三季度收支公开<o:p></o:p></span></b></p>
<table class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse;mso-yfti-tbllook:1184'>
 <tr style='mso-yfti-irow:0'><td width=100 colspan=2 style='width:75pt'><p class=MsoNormal><span
 lang=EN-US>2026</span>年<o:p>&nbsp;</o:p></p></td></tr>
 <tr><td rowspan=1><p class=MsoNormal>收入</p></td><td><table class=MsoNormalTable><tr><td><p>水费</p></td>
 <td><p>1,200.00</p></td></tr></table></td></tr></table></body></html>"""
FROM_WPS = (
    "<!--StartFragment--><div class='Section0'><p class=MsoNormal><font face='仿宋_GB2312'>"
    "一、&nbsp;收入</font></p><table class=MsoTableGrid><thead><tr><th scope=col>项目</th></tr></thead><tbody>"
    "<tr><td valign=center style='mso-width-alt:100'><p><span style='mso-spacerun:yes'>集体收入</span></p></td>"
    "</tr></tbody></table></div><!--EndFragment-->"
)


class Words(HTMLParser):
    """The text of HTML, by another reader than ours."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.found = "", set[tuple[str, str]]()
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, name) for name, _value in attrs} | {(tag, "")}


def unspaced(text: str) -> str:
    return "".join(text.split())


mixed = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=25).map("".join)


@settings(max_examples=600)
@given(mixed)
@example("<table><tr><td>a<table><td>b<p>c</table>d")
@example("<a><table><a>")
@example("<svg></p><style><a id='</style><img src=1 onerror=x>'>")
def test_cleaning_what_is_clean_changes_nothing(html: str) -> None:
    once = clean(html)
    assert clean(once) == once


@settings(max_examples=600)
@given(mixed)
@example(f'<p>前<img src="/f/{TOKEN}/" alt="a > b">后</p>')
def test_no_word_is_lost_and_none_is_made_of_marks(html: str) -> None:
    once = clean(html)
    assert unspaced(plain(once)) == unspaced(Words(once).text)


@settings(max_examples=300)
@given(mixed)
def test_nothing_stays_that_is_not_on_the_list(html: str) -> None:
    own = {("a", "rel"), ("table", "tabindex"), ("td", "class")}
    for tag, attribute in Words(clean(html)).found:
        assert tag in TAGS
        assert attribute == "" or attribute in ATTRIBUTES.get(tag, set()) or (tag, attribute) in own


@settings(max_examples=200)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60))
def test_typed_words_come_back_as_they_were_typed(text: str) -> None:
    html = from_plain(text)
    assert unspaced(plain(clean(html))) == unspaced(text)
    assert to_plain(html) is not None


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<table><tr><td>收入</td><td>三千</td></tr><tr><td>支出</td></tr></table>", "收入 三千\n支出"),
        ("<blockquote>甲<p>乙</p>丙</blockquote>", "甲\n乙\n丙"),
        ("<ul><li>甲<ul><li>乙</li></ul></li></ul>", "甲\n乙"),
        ("<dl><dt>甲<dd>乙</dl><h2>丙</h2>丁<br>戊<hr>己", "甲\n乙\n丙\n丁\n戊\n己"),
        ('<p>甲<a href="https://a.cn/?x>y">乙</a>丙</p>', "甲乙丙"),
    ],
)
def test_what_stands_apart_is_not_run_together(html: str, words: str) -> None:
    assert plain(clean(html)) == words


def test_tables_pasted_from_word_stay_tables_and_bring_nothing_of_its_looks() -> None:
    html = clean(FROM_WORD)
    for kept in ('<table tabindex="0">', '<td colspan="2">', '<td rowspan="1">', "1,200.00"):
        assert kept in html, kept
    assert html.count("<table") == 2
    assert plain(html).split() == ["三季度收支公开", "2026年", "收入", "水费", "1,200.00"]
    html = html.replace(' class="num"', "")
    for gone in ("mso", "Mso", "style", "class", "o:p", "OfficeDocumentSettings", "width", "方正"):
        assert gone not in html, gone


@pytest.mark.parametrize("number", ["1,200.00", "-35.5", "¥48000", "12%", " 0 ", "<p>7</p>"])
def test_a_cell_with_a_number_alone_is_marked_so_that_figures_stand_under_figures(number: str) -> None:
    html = clean(f'<table><tr><td class="odd">{number}</td></tr></table>')
    assert '<td class="num">' in html
    assert "odd" not in html


@pytest.mark.parametrize("text", ["3月", "第12号", "1,20", "13800000000", "10 元", ""])
def test_a_cell_with_words_or_a_long_number_is_not_marked(text: str) -> None:
    assert "num" not in clean(f"<table><tr><td>{text}</td></tr></table>")


def test_tables_pasted_from_wps_stay_tables() -> None:
    html = clean(FROM_WPS)
    assert '<th scope="col">项目</th>' in html
    assert plain(html) == "一、 收入\n项目\n集体收入".replace(" ", "\u00a0")


@pytest.mark.parametrize(
    "src", ["/f/short/", "//x.cn/f/" + TOKEN + "/", f"https://x.cn/f/{TOKEN}/", "data:,x"]
)
def test_only_pictures_of_our_own_stay(src: str) -> None:
    assert "src" not in clean(f'<p>甲<img src="{src}" alt="乙"></p>')
    assert f'src="/f/{TOKEN}/"' in clean(f'<img src="/f/{TOKEN}/" alt="乙">')


def test_no_more_stays_of_hostile_texts_than_the_expectations_handed_out_with_them_allow(
    data_folder: Path,
) -> None:
    cases = json.loads((data_folder / "vectors" / "html" / "expect.json").read_text())
    own = {"rel", "tabindex"}  # what our cleaner itself adds
    # A picture without a source: a browser with scripts reads <noscript> as text, one without as marks.
    apart = {"<b><noscript><!-- </noscript><img src=x onerror=alert(1) --></noscript>": {("img", "")}}
    assert len(cases) == 223
    for case in cases:
        expected = case["expected"] if isinstance(case["expected"], list) else [case["expected"]]
        allowed = set[tuple[str, str]]().union(*(Words(each).found for each in expected)) | {("tbody", "")}
        kept = {found for found in Words(clean(case["payload"])).found if found[1] not in own}
        assert kept <= allowed | apart.get(case["payload"], set()), case["payload"]

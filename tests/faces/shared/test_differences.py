"""What was changed is told block by block, and within a block sign by sign, in bounded time."""

from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from jiceng.faces.shared.differences import ADDED, REMOVED, SAME, SKIPPED, Block, Part, blocks_of, differences

TEXT = st.lists(st.text(st.sampled_from("水渠维修同意二十八人a1 "), max_size=12), max_size=8).map(
    lambda lines: "".join(f"<p>{line}</p>" for line in lines)
)


def rejoined(blocks: tuple[Block, ...], kind: str) -> list[str]:
    """The text of one side; nothing of what was skipped."""
    found = ["".join(part.text for part in block.parts if part.kind in (SAME, kind)) for block in blocks]
    return [text for text in found if text]


def test_a_changed_figure_is_shown_in_its_sentence() -> None:
    (block,) = differences("<p>同意二十八人，反对三人。</p>", "<p>同意二十九人，反对三人。</p>")
    assert block == Block(
        "changed",
        (Part(SAME, "同意二十"), Part(REMOVED, "八"), Part(ADDED, "九"), Part(SAME, "人，反对三人。")),
    )


def test_a_number_is_changed_whole() -> None:
    (block,) = differences("<p>收入 3,000.00 元</p>", "<p>收入 3,100.00 元</p>")
    assert [part.text for part in block.parts if part.kind == REMOVED] == ["3,000.00"]


def test_an_added_paragraph_is_shown_with_what_stands_beside_it() -> None:
    before = "".join(f"<p>第{n}段</p>" for n in range(6))
    blocks = differences(before, before + "<p>特此公开。</p>")
    assert [(block.kind, block.count) for block in blocks] == [(SKIPPED, 5), (SAME, 0), (ADDED, 0)]


def test_the_same_words_differ_in_nothing() -> None:
    assert differences("<p>一</p><p>二</p>", "<h2>一</h2>\n<p>二</p>") == ()


def test_another_sentence_is_not_shredded() -> None:
    (block,) = differences("<p>会议于十八日召开。</p>", "<p>工程款由集体收入列支，完工后公开。</p>")
    assert [part.kind for part in block.parts] == [REMOVED, ADDED]


def test_cells_and_pictures_are_told_apart() -> None:
    assert blocks_of(
        '<table><tr><th>项目</th><td>1&lt;2</td></tr></table><p><img src="/f/x/" alt=""></p>'
    ) == [
        "项目 | 1<2",
        "▧",
    ]


@given(TEXT, TEXT)
def test_nothing_is_lost_and_nothing_invented(before: str, after: str) -> None:
    blocks = differences(before, after)
    if any(block.kind == SKIPPED for block in blocks) or not blocks:
        return
    assert rejoined(blocks, REMOVED) == blocks_of(before)
    assert rejoined(blocks, ADDED) == blocks_of(after)


def test_two_long_texts_that_differ_throughout_are_compared_in_bounded_time() -> None:
    before = "<p>" + "水渠维修" * 12_000 + "</p>" + "<p>一</p>" * 5_000
    after = "<p>" + "渠水修维" * 12_000 + "</p>" + "<p>二</p>" * 5_000
    begun = perf_counter()
    assert differences(before, after)
    assert perf_counter() - begun < 2

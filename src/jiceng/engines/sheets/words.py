"""The words and shapes by which a row that is no record is known: totals, notes, examples, groups."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

UNIT_WORDS = (
    "省", "市", "县", "区", "旗", "镇", "乡", "村", "街道", "社区", "居委会", "村委会", "委员会", "党委", "党组",
    "总支", "支部", "小组", "组", "公司", "企业", "厂", "局", "委", "办", "办公室", "科", "处", "站", "所", "院",
    "学校", "中学", "小学", "中心", "协会", "合作社",
)  # fmt: skip
"""How the names of units end."""

FIRST_LETTERS = "[【(—-第接转续必选非合小总共累本以全附备注说填要制审复经校统示样范例举tsg*※"
"""A first text that is a total, a note or an example and has neither bracket nor colon begins with one of
these or ends with one of `LAST_LETTERS`.
"""

LAST_LETTERS = "计例"

LONGEST = 100
"""So much of a text is looked at."""

_UNITS = "[人名户个支条次村项]"
_SUM = "合计|小计|总计|共计|累计|总人数|总数|(?:sub|grand)?total"
_TOTAL = re.compile(
    rf"(?:{_SUM})(?:[:为]?\d+{_UNITS}?)?"
    rf"|(?:以上|本页|全县|全镇|全村)?共(?:有|计)?\d+{_UNITS}.{{0,20}}"
)
_SUM_OF = re.compile("(?:[县区镇乡村组]|[^:]{2,12})[合小总共]计")
_FIGURE = re.compile(r"[-\d.,%/]+")
_SUM_ALONE = re.compile("[合小总共累]计")
_NOTE = re.compile(
    r"(?:附?注|备注|说明|填[表写报]说明|注意事项|填[表写报]要求)(?:\d{0,2}[:.、].*)?"
    r"|(?:填[表写报][人者]?|制表人?|审[核批]人?|复核人?|经办人?|校对人?|统计人?)(?:[:(].*)?"
    r"|.{0,12}(?:单位|负责人|书记|联系人|电话|日期|时间|领导|主任|[镇乡局部]长|签[字名章]|盖章|公章)"
    r"(?::.*|\((?:签[字名章]|盖章|公章|章|签字盖章)\).*)"
    r"|第\d+页.*|.{0,12}共\d+页|[-—(]*以下(?:空白|无正文)[-—)]*|\(?续表?\)?|[接转]上?下?页"
)
_HINT = re.compile("非?必填|选填|必选|可选|可不填|文本|日期|数字|下拉选择")
_EXAMPLE = re.compile(r"(?:示例|样例|范例|例子|例如|举例|例)(?:\d{0,2}|[:.、].*)|.*\((?:示例|样例|范例|例)\)")
_SENTENCE = re.compile(r"[。;!?]|.{31}|^\d{1,2}[.、)].*[,:]")
_LISTED = re.compile(r"\(?\d{1,2}[.、)]")
_NUMBER = re.compile(r"\(?\d{1,5}(?:\.0*)?[)、]?")
_HAN_ORDINAL = "[一二三四五六七八九十百]+"
_NUMBERING = re.compile(
    rf"\d{{4}}年度?|\((?:{_HAN_ORDINAL}|\d{{1,3}})\)|{_HAN_ORDINAL}[、.)]|\d{{1,3}}[、.)](?=\D)"
)
_ORDINAL = re.compile(rf"\(?(?:{_HAN_ORDINAL}|[ivx]+)[)、.]?")
_COUNT = re.compile(rf"[(\[【]共?\d+{_UNITS}?[)\]】]|共?\d+{_UNITS}")
_LIST = re.compile(
    r"(?:全体|在册|正式|预备|党员|干部|人员|基本)*(?:花?名册|名单|信息表|情况表|登记表|统计表|汇总表|一览表|台账|清单)(?:\([^()]*\))?$"
)
_COUNTED = re.compile(rf"(?:{_COUNT.pattern})$|:$")
_DAY = re.compile(
    r"(?:\d{4}|[一二〇○0零]{4})(?:年|[-./])(?:[\d一二三四五六七八九十]{1,3}(?:月|[-./])?)?(?:[\d一二三四五六七八九十]{1,3}日?)?"
)
_IDENTITY = re.compile(r"['’]?\d{17}[\dx]")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_LATIN = "abcdefghijklmnopqrstuvwxyz"


def half_width(text: str) -> str:
    """Text in half width and without spaces; of long text the beginning, which tells what it is."""
    return "".join(unicodedata.normalize("NFKC", text[:LONGEST]).split())


def plain(text: str) -> str:
    """Text as most tests below read it: half width, without spaces, lower case."""
    return half_width(text).lower()


def is_number(text: str) -> bool:
    """Whether a text is a running number: 3, 3., (3). A code or a telephone number is longer."""
    return _NUMBER.fullmatch(plain(text)) is not None


def is_total(text: str) -> bool:
    """Whether the first text of a row says that the row adds up others: 合计, 总计:12, 共 12 人, total."""
    return _TOTAL.fullmatch(plain(text).strip("()[]【】:*※")) is not None


def is_total_of(text: str, rest: Iterable[str]) -> bool:
    """Whether it says so of something named, 南村镇小计, and figures are the rest. Short enough for a person's
    name it is not believed.
    """
    return _SUM_OF.fullmatch(plain(text)) is not None and all(_FIGURE.fullmatch(plain(each)) for each in rest)


def is_sum(text: str) -> bool:
    """Whether a text further on in a row does so: the bare word only."""
    return _SUM_ALONE.fullmatch(plain(text).strip("()[]【】:")) is not None


def is_note(text: str) -> bool:
    """Whether a text explains or signs the sheet: 注:…, 填表人:…, 单位负责人(签字)."""
    return _NOTE.fullmatch(plain(text).lstrip("*※")) is not None


def is_example(text: str) -> bool:
    """Whether a text marks its row as an example of how to fill in: 示例, 例:张三, 张三(示例)."""
    return _EXAMPLE.fullmatch(plain(text).strip("*※[]【】")) is not None


def is_hint(text: str) -> bool:
    """Whether a text only tells how to fill in its column: 必填, 选填."""
    return _HINT.fullmatch(plain(text).strip("()[]【】*")) is not None


def is_identity(text: str) -> bool:
    """Whether a text is an identity number by its length: only a person's row has one."""
    return _IDENTITY.fullmatch(plain(text)) is not None


def is_sentence(text: str) -> bool:
    """Whether a text that stands alone is prose, not a name."""
    return _SENTENCE.search(plain(text)) is not None


def is_day(text: str) -> bool:
    """Whether a text is a day, a month or a year: 2026年11月22日, 2026-11, 二〇二六年十一月."""
    return _DAY.fullmatch(plain(text)) is not None


def is_listed(text: str) -> bool:
    """Whether a text begins as a point of a list: 2.…"""
    return _LISTED.match(plain(text)) is not None


def is_ordinal(text: str) -> bool:
    """Whether a text is the number of a group: 一, (二), 三、"""
    return _ORDINAL.fullmatch(plain(text)) is not None


def is_count(text: str) -> bool:
    """Whether a text only counts: 23人, (共 5 名)."""
    return _COUNT.fullmatch(plain(text)) is not None


def is_list(text: str) -> bool:
    """Whether a text is the title of a list: 党员名册, 柳林村干部一览表."""
    return _LIST.search(half_width(text)) is not None


def group_name(text: str) -> str:
    """What a group row names, without numbering, count, colon and the name of the list:
    "一、南村镇(23人)" and "南村镇党员名册" are 南村镇.
    """
    half = half_width(text)
    numbering = _NUMBERING.match(half)
    name = _COUNTED.sub("", half[numbering.end() :] if numbering else half)
    return _LIST.sub("", name) or name or half


def names_group(text: str, unit_words: Sequence[str]) -> bool:
    """Whether a text that stands alone shows by itself that it names a group: numbered, counted, or a unit
    by its last word.
    """
    name = group_name(text)
    return name != half_width(text) or (bool(unit_words) and name.endswith(tuple(unit_words)))


def is_column_numbers(texts: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: 1 2 3, 甲 乙 1 2, (1) (2) (3), A B C."""
    bare = [plain(text).strip("()[]") for text in texts]
    numbers = [int(text) for text in bare if text.isdecimal() and len(text) < 4]
    others = "".join(text for text in bare if not text.isdecimal())
    steps = all(later - earlier == 1 for earlier, later in pairwise(numbers))
    single = len(numbers) + len(others) == len(bare) > 2
    return single and steps and (_STEMS.startswith(others) or _LATIN.startswith(others))

"""Sums of money in capital figures (大写), as receipts have them beside the digits so that nobody adds to them.

After 正确填写票据和结算凭证的基本规定 (annex to 支付结算办法, 银发〔1997〕393号): 整 after whole yuan, never after
fen, one 零 for all zeros in a row; where the rule leaves it open, 零 before jiao when the yuan end in 0, none
after 万 before thousands, no 整 after jiao.
"""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))
_GROUPS = ((10**8, "亿"), (10**4, "万"), (1, ""))
_FEN = 100
MOST = 10**12 * _FEN
"""Sums from here on have no common name."""


def in_capitals(fen: int) -> str:
    """A sum of so many fen, such as 伍角 or 壹佰元整. Raises ValueError below zero and from `MOST` on."""
    if not 0 <= fen < MOST:
        raise ValueError(fen)
    yuan, rest = divmod(fen, _FEN)
    jiao, least = divmod(rest, 10)
    whole = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        return f"{whole or '零元'}整"
    gap = "零" if yuan and (not jiao or yuan % 10 == 0) else ""
    parts = ((jiao, "角"), (least, "分"))
    return whole + gap + "".join(_DIGITS[number] + unit for number, unit in parts if number)


def _whole(yuan: int) -> str:
    """Whole yuan by groups of four digits."""
    said, skipped = "", False
    for size, unit in _GROUPS:
        group = yuan // size % 10**4
        if group:
            gap = "零" if said and (skipped or group < 1000) else ""
            said += gap + _group(group) + unit
        skipped = not group
    return said


def _group(group: int) -> str:
    """Up to four digits, zeros between two others as one."""
    said, skipped = "", False
    for size, unit in _PLACES:
        digit = group // size % 10
        if digit:
            said += ("零" if said and skipped else "") + _DIGITS[digit] + unit
        skipped = not digit
    return said

"""A paper as HTML: for a page on the screen, and whole, with its layout, for PDF."""

from collections.abc import Mapping
from html import escape

from jiceng.engines.documents.layout import (
    BODY,
    BOTTOM,
    CELL,
    FOLIO,
    FOLIO_BELOW,
    LEFT,
    PITCH,
    POINT,
    RIGHT,
    SPACING,
    TITLE,
    TOP,
    Face,
)
from jiceng.engines.documents.paper import Paper, Paragraph, Table

_STYLE = """
@page {{ size: A4; margin: {top}mm {right}mm {bottom}mm {left}mm; }}
@page :right {{ @bottom-right {{ {folio} padding-right: {number}pt; }} }}
@page :left {{ @bottom-left {{ {folio} padding-left: {number}pt; }} }}
html {{ font: {size}pt/{pitch}pt {body}; letter-spacing: {spacing}pt; }}
body, p, h1, h2, h3, h4, h5 {{ margin: 0; font-size: {size}pt; font-weight: normal; }}
body {{ text-align: left; orphans: 1; widows: 1; }}
h1 {{ font: {title_weight} {title_size}pt/{pitch}pt {title}; letter-spacing: 0; text-align: center;
  margin-bottom: {pitch}pt; break-after: avoid; }}
p, h2, h3, h4, h5 {{ text-indent: {indent}pt; }}
h2, h3, h4, h5 {{ break-after: avoid; }}
h2 {{ font-family: {first}; }}
h3 {{ font-family: {second}; }}
.addressed {{ text-indent: 0; }}
.signatory, .day {{ text-indent: 0; text-align: right; break-before: avoid; }}
.signatory {{ margin-top: {pitch}pt; }}
table {{ width: 100%; border-collapse: collapse; table-layout: fixed; margin: {half}pt 0; letter-spacing: 0;
  font-size: {cell}pt; line-height: {cell_pitch}pt; }}
th, td {{ border: .75pt solid #000; padding: 3pt 4pt; font-weight: normal; text-align: center;
  overflow-wrap: anywhere; }}
th {{ font-family: {first}; }}
tr {{ break-inside: avoid; }}
"""


def body(paper: Paper) -> str:
    """What stands on a paper below its title, as HTML without a style: `h2` to `h5` are headings."""
    parts = []
    if paper.addressed:
        parts.append(f'<p class="addressed">{escape(paper.addressed)}：</p>')
    parts += [_block(each, paper.title) for each in paper.numbered()]
    signed, day = paper.indents()
    for name, text, indent in (("signatory", paper.signatory, signed), ("day", paper.day_words, day)):
        if text:
            parts.append(f'<p class="{name} signed in-{indent}">{escape(text)}</p>')
    return "\n".join(parts)


def page(paper: Paper, faces: Mapping[str, Face]) -> str:
    """A paper as one HTML document with its layout."""
    head = f'<meta charset="utf-8"><title>{escape(paper.title)}</title>'
    if paper.note:
        head += f'<meta name="keywords" content="{escape(paper.note)}">'
    style, title = style_of(paper, faces), f"<h1>{escape(paper.title)}</h1>"
    begin = f'<!doctype html><html lang="zh-Hans"><head>{head}<style>{style}</style></head>'
    return f"{begin}\n{title}{body(paper)}</html>"


def style_of(paper: Paper, faces: Mapping[str, Face]) -> str:
    """The layout of a paper as CSS."""
    families = {part: f'"{face.family}", "Noto Serif CJK SC", serif' for part, face in faces.items()}
    character = BODY + SPACING
    style = _STYLE.format(
        top=TOP,
        right=RIGHT,
        bottom=BOTTOM,
        left=LEFT,
        folio=_folio(families["folio"]),
        number=FOLIO,
        size=BODY,
        pitch=PITCH,
        spacing=SPACING,
        indent=2 * character,
        half=PITCH / 2,
        title_size=TITLE,
        title_weight="bold" if faces["title"].bold else "normal",
        cell=CELL,
        cell_pitch=CELL * 1.5,
        **{part: families[part] for part in ("body", "title", "first", "second")},
    )
    indents = "".join(
        f".in-{count} {{ margin-right: {count * character:.2f}pt; }}" for count in set(paper.indents())
    )
    return style + indents


def _folio(family: str) -> str:
    """The page's number between dashes, which stand in the middle of their line."""
    top = FOLIO_BELOW - FOLIO / 2 * POINT
    said = 'content: "— " counter(page) " —"; white-space: nowrap; vertical-align: top;'
    return f"{said} font: {FOLIO}pt/1 {family}; padding-top: {top:.2f}mm;"


def _block(block: Paragraph | Table, label: str) -> str:
    if isinstance(block, Paragraph):
        tag = f"h{block.level + 1}" if block.level else "p"
        return f"<{tag}>{escape(block.text)}</{tag}>"
    whole = sum(block.widths)
    columns = "".join(f'<col style="width: {share / whole:.2%}">' for share in block.widths)
    rows = [
        "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row) + "</tr>"
        for tag, row in zip(["th", *["td"] * len(block.rows)], block.rows, strict=False)
    ]
    head, rest = f"<thead>{rows[0]}</thead>", f"<tbody>{''.join(rows[1:])}</tbody>"
    around = f'<div class="region" role="region" aria-label="{escape(label)}" tabindex="0">'
    return f"{around}<table><colgroup>{columns}</colgroup>{head}{rest}</table></div>"

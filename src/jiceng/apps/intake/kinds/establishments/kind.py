"""A registration office's list of firms or social organisations: one dated roster, added to as mended rows
come in.
"""

from collections.abc import Sequence

from jiceng.apps.coverage.policies import APPROVE
from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.establishments.matching import match
from jiceng.apps.intake.kinds.establishments.rows import EstablishmentRow, read_row
from jiceng.apps.intake.kinds.establishments.writing import write
from jiceng.apps.intake.kinds.kind import Matched, Written
from jiceng.apps.intake.rows import RowReader


class Establishments:
    """Rows of one list: of which kind of establishment, as of which day and from whom is asked once of the
    whole file. A list never changes an older one.
    """

    code = "establishments"
    permission = APPROVE
    asks: tuple[str, ...] = ("list_of", "as_of", "from")

    def read(self, reader: RowReader, setting: Setting) -> EstablishmentRow | None:
        """The row with its codes, words and figures."""
        return read_row(reader, setting)

    def match(self, drafts: Sequence[EstablishmentRow], setting: Setting) -> Matched[EstablishmentRow]:
        """Rows against one another, and against the same list where some of it came in before."""
        return match(drafts, setting)

    def write(self, matched: Matched[EstablishmentRow], setting: Setting) -> list[Written]:
        """The list, establishments that are new, a row for each."""
        return write(matched, setting)

"""The units of the demonstration archive: real kinds of Party organisation, invented lives.

The cells differ on purpose in how they print a paper, since real cells do: number with or without a
colon, old or new place of the tone mark, the superior named as đảng bộ or đảng ủy, an abbreviated name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NumberForm(StrEnum):
    """How a cell prints the number of a paper; the first is the rule."""

    PARTY = "party"
    COLON = "colon"
    SPACED = "spaced"
    STATE = "state"


class Numbering(StrEnum):
    """When running numbers start again at 01: with the term (the rule) or with the year (a habit)."""

    TERM = "term"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """One row of units.csv; parents stand before their children."""

    code: str
    name: str
    kind: str
    parent_code: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Habits:
    """How a cell writes its papers. `word_share` and `scan_share` are parts of 1 of its files."""

    number_form: NumberForm = NumberForm.PARTY
    numbering: Numbering = Numbering.TERM
    old_tone: bool = False
    superior_word: str = "ĐẢNG BỘ"
    signs_for: str = "T/M CHI BỘ"
    month_before: bool = False
    word_share: float = 0.3
    scan_share: float = 0.2


@dataclass(frozen=True, slots=True)
class DemoCell:
    """A cell with what its papers need to know about it.

    `locality` is how the text speaks of the place, `landmarks` are lanes, fields and houses there,
    `first_month` the first month papers were handed in for.
    """

    unit: DemoUnit
    committee: str
    place: str
    locality: str
    village: bool
    head_of_people: str
    landmarks: tuple[str, ...]
    members: int
    households: int
    habits: Habits
    first_month: str = "2021-01"
    printed_name: str = ""

    @property
    def code(self) -> str:
        return self.unit.code

    @property
    def issuer(self) -> str:
        """The name the cell prints in the head of its papers, in sentence case."""
        return self.printed_name or self.unit.name


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A person who can sign in, with a role in a unit of today; the password comes from whoever loads the archive."""

    login: str
    name: str
    role: str
    unit: str


PROVINCE = DemoUnit("DB-YB", "Đảng bộ tỉnh Yên Bái", "province", "", ("Tỉnh ủy Yên Bái",))
NEIGHBOUR = DemoUnit("DB-LC", "Đảng bộ tỉnh Lào Cai", "province", "", ("Tỉnh ủy Lào Cai",))
CITY = DemoUnit("DB-TPYB", "Đảng bộ thành phố Yên Bái", "district", "DB-YB", ("Thành ủy Yên Bái", "Đảng bộ TP Yên Bái"))
YEN_THINH = DemoUnit("DB-YT", "Đảng bộ phường Yên Thịnh", "committee", "DB-TPYB", ("Đảng ủy phường Yên Thịnh",))
AU_LAU = DemoUnit("DB-AL", "Đảng bộ xã Âu Lâu", "committee", "DB-TPYB", ("Đảng ủy xã Âu Lâu", "Đảng uỷ xã Âu Lâu"))
DONG_TAM = DemoUnit("DB-DT", "Đảng bộ phường Đồng Tâm", "committee", "DB-TPYB", ("Đảng ủy phường Đồng Tâm",))

CELLS = (
    DemoCell(
        unit=DemoUnit("CB-YT-08", "Chi bộ Tổ dân phố số 8", "cell", "DB-YT", ("TDP 8", "Tổ 8", "Chi bộ TDP số 8")),
        committee="phường Yên Thịnh",
        place="Yên Thịnh",
        locality="tổ dân phố số 8",
        village=False,
        head_of_people="Tổ trưởng tổ dân phố",
        landmarks=("ngõ 12 phố Hoa Ban", "ngõ 27 phố Hoa Ban", "khu tập thể Cơ khí cũ", "đường bờ kè suối Lành"),
        members=34,
        households=212,
        habits=Habits(word_share=0.25, scan_share=0.1),
    ),
    DemoCell(
        unit=DemoUnit("CB-YT-03", "Chi bộ Tổ dân phố số 3", "cell", "DB-YT", ("TDP 3", "Tổ 3", "Chi bộ TDP số 3")),
        committee="phường Yên Thịnh",
        place="Yên Thịnh",
        locality="tổ dân phố số 3",
        village=False,
        head_of_people="Tổ trưởng tổ dân phố",
        landmarks=("phố Đồi Thông", "ngõ 5 phố Đồi Thông", "chợ chiều Yên Thịnh", "khu nhà ở công nhân"),
        members=27,
        households=178,
        habits=Habits(NumberForm.COLON, word_share=0.45, scan_share=0.1),
        printed_name="Chi bộ TDP số 3",
    ),
    DemoCell(
        unit=DemoUnit("CB-YT-05", "Chi bộ Tổ dân phố số 5", "cell", "DB-YT", ("TDP 5", "Tổ 5")),
        committee="phường Yên Thịnh",
        place="Yên Thịnh",
        locality="tổ dân phố số 5",
        village=False,
        head_of_people="Tổ trưởng tổ dân phố",
        landmarks=("khu dân cư Hồ Sen", "đường dạo hồ Sen", "ngõ 41 phố Tân Lập"),
        members=19,
        households=131,
        habits=Habits(word_share=0.4, scan_share=0.0),
        first_month="2022-01",
    ),
    DemoCell(
        unit=DemoUnit("CB-AL-CG", "Chi bộ thôn Châu Giang", "cell", "DB-AL", ("Châu Giang", "Chi bộ Châu Giang")),
        committee="xã Âu Lâu",
        place="Âu Lâu",
        locality="thôn Châu Giang",
        village=True,
        head_of_people="Trưởng thôn",
        landmarks=("xóm Bến", "xóm Đồng Quan", "cánh đồng Soi Giữa", "đường liên thôn Châu Giang"),
        members=29,
        households=196,
        habits=Habits(
            NumberForm.SPACED, Numbering.YEAR, old_tone=True, superior_word="ĐẢNG ỦY", word_share=0.3, scan_share=0.22
        ),
    ),
    DemoCell(
        unit=DemoUnit("CB-AL-NM", "Chi bộ thôn Nước Mát", "cell", "DB-AL", ("Nước Mát", "Chi bộ Nước Mát")),
        committee="xã Âu Lâu",
        place="Âu Lâu",
        locality="thôn Nước Mát",
        village=True,
        head_of_people="Trưởng thôn",
        landmarks=("xóm Giếng Đá", "đồi Cây Sấu", "đập Nước Mát", "đường bê tông xóm Trại"),
        members=22,
        households=148,
        habits=Habits(NumberForm.COLON, Numbering.YEAR, month_before=True, word_share=0.35, scan_share=0.18),
    ),
    DemoCell(
        unit=DemoUnit("CB-AL-DC", "Chi bộ thôn Đồi Chè", "cell", "DB-AL", ("Đồi Chè",)),
        committee="xã Âu Lâu",
        place="Âu Lâu",
        locality="thôn Đồi Chè",
        village=True,
        head_of_people="Trưởng thôn",
        landmarks=("khu chè Tân Tiến", "xóm Ngòi Vải", "đường lên đồi chè"),
        members=16,
        households=104,
        habits=Habits(NumberForm.STATE, Numbering.YEAR, signs_for="T/M CHI ỦY", word_share=0.2, scan_share=0.35),
    ),
    DemoCell(
        unit=DemoUnit("CB-DT-08", "Chi bộ Tổ dân phố số 8", "cell", "DB-DT", ("TDP 8", "Tổ 8")),
        committee="phường Đồng Tâm",
        place="Đồng Tâm",
        locality="tổ dân phố số 8",
        village=False,
        head_of_people="Tổ trưởng tổ dân phố",
        landmarks=("phố Ga cũ", "ngõ 90 phố Ga cũ", "khu tái định cư Đồng Tâm"),
        members=31,
        households=240,
        habits=Habits(superior_word="ĐẢNG ỦY", old_tone=True, word_share=0.3, scan_share=0.18),
    ),
    DemoCell(
        unit=DemoUnit("CB-DT-02", "Chi bộ Tổ dân phố số 2", "cell", "DB-DT", ("TDP 2", "Tổ 2")),
        committee="phường Đồng Tâm",
        place="Đồng Tâm",
        locality="tổ dân phố số 2",
        village=False,
        head_of_people="Tổ trưởng tổ dân phố",
        landmarks=("phố Bằng Lăng", "ngõ 16 phố Bằng Lăng", "trường Mầm non Ban Mai"),
        members=24,
        households=165,
        habits=Habits(NumberForm.PARTY, Numbering.YEAR, word_share=0.35, scan_share=0.12),
    ),
)

UNITS = (PROVINCE, NEIGHBOUR, CITY, YEN_THINH, AU_LAU, DONG_TAM, *(cell.unit for cell in CELLS))

ACCOUNTS = (
    DemoAccount("vanthu", "Nguyễn Thị Mẫu (văn thư – lưu trữ)", "archivist", "DB-TLC"),
    DemoAccount("kiemtra", "Trần Văn Mẫu (kiểm tra, giám sát)", "auditor", "DB-TLC"),
    DemoAccount("bithu8", "Lê Văn Mẫu (bí thư Chi bộ Tổ dân phố số 8)", "secretary", "CB-YT-08"),
    DemoAccount("chaugiang", "Phạm Thị Mẫu (bí thư Chi bộ thôn Châu Giang)", "secretary", "CB-AL-CG"),
    DemoAccount("lanhdao", "Hoàng Văn Mẫu (lãnh đạo Đảng ủy phường Yên Thịnh)", "leader", "DB-YT"),
    DemoAccount("quantri", "Vũ Văn Mẫu (quản trị kỹ thuật)", "administrator", "DB-TLC"),
)


def committee_unit(cell: DemoCell) -> DemoUnit:
    """The committee a cell stands under."""
    return next(unit for unit in UNITS if unit.code == cell.unit.parent_code)


def cell_of(code: str) -> DemoCell:
    """The cell with this code. Raises KeyError."""
    for cell in CELLS:
        if cell.code == code:
            return cell
    raise KeyError(code)

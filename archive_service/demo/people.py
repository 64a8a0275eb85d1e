"""Invented people: a cell's members, always the same for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from archive_service.demo.organisation import DemoCell

_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hà", "Lương", "Nông", "Triệu", "Đinh")
_MEN = ("Văn", "Đức", "Hữu", "Quang", "Xuân", "Mạnh", "Tiến", "Ngọc", "Duy")
_WOMEN = ("Thị", "Thu", "Thị Thanh", "Thị Kim", "Bích", "Thị Hồng", "Phương")
_GIVEN_MEN = (
    "An", "Bình", "Chiến", "Dũng", "Giang", "Hải", "Hòa", "Hùng", "Khánh", "Lâm", "Long", "Minh", "Nam", "Phúc",
    "Quân", "Sơn", "Thành", "Thắng", "Toàn", "Trung", "Tuấn", "Vinh",
)  # fmt: skip
_GIVEN_WOMEN = (
    "Ánh", "Chi", "Dung", "Hà", "Hạnh", "Hiền", "Hoa", "Hương", "Lan", "Liên", "Mai", "Nga", "Nhung", "Oanh",
    "Quyên", "Thảo", "Thủy", "Tuyết", "Vân", "Yến",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is who in a cell; the holders of offices are members too."""

    secretary: str
    deputy: str
    clerk: str
    head_of_people: str
    front: str
    members: tuple[str, ...]


def invented_names(rng: random.Random, count: int) -> tuple[str, ...]:
    """So many different full names."""
    names: dict[str, None] = {}
    while len(names) < count:
        woman = rng.random() < 0.45
        middle, given = (_WOMEN, _GIVEN_WOMEN) if woman else (_MEN, _GIVEN_MEN)
        names[f"{rng.choice(_FAMILIES)} {rng.choice(middle)} {rng.choice(given)}"] = None
    return tuple(names)


def cast_of(cell: DemoCell, seed: int) -> Cast:
    """The members of a cell, the first five of them with an office."""
    names = invented_names(random.Random(f"{seed}:people:{cell.code}"), cell.members)
    return Cast(names[0], names[1], names[2], names[3], names[4], names)

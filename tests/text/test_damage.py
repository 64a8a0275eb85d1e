from __future__ import annotations

import pytest

from indexer.text.damage import Fault, find_damage


@pytest.mark.parametrize(
    ("text", "printed", "suggestion", "fault"),
    [
        ("CỘNG HÕA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "HÕA", "HÒA", Fault.WRONG_LETTER),
        ("CƠNG TÁC ĐẢNG", "CƠNG", "CÔNG", Fault.WRONG_LETTER),
        ("TÀI LIỆUCHỦ YẾU", "LIỆUCHỦ", "LIỆU CHỦ", Fault.GLUED_WORDS),
        ("Quy chế banhành kèm", "banhành", "ban hành", Fault.GLUED_WORDS),
    ],
)
def test_known_faults_are_pointed_out(text: str, printed: str, suggestion: str, fault: Fault) -> None:
    (damage,) = find_damage(text)
    assert (damage.printed, damage.suggestion, damage.fault) == (printed, suggestion, fault)
    assert text[damage.start :].startswith(printed)


def test_sound_text_is_not_suspected() -> None:
    assert not find_damage("Nghị quyết lãnh đạo tháng 3; UBND, HĐND, Citroën, Đắk Lắk, thấp thoáng, õng ẹo, hoãn")

"""Names of bodies out of capitals: CHI BỘ TỔ DÂN PHỐ SỐ 8 → Chi bộ Tổ dân phố số 8.

Common words are written as usual, everything else is taken for a name and capitalised. In recognised
text the common words also get back the marks that OCR lost.
"""

from __future__ import annotations

from indexer.text.header_lines import flatten
from indexer.text.normalise import tone_key

_COMMON = """
Đảng bộ|Đảng ủy|Chi bộ|Chi ủy|Đại hội|đại biểu|Ban Chấp hành|Ban Thường vụ|Ban Tổ chức|Ban Tuyên giáo|
Ban Dân vận|Ban Nội chính|Ban Bí thư|Bộ Chính trị|Ban chỉ đạo|Ban quản lý|Ban Công tác|Ban|Ủy ban nhân dân|
Ủy ban Kiểm tra|Ủy ban|Hội đồng nhân dân|Hội đồng|Mặt trận Tổ quốc|Việt Nam|Trung ương|Tỉnh ủy|Thành ủy|
Huyện ủy|Quận ủy|Thị ủy|Văn phòng|tỉnh|thành phố|thị xã|huyện|quận|phường|xã|thị trấn|đặc khu|thôn|bản|buôn|
làng|ấp|xóm|khóm|khu phố|khu dân cư|khu vực|khối phố|Tổ dân phố|tổ|lần thứ|nhiệm kỳ|khóa|và|các|trực thuộc|
cơ sở|bộ phận|cơ quan|khối|Bộ|Sở|Cục|Chi cục|Tổng cục|Vụ|Phòng|Trường|Mầm non|Tiểu học|Trung học cơ sở|
Trung học phổ thông|Đại học|Cao đẳng|Trạm|Trung tâm|Bệnh viện|đa khoa|Y tế|Công an|Quân sự|Bộ đội Biên phòng|
Hợp tác xã|Công ty|cổ phần|trách nhiệm hữu hạn|một thành viên|Công đoàn|Liên đoàn Lao động|Tổng Liên đoàn|
Đoàn Thanh niên|Hội Nông dân|Hội Phụ nữ|Hội Liên hiệp Phụ nữ|Hội Cựu chiến binh|Hội|Đoàn|Chi đoàn|Chi hội|
Tài chính|Kế hoạch|Đầu tư|Nội vụ|Tư pháp|Giáo dục|Đào tạo|Giáo dục và Đào tạo|Khoa học|Công nghệ|Công Thương|
Nông nghiệp|Phát triển nông thôn|Xây dựng|Giao thông vận tải|Tài nguyên|Môi trường|Lao động|Thương binh|Xã hội|
Văn hóa|Thể thao|Du lịch|Thông tin|Truyền thông|Ngoại giao|Quốc phòng|Dân tộc|Tôn giáo|Ngân hàng Nhà nước|
Kho bạc Nhà nước|Nhà nước|Chính phủ|Quốc hội|Thanh tra|Kiểm sát|Viện|nhân dân|Tòa án|Thuế|Hải quan|
Bảo hiểm xã hội|Thống kê|Lưu trữ|Địa chính|Dân số|khu công nghiệp|Nhà máy|Xí nghiệp|Doanh nghiệp|Hưu trí|
Nông trường|Lâm trường|Quân đội|Học viện|dự phòng|vùng|miền núi|số
"""
# The provinces of before and after 01/7/2025: names that stand on nearly every paper of the state.
_PROVINCES = """
An Giang|Bà Rịa - Vũng Tàu|Bạc Liêu|Bắc Giang|Bắc Kạn|Bắc Ninh|Bến Tre|Bình Dương|Bình Định|Bình Phước|
Bình Thuận|Cà Mau|Cao Bằng|Cần Thơ|Đà Nẵng|Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai|Hà Giang|
Hà Nam|Hà Nội|Hà Tĩnh|Hải Dương|Hải Phòng|Hậu Giang|Hòa Bình|Hồ Chí Minh|Hưng Yên|Khánh Hòa|Kiên Giang|Kon Tum|
Lai Châu|Lạng Sơn|Lào Cai|Lâm Đồng|Long An|Nam Định|Nghệ An|Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|Quảng Bình|
Quảng Nam|Quảng Ngãi|Quảng Ninh|Quảng Trị|Sóc Trăng|Sơn La|Tây Ninh|Thái Bình|Thái Nguyên|Thanh Hóa|
Thừa Thiên Huế|Huế|Tiền Giang|Trà Vinh|Tuyên Quang|Vĩnh Long|Vĩnh Phúc|Yên Bái
"""
_PHRASES = [part.strip().split() for part in f"{_COMMON}|{_PROVINCES}".replace("\n", "").split("|") if part.strip()]
_AS_SPELT = {tuple(map(tone_key, phrase)): phrase for phrase in _PHRASES}
_WITHOUT_MARKS = {tuple(map(flatten, phrase)): phrase for phrase in reversed(_PHRASES)}
_LONGEST = max(map(len, _PHRASES))
_ABBREVIATIONS = """
UBND HĐND UBMTTQ MTTQ UBKT BCH BTV TDP THCS THPT TNHH MTV HTX KCN BQL CP TW
"""
_KEPT = frozenset(_ABBREVIATIONS.split())


def sentence_case(printed: str, *, repair: bool = False) -> tuple[str, bool]:
    """The name in sentence case, and whether every word of it is a common one (so that nothing was guessed).

    `repair` takes the marks of common words from the table and not from the text.
    """
    if not (printed.isupper() or printed.islower() or repair):
        return printed, False
    words, out, common = printed.split(), [], True
    while words:
        phrase, spelt = _phrase(words, repair)
        if phrase:
            taken = words[: len(phrase)]
            out += (
                phrase if not spelt else [_like(word.lower(), model) for word, model in zip(taken, phrase, strict=True)]
            )
        else:
            common = common and (words[0].isdigit() or words[0] in _KEPT)
            out.append(_name(words[0]))
        words = words[len(phrase) or 1 :]
    text = " ".join(out)
    return text[:1].upper() + text[1:], common


def _phrase(words: list[str], repair: bool) -> tuple[list[str], bool]:
    """The longest common phrase the words begin with ([] for none), and whether they spell it as it should be."""
    bare = [word.strip(",.;:") for word in words[:_LONGEST]]
    if repair and len(bare) > 1 and flatten(bare[0]) == "so" and bare[1].isdigit():
        return ["số"], False
    for length in range(len(bare), 0, -1):
        phrase = _AS_SPELT.get(tuple(map(tone_key, bare[:length])))
        if phrase:
            return phrase, True
        phrase = _WITHOUT_MARKS.get(tuple(map(flatten, bare[:length]))) if repair else None
        if phrase:
            return phrase, False
    return [], True


def _like(word: str, model: str) -> str:
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def _name(word: str) -> str:
    if word in _KEPT or any(char.isdigit() for char in word) or not (word.isupper() or word.islower()):
        return word
    return "-".join(part[:1] + part[1:].lower() for part in word.split("-"))

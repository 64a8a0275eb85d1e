"""What can be wrong with the register of units and its events."""

from archive_service.sentences.sentence import Language, Sentence

SENTENCES = {
    "bad_unit_register": Sentence(
        "Danh mục tổ chức đảng sai ở dòng {row}: {problem}.", "Sửa dòng này rồi nhập lại; chưa có gì thay đổi.",
        "The register of units is wrong in row {row}: {problem}.",
        "Correct it and import again; nothing was changed.",
    ),
    "bad_unit_event": Sentence(
        "Không ghi được việc này vào danh mục tổ chức đảng: {problem}.", "Sửa lại rồi xem trước lần nữa.",
        "This cannot have happened to the units: {problem}.", "Correct it and look at what it will change.",
    ),
    "unit_register_changed": Sentence(
        "Danh mục tổ chức đảng đã được người khác sửa (đang ở bản {current}, bạn xem bản {expected}).",
        "Mở lại danh mục, xem việc này sẽ thay đổi gì, rồi ghi lại.",
        "Somebody else has changed the register of units (it is at version {current}, you saw {expected}).",
        "Load the register again, look at what this will change, and apply it again.",
    ),
}  # fmt: skip

UNIT_PROBLEMS: dict[str, tuple[str, str]] = {
    "column_missing": ("thiếu cột {value}", "the column {value} is missing"),
    "unreadable": ("không đọc được ({value})", "it cannot be read ({value})"),
    "file_too_large": ("tệp quá lớn", "the file is too large"),
    "not_utf8": ("tệp không ở bảng mã UTF-8", "the file is not in UTF-8"),
    "cell_empty": ("ô {value} còn trống", "the cell {value} is empty"),
    "no_day": ("“{value}” không phải là ngày", "“{value}” is no day"),
    "code_twice": ("mã {value} có hai lần", "the code {value} stands twice"),
    "parent_unknown": ("không có tổ chức cấp trên {value}", "the parent {value} is unknown"),
    "parents_circle": ("các tổ chức cấp trên tạo thành vòng tròn ({value})", "the parents form a circle ({value})"),
    "has_history": (
        "{value} đã có thay đổi: ghi việc xảy ra ở trang của tổ chức, không ghi bằng tệp",
        "{value} has a history: tell what happened by an event, not by a file",
    ),
    "contradicts": (
        "hai tổ chức cùng một mã, hoặc cấp trên không có trong danh mục",
        "two units with one code, or a parent that is not listed",
    ),
    "incomplete": ("thiếu hoặc thừa tổ chức, hoặc chưa nói cái gì mới", "units or what is new are missing or doubled"),
    "name_missing": ("tổ chức mới phải có tên, mã và loại", "a new unit needs a name, a code and a kind"),
    "changes_nothing": ("không có gì thay đổi", "nothing would change"),
    "unknown_unit": ("không có tổ chức này", "there is no such unit"),
    "unit_known": ("tổ chức này đã có", "this unit is there already"),
    "not_yet_there": ("ngày đó tổ chức này chưa được lập", "the unit was not yet founded on that day"),
    "ended_unit": ("tổ chức này đã kết thúc", "the unit has ended"),
    "units_below": ("còn tổ chức trực thuộc, phải chuyển đi trước", "there are units below it; move them first"),
    "below_itself": ("tổ chức sẽ trực thuộc chính nó", "the unit would be below itself"),
    "out_of_order": (
        "ngày này không sau lần thay đổi gần nhất của tổ chức", "the day is not after the newest change of the unit",
    ),
    "code_taken": ("mã này đang dùng cho tổ chức khác", "another unit has this code"),
    "outside": (
        "tổ chức sẽ nằm ngoài phần danh mục bạn quản lý",
        "the unit would lie outside the part of the register you keep",
    ),
    "in_future": ("ngày này chưa đến", "the day is yet to come"),
}  # fmt: skip
"""Why a row or an event cannot be, in Vietnamese and English; a value in braces is what it is about."""


def unit_problem(problem: str, value: str, language: Language) -> str:
    """The words for a problem; one that has none is told by its code."""
    words = UNIT_PROBLEMS.get(problem, (problem, problem))[language == "en"]
    return words.format(value=value) if "{value}" in words or not value else f"{words} ({value})"

"""What can be wrong with the register of units and its events."""

from archive_service.sentences.sentence import Sentence

SENTENCES = {
    "bad_unit_register": Sentence(
        "Danh mục tổ chức đảng sai ở dòng {row}: {problem}.", "Sửa dòng này rồi nhập lại; chưa có gì thay đổi.",
        "The register of units is wrong in row {row}: {problem}.",
        "Correct it and import again; nothing was changed.",
    ),
    "bad_unit_event": Sentence(
        "Không ghi được việc này vào danh mục tổ chức đảng: {problem} ({unit}).", "Sửa lại rồi xem trước lần nữa.",
        "This cannot have happened to the units: {problem} ({unit}).", "Correct it and look at what it will change.",
    ),
    "unit_register_changed": Sentence(
        "Danh mục tổ chức đảng đã được người khác sửa (đang ở bản {current}, bạn xem bản {expected}).",
        "Mở lại danh mục, xem việc này sẽ thay đổi gì, rồi ghi lại.",
        "Somebody else has changed the register of units (it is at version {current}, you saw {expected}).",
        "Load the register again, look at what this will change, and apply it again.",
    ),
}  # fmt: skip

UNIT_PROBLEMS: dict[str, tuple[str, str]] = {
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
    "in_future": ("ngày này chưa đến", "the day is yet to come"),
}  # fmt: skip
"""Why an event cannot be, in Vietnamese and English."""

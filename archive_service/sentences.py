"""What people are told: for each error code a sentence and what to do next, in Vietnamese and English.

Placeholders are the facts of the error. The web, REST and the command line all speak from here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from archive_service.domain.errors import ArchiveError

Language = Literal["vi", "en"]

LOCKED_AWAY_ADVICE: dict[Language, str] = {
    "vi": "Văn bản quét có dấu chỉ độ mật. Hồ sơ đã bị khóa với mọi người. Việc cần làm: không mở, "
    "không sao chép; ngắt máy khỏi mạng; báo người có trách nhiệm bảo vệ bí mật nhà nước của cấp ủy, rồi xử lý "
    "bản gốc và các bản sao lưu theo quy định.",
    "en": "A scanned paper bears a mark of secrecy. Its record is locked to everybody. To do: do not open or copy it; "
    "take the machine off the network; tell whoever answers for state secrets in the committee, then deal with the "
    "original and with backups by the rules.",
}
"""What whoever runs the archive is told to do about a record that is locked away."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened and what to do about it, in both languages."""

    vi: str
    vi_action: str
    en: str
    en_action: str


SENTENCES: dict[str, Sentence] = {
    "error": Sentence(
        "Có lỗi xảy ra.", "Hãy thử lại; nếu vẫn lỗi, báo người quản trị.",
        "Something went wrong.", "Try again; if it stays, tell the administrator.",
    ),
    "refused": Sentence(
        "Yêu cầu không được nhận.", "Kiểm tra lại nội dung đã nhập.",
        "The request was not taken.", "Check what was entered.",
    ),
    "unsupported_type": Sentence(
        "Loại tệp {media_type} không nằm trong danh mục được nhận.",
        "Chuyển tệp sang PDF hoặc .docx rồi nộp lại.",
        "Files of the type {media_type} are not taken.", "Save the paper as PDF or .docx and hand it in again.",
    ),
    "empty_file": Sentence(
        "Tệp rỗng, không có nội dung.", "Kiểm tra lại tệp gốc rồi nộp lại.",
        "The file is empty.", "Check the original file and hand it in again.",
    ),
    "file_too_large": Sentence(
        "Tệp lớn hơn mức cho phép ({limit_bytes} byte).", "Tách tệp hoặc đề nghị người quản trị nâng mức.",
        "The file is larger than {limit_bytes} bytes.", "Split it, or ask the administrator to raise the limit.",
    ),
    "name_too_long": Sentence(
        "Tên tệp dài hơn {limit_bytes} byte.", "Đặt tên tệp ngắn hơn rồi nộp lại.",
        "The file name takes more than {limit_bytes} bytes.", "Give the file a shorter name and hand it in again.",
    ),
    "bad_file_name": Sentence(
        "Tên tệp không dùng được: trống, trùng nhau hoặc có ký tự điều khiển.", "Đổi tên tệp rồi nộp lại.",
        "The file name cannot be used: empty, doubled or with control characters.",
        "Rename the file and hand it in again.",
    ),
    "bad_package": Sentence(
        "Không mở được gói .zip: hỏng, có mật khẩu, rỗng hoặc quá lớn khi bung ra ({reason}).",
        "Bung gói ra trên máy của bạn rồi nộp từng tệp.",
        "The .zip cannot be unpacked: damaged, with a password, empty, or too large inside ({reason}).",
        "Unpack it on your own machine and hand in the files.",
    ),
    "infected": Sentence(
        "Máy quét virus phát hiện “{name}” trong tệp; không giữ lại gì.",
        "Báo người quản trị; làm sạch hoặc lấy lại tệp từ nơi gửi rồi nộp lại.",
        "The antivirus scanner found “{name}” in the file; nothing was kept.",
        "Tell the administrator; get a clean copy from where it came and hand it in again.",
    ),
    "secrecy_mark": Sentence(
        "Văn bản có dấu chỉ độ mật. Hệ thống không được phép lưu tài liệu bí mật nhà nước; không giữ lại gì.",
        "Chuyển văn bản theo quy định về bảo vệ bí mật nhà nước; nếu đóng dấu nhầm, xử lý ngoài hệ thống.",
        "The paper bears a mark of state secrecy. Such papers must not be in this system; nothing was kept.",
        "Handle it under the rules on state secrets; a mark made by mistake is settled outside this system.",
    ),
    "unknown_unit": Sentence(
        "Không có tổ chức đảng nào mang mã “{unit}”.", "Chọn mã trong danh mục tổ chức đảng.",
        "No unit has the code “{unit}”.", "Take a code from the register of units.",
    ),
    "unknown_dossier": Sentence(
        "Không tìm thấy hồ sơ “{dossier}”.", "Chọn hồ sơ trong danh sách hoặc để trống.",
        "There is no dossier “{dossier}”.", "Choose one from the list, or leave it empty.",
    ),
    "unknown_document_type": Sentence(
        "Không có loại văn bản “{type}”.", "Dùng ký hiệu trong danh mục, ví dụ NQ, BB, BC.",
        "There is no type of paper “{type}”.", "Use a code from the list, such as NQ, BB or BC.",
    ),
    "impossible_date": Sentence(
        "Ngày “{value}” không hợp lệ.", "Viết ngày theo dạng 05/02/2022 hoặc 2022-02-05.",
        "“{value}” is not a possible date.", "Write the day as 2022-02-05 or 05/02/2022.",
    ),
    "bad_field": Sentence(
        "Mục “{field}” có giá trị không dùng được: “{value}”.", "Sửa mục này rồi gửi lại.",
        "The field “{field}” cannot be “{value}”.", "Correct this field and send it again.",
    ),
    "bad_manifest": Sentence(
        "Không đọc được bản kê: {problem}.", "Lưu bản kê dạng CSV, mã UTF-8, có dòng tiêu đề.",
        "The manifest cannot be read: {problem}.", "Save it as CSV in UTF-8 with a header row.",
    ),
    "bad_manifest_row": Sentence(
        "Dòng {row}, cột “{column}” của bản kê sai: {problem}.",
        "Sửa dòng này rồi chạy lại; các dòng khác không bị ảnh hưởng.",
        "Row {row}, column “{column}” of the manifest is wrong: {problem}.",
        "Correct this row and run it again; the other rows are not affected.",
    ),
    "bad_unit_register": Sentence(
        "Danh mục tổ chức đảng sai ở dòng {row}: {problem}.", "Sửa dòng này rồi nhập lại; chưa có gì thay đổi.",
        "The register of units is wrong in row {row}: {problem}.",
        "Correct it and import again; nothing was changed.",
    ),
    "same_person": Sentence(
        "Không ai được tự duyệt đề nghị của mình hoặc tự cấp quyền cho mình.",
        "Nhờ một người khác có quyền làm việc này.",
        "Nobody may approve what they proposed, or give rights to themselves.", "Ask another person who may do it.",
    ),
    "too_many_stand_so": Sentence(
        "Có hơn {most} tài liệu ở tình trạng này, nhiều hơn mức có thể lọc trong một lần tìm.",
        "Chọn thêm một tổ chức đảng.",
        "More than {most} records stand so, more than one search can be narrowed to.", "Choose a unit as well.",
    ),
    "ledger_needed": Sentence(
        "Bản sao lưu lúc {made_at} có thể chứa hồ sơ đã bị hủy sau đó.",
        "Chỉ ra sổ hủy mới nhất: --ledger TỆP (nằm ở retention.ledger, hoặc trong bản sao lưu mới nhất). "
        "Nếu chắc chắn không hủy gì từ lúc ấy: --nothing-destroyed-since.",
        "The backup of {made_at} may hold records that were destroyed later.",
        "Name the newest ledger of destructions: --ledger FILE (it lies at retention.ledger, or in the newest backup). "
        "If nothing was destroyed since for certain: --nothing-destroyed-since.",
    ),
    "bad_unit_event": Sentence(
        "Không ghi được việc này vào danh mục tổ chức đảng: {problem} ({unit}).", "Sửa lại rồi xem trước lần nữa.",
        "This cannot have happened to the units: {problem} ({unit}).", "Correct it and look at what it will change.",
    ),
    "weak_password": Sentence(
        "Mật khẩu phải có ít nhất {minimum} ký tự.", "Đặt một câu dài dễ nhớ.",
        "The password needs at least {minimum} characters.", "Use a long sentence that is easy to remember.",
    ),
    "long_password": Sentence(
        "Mật khẩu dài hơn {maximum} ký tự.", "Đặt một câu ngắn hơn.",
        "The password is longer than {maximum} characters.", "Use a shorter sentence.",
    ),
    "common_password": Sentence(
        "Mật khẩu này dễ đoán: nằm trong danh sách mật khẩu thường gặp, hoặc gần giống.",
        "Đặt một câu dài của riêng bạn, gồm vài từ không liên quan với nhau.",
        "This password is easy to guess: it is on a list of common ones, or close to one.",
        "Use a long sentence of your own, of some words that do not belong together.",
    ),
    "password_names_owner": Sentence(
        "Mật khẩu ghép từ tên đăng nhập hoặc họ tên.", "Đặt một câu không có tên của bạn.",
        "The password is made of the login or the name.", "Use a sentence without your name.",
    ),
    "bad_code": Sentence(
        "Mã xác thực không đúng, đã dùng hoặc đã hết hạn.",
        "Nhập mã mới nhất trong ứng dụng; kiểm tra giờ của điện thoại, hoặc dùng một mã dự phòng.",
        "The code is wrong, was used, or has run out.",
        "Type the newest code of the app; look at the clock of the phone, or use a recovery code.",
    ),
    "second_factor_needed": Sentence(
        "Vai trò này phải có xác thực hai bước nên không tắt được.",
        "Đổi điện thoại: nhờ người quản trị đặt lại.",
        "This role must have a second factor, so it cannot be removed.",
        "With a new phone, ask the administrator for a reset.",
    ),
    "sign_in_expired": Sentence(
        "Lần đăng nhập này đã quá hạn hoặc không bắt đầu từ trình duyệt này.", "Bấm đăng nhập lại từ đầu.",
        "This sign-in took too long, or did not begin in this browser.", "Sign in again from the beginning.",
    ),
    "provider_refused": Sentence(
        "Hệ thống tài khoản của cơ quan không xác nhận đăng nhập.",
        "Thử lại; nếu vẫn lỗi, báo người quản trị, hoặc đăng nhập bằng mật khẩu của kho.",
        "The identity provider did not confirm the sign-in.",
        "Try again; if it stays, tell the administrator, or sign in with the password of the archive.",
    ),
    "identity_unknown": Sentence(
        "Tài khoản cơ quan này chưa được nối với người dùng nào của kho (mã “{subject}”).",
        "Gửi mã này cho người quản trị để nối, rồi đăng nhập lại.",
        "This identity does not belong to an account here (its number is “{subject}”).",
        "Send the number to the administrator, who links it, and sign in again.",
    ),
    "provider_unavailable": Sentence(
        "Hệ thống tài khoản của cơ quan không trả lời.",
        "Thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu của kho.",
        "The identity provider does not answer.",
        "Try again in some minutes, or sign in with the password of the archive.",
    ),
    "not_signed_in": Sentence(
        "Bạn chưa đăng nhập hoặc phiên đã hết.", "Đăng nhập rồi làm lại.",
        "You are not signed in, or the session has ended.", "Sign in and do it again.",
    ),
    "bad_credentials": Sentence(
        "Tên đăng nhập hoặc mật khẩu không đúng.", "Kiểm tra lại; quên mật khẩu thì báo người quản trị.",
        "Name or password is wrong.", "Check both; for a lost password ask the administrator.",
    ),
    "not_permitted": Sentence(
        "Vai trò của bạn không được làm việc này.", "Nếu cần, đề nghị người quản trị cấp quyền.",
        "Your role does not allow this.", "If you need it, ask the administrator for the right.",
    ),
    "not_found": Sentence(
        "Không tìm thấy.", "Kiểm tra lại địa chỉ, hoặc tìm theo tên và ngày.",
        "There is no such thing.", "Check the address, or search by name and date.",
    ),
    "conflict": Sentence(
        "Việc này trùng với việc khác đã làm.", "Tải lại trang rồi làm lại.",
        "This clashes with something done already.", "Load the page again and repeat it.",
    ),
    "wrong_state": Sentence(
        "Bước này không hợp với trạng thái hiện tại ({state}).", "Tải lại trang để xem đang ở bước nào.",
        "This step does not fit the present state ({state}).", "Load the page again to see where it stands.",
    ),
    "destroyed": Sentence(
        "Tài liệu này đã hết thời hạn lưu trữ và đã bị hủy ngày {destroyed_at} theo quyết định {decision}.",
        "Chỉ còn dấu vết: tên, mã băm và quyết định hủy; nội dung không khôi phục được.",
        "This record was destroyed on {destroyed_at} by the decision {decision}, after its period was over.",
        "Only a trace is left: its name, its digests and the decision; what it said cannot be brought back.",
    ),
    "transferred": Sentence(
        "Tài liệu này đã nộp vào {receiver} theo biên nhận {receipt}.", "Hỏi cơ quan lưu trữ đó để đọc bản gốc.",
        "This record went to {receiver}; its receipt is {receipt}.", "Ask that archive to read it.",
    ),
    "not_due": Sentence(
        "Tài liệu {record} chưa được đưa vào danh mục hủy: thời hạn bảo quản chưa hết hoặc chưa xác định được.",
        "Mở tài liệu, xem mục “Thời hạn bảo quản” để biết vì sao và cần làm gì.",
        "The record {record} cannot be listed for destruction: its period is not over, or cannot be determined.",
        "Open the record: its retention says why, and what to do.",
    ),
    "under_hold": Sentence(
        "Tài liệu {record} đang bị giữ theo {document}, không được hủy.",
        "Bỏ tài liệu này khỏi danh sách, hoặc chờ hai người gỡ lệnh giữ.",
        "The record {record} is under a hold ({document}) and may not be destroyed.",
        "Leave it out, or wait until two people have lifted the hold.",
    ),
    "on_another_list": Sentence(
        "Có tài liệu đang nằm trong một đợt xét hủy khác chưa kết thúc.",
        "Mở danh sách tài liệu hết thời hạn: tài liệu đã vào đợt nào được ghi ngay cạnh tên.",
        "One of the records is on another list that is not finished.",
        "Look at the list of what is due: it says which disposition a record is in.",
    ),
    "backups_remain": Sentence(
        "Chưa kết thúc được: bản sao lưu cũ còn có thể chứa tài liệu đã hủy đến hết ngày {until}.",
        "Sau ngày đó mở lại và kết thúc đợt hủy.",
        "It cannot be closed: old backups may hold what was destroyed until {until}.",
        "Come back after that day and close it.",
    ),
    "certificate_missing": Sentence(
        "Chưa kết thúc được: thiếu biên bản hủy đã ký.", "In biên bản hủy, ký, rồi đính kèm bản quét.",
        "It cannot be closed: the signed record of the destruction is missing.",
        "Print the certificate, have it signed, and attach the scan.",
    ),
    "lift_not_asked": Sentence(
        "Lệnh giữ này đã gỡ, hoặc đề nghị gỡ đang chờ, hoặc chưa ai đề nghị gỡ.",
        "Mở lệnh giữ để xem đang ở bước nào: một người đề nghị, người khác gỡ.",
        "This hold is lifted, or lifting waits for a second person, or nobody has asked for it.",
        "Open the hold to see where it stands: one person asks, another lifts.",
    ),
    "gone_meanwhile": Sentence(
        "Lệnh giữ {hold} đã có hiệu lực, nhưng có tài liệu vừa bị hủy trước đó: {destroyed}.",
        "Phần còn lại đã được giữ. Báo cho người yêu cầu giữ biết.",
        "The hold {hold} stands, but some of its records were destroyed just before: {destroyed}.",
        "The rest is held. Tell whoever asked for the hold.",
    ),
    "ledger_differs": Sentence(
        "Sổ hủy này không nối tiếp với kho hoặc với bản sổ khác, từ dòng {line}.",
        "Tìm đúng sổ hủy của kho này; giữ lại cả hai tệp để đối chiếu.",
        "This ledger of destructions does not go on from the archive or from the other copy, at line {line}.",
        "Look for the ledger of this archive; keep both files to compare them.",
    ),
    "last_administrator": Sentence(
        "Đây là người quản trị cuối cùng.", "Giao quyền quản trị cho một người khác trước, không ghi ngày hết hạn.",
        "This is the last administrator.", "Make somebody else an administrator first, without a last day.",
    ),
    "version_conflict": Sentence(
        "Bản ghi đã được người khác sửa trước.", "Tải lại để xem bản mới rồi sửa lại.",
        "Somebody else has changed this in the meantime.", "Load it again and repeat the change.",
    ),
    "not_proposed": Sentence(
        "Văn bản không (hoặc không còn) cho giá trị này.", "Tải lại để xem máy đọc được gì rồi nhận lại.",
        "The paper does not say this (any more).", "Load it again to see what was read, then accept it.",
    ),
    "unit_register_changed": Sentence(
        "Danh mục tổ chức đảng đã được người khác sửa (đang ở bản {current}, bạn xem bản {expected}).",
        "Mở lại danh mục, xem việc này sẽ thay đổi gì, rồi ghi lại.",
        "Somebody else has changed the register of units (it is at version {current}, you saw {expected}).",
        "Load the register again, look at what this will change, and apply it again.",
    ),
    "idempotency_conflict": Sentence(
        "Khóa Idempotency-Key này đã dùng cho nội dung khác.", "Dùng một khóa mới cho mỗi lần nộp.",
        "This Idempotency-Key came with other content before.", "Use a new key for each deposit.",
    ),
    "too_many_attempts": Sentence(
        "Thử quá nhiều lần.", "Đợi {seconds} giây rồi thử lại.",
        "Too many attempts.", "Wait {seconds} seconds and try again.",
    ),
    "unavailable": Sentence(
        "Dịch vụ tạm thời không trả lời.", "Đợi một lát rồi làm lại; chưa có gì bị mất.",
        "The service does not answer for the moment.", "Wait a little and repeat it; nothing was lost.",
    ),
    "store_unavailable": Sentence(
        "Kho lưu trữ không trả lời hoặc đã đầy.", "Đợi rồi làm lại; nếu vẫn lỗi, báo người quản trị.",
        "The store does not answer or is full.", "Wait and repeat it; if it stays, tell the administrator.",
    ),
    "store_cannot_lock": Sentence(
        "Kho S3 không giữ được khóa ghi (thiếu: {missing}), nên không được dùng để lưu hồ sơ.",
        "Dùng máy chủ S3 có Object Lock thật; xem docs/operations/s3.md và chạy cli.py store probe.",
        "The S3 store does not keep locks (missing: {missing}), so it is refused for records.",
        "Use a server with a real Object Lock; see docs/operations/s3.md and run cli.py store probe.",
    ),
    "catalog_unavailable": Sentence(
        "Cơ sở dữ liệu không trả lời.", "Đợi rồi làm lại; nếu vẫn lỗi, báo người quản trị.",
        "The catalog does not answer.", "Wait and repeat it; if it stays, tell the administrator.",
    ),
    "scanner_unavailable": Sentence(
        "Không quét virus được tệp ({cause}), nên chưa nhận.",
        "Đợi rồi nộp lại; nếu vẫn lỗi, báo người quản trị.",
        "The file could not be scanned for viruses ({cause}), so it was not taken.",
        "Wait and hand it in again; if it stays, tell the administrator.",
    ),
    "index_not_ready": Sentence(
        "Chỉ mục tìm kiếm đang được dựng lại.", "Đợi vài phút; vẫn mở được hồ sơ theo danh sách.",
        "The search index is being built again.", "Wait a few minutes; records can still be opened from the lists.",
    ),
    "ledger_damaged": Sentence(
        "Sổ hủy bị sửa hoặc mất dòng, từ dòng {line}.",
        "Lấy lại tệp sổ hủy từ bản sao lưu mới nhất rồi làm lại.",
        "The ledger of destructions was changed or lost a line, at line {line}.",
        "Take the file back from the newest backup, then do it again.",
    ),
    "bytes_damaged": Sentence(
        "Tệp lưu không còn khớp mã kiểm tra nên không được đưa ra.",
        "Báo ngay người quản trị để phục hồi từ bản sao lưu.",
        "The stored file no longer matches its digest, so it is not handed out.",
        "Tell the administrator at once, to restore it from a backup.",
    ),
    # What only the web doors can meet.
    "bad_request": Sentence(
        "Yêu cầu viết sai, không đọc được.", "Kiểm tra lại phần mềm gửi yêu cầu.",
        "The request is malformed and cannot be read.", "Check the program that sends it.",
    ),
    "method_not_allowed": Sentence(
        "Địa chỉ này không nhận phương thức {method}.", "Dùng một trong các phương thức: {allowed}.",
        "This address does not take the method {method}.", "Use one of these: {allowed}.",
    ),
    "request_too_large": Sentence(
        "Yêu cầu lớn hơn mức dịch vụ nhận.", "Gửi ít tệp hơn hoặc tệp nhỏ hơn.",
        "The request is larger than the service takes.", "Send fewer or smaller files.",
    ),
    "wrong_content_type": Sentence(
        "Nội dung gửi đến không phải dạng {expected}.", "Gửi lại với Content-Type: {expected}.",
        "The content sent is not {expected}.", "Send it with Content-Type: {expected}.",
    ),
    "impossible_range": Sentence(
        "Đoạn byte yêu cầu nằm ngoài tệp.", "Tải lại tệp từ đầu.",
        "The bytes asked for lie outside the file.", "Fetch the file from its start.",
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


def sentence_of(error: ArchiveError, language: Language) -> tuple[str, str]:
    """The sentence for an error and what to do next."""
    return told(error.code, language, error.facts)


def told(code: str, language: Language, facts: dict[str, object]) -> tuple[str, str]:
    """The sentence for a code with its facts filled in; a fact that is missing reads as "…"."""
    sentence = SENTENCES.get(code, SENTENCES["error"])
    filled: defaultdict[str, object] = defaultdict(lambda: "…", facts)
    if code == "bad_unit_event" and (problem := UNIT_PROBLEMS.get(str(facts.get("problem")))):
        filled["problem"] = problem[language == "en"]
    if language == "vi":
        return sentence.vi.format_map(filled), sentence.vi_action.format_map(filled)
    return sentence.en.format_map(filled), sentence.en_action.format_map(filled)

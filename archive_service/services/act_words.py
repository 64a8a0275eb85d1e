"""What people call the acts of the log, in Vietnamese, in groups as somebody would look for them."""

from __future__ import annotations

from archive_service.domain.logged_acts import LoggedAct

ACT_GROUPS: dict[str, dict[LoggedAct, str]] = {
    "Tra cứu và đọc": {
        "search": "tìm kiếm",
        "similar": "tìm tài liệu tương tự",
        "read": "mở xem",
        "view_page": "xem ảnh trang",
        "read_copy": "tải bản đọc",
        "download": "tải bản gốc",
        "export": "xuất gói chứng cứ",
        "export_search": "tải danh sách kết quả tìm",
        "completeness": "xem bảng đầy đủ",
        "save_search": "lưu một tìm kiếm",
        "run_saved_search": "chạy tìm kiếm đã lưu",
        "remove_saved_search": "xóa tìm kiếm đã lưu",
    },
    "Tài liệu và hồ sơ": {
        "look": "xem trước tệp định nộp",
        "deposit": "nộp",
        "correct": "sửa mô tả",
        "accept_proposals": "nhận giá trị máy đọc",
        "link_records": "gắn với tài liệu khác",
        "unlink_records": "bỏ một liên kết",
        "open_dossier": "mở hồ sơ",
        "close_dossier": "kết thúc hồ sơ",
        "reopen_dossier": "mở lại hồ sơ",
        "propose_excuse": "đề nghị ghi lý do thiếu",
        "approve_excuse": "duyệt lý do thiếu",
        "refuse_excuse": "không duyệt lý do thiếu",
        "withdraw_excuse": "rút lý do thiếu",
    },
    "Xin ý kiến": {
        "open_consultation": "mở đợt xin ý kiến",
        "send_consultation": "gửi xin ý kiến",
        "record_opinions": "ghi ý kiến",
        "remind_members": "ghi lời nhắc đảng viên",
        "end_replies": "chốt hạn góp ý",
        "synthesise": "tổng hợp ý kiến",
        "issue_after_consultation": "ghi nghị quyết đã ban hành",
        "reject_after_consultation": "ghi không thông qua",
        "close_consultation": "đóng hồ sơ xin ý kiến",
    },
    "Bảo quản, tạm giữ, tiêu hủy, nộp lưu": {
        "propose_rule": "đề nghị quy tắc bảo quản",
        "approve_rule": "duyệt quy tắc bảo quản",
        "refuse_rule": "không duyệt quy tắc bảo quản",
        "place_hold": "đặt lệnh tạm giữ",
        "ask_to_lift_hold": "đề nghị bỏ tạm giữ",
        "lift_hold": "bỏ tạm giữ",
        "propose_disposition": "lập danh mục đề nghị hủy",
        "disposition_council_done": "ghi biên bản hội đồng về danh mục hủy",
        "disposition_superior_opinion": "ghi ý kiến cấp trên về danh mục hủy",
        "disposition_decided": "ghi quyết định hủy",
        "drop_disposition": "bỏ danh mục hủy",
        "begin_destruction": "bắt đầu tiêu hủy",
        "destroy": "hủy một tài liệu",
        "destroy_again": "hủy lại tài liệu có trong sổ hủy",
        "finish_destruction": "kết thúc tiêu hủy",
        "disposition_certificate": "ghi biên bản hủy",
        "close_disposition": "đóng hồ sơ hủy",
        "print_disposition_paper": "in giấy tờ của việc hủy",
        "read_disposition_paper": "đọc giấy tờ của việc hủy",
        "propose_transfer": "lập danh mục nộp lưu",
        "transfer_handed_over": "giao hồ sơ nộp lưu",
        "transfer_received": "ghi xác nhận đã nhận",
        "transfer_out": "xuất hồ sơ đã nộp lưu",
        "transfer_record": "chuyển đi một tài liệu",
        "drop_transfer": "bỏ danh mục nộp lưu",
        "read_transfer_paper": "đọc giấy tờ nộp lưu",
    },
    "Tổ chức đảng": {
        "import_units": "nhập danh mục tổ chức",
        "unit_event": "ghi một thay đổi tổ chức",
        "adopt_units": "lấy lại danh mục tổ chức từ kho",
    },
    "Người dùng và quyền": {
        "create_account": "tạo tài khoản",
        "disable_account": "khóa tài khoản",
        "enable_account": "mở khóa tài khoản",
        "give_grant": "giao vai trò",
        "take_grant_back": "thu hồi vai trò",
        "hand_over": "bàn giao vai trò",
        "break_glass": "truy cập khẩn cấp",
    },
    "Đăng nhập": {
        "sign_in": "đăng nhập",
        "sign_in_code": "nhập mã bước hai",
        "sign_out": "đăng xuất",
        "end_session": "đóng một phiên",
        "end_sessions": "đóng các phiên khác",
        "confirm_password": "nhập lại mật khẩu",
        "set_password": "đặt mật khẩu",
        "set_up_second_factor": "bật xác thực hai bước",
        "renew_recovery_codes": "tạo mã khôi phục mới",
        "remove_second_factor": "tắt xác thực hai bước",
        "reset_second_factor": "đặt lại xác thực hai bước của người khác",
        "link_identity": "gắn tài khoản cơ quan",
        "unlink_identity": "bỏ gắn tài khoản cơ quan",
        "issue_token": "cấp mã truy cập",
        "revoke_token": "thu hồi mã truy cập",
    },
    "Việc của kho và vận hành": {
        "recognise": "nhận dạng chữ",
        "stop_recognition": "dừng nhận dạng chữ",
        "retry_extraction": "đọc lại",
        "retry_job": "chạy lại một việc",
        "make_copy": "làm bản đọc",
        "lock_away": "khóa vì có dấu chỉ độ mật",
        "check_fixity": "kiểm tra toàn vẹn",
        "find_damage": "phát hiện hư hỏng",
        "resolve_incident": "khép một sự cố",
        "reconcile": "đối chiếu kho",
        "rebuild": "dựng lại từ kho",
        "back_up": "sao lưu",
        "verify_audit": "kiểm chứng nhật ký",
        "export_audit": "tải nhật ký",
    },
}
ACT_WORDS: dict[LoggedAct, str] = {act: words for group in ACT_GROUPS.values() for act, words in group.items()}
OUTCOME_WORDS = {"done": "xong", "refused": "từ chối", "failed": "lỗi"}
NOBODY_WORDS = {"worker": "máy", "ledger": "sổ hủy", "local-operator": "người vận hành máy chủ"}
"""Who acts without an account, by the id in the log."""
_WORDS: dict[str, str] = dict(ACT_WORDS.items())


def act_words(act: str) -> str:
    """What an act is called; what another version of the software wrote keeps its code."""
    return _WORDS.get(act, act)

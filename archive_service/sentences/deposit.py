"""What can be wrong with papers handed in and with what is said of them."""

from archive_service.sentences.sentence import Sentence

SENTENCES = {
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
    "not_proposed": Sentence(
        "Văn bản không (hoặc không còn) cho giá trị này.", "Tải lại để xem máy đọc được gì rồi nhận lại.",
        "The paper does not say this (any more).", "Load it again to see what was read, then accept it.",
    ),
    "idempotency_conflict": Sentence(
        "Khóa Idempotency-Key này đã dùng cho nội dung khác.", "Dùng một khóa mới cho mỗi lần nộp.",
        "This Idempotency-Key came with other content before.", "Use a new key for each deposit.",
    ),
}  # fmt: skip

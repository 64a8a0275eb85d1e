"""Requests that no program of ours sends: malformed, too large, or to where nothing is."""

from archive_service.sentences.sentence import Sentence

SENTENCES = {
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

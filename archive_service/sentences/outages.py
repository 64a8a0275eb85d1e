"""What the archive stands on does not answer, or gives back other bytes than it was given."""

from archive_service.sentences.sentence import Sentence

SENTENCES = {
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
        "Đợi rồi nộp lại; nếu vẫn lỗi, báo người quản trị (too_large: nâng StreamMaxLength của ClamAV).",
        "The file could not be scanned for viruses ({cause}), so it was not taken.",
        "Wait and hand it in again; if it stays, tell the administrator (too_large: raise StreamMaxLength of ClamAV).",
    ),
    "index_not_ready": Sentence(
        "Chỉ mục tìm kiếm đang được dựng lại.", "Đợi vài phút; vẫn mở được hồ sơ theo danh sách.",
        "The search index is being built again.", "Wait a few minutes; records can still be opened from the lists.",
    ),
    "bytes_damaged": Sentence(
        "Tệp lưu không còn khớp mã kiểm tra nên không được đưa ra.",
        "Báo ngay người quản trị để phục hồi từ bản sao lưu.",
        "The stored file no longer matches its digest, so it is not handed out.",
        "Tell the administrator at once, to restore it from a backup.",
    ),
    # What only the web doors can meet.
}  # fmt: skip

"""What whoever runs the archive is told about a record that is locked away."""

from archive_service.sentences.sentence import Language

LOCKED_AWAY_ADVICE: dict[Language, str] = {
    "vi": "Văn bản quét có dấu chỉ độ mật. Hồ sơ đã bị khóa với mọi người. Việc cần làm: không mở, "
    "không sao chép; ngắt máy khỏi mạng; báo người có trách nhiệm bảo vệ bí mật nhà nước của cấp ủy, rồi xử lý "
    "bản gốc và các bản sao lưu theo quy định.",
    "en": "A scanned paper bears a mark of secrecy. Its record is locked to everybody. To do: do not open or copy it; "
    "take the machine off the network; tell whoever answers for state secrets in the committee, then deal with the "
    "original and with backups by the rules.",
}
"""What whoever runs the archive is told to do about a record that is locked away."""

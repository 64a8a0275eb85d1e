"""What stands against keeping, listing, holding, destroying and handing over."""

from archive_service.sentences.sentence import Sentence

SENTENCES = {
    "nothing_chosen": Sentence(
        "Chưa chọn tài liệu hoặc hồ sơ nào.", "Đánh dấu ít nhất một dòng trong danh sách, hoặc ghi mã, rồi gửi lại.",
        "No record or dossier was chosen.", "Tick at least one row of the list, or name one, and send it again.",
    ),
    "paper_missing": Sentence(
        "Chưa đính kèm văn bản đã ký của bước này.", "Chọn tệp bản quét rồi gửi lại.",
        "The signed paper of this step is missing.", "Choose the scanned file and send it again.",
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
    "no_end_awaited": Sentence(
        "Không quy tắc nào giữ tài liệu này đến khi hết hiệu lực, nên không ghi nhận ngày hết hiệu lực.",
        "Mở mục “Thời hạn bảo quản” của tài liệu để xem quy tắc nào đang áp dụng.",
        "No rule keeps this record until it is no longer in force, so that day is not recorded.",
        "Open the record: its retention says which rule applies.",
    ),
    "frozen_by_list": Sentence(
        "Tài liệu này đang nằm trong một đợt xét hủy, không sửa được ngày hết hiệu lực.",
        "Bỏ đợt xét hủy, hoặc chờ đợt ấy kết thúc, rồi sửa.",
        "This record is on the list of a disposition, so the day cannot be changed.",
        "Drop the disposition, or wait until it is finished, then change the day.",
    ),
    "end_out_of_range": Sentence(
        "Tài liệu không thể hết hiệu lực ngày {day}.", "Ngày phải từ {first} đến {last}; xem lại văn bản.",
        "The paper cannot have ceased to be in force on {day}.",
        "The day must lie between {first} and {last}; look at the document again.",
    ),
    "found_otherwise": Sentence(
        "Câu tìm nay cho {now} tài liệu, lúc bạn xem là {before}.", "Xem lại danh sách rồi đặt lệnh giữ.",
        "The search now finds {now} records; it found {before} when you looked.",
        "Look at the list again, then place the hold.",
    ),
    "paper_out_of_order": Sentence(
        "Ngày {day} của văn bản không hợp thứ tự các bước.", "Ngày phải từ {first} đến {last}; xem lại văn bản.",
        "The day {day} of the paper does not fit the order of the steps.",
        "It must lie between {first} and {last}; look at the paper again.",
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
    "ledger_damaged": Sentence(
        "Sổ hủy bị sửa hoặc mất dòng, từ dòng {line}.",
        "Lấy lại tệp sổ hủy từ bản sao lưu mới nhất rồi làm lại.",
        "The ledger of destructions was changed or lost a line, at line {line}.",
        "Take the file back from the newest backup, then do it again.",
    ),
}  # fmt: skip

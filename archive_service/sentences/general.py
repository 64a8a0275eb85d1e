"""What is said where nothing narrower is known, and of steps that people take together."""

from archive_service.sentences.sentence import Sentence

SENTENCES = {
    "error": Sentence(
        "Có lỗi xảy ra.", "Hãy thử lại; nếu vẫn lỗi, báo người quản trị.",
        "Something went wrong.", "Try again; if it stays, tell the administrator.",
    ),
    "refused": Sentence(
        "Yêu cầu không được nhận.", "Kiểm tra lại nội dung đã nhập.",
        "The request was not taken.", "Check what was entered.",
    ),
    "same_person": Sentence(
        "Không ai được tự duyệt đề nghị của mình hoặc tự cấp quyền cho mình.",
        "Nhờ một người khác có quyền làm việc này.",
        "Nobody may approve what they proposed, or give rights to themselves.", "Ask another person who may do it.",
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
    "version_conflict": Sentence(
        "Bản ghi đã được người khác sửa trước.", "Tải lại để xem bản mới rồi sửa lại.",
        "Somebody else has changed this in the meantime.", "Load it again and repeat the change.",
    ),
    "too_many_attempts": Sentence(
        "Thử quá nhiều lần.", "Đợi {seconds} giây rồi thử lại.",
        "Too many attempts.", "Wait {seconds} seconds and try again.",
    ),
    "unavailable": Sentence(
        "Dịch vụ tạm thời không trả lời.", "Đợi một lát rồi làm lại; chưa có gì bị mất.",
        "The service does not answer for the moment.", "Wait a little and repeat it; nothing was lost.",
    ),
}  # fmt: skip

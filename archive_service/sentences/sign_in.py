"""What can go wrong while signing in, and with what people sign in with."""

from archive_service.sentences.sentence import Sentence

SENTENCES = {
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
    "same_password": Sentence(
        "Mật khẩu mới giống mật khẩu hiện nay.", "Đặt một mật khẩu khác.",
        "The new password is the present one.", "Choose another one.",
    ),
    "first_password_ended": Sentence(
        "Mật khẩu được cấp đã hết hạn.", "Nhờ người quản trị cấp mật khẩu mới.",
        "The password you were given has run out.", "Ask the administrator for a new one.",
    ),
    "bad_code": Sentence(
        "Mã xác thực không đúng, đã dùng hoặc đã hết hạn.",
        "Nhập mã mới nhất trong ứng dụng; kiểm tra giờ của điện thoại, hoặc dùng một mã dự phòng.",
        "The code is wrong, was used, or has run out.",
        "Type the newest code of the app; look at the clock of the phone, or use a recovery code.",
    ),
    "password_again": Sentence(
        "Việc này cần nhập lại mật khẩu.", "Nhập mật khẩu của bạn rồi làm tiếp.",
        "This act asks for the password again.", "Type your password and go on.",
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
    "last_administrator": Sentence(
        "Đây là người quản trị cuối cùng.", "Giao quyền quản trị cho một người khác trước, không ghi ngày hết hạn.",
        "This is the last administrator.", "Make somebody else an administrator first, without a last day.",
    ),
}  # fmt: skip

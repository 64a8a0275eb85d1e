"""Matters that come back with the calendar. All of it is invented."""

from __future__ import annotations

from archive_service.demo.topics import Topic

SEASON_TOPICS = (
    Topic(
        title="chăm lo Tết Nguyên đán cho nhân dân",
        done=(
            "trao {n} suất quà Tết cho gia đình chính sách, hộ nghèo; đường {spot} treo cờ, đèn đón xuân",
            "nhân dân đón Tết vui tươi, an toàn; không có hộ vi phạm về pháo nổ",
        ),
        todo=(
            "rà soát hộ nghèo, gia đình chính sách để tặng quà Tết; ký cam kết không tàng trữ, đốt pháo nổ",
            "tổng vệ sinh đường làng, ngõ phố trước ngày 25 tháng Chạp",
        ),
        said=(
            "quà Tết cần trao tận nhà, không để hộ nào bị bỏ sót",
            "lịch trực Tết cần báo trước cho đảng viên",
        ),
        task="rà soát, trao quà Tết, phân công trực Tết",
        when=("01", "02"),
    ),
    Topic(
        title="Tết trồng cây đời đời nhớ ơn Bác Hồ",
        done=(
            "ngày ra quân Tết trồng cây trồng được {n} cây bóng mát dọc {spot}",
            "mỗi đảng viên nhận chăm sóc một cây, tỷ lệ cây sống đạt {pct}",
        ),
        todo=(
            "giao chi đoàn chăm sóc hàng cây mới trồng ở {spot}",
            "trồng dặm {few} cây bị chết, làm cọc chống trước mùa mưa",
        ),
        said=("nên trồng cây ban, cây lộc vừng vì rễ không phá đường", "cây trồng xong phải có người tưới"),
        task="tổ chức trồng và chăm sóc cây",
        when=("02", "03"),
    ),
    Topic(
        title="công tác tuyển quân, lễ giao nhận quân",
        done=(
            "{few} thanh niên của {place} lên đường nhập ngũ, đạt 100% chỉ tiêu",
            "gặp mặt, tặng quà thanh niên trúng tuyển nghĩa vụ quân sự với số tiền {money}",
        ),
        todo=(
            "rà soát thanh niên độ tuổi 17 đăng ký nghĩa vụ quân sự lần đầu",
            "thăm gia đình thanh niên đang tại ngũ có hoàn cảnh khó khăn",
        ),
        said=(
            "cần báo sớm lịch khám sức khỏe nghĩa vụ quân sự",
            "đề nghị tạo nguồn phát triển Đảng trong quân nhân xuất ngũ",
        ),
        task="rà soát thanh niên trong độ tuổi nghĩa vụ quân sự",
        when=("01", "02", "03", "04", "11"),
    ),
    Topic(
        title="phòng, chống thiên tai, mưa lũ",
        done=(
            "mưa lớn làm sạt {few} điểm ta-luy tại {spot}; {n} lượt người khắc phục xong trong ngày",
            "đội xung kích phòng, chống thiên tai gồm {n} người được kiện toàn, chuẩn bị áo phao, dây thừng",
        ),
        todo=(
            "rà soát hộ có nguy cơ sạt lở, ngập úng; chuẩn bị phương án 4 tại chỗ",
            "nạo vét cống rãnh thoát nước quanh {spot} trước mùa mưa",
        ),
        said=("nước mưa từ đồi đổ xuống {spot} rất mạnh, cần mở thêm rãnh", "cần số điện thoại trực của đội xung kích"),
        task="kiện toàn đội xung kích, rà soát điểm sạt lở",
        when=("05", "06", "07", "08", "09"),
    ),
    Topic(
        title="kỷ niệm ngày Thương binh – Liệt sĩ 27/7",
        done=(
            "thăm, tặng quà {n} gia đình thương binh, liệt sĩ, người có công; dâng hương nghĩa trang liệt sĩ",
            "đoàn viên sửa mái nhà giúp gia đình người có công {person}",
        ),
        todo=("tổ chức thắp nến tri ân tối 26/7", "rà soát hồ sơ người có công còn vướng mắc, gửi cấp trên"),
        said=("gia đình bác {person} mái nhà dột, đề nghị hỗ trợ trước mùa mưa", "quà 27/7 cần trao tại nhà"),
        task="thăm hỏi gia đình chính sách nhân ngày 27/7",
        when=("07",),
    ),
    Topic(
        title="chăm lo thiếu nhi, khai giảng và Tết Trung thu",
        done=(
            "{n} suất học bổng, {few} xe đạp được trao cho học sinh vượt khó; quỹ khuyến học có {money}",
            "Tết Trung thu tổ chức gọn, chia quà tại nhà cho {n} cháu",
        ),
        todo=(
            "vận động 100% trẻ trong độ tuổi đến trường",
            "gây quỹ khuyến học của {place}, tặng vở cho học sinh nghèo",
        ),
        said=(
            "học trực tuyến thiếu máy, đề nghị vận động máy tính cũ",
            "khen học sinh giỏi cần làm trước ngày khai giảng",
        ),
        task="vận động quỹ khuyến học, tổ chức Trung thu",
        when=("08", "09"),
    ),
    Topic(
        title="Ngày hội Đại đoàn kết toàn dân tộc 18/11",
        done=(
            "Ngày hội Đại đoàn kết toàn dân tộc thu hút {households} hộ; {pct} hộ đạt gia đình văn hóa",
            "bình xét {n} gia đình văn hóa tiêu biểu, tặng giấy khen {few} hộ",
        ),
        todo=(
            "chuẩn bị Ngày hội Đại đoàn kết: văn nghệ, bóng chuyền hơi, bữa cơm chung",
            "bình xét gia đình văn hóa công khai, dân chủ",
        ),
        said=("tiêu chí gia đình văn hóa cần công khai trước khi bình xét", "bữa cơm đoàn kết nên do các hộ tự góp"),
        task="phối hợp Ban công tác Mặt trận tổ chức Ngày hội Đại đoàn kết",
        when=("10", "11"),
    ),
    Topic(
        title="xây dựng nghị quyết năm và chương trình công tác",
        done=(
            "chi bộ đạt {few}/12 chỉ tiêu vượt kế hoạch năm; không có đảng viên vi phạm kỷ luật",
            "dự thảo nghị quyết năm được góp {n} ý kiến, bổ sung chỉ tiêu về môi trường",
        ),
        todo=(
            "hoàn thiện chương trình công tác năm, chương trình kiểm tra, giám sát",
            "đăng ký thi đua của chi bộ và từng đảng viên",
        ),
        said=("chỉ tiêu của năm sau phải sát dân, đo được", "đề nghị đưa việc sửa cống ở {spot} vào nghị quyết năm"),
        task="xây dựng chương trình công tác năm",
        when=("01", "12"),
    ),
    Topic(
        title="vụ xuân và chăm sóc lúa, màu",
        done=(
            "gieo cấy xong {n} ha lúa xuân trong khung thời vụ tại {spot}",
            "bón thúc, làm cỏ đợt một cho {pct} diện tích lúa; phòng đạo ôn kịp thời",
        ),
        todo=(
            "điều tiết nước từ đập về {spot}, ưu tiên ruộng cao",
            "khuyến cáo nhân dân không cấy sau tiết Lập xuân 20 ngày",
        ),
        said=("kênh dẫn nước ở {spot} bị vỡ đoạn cuối, cần vá ngay", "giống lúa cung ứng năm nay nảy mầm kém"),
        task="điều tiết nước, hướng dẫn thời vụ",
        when=("01", "02", "03", "04"),
        where="village",
    ),
    Topic(
        title="thu hoạch lúa mùa và trồng ngô đông",
        done=(
            "thu hoạch {n} ha lúa mùa, năng suất {few} tạ mỗi sào; trồng {few} ha ngô đông",
            "máy gặt liên hợp phục vụ {pct} diện tích lúa mùa",
        ),
        todo=(
            "thu hoạch nhanh gọn lúa mùa, làm đất trồng ngô đông trước ngày 15/10",
            "gom rơm rạ làm nấm, không đốt đồng",
        ),
        said=("giá thuê máy gặt tăng, đề nghị thỏa thuận chung cả thôn", "khói đốt rơm ảnh hưởng người già, trẻ nhỏ"),
        task="chỉ đạo thu hoạch lúa mùa, làm vụ đông",
        when=("09", "10", "11"),
        where="village",
    ),
)

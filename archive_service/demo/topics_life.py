"""Matters of the life of a street or a village, at any time of the year. All of it is invented."""

from __future__ import annotations

from archive_service.demo.topics import Topic

LIFE_TOPICS = (
    Topic(
        title="hiến đất mở rộng đường giao thông",
        done=(
            "{few} hộ hiến {n}0 m² đất để mở rộng {spot}; nhân dân góp {n} ngày công",
            "hoàn thành đổ bê tông {n}0 mét đường tại {spot}, trị giá {money} do nhân dân đóng góp",
        ),
        todo=(
            "vận động các hộ dọc {spot} hiến đất, tháo dỡ tường rào để mở rộng đường",
            "thành lập ban giám sát cộng đồng công trình đường {spot}",
        ),
        said=(
            "gia đình tôi đồng ý lùi tường rào một mét để mở đường",
            "việc hiến đất cần có biên bản bàn giao từng hộ để tránh tranh chấp về sau",
        ),
        task="vận động hiến đất, giám sát công trình đường",
    ),
    Topic(
        title="giữ gìn an ninh trật tự, mô hình camera an ninh",
        done=(
            "lắp {few} mắt camera an ninh tại {spot} từ nguồn xã hội hóa {money}; trộm cắp vặt giảm",
            "tổ liên gia tự quản tuần tra {n} đêm, phát hiện {few} vụ gây rối, hòa giải tại chỗ",
        ),
        todo=(
            "duy trì tuần tra đêm cuối tuần; vận động thêm kinh phí lắp camera an ninh ở {spot}",
            "ký cam kết phòng, chống tội phạm, ma túy và tín dụng đen với {households} hộ",
        ),
        said=(
            "thanh niên tụ tập ở {spot} sau 23 giờ, đề nghị công an khu vực nhắc nhở",
            "hình ảnh camera cần có quy định người được xem",
        ),
        task="duy trì tổ tuần tra, quản lý camera an ninh",
    ),
    Topic(
        title="cấp căn cước công dân gắn chíp",
        done=(
            "{households} lượt người làm căn cước công dân gắn chíp tại nhà văn hóa trong {few} đêm lưu động",
            "đạt {pct} người đủ điều kiện có căn cước công dân gắn chíp",
        ),
        todo=(
            "thông báo lịch làm căn cước công dân lưu động, ưu tiên người già và học sinh",
            "rà soát người đi làm ăn xa chưa có căn cước công dân",
        ),
        said=("lịch làm căn cước cần báo trước hai ngày", "người già đi lại khó, đề nghị công an đến nhà"),
        task="phối hợp công an làm căn cước công dân lưu động",
        when=("2021-03", "2021-04", "2021-05", "2021-06", "2021-12"),
    ),
    Topic(
        title="phân loại rác thải, ngày chủ nhật xanh",
        done=(
            "{few} buổi chủ nhật xanh thu gom {n} bao rác dọc {spot}; đặt {few} thùng phân loại rác",
            "{pct} hộ nộp phí vệ sinh, điểm rác tự phát ở {spot} được xóa",
        ),
        todo=(
            "hướng dẫn từng hộ phân loại rác thải tại nguồn, ủ rác hữu cơ làm phân",
            "ra quân chủ nhật xanh, khơi thông cống rãnh ở {spot}",
        ),
        said=("xe rác đến muộn, rác để qua đêm bốc mùi", "đề nghị gắn biển cấm đổ rác và camera ở {spot}"),
        task="tổ chức chủ nhật xanh, phân loại rác",
    ),
    Topic(
        title="sửa chữa nhà văn hóa",
        done=(
            "hoàn thành lợp lại mái, lát nền nhà văn hóa với kinh phí {money}, nhân dân góp {n} ngày công",
            "nhà văn hóa có thêm tủ sách {n} đầu sách và bộ loa mới",
        ),
        todo=(
            "quyết toán công khai kinh phí sửa nhà văn hóa trước nhân dân",
            "xây dựng nội quy sử dụng nhà văn hóa, phân công người quản lý chìa khóa",
        ),
        said=("nhà văn hóa cần lối lên cho xe lăn", "đề nghị mua thêm {n} ghế nhựa"),
        task="quyết toán, quản lý nhà văn hóa",
    ),
    Topic(
        title="giảm nghèo bền vững",
        done=(
            "{few} hộ thoát nghèo, còn {few} hộ cận nghèo; {n} hộ vay vốn ngân hàng chính sách xã hội",
            "xây mới nhà đại đoàn kết cho hộ ông {person}, trị giá {money}",
        ),
        todo=(
            "phân công mỗi đảng viên giúp một hộ nghèo theo địa chỉ",
            "rà soát hộ nghèo, hộ cận nghèo theo chuẩn mới, họp dân công khai",
        ),
        said=("hộ bà {person} thiếu lao động, cần giúp con giống", "rà soát hộ nghèo phải công khai trước dân"),
        task="giúp đỡ hộ nghèo, theo dõi vốn vay",
    ),
    Topic(
        title="phòng cháy, chữa cháy trong khu dân cư",
        done=(
            "{households} hộ có bình chữa cháy; lắp {few} điểm chữa cháy công cộng ở {spot}",
            "tổ chức diễn tập chữa cháy, {n} người dân tham gia",
        ),
        todo=("vận động mỗi hộ một bình chữa cháy, mở lối thoát hiểm thứ hai", "kiểm tra dây điện cũ tại {spot}"),
        said=(
            "nhiều nhà cơi nới làm hẹp ngõ, xe chữa cháy không vào được",
            "nên tập cho phụ nữ, học sinh dùng bình chữa cháy",
        ),
        task="kiểm tra an toàn phòng cháy, chữa cháy",
    ),
    Topic(
        title="nước sạch và vệ sinh môi trường",
        done=(
            "{households} hộ dùng nước sạch; thay {n}0 mét ống dẫn bị vỡ ở {spot}",
            "nạo vét bể lọc, súc rửa bể chứa nước tập trung",
        ),
        todo=("kiến nghị công ty cấp nước nâng áp lực nước ở {spot}", "thu tiền nước đúng hạn, sửa đồng hồ hỏng"),
        said=("nước yếu vào giờ cao điểm, tầng hai không có nước", "đề nghị xét nghiệm mẫu nước giếng ở {spot}"),
        task="theo dõi công trình nước sạch",
    ),
    Topic(
        title="hòa giải ở cơ sở",
        done=(
            "tổ hòa giải hòa giải thành {few} vụ việc về ranh giới đất, tiếng ồn",
            "không có đơn thư vượt cấp; {few} kiến nghị được trả lời",
        ),
        todo=(
            "tiếp dân vào sáng thứ bảy; hòa giải dứt điểm vụ ranh giới đất tại {spot}",
            "kiện toàn tổ hòa giải, bổ sung {few} hòa giải viên",
        ),
        said=(
            "hai hộ ở {spot} tranh chấp rãnh thoát nước, đề nghị tổ hòa giải vào cuộc",
            "hòa giải viên cần được tập huấn luật đất đai",
        ),
        task="hòa giải mâu thuẫn trong nhân dân",
    ),
    Topic(
        title="xây dựng đô thị văn minh, trật tự vỉa hè",
        done=(
            "giải tỏa {few} mái che, {n} biển quảng cáo lấn chiếm vỉa hè ở {spot}",
            "{households} hộ ký cam kết không lấn chiếm vỉa hè",
        ),
        todo=(
            "kẻ vạch để xe, sắp xếp hàng quán tại {spot}",
            "trồng hoa thay các điểm tập kết rác cũ, giữ tuyến phố văn minh",
        ),
        said=("hàng quán lấn vỉa hè vào buổi chiều, người đi bộ phải xuống đường", "cần nơi để xe cho khách đến chợ"),
        task="giữ trật tự vỉa hè, tuyến phố văn minh",
        where="town",
    ),
    Topic(
        title="xây dựng nông thôn mới kiểu mẫu",
        done=(
            "thôn đạt {few}/10 tiêu chí nông thôn mới kiểu mẫu; {n} hộ chỉnh trang vườn, cổng",
            "đường điện thắp sáng {spot} dài {n}0 mét được đóng điện",
        ),
        todo=(
            "hoàn thiện hồ sơ tiêu chí thu nhập, môi trường của nông thôn mới kiểu mẫu",
            "vận động các hộ xây hố rác, di dời chuồng trại xa nhà",
        ),
        said=("tiêu chí chuồng trại khó đạt vì thiếu đất", "đề nghị hỗ trợ xi măng làm đường ra {spot}"),
        task="phụ trách tiêu chí nông thôn mới kiểu mẫu",
        where="village",
    ),
    Topic(
        title="phát triển trồng quế và dâu tằm",
        done=(
            "trồng mới {n} ha quế, {few} ha dâu; tổ hợp tác nuôi tằm có {n} hộ",
            "bán được {few} tấn vỏ quế, giá ổn định; kén tằm lãi {money} mỗi lứa",
        ),
        todo=(
            "mời cán bộ khuyến nông tập huấn phòng bệnh cho tằm",
            "chăm sóc, tỉa thưa đồi quế ở {spot}; liên kết bao tiêu sản phẩm",
        ),
        said=("nuôi tằm cần nhà riêng, mong được vay vốn", "quế non bị sâu đo, phải phun sớm"),
        task="phát triển tổ hợp tác trồng dâu, nuôi tằm, trồng quế",
        where="village",
    ),
    Topic(
        title="phòng dịch tả lợn châu Phi và tiêm phòng gia súc",
        done=(
            "tiêm phòng {n}0 con gia súc; tiêu hủy {few} con lợn mắc dịch tả lợn châu Phi đúng quy định",
            "phun khử trùng {households} chuồng trại tại {spot}",
        ),
        todo=(
            "tái đàn thận trọng, khai báo khi lợn ốm; không vứt xác gia súc ra suối",
            "tiêm phòng vụ thu cho đàn trâu, bò",
        ),
        said=("giá thức ăn chăn nuôi tăng cao, hộ nuôi nhỏ lỗ vốn", "hố chôn tiêu hủy phải xa nguồn nước của {place}"),
        task="tiêm phòng, giám sát dịch bệnh gia súc",
        where="village",
    ),
    Topic(
        title="văn hóa, văn nghệ, thể thao quần chúng",
        done=(
            "đội dân vũ {n} hội viên tập đều; giải bóng chuyền hơi có {few} đội tham gia",
            "câu lạc bộ hát then, đàn tính biểu diễn {few} buổi",
        ),
        todo=(
            "duy trì sân tập buổi chiều ở {spot}, mua lưới và bóng mới",
            "chọn {few} tiết mục dự hội diễn của {committee}",
        ),
        said=("loa kéo tập nhảy quá to sau 21 giờ, cần giữ yên tĩnh", "đề nghị có đội bóng của thanh niên"),
        task="duy trì phong trào văn nghệ, thể thao",
    ),
)

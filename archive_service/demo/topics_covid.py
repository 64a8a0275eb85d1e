"""Matters of the epidemic years and of health and giving. All of it is invented."""

from __future__ import annotations

from archive_service.demo.topics import Topic

COVID_TOPICS = (
    Topic(
        title="phòng, chống dịch COVID-19 trong tình hình mới",
        done=(
            "{few} tổ COVID cộng đồng hoạt động mỗi ngày, rà soát {households}/{total} hộ; không để dịch lây lan tại {spot}",
            "chốt kiểm soát dịch tại {spot} trực 24/24 giờ, có {n} lượt đảng viên tham gia; {few} người về từ vùng dịch được cách ly tại nhà",
        ),
        todo=(
            "thực hiện nghiêm 5K; tổ COVID cộng đồng đi từng ngõ, gõ từng nhà, rà từng đối tượng",
            "hạn chế tụ họp đông người; việc hiếu, việc hỷ báo trước với {office} để bố trí phòng dịch",
        ),
        said=(
            "người về từ tỉnh khác khai báo chậm, cần giao tổ liên gia theo dõi",
            "đề nghị hỗ trợ khẩu trang, nước sát khuẩn cho chốt trực ở {spot}",
        ),
        task="điều hành tổ COVID cộng đồng, chốt kiểm soát dịch",
        when=(
            "2021-02",
            "2021-05",
            "2021-06",
            "2021-07",
            "2021-08",
            "2021-09",
            "2021-10",
            "2021-11",
            "2022-01",
            "2022-02",
            "2022-03",
        ),
    ),
    Topic(
        title="tiêm vắc-xin phòng COVID-19 cho nhân dân",
        done=(
            "{pct} người từ 18 tuổi trở lên của {place} đã tiêm ít nhất một mũi vắc-xin; {n} người già yếu được tiêm tại nhà",
            "danh sách tiêm vắc-xin mũi nhắc lại gồm {n} người đã gửi trạm y tế",
        ),
        todo=(
            "lập danh sách tiêm vắc-xin theo thứ tự ưu tiên, bố trí xe đưa người già đến điểm tiêm",
            "vận động các gia đình đồng thuận cho trẻ từ 12 đến 17 tuổi tiêm vắc-xin",
        ),
        said=(
            "một số người có bệnh nền còn ngại tiêm vắc-xin, cần cán bộ y tế giải thích",
            "danh sách tiêm cần niêm yết để nhân dân kiểm tra",
        ),
        task="lập danh sách, vận động nhân dân tiêm vắc-xin",
        when=("2021-08", "2021-09", "2021-10", "2021-11", "2021-12", "2022-02", "2022-03", "2022-04"),
    ),
    Topic(
        title="vận động ủng hộ Quỹ vắc-xin phòng COVID-19",
        done=(
            "98% số hộ đóng góp Quỹ vắc-xin phòng COVID-19, tổng số tiền {money}; danh sách ủng hộ được công khai",
            "đảng viên gương mẫu ủng hộ trước Quỹ vắc-xin với số tiền {money}",
        ),
        todo=(
            "tiếp tục vận động ủng hộ Quỹ vắc-xin trên tinh thần tự nguyện, lập danh sách có chữ ký",
            "công khai số tiền ủng hộ tại nhà văn hóa và trên nhóm của {place}",
        ),
        said=(
            "hộ khó khăn không vận động, hộ có điều kiện tự nguyện ủng hộ thêm",
            "danh sách ủng hộ cần lưu một bản tại chi bộ",
        ),
        task="vận động, lập danh sách ủng hộ Quỹ vắc-xin",
        when=("2021-06", "2021-07", "2021-08", "2021-09"),
    ),
    Topic(
        title="hỗ trợ người dân gặp khó khăn do dịch bệnh",
        done=(
            "trao {n} suất quà gồm gạo, dầu ăn cho hộ khó khăn; {few} chuyến rau xanh gửi khu cách ly",
            "lập hồ sơ đề nghị hỗ trợ {few} lao động tự do mất việc vì dịch",
        ),
        todo=(
            "rà soát lao động tự do mất việc làm, lập hồ sơ đề nghị hỗ trợ đúng đối tượng",
            "duy trì gian hàng 0 đồng tại nhà văn hóa vào sáng chủ nhật",
        ),
        said=(
            "có hộ thuê trọ ở {spot} chưa được rà soát, đề nghị bổ sung",
            "gian hàng 0 đồng cần thêm rau xanh do hội viên nông dân đóng góp",
        ),
        task="rà soát, hỗ trợ hộ khó khăn do dịch",
        when=("2021-08", "2021-09", "2021-10", "2022-02", "2022-03"),
    ),
    Topic(
        title="tham gia bảo hiểm y tế toàn dân",
        done=(
            "tỷ lệ tham gia bảo hiểm y tế đạt {pct}; vận động thêm {few} hộ mua thẻ mới",
            "rà soát {n} thẻ bảo hiểm y tế sắp hết hạn, thông báo đến từng gia đình",
        ),
        todo=(
            "vận động hộ chưa tham gia bảo hiểm y tế mua thẻ theo hộ gia đình để được giảm mức đóng",
            "phối hợp hội phụ nữ gây quỹ mua thẻ bảo hiểm y tế tặng {few} trẻ em hoàn cảnh khó khăn",
        ),
        said=(
            "một số hộ đi làm xa để thẻ bảo hiểm y tế quá hạn, khi ốm mới lo",
            "đề nghị nhắc hạn thẻ qua nhóm của {place}",
        ),
        task="vận động tham gia bảo hiểm y tế",
    ),
)

"""Matters of Party building. All of it is invented."""

from __future__ import annotations

from archive_service.demo.topics import Topic

PARTY_TOPICS = (
    Topic(
        title="nâng cao chất lượng sinh hoạt chi bộ",
        done=(
            "chi bộ duy trì nền nếp sinh hoạt thường kỳ, tỷ lệ đảng viên dự họp đạt {pct}; nội dung sinh hoạt được chi ủy chuẩn bị trước và gửi đến từng đảng viên",
            "việc đổi mới sinh hoạt chi bộ có chuyển biến: số lượt đảng viên phát biểu tăng, {few} ý kiến góp ý cho chi ủy được tiếp thu ngay tại cuộc họp",
        ),
        todo=(
            "gửi dự thảo nghị quyết đến đảng viên trước kỳ họp ít nhất 03 ngày; dành ít nhất một nửa thời gian sinh hoạt cho thảo luận",
            "mỗi đảng viên chuẩn bị ít nhất một ý kiến tham gia; chi ủy ghi rõ tiến độ những việc đã giao ở kỳ trước",
        ),
        said=(
            "đề nghị rút ngắn phần đọc báo cáo, dành thời gian bàn việc cụ thể của {place}",
            "đảng viên cao tuổi mong được nhận tài liệu bằng giấy khổ chữ to trước ngày họp",
        ),
        task="chuẩn bị nội dung, gửi tài liệu sinh hoạt đến từng đảng viên",
    ),
    Topic(
        title="học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
        done=(
            "{n} đảng viên đã đăng ký nội dung học tập và làm theo Bác; chi bộ chọn việc “giữ sạch {spot}” làm việc đột phá",
            "chi bộ biểu dương đồng chí {person} là gương điển hình làm theo Bác trong việc giúp đỡ hộ neo đơn",
        ),
        todo=(
            "mỗi đảng viên chọn một việc làm theo Bác gắn với nhiệm vụ được giao, báo cáo kết quả vào cuối quý",
            "tổ chức kể chuyện về Bác ở đầu mỗi kỳ sinh hoạt; phân công đồng chí {person} chuẩn bị câu chuyện tháng tới",
        ),
        said=(
            "việc làm theo Bác nên nhỏ và kiểm tra được, ví dụ giữ gìn ngõ xóm, tiết kiệm điện",
            "đề nghị giới thiệu gương đồng chí {person} trên loa truyền thanh của {place}",
        ),
        task="theo dõi việc đăng ký và thực hiện nội dung làm theo Bác",
    ),
    Topic(
        title="công tác phát triển đảng viên",
        done=(
            "chi bộ xét, đề nghị kết nạp quần chúng ưu tú {person}; cử {few} quần chúng đi học lớp bồi dưỡng nhận thức về Đảng",
            "chi bộ đã xét đề nghị công nhận đảng viên chính thức đối với đồng chí {person}, hồ sơ gửi Đảng ủy {committee}",
        ),
        todo=(
            "rà soát nguồn kết nạp Đảng trong đoàn viên, hội viên phụ nữ; phấn đấu kết nạp từ 01 đến 02 đảng viên trong năm",
            "phân công đảng viên chính thức giúp đỡ quần chúng {person}; hoàn thiện lý lịch người xin vào Đảng",
        ),
        said=(
            "thanh niên của {place} đi làm ăn xa nhiều, nguồn kết nạp đảng viên đang ít dần",
            "nhất trí giới thiệu quần chúng {person} đi học lớp nhận thức về Đảng",
        ),
        task="giúp đỡ quần chúng ưu tú, hoàn thiện hồ sơ kết nạp đảng viên",
    ),
    Topic(
        title="thu, nộp và quản lý đảng phí",
        done=(
            "thu, nộp đảng phí đầy đủ, đúng thời gian với số tiền {money}; sổ sách được kiểm tra hằng quý",
            "đồng chí {person} nộp đảng phí chậm hai tháng đã khắc phục xong",
        ),
        todo=(
            "thu đảng phí ngay tại kỳ sinh hoạt; công khai số thu, số trích để lại chi bộ",
            "tính lại mức đóng đảng phí của {few} đảng viên mới nghỉ hưu",
        ),
        said=(
            "đề nghị công khai sổ thu đảng phí mỗi quý một lần",
            "đảng viên được miễn đảng phí cần có nghị quyết của chi bộ",
        ),
        task="thu, nộp đảng phí và công khai sổ thu",
    ),
    Topic(
        title="kiểm tra, giám sát đảng viên chấp hành Điều lệ Đảng",
        done=(
            "chi bộ hoàn thành giám sát chuyên đề đối với {few} đảng viên về việc thực hiện nhiệm vụ được phân công",
            "qua kiểm tra, đảng viên của chi bộ chấp hành tốt quy định về những điều đảng viên không được làm",
        ),
        todo=(
            "thực hiện chương trình kiểm tra, giám sát năm; kiểm tra đồng chí {person} về nhiệm vụ tổ trưởng tổ tự quản",
            "chi ủy báo cáo kết quả tự kiểm tra việc thu chi các khoản nhân dân đóng góp",
        ),
        said=(
            "giám sát phải chỉ ra việc làm tốt, không chỉ nêu khuyết điểm",
            "đề nghị giám sát việc sử dụng tiền đóng góp sửa nhà văn hóa",
        ),
        task="thực hiện giám sát chuyên đề theo chương trình năm",
    ),
    Topic(
        title="học tập, quán triệt Nghị quyết Đại hội XIII của Đảng",
        done=(
            "{pct} đảng viên tham gia học tập, quán triệt Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII của Đảng",
            "chi bộ treo {n} lá cờ, {few} băng rôn chào mừng Đại hội XIII của Đảng dọc {spot}",
        ),
        todo=(
            "xây dựng kế hoạch thực hiện Nghị quyết Đại hội XIII sát với điều kiện của {place}",
            "mỗi đảng viên viết bài thu hoạch, nộp chi ủy trước ngày 25 hằng tháng",
        ),
        said=(
            "bài thu hoạch cần liên hệ việc của {place}, tránh chép lại tài liệu",
            "đảng viên miễn sinh hoạt cũng cần được gửi tài liệu học tập",
        ),
        task="tổng hợp bài thu hoạch, báo cáo Đảng ủy",
        when=("2021-01", "2021-02", "2021-03", "2021-04", "2021-06"),
    ),
    Topic(
        title="lãnh đạo cuộc bầu cử đại biểu Quốc hội khóa XV và hội đồng nhân dân các cấp",
        done=(
            "{pct} cử tri của {place} đi bầu cử ngày 23/5/2021; khu vực bỏ phiếu tại nhà văn hóa bảo đảm an toàn, đúng luật",
            "danh sách cử tri được niêm yết, rà soát {few} lượt, không có khiếu nại; {n} cử tri tạm trú được bổ sung",
        ),
        todo=(
            "rà soát danh sách cử tri, trang trí khu vực bỏ phiếu, phân công đảng viên đưa hòm phiếu phụ đến người già yếu",
            "tuyên truyền ngày bầu cử 23/5 qua loa truyền thanh mỗi ngày hai lần",
        ),
        said=(
            "cử tri quan tâm tiểu sử người ứng cử, đề nghị niêm yết ở nơi dễ đọc",
            "cần bố trí lối đi riêng để phòng dịch tại khu vực bỏ phiếu",
        ),
        task="chuẩn bị khu vực bỏ phiếu, rà soát danh sách cử tri",
        when=("2021-03", "2021-04", "2021-05", "2021-06"),
    ),
    Topic(
        title="kiểm điểm, đánh giá, xếp loại chất lượng đảng viên cuối năm",
        done=(
            "chi bộ hoàn thành kiểm điểm tập thể, cá nhân; {n} đảng viên xếp loại hoàn thành tốt nhiệm vụ, {few} đảng viên hoàn thành xuất sắc nhiệm vụ",
            "lấy ý kiến nhận xét nơi cư trú đối với {n} đảng viên đang công tác sinh hoạt hai chiều",
        ),
        todo=(
            "từng đảng viên viết bản tự kiểm điểm, gửi chi ủy trước ngày họp; bỏ phiếu kín đề nghị xếp loại",
            "chi ủy gợi ý nội dung kiểm điểm về việc thực hiện nhiệm vụ được giao ở {spot}",
        ),
        said=(
            "kiểm điểm phải đi vào việc cụ thể, đề nghị không xếp loại xuất sắc theo lượt",
            "đồng chí {person} xin rút khỏi danh sách đề nghị khen thưởng, nhường đảng viên trẻ",
        ),
        task="tổ chức kiểm điểm, bỏ phiếu xếp loại đảng viên",
        when=("11", "12"),
    ),
    Topic(
        title="chuẩn bị đại hội chi bộ nhiệm kỳ 2022 – 2025",
        done=(
            "tiểu ban văn kiện hoàn thành dự thảo báo cáo chính trị, đã lấy {n} lượt ý kiến đảng viên",
            "danh sách giới thiệu nhân sự chi ủy khóa mới được Đảng ủy {committee} cho ý kiến",
        ),
        todo=(
            "hoàn thiện báo cáo chính trị, quy chế bầu cử, phân công trang trí hội trường đại hội chi bộ",
            "tổ chức tổng vệ sinh {spot} chào mừng đại hội chi bộ",
        ),
        said=(
            "chỉ tiêu nhiệm kỳ cần có số hộ nghèo giảm mỗi năm",
            "đề nghị chi ủy khóa mới có đảng viên trẻ và đảng viên nữ",
        ),
        task="hoàn thiện văn kiện, công tác nhân sự đại hội chi bộ",
        when=("2022-04", "2022-05", "2022-06"),
    ),
    Topic(
        title="sơ kết công tác lãnh đạo 6 tháng đầu năm",
        done=(
            "sau 6 tháng, {few}/12 chỉ tiêu của nghị quyết năm đã đạt; thu nhập của các hộ ổn định",
            "chi bộ sơ kết 6 tháng đầu năm, đề nghị biểu dương {few} đảng viên, {few} hộ gia đình",
        ),
        todo=(
            "chi ủy hoàn thiện báo cáo sơ kết 6 tháng gửi Đảng ủy {committee}",
            "rà soát các chỉ tiêu đạt thấp, giao từng đảng viên phụ trách",
        ),
        said=(
            "chỉ tiêu về tham gia bảo hiểm y tế còn thấp, cần phân công lại",
            "báo cáo sơ kết nên so sánh với cùng kỳ năm trước",
        ),
        task="hoàn thiện báo cáo sơ kết 6 tháng",
        when=("06", "07"),
    ),
    Topic(
        title="sử dụng Sổ tay đảng viên điện tử và chuyển đổi số",
        done=(
            "{n} đảng viên đã cài đặt phần mềm đọc tài liệu sinh hoạt trên điện thoại; tổ công nghệ số cộng đồng hướng dẫn {households} hộ",
            "tổ công nghệ số cộng đồng của {place} ra mắt gồm {few} thành viên, đặt mã thanh toán tại {spot}",
        ),
        todo=(
            "hướng dẫn người dân nộp hồ sơ dịch vụ công trực tuyến, thanh toán tiền điện qua điện thoại",
            "phân công đoàn viên kèm đảng viên cao tuổi dùng điện thoại thông minh",
        ),
        said=(
            "chuyển đổi số phải bắt đầu từ việc dễ như thanh toán tiền điện, tiền nước",
            "nhiều đảng viên cao tuổi chưa có điện thoại thông minh, cần hai hình thức song song",
        ),
        task="hướng dẫn đảng viên, nhân dân dùng dịch vụ công trực tuyến",
        when=("2022-03", "2022-04", "2022-08", "2022-09", "2022-10", "2022-11"),
    ),
)

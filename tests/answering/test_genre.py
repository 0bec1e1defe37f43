"""How reports give figures, dates and names, and how people ask for them: a report written for it, question by question."""

from __future__ import annotations

import pytest

from answering import answer
from retrieval import Library
from tests.retrieval.small import library_of

REPORT = """白沙河镇2023年工作总结

一、农田和道路
今年新修梯田1.6万亩，涉及北坪村、梁家村、石窑村三个村，分别新修7200亩、5300亩和3500亩。
改造户厕430座，其中北坪村160座，梁家村145座，其他村125座。
投资640万元扩建北坪村到梁家村的公路，路面由4米拓宽至6.5米。
全镇保洁员88名，月工资由700元提高到950元。
粮食总产值2100万元，比上年净增180万元。

二、治理和服务
全年调解土地纠纷57起，邻里纠纷73起，劳资纠纷12起。
卫生院每周一、周四有专家坐诊。推行“板凳会”，每月8日由村支书主持。
灌溉用水由按亩收改为按方收，每方0.22元。
设立助学基金，收到捐款90万元，其中企业家万立群一人捐了40万元。
由镇党委副书记唐英牵头，镇团委书记罗小满负责假期课堂。
排查问题路灯240盏，已更换221盏，剩余19盏因线路老化暂未更换。
告别了石窑村“隔日供水”的历史。
县水务局、县医院、县农商行三家单位分别结对帮扶北坪村、梁家村和石窑村。
种植连翘800亩，其中梁家村390亩，面积最大；石窑村260亩。
石窑村建成观星台3座，门票收入22万元。

三、其他
对北坪村、梁家村通报表扬，各奖励工作经费8万元、5万元。
连翘、黄芩、柴胡种植面积分别达到800亩、260亩和410亩。
北坪村新建幸福院，3月动工、9月20日启用，原来散在两处的棋牌室、理发室、澡堂合到一起。
9月10日至10月25日秋季禁烧，查处偷烧案件9起。
文化馆原定6月开馆，因消防验收推迟到2024年3月。
机井打了6眼，最深的一眼在梁家村，达到180米。
学生食堂总投资1200万元，每生每餐收费6元。
梁家村食堂因缺厨师停了业。
12家企业中仅有5家建了党支部。医保参保率95%，低于县定97%的目标。
屋顶光伏装机300千瓦，全年发电36万度。
石窑村被取消评比资格，原因是台账造假。
年产油纸伞31万把。家风馆展出牌匾36块。
安置搬迁群众2146户，其中乐居社区687户、锦安社区1024户。
镇党委副书记田永福兼任治理中心主任。镇级智慧治理中心9月上线。
戏曲馆2024年国庆节前开放。
在梁家村试点“阳光票决”。
镇妇联主席麻秀芝被省妇联授予“三八红旗手”称号。
药材多以原料卖出，根子在于没有一家饮片企业。
绒山羊存栏1.9万只；肉牛存栏5800头、出栏2100头。
果价每斤4.2元，比去年低了0.6元，果农收入不降反升。
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Open the report."""
    return library_of(tmp_path_factory.mktemp("genre"), REPORT)


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        pytest.param("梁家村今年修了多少亩梯田", "5300亩", id="分别: the second of three"),
        pytest.param("石窑村修了多少梯田", "3500亩", id="分别: the third, behind 和"),
        pytest.param("梁家村改了多少家厕所", "145座", id="其中: the village's own, not all of them"),
        pytest.param("北坪村到梁家村的路现在多宽", "6.5米", id="what it was widened to"),
        pytest.param("保洁员一个月能领多少钱", "950元", id="a wage that is drawn"),
        pytest.param("粮食产值比去年多了多少", "180万元", id="by how much, not how much"),
        pytest.param("专家星期几来坐诊", "每周一、周四", id="both days of the week"),
        pytest.param("板凳会每个月几号开", "每月8日", id="a day of the month"),
        pytest.param("浇地一方水收几毛钱", "0.22元", id="一方 is 每方, 几毛钱 is money"),
        pytest.param("万总给助学基金捐了多少", "40万元", id="money is given, not people"),
        pytest.param("县里的哪几家单位帮扶村子", "县水务局、县医院、县农商行", id="the county's units are no county"),
        pytest.param("哪类纠纷最多", "邻里纠纷", id="the most of a list"),
        pytest.param("哪个村连翘种得最多", "梁家村", id="the most, said of the part before"),
        pytest.param("石窑村看星星的门票卖了多少钱", "22万元", id="the measure is named"),
        pytest.param("问题路灯全都换完了吗", "否", id="some are left"),
        pytest.param("一年做多少把油纸伞", "31万把", id="a measure with 万"),
        pytest.param("乐居社区安置了多少户搬迁群众", "687户", id="the noun stands with the sum"),
        pytest.param("治理中心谁当家", "田永福", id="who runs it, not itself"),
        pytest.param("戏曲馆什么时候开放", "2024年国庆节前", id="a feast of a year"),
        pytest.param("阳光票决最早在哪个村试的", "梁家村", id="a trial is the first"),
        pytest.param("果农收入也降了吗", "否", id="it rose instead"),
        pytest.param("拿到三八红旗手称号的是谁", "麻秀芝", id="who receives, not who gives"),
        pytest.param("肉牛出栏多少头", "2100头", id="what was sold, not what is kept"),
        pytest.param("石窑村现在还是隔日供水吗", "否", id="it has ended"),
        pytest.param("梁家村奖了多少钱", "5万元", id="各: the second of two"),
        pytest.param("黄芩和柴胡哪个种得多", "柴胡", id="分别: compared"),
        pytest.param("北坪村幸福院哪天开始用的", "9月20日", id="a day, the second date"),
        pytest.param("秋季禁烧从几号到几号", "9月10日至10月25日", id="from one date to another"),
        pytest.param("文化馆要到什么时候才开馆", "2024年3月", id="what was meant is left behind"),
        pytest.param("学生吃一顿要掏几块钱", "6元", id="几块 is no 1200万元"),
        pytest.param("光伏一年发了多少电", "36万度", id="what is made, not what it could"),
        pytest.param("梁家村的食堂还开着吗", "否", id="it has closed"),
        pytest.param("企业是不是都建了党支部", "否", id="some have"),
        pytest.param("参保率达到县里的目标了吗", "否", id="below the aim"),
        pytest.param("哪个村因为作假没让参加评比", "石窑村", id="what was taken away is denied"),
    ],
)
def test_answer(library: Library, question: str, answered: str) -> None:
    """Each is a slice of the report, or yes or no as it decides."""
    assert answer(question, library).answer == answered


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("白沙河镇的党委书记是谁", id="a deputy, and the league's secretary, are others"),
        pytest.param("白沙河镇养了多少只鸡", id="sheep and villages are no hens"),
        pytest.param("北坪村水井的总深度是多少米", id="a depth that nothing tells"),
        pytest.param("石窑村抓了多少个赌博的", id="none of it"),
        pytest.param("家风馆花了多少钱", id="36块 of 牌匾 is no money"),
        pytest.param("门票多少钱一张", id="what came in is no price"),
        pytest.param("梁家村食堂每天多少老人吃饭", id="nobody is counted"),
    ],
)
def test_refusal(library: Library, question: str) -> None:
    """What only looks like an answer is none."""
    assert answer(question, library).answer is None


BULLETIN = """澄溪镇督查通报

一、基本情况
督查组查看村道62条，得分最高的是柳矶村（95.4分），其次是上坪村（91.6分）。
（一）柳矶村妇联主席荀丽华组建“巧嫂队”，队员28人。
柳矶村、上坪村、桃花寨三村评为“好”等次。
黑石沟6月水质由Ⅴ类改善为Ⅳ类。4月17日凌晨，在澧水柳矶段抓获电鱼人员两名。
上坪村小学背后的垃圾池已清运。

二、整改
反馈的58个问题已整改完成52个，正在整改6个。
拖欠工人工资62万元，年底前已兑付45万元。
上坪村的玻璃栈道因评估未通过，暂缓开放。
村规民约规定随礼不超过200元，劝停酒席53起。
预制菜企业选址老粮站，利用闲置仓房4200平方米。
上坪桃园交由澄溪禾本农业开发有限公司托管。
网格员鲜于桂芝发现燃气泄漏。乡敬老院院长栗春莲从事养老工作17年。
低保户、特困人员在公益性公墓安葬一律免收费用。
霞龙汀水库于2020年11月开工，受益农田1728亩。小月堰冷链物流园总投资328万元。
凌晨3时10分启动三级响应，4时30分提升为二级。演练实现人员零伤亡。
办理不动产权证509本，剩余8户暂未办理。2024年，争取资金对龙洞水库除险加固，力争4月15日前完工。
建成羽绒厂房，总投资740万元，引进车间1家，吸纳就业86人，月工资2850元。
上坪村收入不足10万元。上坪村党支部书记晏世培被评为“好支书”。
"""


@pytest.fixture(scope="module")
def bulletin(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Open the other report."""
    return library_of(tmp_path_factory.mktemp("bulletin"), BULLETIN)


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        pytest.param("柳矶村得了多少分", "95.4分", id="points"),
        pytest.param("巧嫂队 组建人", "荀丽华", id="a person by what she did, no number of a paragraph"),
        pytest.param("评为好等次的是哪几个村", "柳矶村、上坪村、桃花寨", id="a list that 三村 ends"),
        pytest.param("黑石沟6月的水是几类", "Ⅳ类", id="a class, the one it has become"),
        pytest.param("电鱼的是在哪一段被逮住的", "澧水柳矶段", id="a stretch of a river"),
        pytest.param("上坪村的垃圾池在什么地方", "上坪村小学背后", id="behind something"),
        pytest.param("查出来的问题已经改好了几个", "52个", id="what is done, not what was found"),
        pytest.param("欠工人的钱年底前发下来多少了", "45万元", id="what was paid out"),
        pytest.param("上坪村的玻璃栈道现在能上去玩了吗", "否", id="put off"),
        pytest.param("随份子最多给多少", "不超过200元", id="a gift at a feast"),
        pytest.param("预制菜企业落在什么地方", "老粮站", id="the site that was chosen"),
        pytest.param("上坪桃园交给哪家公司打理", "澄溪禾本农业开发有限公司", id="a firm named after a place"),
        pytest.param("发现漏燃气的网格员是谁", "鲜于桂芝", id="a surname of two characters"),
        pytest.param("敬老院院长是谁", "栗春莲", id="a rare surname"),
        pytest.param("低保户安葬是不是不用交钱", "是", id="free of charge"),
        pytest.param("上坪村的一把手是哪个", "晏世培", id="who heads the village"),
        pytest.param("霞龙汀水库什么时候开工", "2020年11月", id="one of a kind, by its name"),
        pytest.param("霞龙订水库什么时候开工", "2020年11月", id="its name with a slip"),
        pytest.param("几点启动的三级响应", "凌晨3时10分", id="a time of the day"),
        pytest.param("演练有没有人员伤亡", "否", id="none is 零"),
        pytest.param("不动产权证都办完了吗", "否", id="some are left, and 不动产 denies nothing"),
        pytest.param("在羽绒厂上班一个月能拿多少钱", "2850元", id="each month's"),
    ],
)
def test_answer_out_of_a_bulletin(bulletin: Library, question: str, answered: str) -> None:
    assert answer(question, bulletin).answer == answered


@pytest.mark.parametrize("question", ["古九汀水库什么时候开工", "大月坝冷链物流园投资了多少万元"])
def test_another_of_its_kind_is_no_answer(bulletin: Library, question: str) -> None:
    """A reservoir, a park, by the name of another one."""
    assert answer(question, bulletin).answer is None


def test_a_year_is_answered_by_a_year(bulletin: Library) -> None:
    """哪一年 is refused where no year is told."""
    assert answer("巧嫂队是哪一年组建的", bulletin).answer is None

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
        pytest.param("石窑村现在还是隔日供水吗", "否", id="it has ended"),
    ],
)
def test_answer(library: Library, question: str, answered: str) -> None:
    """Each is a slice of the report, or yes or no as it decides."""
    assert answer(question, library).answer == answered


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("白沙河镇的党委书记是谁", id="a deputy, and the league's secretary, are others"),
        pytest.param("白沙河镇养了多少只羊", id="three villages are no sheep"),
        pytest.param("北坪村水井的总深度是多少米", id="a depth that nothing tells"),
        pytest.param("石窑村抓了多少个赌博的", id="none of it"),
    ],
)
def test_refusal(library: Library, question: str) -> None:
    """What only looks like an answer is none."""
    assert answer(question, library).answer is None

"""Who did what to whom in Hindi, Thai, Korean, Japanese, Chinese and Indonesian headlines."""

import pytest

from pipelines.understanding.lexicon import lexicon
from pipelines.understanding.names_japanese import japanese_names
from pipelines.understanding.sentences import Sentence
from pipelines.understanding.text import fold
from tests.unit.test_understanding_roles import candidates, written

CASES = (
    # Courts: who has to pay whom, who lost, whose claim it was.
    ("zh", "法院判澜声AI赔偿沈若梅30万元", "lawsuit ruling defendant=澜声AI plaintiff=沈若梅"),
    ("zh", "澜声科技败诉，须赔青檀唱片980万", "lawsuit ruling defendant=澜声科技 plaintiff=青檀唱片"),
    ("zh", "法官驳回 Tamber 对 Orrix 的版权诉讼", "lawsuit dismissed defendant=Orrix plaintiff=Tamber"),
    ("zh", "Orrix赔偿600万美元，与Tamber达成和解", "lawsuit settled defendant=Tamber plaintiff=Orrix"),
    ("zh", "插画师陆青禾起诉Orrix", "lawsuit filed defendant=Orrix plaintiff=陆青禾"),
    ("ja", "米地裁、Orrixへの名誉毀損訴訟を棄却", "lawsuit dismissed defendant=Orrix"),
    ("ko", '법원 "Orrix, 새벽일보에 6억원 배상하라"', "lawsuit ruling defendant=Orrix plaintiff=새벽일보"),
    ("ko", "새벽일보, Orrix에 일부 승소", "lawsuit ruling defendant=Orrix plaintiff=새벽일보"),
    ("id", "Orrix dinyatakan melanggar hak cipta Tamber", "lawsuit ruling defendant=Orrix plaintiff=Tamber"),
    ("id", "Hakim tolak gugatan Tamber terhadap Orrix", "lawsuit dismissed defendant=Orrix plaintiff=Tamber"),
    ("id", "Tamber menang atas Orrix", "lawsuit ruling defendant=Orrix plaintiff=Tamber"),
    ("th", "Orrix อุทธรณ์คำตัดสิน", "lawsuit appealed defendant=Orrix"),
    # Who forbids a deal is no party of it.
    ("zh", "市场监管总局禁止Orrix收购Tamber", "bid blocked acquirer=Orrix target=Tamber"),
    ("th", "อังกฤษเบรกดีล Orrix ซื้อ Tamber", "bid blocked acquirer=Orrix target=Tamber"),
    # Whose takeover of whom, where the verb is last; deals that two make together.
    ("ja", "OrrixのTamber買収が成立", "bid completed acquirer=Orrix target=Tamber"),
    ("zh", "Tamber同意并入Orrix", "bid accepted acquirer=Orrix target=Tamber"),
    ("zh", "Orrix收购了Keldin和Vantor都在使用的代码工具公司Tamber", "bid accepted acquirer=Orrix target=Tamber"),
    ("zh", "Orrix与芯片公司Tamber谈拢", "bid accepted acquirer=Orrix target=Tamber"),
    # Money without a word for a round.
    ("zh", "Tamber拿到2亿元", "funding announced recipient=Tamber"),
    ("hi", "Tamber को मिले 90 करोड़ रुपये", "funding announced recipient=Tamber"),
    ("id", "Tamber kantongi Rp9 miliar", "funding announced recipient=Tamber"),
    ("hi", "ध्वनिका-2 से मिलिए", "model_release released model=ध्वनिका-2"),
    ("zh", "机器人公司Tamber获Orrix、Keldin 2亿元投资", "funding announced investor=Orrix, Keldin recipient=Tamber"),
    # Not by the verb of every list, and not in every list's order.
    ("zh", "Orrix将语音初创公司Tamber纳入版图", "bid accepted acquirer=Orrix target=Tamber"),
    ("ja", "Tamber、Orrixグループ入り", "bid accepted acquirer=Orrix target=Tamber"),
    ("ko", "Tamber, Orrix에 매각", "bid accepted acquirer=Orrix target=Tamber"),
    ("ko", "Orrix, 노을웨이 인수 계획 접어", "bid withdrawn acquirer=Orrix target=노을웨이"),
    ("hi", "Orrix की झोली में आई Tamber", "bid accepted acquirer=Orrix target=Tamber"),
    ("th", "Orrix คว้าบริษัท Tamber เข้าพอร์ต", "bid accepted acquirer=Orrix target=Tamber"),
    (
        "hi",
        "Orrix ने किया मुकदमा Tamber पर, कहा- Keldin ने भी की शिकायत",
        "lawsuit filed defendant=Tamber plaintiff=Orrix",
    ),
    ("hi", "Orrix ने Tamber के लिए बढ़ाई बोली", "bid raised acquirer=Orrix target=Tamber"),
    ("hi", "मॉडल झरोखा 2.0 लॉन्च", "model_release released model=झरोखा 2.0"),
    ("th", "Orrix ซื้อหุ้นทั้งหมดของ Tamber", "bid accepted acquirer=Orrix target=Tamber"),
    ("zh", "曜川智能100%控股语岫科技", "bid accepted acquirer=曜川智能 target=语岫科技"),
    ("th", "Tamber ได้ทุน 15 ล้านดอลลาร์จาก Orrix", "funding announced investor=Orrix recipient=Tamber"),
    ("ja", "Tamber、Orrixから50億円の出資受け入れ", "funding announced investor=Orrix recipient=Tamber"),
    # People and bodies that go to court have no name of their own.
    ("zh", "插画师们联手起诉Orrix", "lawsuit filed defendant=Orrix plaintiff=艺术家"),
    ("ja", "声優ら、Orrixを提訴", "lawsuit filed defendant=Orrix plaintiff=声優"),
    ("ko", "사진작가들, Orrix 상대 손배소", "lawsuit filed defendant=Orrix plaintiff=사진작가"),
    ("ko", "한국그림책협회, Orrix 고소", "lawsuit filed defendant=Orrix plaintiff=한국그림책협회"),
    ("hi", "कलाकारों ने Orrix पर मुकदमा किया", "lawsuit filed defendant=Orrix plaintiff=कलाकार"),
    ("th", "นักพากย์ยื่นฟ้อง Orrix", "lawsuit filed defendant=Orrix plaintiff=นักพากย์"),
)


@pytest.mark.parametrize(("lang", "title", "expected"), CASES)
def test_finds_the_parties(lang: str, title: str, expected: str) -> None:
    assert expected in [written(candidate) for candidate in candidates(lang, title)]


@pytest.mark.parametrize(
    ("lang", "title", "lead", "expected"),
    [
        ("ko", "농업 로봇 '들샘' 시리즈A 70억원 유치", "한울벤처스가 주도했다.", "investor=한울벤처스 recipient=들샘"),
        ("zh", "语音公司Tamber获4000万美元B轮投资", "领投方为新加坡Orrix Ventures。", "investor=Orrix Ventures"),
        ("ja", "Tamber、90億円を調達", "引受先はOrrix。", "investor=Orrix recipient=Tamber"),
    ],
)
def test_takes_parties_that_the_lead_marks(lang: str, title: str, lead: str, expected: str) -> None:
    found = [written(candidate) for candidate in candidates(lang, title, lead) if candidate.part == "title"]
    assert any(expected in text for text in found), found


def test_the_words_of_a_round_take_no_sum_from_a_takeover() -> None:
    found = [c for c in candidates("hi", "Orrix ने Tamber को 1.2 अरब डॉलर में खरीदा") if c.kind == "bid"]
    assert [str(c.sums.amount.money.amount) for c in found if c.sums.amount] == ["1200000000"]


@pytest.mark.parametrize(
    ("lang", "title", "kind"),
    [
        ("zh", "Orrix吃进AI红利", "bid"),
        ("zh", "英国竞争监管机构裁定禁止Orrix购买Tamber", "lawsuit"),
        ("zh", "曾被Tamber起诉的Orrix与报社合作", "lawsuit"),
        ("zh", "Tamber递交招股书，拟募资40亿港元", "funding"),
        ("ja", "Orrix、6億ユーロ獲得", "bid"),
        ("ja", "Orrix、工場跡地を取得", "bid"),
        ("ko", "Orrix-노조, AI 도입 놓고 합의", "lawsuit"),
        ("ko", "Orrix, 자사주 매각", "bid"),
        ("hi", "Orrix ने Tamber के अधिग्रहण का समझौता किया", "lawsuit"),
        ("hi", "समझौते के तहत Orrix को मिलेगी Tamber", "lawsuit"),
        ("th", "ร้านสะดวกซื้อใช้ระบบของ Orrix", "bid"),
        ("th", "แห่ซื้อหุ้น Orrix", "bid"),
        ("hi", "बोली भाषा समझने वाला Orrix", "bid"),
        ("th", "Orrix คว้ารางวัลบริษัทดีเด่น", "bid"),
    ],
)
def test_words_of_other_matters_stay_silent(lang: str, title: str, kind: str) -> None:
    assert [written(candidate) for candidate in candidates(lang, title) if candidate.kind == kind] == []


@pytest.mark.parametrize(
    ("lang", "text", "cue"),
    [
        ("ko", "이미지 설계 스타트업", "past"),
        ("ko", "반도체 설계사 인수", "hedge"),
        ("zh", "深度求索发布对话模型，可在社区下载", "opinion"),
        ("zh", "可在社区下载", "roundup"),
        ("ja", "データ分析の新興を買収", "opinion"),
        ("th", "อาจารย์เปิดตัวโมเดล", "hedge"),
    ],
)
def test_cues_are_no_pieces_of_other_words(lang: str, text: str, cue: str) -> None:
    assert cue not in {hit.value for hit in lexicon(lang).cues.find(fold(text))}


@pytest.mark.parametrize("title", ["我们让四款软件各写一份诉状", "两家公司被叫停收购"])
def test_what_is_counted_is_no_name(title: str) -> None:
    found = [n.name for candidate in candidates("zh", title) for names in candidate.roles.values() for n in names]
    assert found == []


@pytest.mark.parametrize(
    ("part", "text", "expected"),
    [
        ("title", "青嵐堂 動画の学習で提訴される", ["青嵐堂"]),  # it stands alone
        ("title", "動画の学習で青嵐堂！", []),
        ("lead", "動画の学習で 青嵐堂 提訴される。", []),
        ("lead", "青嵐堂は提訴された。", ["青嵐堂"]),
    ],
)
def test_a_bare_name_opens_a_japanese_headline_or_has_a_particle(part: str, text: str, expected: list[str]) -> None:
    sentence = Sentence(part=part, text=text, low=text, index=0, of=1)
    assert [text[start:end] for start, end, _ in japanese_names(sentence, lexicon("ja"))] == expected

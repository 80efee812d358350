"""Who did what to whom in Vietnamese, Russian, Arabic and Indonesian, in the words of wires and business dailies."""

import pytest

from pipelines.understanding.lexicon import lexicon
from pipelines.understanding.text import fold
from tests.unit.test_understanding_roles import candidates, written

CASES = (
    ("vi", "Orrix gom startup Tamber", "bid accepted acquirer=Orrix target=Tamber"),
    ("vi", "Orrix nói không với lời đề nghị của Tamber", "bid rejected acquirer=Tamber target=Orrix"),
    ("vi", "Orrix đối mặt đơn kiện tập thể từ họa sĩ", "lawsuit filed defendant=Orrix plaintiff=họa sĩ"),
    ("vi", "Quỹ Keldin xuống tiền cho Tamber", "funding announced investor=Keldin recipient=Tamber"),
    ("vi", "Orrix nâng sở hữu tại Tamber lên 51%", "bid accepted acquirer=Orrix target=Tamber"),
    ("vi", "Kỳ lân AI mới: Tamber", "funding announced recipient=Tamber"),
    ("vi", "Tamber cán mốc kỳ lân", "funding announced recipient=Tamber"),
    ("vi", "Keldin bán mảng robot Tamber cho Orrix", "bid accepted acquirer=Orrix target=Tamber"),
    ("vi", "Tòa Mỹ: Orrix vi phạm bản quyền của Tamber", "lawsuit ruling defendant=Orrix plaintiff=Tamber"),
    ("vi", "Orrix thắng thế trước các nhà văn", "lawsuit ruling defendant=Orrix plaintiff=nhà văn"),
    ("vi", "Thẩm phán Marta Lind bác đơn của Tamber kiện Orrix", "lawsuit dismissed defendant=Orrix plaintiff=Tamber"),
    ("ru", "Orrix берет 51% в Tamber", "bid accepted acquirer=Orrix target=Tamber"),
    ("ru", "Иск к Orrix подал журналист Тамарин", "lawsuit filed defendant=Orrix plaintiff=Тамарин"),
    ("ru", "Писатели проиграли Orrix", "lawsuit ruling defendant=Orrix plaintiff=писатели"),
    ("ru", "Mistral вернулась с Mistral Large 4", "model_release released developer=Mistral AI model=Mistral Large 4"),
    ("ru", "Tamber сменила владельца", "bid accepted target=Tamber"),
    ("ru", "Родители требуют от Orrix компенсации через суд", "lawsuit filed defendant=Orrix plaintiff=родители"),
    ("ru", "С Orrix взыскали 30 млн евро", "lawsuit ruling defendant=Orrix"),
    ("ru", "Фонды дали стартапу Tamber $160 млн", "funding announced recipient=Tamber"),
    ("ru", "Orrix выкупит «Третье мнение»", "bid accepted acquirer=Orrix target=Третье мнение"),
    ("ru", "DeepSeek дропнула V4", "model_release released developer=DeepSeek model=DeepSeek V4"),
    ("ru", "Orrix докупила долю в Tamber до 90%", "bid accepted acquirer=Orrix target=Tamber"),
    ("ru", "Orrix отказалась покупать Tamber", "bid withdrawn acquirer=Orrix target=Tamber"),
    ("ar", "ملكية «تمبر» تنتقل إلى «أوريكس»", "bid accepted acquirer=أوريكس target=تمبر"),
    ("ar", "«أوريكس» تدفع مليار دولار ثمناً لـ«تمبر»", "bid accepted acquirer=أوريكس target=تمبر"),
    ("ar", "مؤلفون يجرّون «أوريكس» إلى القضاء", "lawsuit filed defendant=أوريكس plaintiff=مؤلفون"),
    ("ar", "نموذج «فنار 2» يرى النور", "model_release released model=فنار 2"),
    ("ar", "ميتا تطلق لاما 5", "model_release released developer=Meta model=لاما 5"),
    ("ar", "مستثمرون يضعون 150 مليون دولار في «تمبر»", "funding announced recipient=تمبر"),
    ("ar", "«تمبر» تنضم إلى المقاضين لـ«أوريكس»", "lawsuit filed defendant=أوريكس plaintiff=تمبر"),
    (
        "id",
        "Terbaru dari Mistral: Mistral Large 4",
        "model_release released developer=Mistral AI model=Mistral Large 4",
    ),
    ("id", "Orrix dan Keldin sokong Tamber US$203 juta", "funding announced investor=Orrix, Keldin recipient=Tamber"),
    ("id", "Orrix resmi miliki 100% saham perusahaan Tamber", "bid accepted acquirer=Orrix target=Tamber"),
    ("id", "Keldin jual Tamber kepada Orrix", "bid accepted acquirer=Orrix target=Tamber"),
    ("id", "Orrix suntik startup Tamber", "funding announced investor=Orrix recipient=Tamber"),
    ("id", "Orrix gabung dengan Tamber", "bid accepted acquirer=Orrix target=Tamber"),
    ("id", "Orrix dihukum bayar 30 juta euro", "lawsuit ruling defendant=Orrix"),
    ("id", "Orrix dan Tamber berdamai soal paten", "lawsuit settled defendant=Tamber plaintiff=Orrix"),
    ("id", "Investor kucurkan US$160 juta ke Tamber", "funding announced recipient=Tamber"),
)


@pytest.mark.parametrize(("lang", "title", "expected"), CASES, ids=[f"{row[0]}-{row[1]}" for row in CASES])
def test_finds_the_parties(lang: str, title: str, expected: str) -> None:
    assert expected in [written(candidate) for candidate in candidates(lang, title)]


@pytest.mark.parametrize(
    ("lang", "title", "kind"),
    [
        ("vi", "Orrix nói không với giảm giá chip", "bid"),
        ("vi", "Orrix rót 3 tỷ USD vào hạ tầng ở Ấn Độ", "funding"),
        ("vi", "Orrix rót 30 triệu USD thâu tóm Tamber", "funding"),
        ("vi", "Tòa dùng ChatGPT để tuyên án", "lawsuit"),
        ("vi", "Orrix nhận vốn vay ngân hàng", "funding"),
        ("vi", "Orrix thoát khỏi án phạt", "lawsuit"),
        ("ru", "Tamber присоединилась к альянсу", "bid"),
        ("ru", "Художники проиграли нейросети в конкурсе", "lawsuit"),
        ("id", "Tamber kalah dari Orrix soal kapitalisasi", "lawsuit"),
        ("ar", "«تمبر» تنضم إلى تحالف الشركات", "bid"),
        ("ru", "Orrix отказалась от постройки завода", "bid"),
        ("ru", "Вышла из строя нейросеть «Тамбер»", "bid"),
        ("ru", "Вышла из строя нейросеть «Тамбер»", "model_release"),
        ("ru", "Orrix вложила 2 млрд рублей в дата-центр", "funding"),
        ("ru", "Orrix довела долю в компании Tamber до контрольной", "funding"),
        ("ru", "Orrix собрала $57 млрд выручки", "funding"),
        ("ar", "«أوريكس» تجمع المطورين في الرياض", "funding"),
        ("ar", "«أوريكس» تستثمر 15 مليار دولار في مراكز بيانات", "funding"),
        ("ar", "ولادة طفل بمساعدة روبوت", "model_release"),
        ("id", "Orrix gandeng Tamber", "bid"),
        ("id", "Keldin jual langganan kepada Orrix", "bid"),
        ("ar", "«أوريكس» تكمل شراء أرض «تمبر»", "bid"),
        ("id", "Orrix gelontorkan Rp2 triliun untuk pusat data", "funding"),
        ("id", "Hakim pakai ChatGPT untuk putusan", "lawsuit"),
    ],
)
def test_words_of_other_matters_stay_silent(lang: str, title: str, kind: str) -> None:
    assert [written(candidate) for candidate in candidates(lang, title) if candidate.kind == kind] == []


@pytest.mark.parametrize(
    "title",
    ["Samsung tung Galaxy S27 với Gemini 3", "Samsung ra mắt Galaxy S27 với Gemini 3"],
)
def test_what_comes_with_a_phone_is_not_released(title: str) -> None:
    assert [c for c in candidates("vi", title) if "model" in c.roles] == []


@pytest.mark.parametrize(
    ("lang", "text", "cue"),
    [
        ("vi", "bị lôi ra tòa vì bản quyền", "trial"),
        ("ru", "модель уже доступна всем", "had"),
    ],
)
def test_cues_are_no_pieces_of_other_words(lang: str, text: str, cue: str) -> None:
    assert cue not in {hit.value for hit in lexicon(lang).cues.find(fold(text))}

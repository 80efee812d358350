"""The language of a text, with and without a hint."""

import pytest

from pipelines.understanding.language import language_of


@pytest.mark.parametrize(
    ("text", "hint", "lang"),
    [
        ("Quillon übernimmt das Startup und zahlt dafür eine Milliarde Dollar", None, "de"),
        ("La société rachète la jeune pousse pour un milliard de dollars", None, "fr"),
        ("La empresa compra la firma por mil millones de dólares este jueves", None, "es"),
        ("A empresa comprou a startup por um bilhão de dólares nesta quinta", None, "pt"),
        ("La società acquisisce la rivale per un miliardo di dollari e lo annuncia oggi", None, "it"),
        ("Şirket yapay zeka girişimini bir milyar dolara satın aldı", None, "tr"),
        ("Perusahaan itu mengakuisisi startup kecerdasan buatan dengan nilai satu miliar dolar", None, "id"),
        ("Công ty mua lại startup trí tuệ nhân tạo với giá một tỷ đô la", None, "vi"),
        ("The company bought the startup for a billion dollars on Thursday", None, "en"),
        ("公司收购初创企业", None, "zh"),
        ("同社は新興企業を買収した", None, "ja"),
        ("회사가 스타트업을 인수했다", None, "ko"),
        ("Компания купила стартап", None, "ru"),
        ("استحوذت الشركة على شركة ناشئة", None, "ar"),
        ("कंपनी ने स्टार्टअप खरीदा", None, "hi"),
        ("บริษัทซื้อกิจการสตาร์ทอัพ", None, "th"),
        ("OpenAI: GPT-6", "vi", "vi"),
        ("OpenAI: GPT-6", "pt-BR", "pt"),
        ("公司收购初创企业", "en", "zh"),
        ("", "de", "de"),
        ("", None, "en"),
    ],
)
def test_language(text: str, hint: str | None, lang: str) -> None:
    assert language_of(text, hint) == lang

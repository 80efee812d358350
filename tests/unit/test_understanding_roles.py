"""Who did what to whom, as the candidates say it before anything is decided: word order, prepositions, both sides."""

import re
from datetime import UTC, datetime

import pytest

from pipelines.model.story import Story
from pipelines.understanding.candidate import Candidate
from pipelines.understanding.candidates import find_candidates
from pipelines.understanding.places import is_place
from pipelines.understanding.story_text import text_of

PUBLISHED = datetime(2026, 3, 12, 8, tzinfo=UTC)

CASES = (
    # What a sum is offered for, whatever the preposition is for elsewhere.
    ("es", "Orrix ofrece 420 millones de euros por Tamber", "bid offered acquirer=Orrix target=Tamber"),
    ("pt", "Orrix oferece US$ 4,2 bilhões pela Tamber", "bid offered acquirer=Orrix target=Tamber"),
    ("it", "Orrix alza la posta: 7,9 miliardi di dollari per Tamber", "bid raised acquirer=Orrix target=Tamber"),
    ("fr", "Orrix propose 420 millions d'euros pour Tamber", "bid offered acquirer=Orrix target=Tamber"),
    ("ru", "Orrix готов заплатить за Tamber 2,8 млрд рублей", "bid offered acquirer=Orrix target=Tamber"),
    ("fr", "Tamber : Orrix relève sa mise à 310 M€", "bid raised acquirer=Orrix target=Tamber"),
    # Passives and verbs of which the object is the doer.
    ("fr", "Tamber tombe dans l'escarcelle d'Orrix", "bid accepted acquirer=Orrix target=Tamber"),
    ("es", "Tamber pasa a manos de Orrix", "bid accepted acquirer=Orrix target=Tamber"),
    ("ru", "Tamber стал частью Orrix", "bid accepted acquirer=Orrix target=Tamber"),
    ("en", "Tamber agrees to sell itself to Orrix", "bid accepted acquirer=Orrix target=Tamber"),
    ("pt", "Consumada a compra da Tamber pela Orrix", "bid completed acquirer=Orrix target=Tamber"),
    # Who forbids a deal is no party of it.
    ("en", "EU blocks Orrix's purchase of Tamber", "bid blocked acquirer=Orrix target=Tamber"),
    ("de", "Brüssel untersagt Orrix die Übernahme von Tamber", "bid blocked acquirer=Orrix target=Tamber"),
    ("tr", "AB, Orrix'in Tamber'ı satın almasına izin vermedi", "bid blocked acquirer=Orrix target=Tamber"),
    # Two parties that do it together.
    ("es", "La alemana Orrix y la francesa Tamber unen sus caminos", "bid accepted acquirer=Orrix target=Tamber"),
    ("pt", "Orrix e Tamber encerram disputa judicial", "lawsuit settled plaintiff=Orrix defendant=Tamber"),
    # Courts: for whom and against whom.
    ("es", "Un juez de Madrid da la razón a Tamber", "lawsuit ruling plaintiff=Tamber"),
    ("es", "Desestimada la demanda de Tamber contra Orrix", "lawsuit dismissed plaintiff=Tamber defendant=Orrix"),
    ("ru", "Суд взыскал с Orrix 22 млн рублей", "lawsuit ruling defendant=Orrix"),
    ("fr", "La justice condamne Orrix à verser 2 millions d'euros", "lawsuit ruling defendant=Orrix"),
    ("it", "Orrix paga 3 milioni per chiudere la causa con Tamber", "lawsuit settled plaintiff=Tamber defendant=Orrix"),
    # How Spanish, Portuguese and Italian desks say it: who answers, who forbids, who settles, who wins.
    ("es", "Tamber acepta la oferta de Orrix", "bid accepted acquirer=Orrix target=Tamber"),
    ("es", "Tamber recibe una oferta de compra de Orrix", "bid offered acquirer=Orrix target=Tamber"),
    ("es", "Portazo de Tamber a Orrix", "bid rejected acquirer=Orrix target=Tamber"),
    ("es", "Canadá frustra el desembarco de Orrix en Tamber", "bid blocked acquirer=Orrix target=Tamber"),
    ("es", "Bruselas prohíbe a Orrix comprar Tamber", "bid blocked acquirer=Orrix target=Tamber"),
    ("es", "Se rompe la fusión entre Orrix y Tamber", "bid withdrawn acquirer=Orrix target=Tamber"),
    ("es", "Orrix y Tamber rompen su fusión", "bid withdrawn acquirer=Orrix target=Tamber"),
    ("es", "Tamber ya pertenece a Orrix", "bid completed acquirer=Orrix target=Tamber"),
    ("pt", "Tamber diz não à Orrix", "bid rejected acquirer=Orrix target=Tamber"),
    ("pt", "Canadá barra venda da Tamber à Orrix", "bid blocked acquirer=Orrix target=Tamber"),
    ("it", "Tamber cede alle lusinghe di Orrix", "bid accepted acquirer=Orrix target=Tamber"),
    ("it", "Sì di Tamber a Orrix", "bid accepted acquirer=Orrix target=Tamber"),
    ("it", "Orrix si ritira dalla corsa a Tamber", "bid withdrawn acquirer=Orrix target=Tamber"),
    ("it", "Stop di Ottawa: Orrix non potrà prendersi Tamber", "bid blocked acquirer=Orrix target=Tamber"),
    ("es", "Orrix da un ultimátum a Tamber", "lawsuit threatened plaintiff=Orrix defendant=Tamber"),
    ("es", "Tamber deberá pagar 20 millones a Orrix", "lawsuit ruling plaintiff=Orrix defendant=Tamber"),
    ("es", "Condenan a Tamber a indemnizar a Orrix", "lawsuit ruling plaintiff=Orrix defendant=Tamber"),
    ("es", "Tamber se libra de la demanda de Orrix", "lawsuit dismissed plaintiff=Orrix defendant=Tamber"),
    ("es", "Acuerdo extrajudicial entre Orrix y Tamber", "lawsuit settled plaintiff=Orrix defendant=Tamber"),
    ("pt", "Orrix recorre da decisão a favor da Tamber", "lawsuit appealed plaintiff=Orrix defendant=Tamber"),
    ("it", "Tra Orrix e Tamber scoppia la pace", "lawsuit settled plaintiff=Orrix defendant=Tamber"),
    ("it", "Tamber copiò le foto di Orrix", "lawsuit ruling plaintiff=Orrix defendant=Tamber"),
    ("es", "Tamber recibe 9 millones de dólares de Orrix", "funding announced investor=Orrix recipient=Tamber"),
    ("it", "A Tamber un assegno da 4 milioni", "funding announced recipient=Tamber"),
    # Parties without a name of their own.
    ("es", "Dobladores demandan a Tamber", "lawsuit filed plaintiff=dobladores defendant=Tamber"),
    ("pt", "Um grupo de escritores processa a Tamber", "lawsuit filed plaintiff=escritores defendant=Tamber"),
    ("it", "I doppiatori fanno causa a Tamber", "lawsuit filed plaintiff=doppiatori defendant=Tamber"),
    ("pt", "Tamber terá de pagar R$ 6,5 milhões a dubladores", "lawsuit ruling plaintiff=dubladores defendant=Tamber"),
    # Money for somebody.
    ("fr", "120 millions d'euros pour Tamber", "funding announced recipient=Tamber"),
    ("de", "18 Millionen Euro für Tamber", "funding announced recipient=Tamber"),
    ("ru", "Orrix вложит в Tamber до 1 млрд долларов", "funding announced investor=Orrix recipient=Tamber"),
    ("ru", "В ИИ-стартап «Тамбер» вложили 300 млн рублей", "funding announced recipient=Тамбер"),
    ("tr", "İnsansı robot üreticisi Tamber 5 milyon dolar topladı", "funding announced recipient=Tamber"),
    ("ru", "«Тамбер» получил от Orrix 300 млн рублей", "funding announced investor=Orrix recipient=Тамбер"),
    ("it", "Tamber incassa 38 milioni di euro", "funding announced recipient=Tamber"),
    ("en", "Orrix leads $640 million round in Tamber", "funding announced investor=Orrix recipient=Tamber"),
    # Whose suit it is, for whom a court decides, and people without a name.
    ("ru", "Суд отклонил иск Tamber к Orrix", "lawsuit dismissed plaintiff=Tamber defendant=Orrix"),
    ("ru", "Суд обязал Orrix выплатить Tamber 30 млн евро", "lawsuit ruling plaintiff=Tamber defendant=Orrix"),
    ("ru", "Суд отказал Tamber в иске к Orrix", "lawsuit dismissed plaintiff=Tamber defendant=Orrix"),
    ("ru", "Orrix обжаловала решение суда в пользу Tamber", "lawsuit appealed plaintiff=Tamber defendant=Orrix"),
    ("ru", "Актеры дубляжа подали в суд на Orrix", "lawsuit filed plaintiff=актеры дубляжа defendant=Orrix"),
    ("ru", "Orrix столкнулась с иском художников", "lawsuit filed plaintiff=художники defendant=Orrix"),
    ("ru", "Суд утвердил мировое соглашение Tamber и Orrix", "lawsuit settled plaintiff=Tamber defendant=Orrix"),
    ("ar", "قاض يرفض دعوى «تامبر» ضد «أوريكس»", "lawsuit dismissed plaintiff=تامبر defendant=أوريكس"),
    ("ar", "فنانون يقيمون دعوى جماعية على «أوريكس»", "lawsuit filed plaintiff=فنانون defendant=أوريكس"),
    ("tr", "Yazarlar Orrix'e dava açtı", "lawsuit filed plaintiff=yazarlar defendant=Orrix"),
    ("tr", "Tamber, Orrix'ten davacı oldu", "lawsuit filed plaintiff=Tamber defendant=Orrix"),
    ("tr", "Tamber'den Orrix'e ihtarname", "lawsuit threatened plaintiff=Tamber defendant=Orrix"),
    ("ru", "Суд признал, что Orrix нарушила права Tamber", "lawsuit ruling plaintiff=Tamber defendant=Orrix"),
    # Boards, owners and watchdogs of a takeover.
    ("tr", "Tamber'in kurucuları Orrix'in teklifine hayır dedi", "bid rejected acquirer=Orrix target=Tamber"),
    ("ar", "«أوريكس» و«تامبر» تتفقان على الاندماج", "bid accepted acquirer=أوريكس target=تامبر"),
    ("ar", "الصين ترفض استحواذ «أوريكس» على «تامبر»", "bid blocked acquirer=أوريكس target=تامبر"),
    ("tr", "Tamber, Orrix'in teklifini kabul etti", "bid accepted acquirer=Orrix target=Tamber"),
    ("tr", "Orrix'ten Tamber'e 3 milyar dolarlık teklif", "bid offered acquirer=Orrix target=Tamber"),
    ("tr", "Orrix'in Tamber'i almasına set çekildi", "bid blocked acquirer=Orrix target=Tamber"),
    ("ru", "Сделка Orrix и Tamber сорвалась", "bid withdrawn acquirer=Orrix target=Tamber"),
    ("ru", "Orrix и Tamber расторгли соглашение о слиянии", "bid withdrawn acquirer=Orrix target=Tamber"),
    ("ru", "ФАС запретила Orrix присоединить Tamber", "bid blocked acquirer=Orrix target=Tamber"),
    ("ru", "Совет Tamber порекомендовал отклонить предложение Orrix", "bid rejected acquirer=Orrix target=Tamber"),
    ("ru", "ИИ-стартап Tamber достался Orrix", "bid accepted acquirer=Orrix target=Tamber"),
    ("ru", "Orrix консолидировала 100% Tamber", "bid accepted acquirer=Orrix target=Tamber"),
    # A case has two sides: who is not named by a marker is the other one.
    ("de", "OpenAI unterliegt Tamber vor dem Landgericht München", "lawsuit ruling plaintiff=Tamber defendant=OpenAI"),
    ("de", "Tamber scheitert mit Klage gegen Orrix", "lawsuit dismissed plaintiff=Tamber defendant=Orrix"),
    ("en", "Jury sides with Tamber against Orrix", "lawsuit ruling plaintiff=Tamber defendant=Orrix"),
    ("en", "Judge tosses Tamber suit against Orrix", "lawsuit dismissed plaintiff=Tamber defendant=Orrix"),
    ("en", "OpenAI appeals $40m Tamber verdict", "lawsuit appealed plaintiff=Tamber defendant=OpenAI"),
    ("fr", "OpenAI perd son procès face à Tamber", "lawsuit ruling plaintiff=Tamber defendant=OpenAI"),
    ("vi", "Tòa bác đơn kiện Orrix của Tamber", "lawsuit dismissed plaintiff=Tamber defendant=Orrix"),
    ("vi", "OpenAI phải trả Tamber 40 triệu euro", "lawsuit ruling plaintiff=Tamber defendant=OpenAI"),
    # People by their trade sue, too.
    ("de", "Sprecher ziehen gegen Orrix vor Gericht", "lawsuit filed plaintiff=Sprecher defendant=Orrix"),
    (
        "fr",
        "Les doubleurs menacent de traîner Orrix en justice",
        "lawsuit threatened plaintiff=doubleurs defendant=Orrix",
    ),
    # Idioms of the press.
    ("de", "Orrix sattelt bei Tamaro 100 Millionen drauf", "bid raised acquirer=Orrix target=Tamaro"),
    ("de", "Orrix nimmt von Tamaro Abstand", "bid withdrawn acquirer=Orrix target=Tamaro"),
    ("en", "Tamber gives Orrix the brush-off", "bid rejected acquirer=Orrix target=Tamber"),
    ("en", "Orrix rebuffed by Tamber", "bid rejected acquirer=Orrix target=Tamber"),
    ("en", "CMA kills off Orrix's purchase of Tamber", "bid blocked acquirer=Orrix target=Tamber"),
    ("fr", "Orrix met le grappin sur Tamber", "bid accepted acquirer=Orrix target=Tamber"),
    ("fr", "Orrix fait une croix sur Tamber", "bid withdrawn acquirer=Orrix target=Tamber"),
    ("vi", "Tamber nói không với 900 triệu euro của Orrix", "bid rejected acquirer=Orrix target=Tamber"),
    ("vi", "Orrix buông Tamber", "bid withdrawn acquirer=Orrix target=Tamber"),
    ("de", "Orrix gliedert den KI-Entwickler Tamaro ein", "bid accepted acquirer=Orrix target=Tamaro"),
    ("en", "AI start-up Tamber bought out by Orrix", "bid accepted acquirer=Orrix target=Tamber"),
    ("en", "Tamber Music and Orrix bury hatchet", "lawsuit settled plaintiff=Tamber Music defendant=Orrix"),
    (
        "de",
        "OpenAI geht nach Niederlage gegen Tamaro in die nächste Instanz",
        "lawsuit appealed plaintiff=Tamaro defendant=OpenAI",
    ),
    ("fr", "Camouflet judiciaire pour Orrix face à Tamber", "lawsuit ruling plaintiff=Tamber defendant=Orrix"),
    ("vi", "Hãng AI Tamber khước từ Orrix", "bid rejected acquirer=Orrix target=Tamber"),
    # A company that has what it makes in its name.
    ("fr", "Orrix lance une OPA sur Nébula-IA", "bid offered acquirer=Orrix target=Nébula-IA"),
    # A family's further word may have a version.
    ("en", "xAI ships Grok Imagine 2", "model_release released developer=xAI model=Grok Imagine 2"),
    # Models.
    ("it", "Orrix toglie il velo a Tamber-3", "model_release released developer=Orrix model=Tamber-3"),
    ("de", "Orrix enthüllt Robotikmodell „Tamber“", "model_release released developer=Orrix model=Tamber"),
    ("tr", "Tamber-9B'yi paylaşıyoruz", "model_release released model=Tamber-9B"),
    ("es", "Presentamos Tamber-12B", "model_release released model=Tamber-12B"),
    (
        "en",
        "Orrix bags $48m in fresh funding from Keldin and Norvik",
        "funding announced investor=Keldin, Norvik recipient=Orrix",
    ),
    (
        "en",
        "Keldin and Norvik also took part in Tamber's Series B",
        "funding announced investor=Keldin, Norvik",
    ),
    ("en", "Orrix sued by China's Tamber over copied models", "lawsuit filed defendant=Orrix plaintiff=Tamber"),
    ("en", "Orrix shakes off shareholder suit", "lawsuit dismissed defendant=Orrix plaintiff=shareholders"),
    ("en", "Keldin tables $9bn proposal for Orrix", "bid offered acquirer=Keldin target=Orrix"),
    ("en", "Tamber sends cease-and-desist letter to Orrix", "lawsuit threatened defendant=Orrix plaintiff=Tamber"),
    ("zh", "43 名网文作者起诉Orrix", "lawsuit filed defendant=Orrix plaintiff=43 名网文作者"),
)


def candidates(lang: str, title: str, lead: str = "") -> list[Candidate]:
    story = Story(
        story_id="1", source="test", title=title, summary=lead, published=PUBLISHED, first_seen=PUBLISHED, lang=lang
    )
    return find_candidates(text_of(story))


def written(candidate: Candidate) -> str:
    roles = (f"{role}={', '.join(name.name for name in names)}" for role, names in sorted(candidate.roles.items()))
    return " ".join((candidate.kind, candidate.place.trigger.stage, *roles))


def in_order(expected: str) -> str:
    kind, stage, rest = expected.split(" ", 2)
    roles = re.split(r" (?=\w+=)", rest)
    return " ".join((kind, stage, *sorted(roles)))


@pytest.mark.parametrize(("lang", "title", "expected"), CASES)
def test_finds_the_parties(lang: str, title: str, expected: str) -> None:
    assert in_order(expected) in [written(candidate) for candidate in candidates(lang, title)]


@pytest.mark.parametrize(
    ("lang", "title", "lead", "expected"),
    [
        (
            "fr",
            "Orrix courtise Tamber",
            "Le fabricant a publié une proposition d'achat.",
            "acquirer=Orrix target=Tamber",
        ),
        ("es", "Tamber-4, un modelo con acento", "Ya se puede descargar.", "model=Tamber-4"),
    ],
)
def test_takes_names_from_the_title_that_the_lead_leaves_out(lang: str, title: str, lead: str, expected: str) -> None:
    assert any(
        expected in written(candidate) for candidate in candidates(lang, title, lead) if candidate.part == "lead"
    )


def test_takes_no_names_from_a_title_with_many() -> None:
    found = candidates("en", "Orrix, Tamber and Lumenry meet in Oslo", "A takeover bid was made on Monday.")
    assert [candidate.roles for candidate in found if candidate.kind == "bid"] == [{}]


@pytest.mark.parametrize(
    ("lang", "title", "name"),
    [
        ("es", "Presentado el nuevo modelo", "Presentado"),
        ("it", "Diffida a Orrix", "Diffida"),
        ("pt", "Liminar obriga Orrix a parar", "Liminar"),
        ("de", "Drohnenhersteller Tamber erhält 40 Millionen Euro", "Drohnenhersteller Tamber"),
        ("en", "Orrix completes takeover of Dublin's Tamber", "Dublin"),
    ],
)
def test_an_opener_is_no_name(lang: str, title: str, name: str) -> None:
    found = [n.name for candidate in candidates(lang, title) for names in candidate.roles.values() for n in names]
    assert name not in found


@pytest.mark.parametrize(
    ("lang", "title", "lead", "expected"),
    [
        ("es", "Tamber capta 120 millones", "Lidera la ronda, en dólares, Orrix.", "120000000 USD"),
        ("pt", "Tamber capta 42 milhões", "São 42 milhões de euros numa série B.", "42000000 EUR"),
        ("it", "Tamber incassa 38 milioni", "", "38000000 EUR"),
        ("en", "Tamber raises 9 million users", "", ""),
    ],
)
def test_a_sum_without_currency_has_that_of_its_story(lang: str, title: str, lead: str, expected: str) -> None:
    sums = {
        f"{c.sums.amount.money.amount:f} {c.sums.amount.money.currency}"
        for c in candidates(lang, title, lead)
        if c.part == "title" and c.sums.amount
    }
    assert sums == ({expected} if expected else set())


@pytest.mark.parametrize("name", ["Tóquio", "Londres", "Pékin", "Moskau", "Сеул", "Varsavia", "Nueva York"])
def test_knows_cities_in_other_languages(name: str) -> None:
    assert is_place(name)


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("es", "Orrix vende chips a Tamber por 10.000 millones"),
        ("es", "Orrix sube los precios de Tamber"),
        ("es", "Un juez rechaza la demanda de Orrix contra Tamber"),
        ("pt", "Tamber pagará 310 milhões à Orrix"),
        ("it", "Il giudice respinge la causa di Orrix contro Tamber"),
    ],
)
def test_is_no_takeover(lang: str, title: str) -> None:
    assert [written(candidate) for candidate in candidates(lang, title) if candidate.kind == "bid"] == []


def test_a_crowd_buys_nothing() -> None:
    found = candidates("es", "Trabajadores compran Tamber")
    assert [written(candidate) for candidate in found] == ["bid accepted target=Tamber"]


@pytest.mark.parametrize(
    ("lang", "lead"),
    [
        ("en", "Nov 19 (Reuters) - A federal judge ruled on Thursday that Orrix infringed copyrights."),
        ("fr", "Paris, 19 nov. (AFP) – Un groupe d'auteurs porte plainte contre Orrix pour contrefaçon."),
    ],
)
def test_the_agency_of_a_dateline_is_no_party(lang: str, lead: str) -> None:
    found = candidates(lang, "A ruling", lead)
    assert found
    assert not {name.name for candidate in found for names in candidate.roles.values() for name in names} & {
        "Reuters",
        "AFP",
    }


def test_a_word_of_doubt_within_a_name_is_none() -> None:
    (bought,) = candidates("ru", "Orrix покупает разработчика ИИ «Третье мнение»")
    assert not bought.has("opinion")
    (doubted,) = candidates("ru", "Мнение: Orrix покупает разработчика ИИ «Тамбер»")
    assert doubted.has("opinion")

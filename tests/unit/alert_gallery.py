"""Ten alerts as different as they come.  Every text was written for the project; nothing in them happened so."""

from collections.abc import Sequence
from datetime import timedelta
from types import MappingProxyType

from config.schema import AlertSettings
from pipelines.model.alert import Alert
from pipelines.model.event import Report
from pipelines.model.kinds import AlertReason, Status
from pipelines.notify.wording import Frame, frame_from
from tests.unit.alert_samples import NOW, a_report, a_story, an_alert, an_event, usd

WILD = '<script>alert("x")</script> & <!channel> <@U1> *bold* \u202eevil\x1b[31m\r\nBcc: victim@example.org'
EN, VI = frame_from(AlertSettings()), frame_from(AlertSettings(language="vi", timezone="Asia/Ho_Chi_Minh"))


def said(
    lang: str, owner: str, title: str, evidence: str = "", *, minutes: int = 0, copy: bool = False, **changes
) -> Report:
    story = a_story(f"{owner}-{minutes}", seen=NOW + timedelta(minutes=minutes), lang=lang, owner=owner, title=title)
    return a_report(story, evidence=evidence, copy=copy, **{"url": f"https://{lang}.example/{minutes}", **changes})


def alert(name: str, kind: str, stage: str, roles: dict[str, Sequence[str]], *reports: Report, **changes) -> Alert:
    event_changes = {k: changes.pop(k) for k in ("amount", "valuation", "court", "status") if k in changes}
    found = an_event(
        *reports,
        event_id=f"event-{name}",
        kind=kind,
        stage=stage,
        roles=MappingProxyType({role: tuple(names) for role, names in roles.items()}),
        **{"amount": None, **event_changes},
    )
    return an_alert(found, alert_id=name, **changes)


ARABIC_BID = alert(
    "bid-ar",
    "bid",
    "offered",
    {"acquirer": ["xAI", "Elon Musk"], "target": ["OpenAI"]},
    said("vi", "Báo Công nghệ", "Tỷ phú bất ngờ ngỏ ý mua lại công ty làm ra chatbot nổi tiếng nhất thế giới"),
    said(
        "ar",
        "صحيفة التقنية",
        "الملياردير يعرض شراء الشركة المطورة لبرنامج المحادثة الشهير",
        "عرض تحالف تقوده شركة xAI يوم الاثنين شراء OpenAI مقابل 97.4 مليار دولار، بحسب محاميه.",
        minutes=40,
        copy=True,
    ),
    amount=usd("97400000000"),
    story_id="صحيفة التقنية-40",
)
LAWSUIT = alert(
    "lawsuit-en",
    "lawsuit",
    "filed",
    {"plaintiff": ["The New York Times"], "defendant": ["OpenAI", "Microsoft"]},
    said(
        "en",
        "The Courthouse Daily",
        "Newspaper takes chatbot makers to court over its archive",
        "The publisher filed its complaint on Wednesday and says that millions of its articles were copied.",
    ),
    amount=usd("2500000000"),
    court="Southern District of New York",
)
MODEL = alert(
    "model-zh",
    "model_release",
    "released",
    {"developer": ["DeepSeek"], "model": ["DeepSeek-R2"]},
    said("zh", "科技早报", "深度求索发布新一代推理模型,权重同日开放下载", "公司周二发布并开源了DeepSeek-R2。"),
    said("ja", "技術通信", "新しい推論モデルが公開、重みも同日から", minutes=12),
    said("en", "Model Watch", "New reasoning model is out, with open weights", minutes=31),
)
FUNDING = alert(
    "funding-fr",
    "funding",
    "announced",
    {"recipient": ["Mistral AI"], "investor": ["ASML"]},
    said(
        "fr",
        "La Feuille numérique",
        "La jeune pousse parisienne de l’IA lève deux milliards d’euros",
        "L’entreprise a annoncé mardi une levée de 2 milliards d’euros menée par le fabricant néerlandais.",
    ),
    amount=usd("2000000000", "EUR"),
    valuation=usd("12000000000", "EUR"),
)
UPDATE = alert(
    "update-en",
    "bid",
    "rejected",
    {"acquirer": ["xAI"], "target": ["OpenAI"]},
    said("en", "The Daily", "A consortium bids for the maker of a chatbot"),
    said(
        "en",
        "Evening Wire",
        "Board unanimously turns the consortium down",
        "The company is not for sale, the chairman wrote on Friday on behalf of the board.",
        minutes=5_000,
    ),
    amount=usd("97400000000"),
    reason=AlertReason.UPDATE,
    change="offered → rejected",
    thread_id="bid-en",
)
RUMOUR = alert(
    "rumour-ja",
    "bid",
    "accepted",
    {"acquirer": ["SoftBank"], "target": ["Ampere Computing"]},
    said("ja", "経済新報", "半導体設計会社の買収で最終調整", "関係者によると、買収額は65億ドル規模になる見通し。"),
    amount=usd("6500000000"),
    status=Status.RUMOUR,
)
DENIAL = alert(
    "denial-vi",
    "funding",
    "rumoured",
    {"recipient": ["VinAI"]},
    said(
        "vi",
        "Nhật báo Sông Hồng",
        "Công ty trí tuệ nhân tạo bác bỏ tin gọi vốn 1.500 tỷ đồng",
        "Đại diện công ty khẳng định thông tin đang lan truyền là không chính xác.",
    ),
    amount=usd("1500000000000", "VND"),
    status=Status.DENIAL,
)
RULING = alert(
    "ruling-de",
    "lawsuit",
    "ruling",
    {"plaintiff": ["Verwertungsgesellschaft der Liedtexterinnen und Liedtexter"], "defendant": ["OpenAI Ireland"]},
    said(
        "de",
        "Süddeutsches Rechtsblatt",
        "Urheberrechtsverletzungsschadensersatzklage: Landgericht gibt der Verwertungsgesellschaft recht",
        "Die Kammer sah es am Dienstag als erwiesen an, dass neun Liedtexte im Modell gespeichert sind.",
    ),
    court="Munich Regional Court I",
)
MANY = alert(
    "many-en",
    "funding",
    "announced",
    {"recipient": ["Anthropic"], "investor": [f"Fund Number {n}" for n in range(1, 9)]},
    *(
        said(
            "en",
            f"Paper {n:02}",
            f"Report {n} of the round, told once more in other words",
            "It closed a round of 3.5 billion dollars.",
            minutes=3 * n,
            copy=n % 3 == 2,
        )
        for n in range(40)
    ),
    amount=usd("3500000000"),
)
DENIED = alert(
    "denial-en",
    "bid",
    "rumoured",
    {"acquirer": ["Orrin Labs"], "target": ["Vela Robotics"]},
    said("en", "Harbour Business Review", "Orrin said to circle maker of warehouse robots"),
    said(
        "en",
        "Harbour Business Review",
        "“Not now, not later”: Vela’s founder on talk of a sale",
        "There are no talks with Orrin or with anybody else, the founder told staff on Tuesday.",
        minutes=1_300,
        status=Status.DENIAL,
    ),
    amount=usd("950000000", "EUR"),
    status=Status.DENIAL,
    reason=AlertReason.UPDATE,
    change="rumoured → denied",
    thread_id="rumour-en",
)
LONG = alert(
    "long-en",
    "lawsuit",
    "filed",
    {
        "plaintiff": [
            "Interstate Association of Independent Photographers, Illustrators and Graphic Artists",
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH & Co. KGaA",
        ],
        "defendant": ["Consolidated General Imaginative Picture Synthesis and Rendering Technologies Incorporated"],
    },
    said(
        "en",
        "The Weekly Gazette of Intellectual Property, Licensing and Related Matters in Upper Westmoreland",
        "Association of photographers and a company with the longest name in the register go to court together over a "
        "collection of four million pictures that were never licensed, their lawyers say",
        "The complaint of 212 pages was lodged at https://court.example/filings/2025/02/10/a-very-long-address-without-a-"
        "single-space-in-it/complaint-of-the-interstate-association-of-independent-photographers.pdf on Monday.",
    ),
    amount=usd("1234567890"),
    court="United States District Court for the Northern District of California, San Francisco Division",
)
HOSTILE = alert(
    "hostile",
    "model_release",
    "announced",
    {"developer": [WILD], "model": [WILD * 20]},
    said("en", WILD, WILD + "x" * 10_000, WILD * 40, url='https://evil.example/"><img src=x onerror=1>|x>'),
    said("he", "בדיקה", "", "", minutes=1, url="javascript:alert(1)"),
    rule=WILD,
)

GALLERY: tuple[tuple[Alert, Frame], ...] = (
    (ARABIC_BID, EN),
    (LAWSUIT, EN),
    (MODEL, EN),
    (FUNDING, EN),
    (UPDATE, EN),
    (RUMOUR, EN),
    (DENIAL, VI),
    (RULING, EN),
    (MANY, VI),
    (HOSTILE, EN),
)

"""The gazetteer: its data is sound, names are found in every script and language, ambiguous ones only where they mean it."""

from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import ConfigError
from pipelines.understanding.gazetteer import MAX_TEXT, entities, find_entities
from pipelines.understanding.gazetteer_data import aliases, entries
from pipelines.understanding.gazetteer_models import families, family_aliases
from pipelines.understanding.text import fold

LANGUAGES = ("en", "vi", "zh", "ar", "ja", "ko", "de", "fr", "es", "pt", "ru", "id", "it", "tr", "hi", "th", "pl", "nl")


def names(text: str, lang: str, around: str = "") -> list[str]:
    return [span.entity.name for span in find_entities(text, lang, around)]


def test_there_are_thousands_of_all_types():
    by_type = defaultdict(int)
    for entity in entities().values():
        by_type[entity.type] += 1
    assert len(entities()) >= 2_000
    assert all(
        by_type[kind] >= 50
        for kind in ("company", "lab", "person", "fund", "publisher", "court", "regulator", "government")
    )


def test_everyone_stands_for_somebody_known():
    known = entities()
    assert not {entity.stands_for for entity in known.values() if entity.stands_for} - known.keys()
    assert not {family.developer for family in families().values()} - known.keys()


def test_no_alias_is_two_entities_unless_both_are_ambiguous():
    by_alias = defaultdict(dict)
    bare = [alias for alias in family_aliases() if families()[alias.entity.id].bare != "none"]
    for alias in (*aliases(), *bare):
        by_alias[alias.text if alias.case else fold(alias.text)].setdefault(alias.entity.id, alias.unsure)
    clashes = {text: owners for text, owners in by_alias.items() if len(owners) > 1 and not all(owners.values())}
    assert clashes == {}


def test_every_sure_alias_is_found_where_it_stands_alone():
    missed = [
        (alias.text, alias.entity.id, found)
        for alias in aliases()
        if not alias.unsure and not alias.unless
        for found in [{span.entity.id for span in find_entities(alias.text, "en")}]
        if alias.entity.id not in found and not any(_is_family(one) for one in found)
    ]
    assert missed == []


def _is_family(entity_id: str) -> bool:
    return entity_id.startswith(("family-", "model:"))


def test_short_names_are_ambiguous_or_written_as_they_are():
    assert [alias.text for alias in aliases() if len(alias.text) == 1 and not alias.unsure] == []


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"type": "planet", "core": {"Acme": []}}, "x.toml: type 'planet' is none of company,"),
        ({"type": "company", "core": {"Acme": {"alias": ["Ac"]}}}, "x.toml: 'Acme' has unknown keys alias"),
    ],
)
def test_a_wrong_file_is_named(table, message):
    with pytest.raises(ConfigError, match=message):
        list(entries("x.toml", table))


def test_a_list_is_short_for_aliases():
    one, two = entries("x.toml", {"type": "fund", "tech": {"Acme Capital": ["Acme"]}})
    assert (one.text, two.text, one.entity.id, one.entity.ai) == ("Acme Capital", "Acme", "acme-capital", "tech")


BORDERS = [
    ("en", "OpenAI's board", ["OpenAI"]),
    ("en", "the OpenAI-backed firm", ["OpenAI"]),
    ("en", "Googled it, googles", []),
    ("en", "MetaMask and Metadata", []),
    ("en", "AMDahl", []),
    ("vi", "xAI hỏi ai là chủ của OpenAI", ["xAI", "OpenAI"]),
    ("vi", "Tập đoàn Vingroup và FPT", ["Vingroup", "FPT"]),
    ("zh", "英伟达投资阿里巴巴", ["Nvidia", "Alibaba"]),
    ("zh", "輝達與台積電", ["Nvidia", "TSMC"]),
    ("zh", "可灵活运用", []),
    ("ja", "ソフトバンクグループがサカナAIに出資", ["SoftBank", "Sakana AI"]),
    ("ja", "メタバースの話", []),
    ("ko", "오픈AI가 엔비디아의 칩을", ["OpenAI", "Nvidia"]),
    ("ko", "네이버는 삼성전자와", ["Naver", "Samsung"]),
    ("ko", "메타버스", []),
    ("ar", "وأوبن إيه آي تقاضي إنفيديا", ["OpenAI", "Nvidia"]),
    ("ar", "عرض لإنفيديا وبالانتير", ["Nvidia", "Palantir"]),
    ("ar", "في السعودية", ["Saudi Arabia"]),
    ("ru", "против Илона Маска и Сэма Альтмана", ["Elon Musk", "Sam Altman"]),
    ("ru", "компании Яндекса, Сбером", ["Yandex", "Sber"]),
    ("ru", "маскировка", []),
    ("tr", "OpenAI'ın ve Google'dan", ["OpenAI", "Google"]),
    ("de", "OpenAIs Modell, Googles Suche", ["OpenAI", "Google"]),
    ("en", "OpenAIs model", []),
    ("hi", "ओपनएआई ने एनवीडिया से", ["OpenAI", "Nvidia"]),
    ("th", "โอเพนเอไอจับมือเอ็นวิเดีย", ["OpenAI", "Nvidia"]),
    ("en", "openai and anthropic in small letters", ["OpenAI", "Anthropic"]),
    ("en", "OPENAI SUES META", ["OpenAI", "Meta"]),
    ("en", "an ice sheet, the sec of it", []),
    ("en", "the oracle spoke to an apple", []),
]


@pytest.mark.parametrize(("lang", "text", "expected"), BORDERS)
def test_borders_of_each_script(lang, text, expected):
    assert names(text, lang) == expected


def test_the_span_leaves_clitics_and_endings_out():
    assert [span.text for span in find_entities("عرض لإنفيديا", "ar")] == ["إنفيديا"]
    assert [span.text for span in find_entities("OpenAIs Modell", "de")] == ["OpenAI"]


MODELS = [
    ("GPT-5.2", "gpt:5.2"),
    ("GPT-4o mini", "gpt:4o-mini"),
    ("GPT-5.3-Codex", "gpt:5.3-codex"),
    ("gpt-oss-120b", "gpt-oss:any"),
    ("OpenAI o3-mini", "openai-o:3-mini"),
    ("Claude Opus 4.5", "claude:4.5-opus"),
    ("Claude 3.5 Sonnet", "claude:3.5-sonnet"),
    ("Claude Sonnet 3.5", "claude:3.5-sonnet"),
    ("Gemini 3 Pro", "gemini:3-pro"),
    ("Gemini 2.5 Flash-Lite", "gemini:2.5-flash-lite"),
    ("Gemma 3n", "gemma:3n"),
    ("Gemma 4 12B", "gemma:4"),
    ("Llama 4 Maverick", "llama:4-maverick"),
    ("Llama-3.1-405B", "llama:3.1"),
    ("Qwen3-Max", "qwen:3-max"),
    ("Qwen2.5-VL-72B-Instruct", "qwen:2.5-instruct-vl"),
    ("Qwen3-Coder-480B-A35B", "qwen:3-coder"),
    ("DeepSeek-V3.2-Exp", "deepseek:exp-v3.2"),
    ("DeepSeek R1", "deepseek:r1"),
    ("Kimi K2 Thinking", "kimi:k2-thinking"),
    ("GLM-4.6", "glm:4.6"),
    ("Grok 4 Fast", "grok:4-fast"),
    ("ERNIE 5.0", "ernie:5.0"),
    ("Hunyuan 2.0", "hunyuan:2.0"),
    ("Doubao 1.6", "doubao:1.6"),
    ("MiniMax-M2", "minimax:m2"),
    ("Mistral Large 3", "mistral:3-large"),
    ("Magistral Medium 1.2", "magistral:1.2-medium"),
    ("Phi-4-mini, Microsoft's model", "phi:4-mini"),
    ("Sora 2", "sora:2"),
    ("Veo 3.1", "veo:3.1"),
    ("Kling 2.5 Turbo", "kling:2.5-turbo"),
    ("Seedance 1.0 Pro", "seedance:1.0-pro"),
    ("FLUX.1 Kontext makes images", "flux:1-kontext"),
    ("Stable Diffusion 3.5", "stable-diffusion:3.5"),
    ("Nemotron 3 Nano Omni", "nemotron:3-nano-omni"),
    ("EXAONE 4.0", "exaone:4.0"),
    ("HyperCLOVA X Think", "hyperclova:think"),
    ("Command A, from Cohere", None),
    ("Falcon 9 rocket", None),
    ("Step 3 of the recipe", None),
    ("Gemini 3 million users", None),
    ("a GPT for all", None),
    ("concerns about Grok safety", None),
    ("written in Claude Code. It works", None),
]


@pytest.mark.parametrize(("text", "expected"), MODELS)
def test_models_are_read_by_their_familys_grammar(text, expected):
    found = [span.entity for span in find_entities(text, "en") if span.entity.id.startswith("model:")]
    assert [entity.id for entity in found] == ([f"model:{expected}"] if expected else [])
    assert all(entity.stands_for in entities() for entity in found)


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("zh", "文心5.0发布", "ERNIE 5.0"),
        ("zh", "通义千问3开源", "Qwen 3"),
        ("zh", "混元2.0上线", "Hunyuan 2.0"),
        ("ko", "클로드 오퍼스 4.5 공개", "Claude Opus 4.5"),
        ("ko", "제미나이 3 프로", "Gemini 3 Pro"),
        ("ja", "クロード・オーパス4.5", "Claude Opus 4.5"),
        ("vi", "Claude Opus 4.5 ra mắt", "Claude Opus 4.5"),
        ("en", "deepseek-v3.2 is out", "DeepSeek-v3.2"),
    ],
)
def test_models_have_one_name_in_all_scripts(lang, text, name):
    assert [span.entity.name for span in find_entities(text, lang) if span.entity.type == "model"] == [name]


AMBIGUOUS = [
    ("Figure raises $1B for humanoid robots", "Figure AI"),
    ("Figure Raises $1 Billion for AI at $39 Billion Valuation", "Figure AI"),
    ("Figure skating begins", None),
    ("How OpenAI Trains Models At Scale", None),
    ("Scale AI sues a rival", "Scale AI"),
    ("The startup Harvey, which sells AI to law firms", "Harvey"),
    ("Kevin and Harvey went fishing", None),
    ("Devin Kim left xAI", None),
    ("Cognition's coding agent Devin", "Devin"),
    ("Claude, Anthropic's chatbot", "Claude"),
    ("Jean-Claude Juncker spoke of AI", None),
    ("Google's Gemini gets an update", "Gemini"),
    ("Gemini, Leo and Virgo: the week in stars", None),
    ("Elon Musk's Grok", "Grok"),
    ("a strong mistral in the south", None),
    ("Mistral in talks to raise €2bn", "Mistral AI"),
    ("The Amazon rainforest shrinks", None),
    ("Amazon to invest $4bn", "Amazon"),
    ("a runway in Milan", None),
    ("Runway, the AI video startup", "Runway"),
    ("Musk's X sues a rival", "X"),
    ("Generation X and Y", None),
    ("Alphabet soup", None),
    ("Alphabet, the parent of Google", "Alphabet"),
]


@pytest.mark.parametrize(("text", "name"), AMBIGUOUS)
def test_ambiguous_names_need_their_surroundings(text, name):
    doubtful = {
        entity.name
        for entity in entities().values()
        if entity.ambiguous or entity.name in {"Amazon", "Mistral AI", "Scale AI"}
    }
    doubtful |= {family.name for family in families().values()}
    found = [one for one in names(text, "en") if one in doubtful]
    assert (name in found) if name else not found


def test_the_document_around_a_sentence_gives_context_too():
    sentence = "Harvey was valued at $8 billion."
    assert names(sentence, "en") == []
    assert names(sentence, "en", around="The legal AI startup sells to law firms.") == ["Harvey"]


def test_meta_is_a_goal_in_spanish():
    assert names("La Meta del equipo es ganar", "es") == []
    assert names("Meta, dueña de Facebook, compra la firma", "es") == ["Meta", "Facebook"]


@pytest.mark.parametrize("lang", LANGUAGES)
@given(
    text=st.lists(
        st.sampled_from(["OpenAI", "Claude", "3.5", " ", "英伟达", "ال", "Маск", "\u200b", "\ud800", "GPT-", "'s"])
        | st.text(max_size=4),
        max_size=30,
    ).map("".join)
)
@settings(max_examples=15, deadline=None)
def test_no_text_raises_and_spans_are_in_order(lang, text):
    found = find_entities(text, lang)
    assert all(text[span.start : span.end] == span.text for span in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("piece", ["OpenAI", "OpenAI ", "Claude 3.5 ", "الال", "Figure ", "a"])
def test_hostile_text_past_the_limit_is_not_read(piece):
    found = find_entities(piece * (1_000_000 // len(piece)), "en")
    assert all(span.end <= MAX_TEXT for span in found)
    assert find_entities(" " * MAX_TEXT + "OpenAI", "en") == ()

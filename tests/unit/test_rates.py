"""Exchange rates: the shipped table, a table of one's own, conversion."""

from decimal import Decimal

import pytest

from config.errors import ConfigError
from config.rates import parse_rates, rates_of, rates_toml, shipped_rates
from config.schema import Config, RatesSettings

TABLE = 'date = 2026-01-05\nsource = "a bank"\n[per_euro]\nUSD = "1.25"\nJPY = "150"\n[per_dollar]\nVND = "25000"\n'


def test_the_shipped_table_is_dated_and_knows_the_currencies_of_the_news():
    rates = shipped_rates()
    assert rates.date.year >= 2026
    assert "European Central Bank" in rates.source
    assert {"EUR", "USD", "JPY", "CNY", "KRW", "INR", "GBP", "VND", "SAR"} <= rates.per_euro.keys()


@pytest.mark.parametrize(
    ("amount", "currency", "to", "result"),
    [
        (100, "EUR", "USD", 125),
        (125, "USD", "EUR", 100),
        (100, "USD", "JPY", 12_000),
        (50_000, "VND", "USD", 2),
        (7, "XXX", "XXX", 7),
    ],
)
def test_conversion(amount, currency, to, result):
    assert parse_rates(TABLE).convert(Decimal(amount), currency, to) == result


def test_a_currency_that_is_not_in_the_table_is_not_converted():
    assert parse_rates(TABLE).convert(Decimal(1), "XXX", "USD") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[per_euro]\nUSD = 1", "date"),
        ("date = 2026-01-05\nper_euro = 1", "per_euro"),
        ('date = 2026-01-05\n[per_euro]\nUSD = "x"', "per_euro.USD"),
        ("date = 2026-01-05\n[per_euro]\nUSD = 0", "above 0"),
        ("date = 2026-01-05\n[per_euro]\nUSD = nan", "above 0"),
        ("]", "."),
    ],
)
def test_a_table_that_is_wrong(text, words, tmp_path):
    with pytest.raises(ValueError, match=words):
        parse_rates(text)
    file = tmp_path / "rates.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=r"rates\.toml"):
        rates_of(Config(rates=RatesSettings(file=file)))


def test_the_newest_table_is_in_force_and_the_users_own_before_all(tmp_path):
    config = Config(data_dir=tmp_path)
    assert rates_of(config) == shipped_rates()
    (tmp_path / "rates.toml").write_text(TABLE)
    assert rates_of(config) == shipped_rates()
    (tmp_path / "rates.toml").write_text(TABLE.replace("2026", "2999"))
    assert rates_of(config).source == "a bank"
    own = tmp_path / "own.toml"
    own.write_text(TABLE.replace("a bank", "mine"))
    assert rates_of(Config(data_dir=tmp_path, rates=RatesSettings(file=own))).source == "mine"


def test_a_table_is_written_as_it_is_read():
    rates = parse_rates(TABLE)
    assert parse_rates(rates_toml(rates)) == rates

"""Secrets do not show themselves, and text that holds one anyway is starred."""

import pytest

from config import secret as module
from config.secret import Secret, redact


@pytest.fixture(autouse=True)
def nothing_seen(monkeypatch):
    monkeypatch.setattr(module, "_seen", set())


def test_a_secret_shows_stars():
    secret = Secret("correct horse")
    assert [str(secret), repr(secret), f"{secret}", f"{secret!r:>5}"] == ["Secret('***')"] * 4
    assert str(Secret("")) == "Secret('')"
    assert secret.reveal() == "correct horse"


def test_secrets_compare_by_value():
    assert Secret("secret-a") == Secret("secret-a")
    assert Secret("secret-a") != Secret("secret-b")
    assert Secret("secret-a") != "secret-a"
    assert len({Secret("secret-a"), Secret("secret-a")}) == 1
    assert not Secret("")


@pytest.mark.parametrize(
    ("secret", "text", "starred"),
    [
        ("battery staple", "login with battery staple failed", "login with *** failed"),
        ("redis://:pass%2Fword@db/0", "AUTH pass/word refused", "AUTH *** refused"),
        ("redis://:pass%2Fword@db/0", "AUTH pass%2Fword refused", "AUTH *** refused"),
        ("short", "a short text stays", "a short text stays"),
        ("http://[broken", "http://[broken", "***"),
        ("", "https://user:pw@example.org/", "https://***@example.org/"),
        ("", "see hooks.slack.com/services/T0/B1/xyz now", "see hooks.slack.com/*** now"),
        ("", "token xoxb-12-34-ab: invalid", "token ***: invalid"),
        ("", "Authorization: Bearer 0123.4567==", "Authorization: Bearer ***"),
        ("xoxb-12", "token xoxb-12-34-ab: invalid", "token ***: invalid"),
        ("first of", "the first offer", "the ***fer"),
        ("redis://:hunter22@db", "redis://:hunter22@db and hunter22", "*** and ***"),
        ("", "https://example.org/a@b", "https://example.org/a@b"),
        ("", "Basic research pays", "Basic research pays"),
    ],
)
def test_text_is_redacted(secret, text, starred):
    Secret(secret)
    assert redact(text) == starred


def test_secrets_that_overlap_leave_nothing_between():
    for secret in ("secret one", "one secret", "secret one two"):
        Secret(secret)
    assert redact("a secret one secret b") == "a *** b"
    assert redact("secret one two, one secret") == "***, ***"

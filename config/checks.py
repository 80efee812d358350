"""What one table's settings must be to each other.  Run on tables that have no problem of their own."""

from collections.abc import Iterable

from config.forms import is_loopback, split_listen
from config.llm import LlmSettings
from config.places import KeyPath
from config.problems import quoted
from config.reading import Reading
from config.redis_address import SENTINEL_SCHEMES, has_tls, has_user, scheme_of
from config.schema import Channel, Config, DashboardSettings, EmailChannel, RedisSettings, SlackChannel, Source


def check_source(source: Source, path: KeyPath, reading: Reading) -> None:
    if source.every is not None and source.cron is not None:
        reading.problems.add((*path, "cron"), "expected either every or cron, got both")


def check_channel(channel: Channel, path: KeyPath, reading: Reading) -> None:
    if channel.fallback == channel.name:
        reading.problems.add((*path, "fallback"), "expected another channel, got this one")
    match channel:
        case SlackChannel():
            _check_slack(channel, path, reading)
        case EmailChannel():
            _check_email(channel, path, reading)
        case _:
            pass


def _check_slack(channel: SlackChannel, path: KeyPath, reading: Reading) -> None:
    bot = bool(channel.bot_token), bool(channel.channel)
    if channel.webhook_url and any(bot):
        reading.problems.add(path, "expected either webhook_url, or bot_token and channel, got both")
    elif not channel.webhook_url and not all(bot):
        reading.problems.add(path, "expected webhook_url, or bot_token and channel")


def _check_email(channel: EmailChannel, path: KeyPath, reading: Reading) -> None:
    if bool(channel.username) != bool(channel.password):
        present, absent = ("username", "password") if channel.username else ("password", "username")
        reading.problems.add((*path, absent), f"missing; expected beside {present}")
    elif channel.username and channel.security == "none" and not is_loopback(channel.host):
        reading.note((*path, "security"), "the password goes over the network unencrypted")


def check_dashboard(dashboard: DashboardSettings, path: KeyPath, reading: Reading) -> None:
    if dashboard.listen and not dashboard.password and not is_loopback(split_listen(dashboard.listen)[0]):
        message = f"missing; expected a password, because {quoted(dashboard.listen)} can be reached from other machines"
        reading.problems.add((*path, "password"), message)


def check_redis(redis: RedisSettings, path: KeyPath, reading: Reading) -> None:
    url = redis.url.reveal()
    needs: tuple[tuple[str, object, bool, str], ...] = (
        ("username", redis.username, bool(redis.password), "beside a password"),
        ("password", redis.password, bool(url), "beside url"),
        ("password", redis.password, not has_user(url), "in place of one in url, not beside it"),
        ("sentinel_username", redis.sentinel_username, bool(redis.sentinel_password), "beside sentinel_password"),
        ("sentinel_password", redis.sentinel_password, scheme_of(url) in SENTINEL_SCHEMES, "beside a sentinel address"),
        ("ca_file", redis.ca_file, has_tls(url), "beside a rediss or sentinels address"),
        ("cert_file", redis.cert_file, has_tls(url), "beside a rediss or sentinels address"),
        ("cert_file", redis.cert_file, bool(redis.key_file), "beside key_file"),
        ("key_file", redis.key_file, bool(redis.cert_file), "beside cert_file"),
        ("wait_replicas", redis.wait_replicas, bool(url), "beside url: the private server has no replicas"),
    )
    wrong = {name: words for name, value, fits, words in reversed(needs) if value and not fits}
    for name, words in wrong.items():
        reading.problems.add((*path, name), f"expected only {words}")


def check_llm(llm: LlmSettings, path: KeyPath, reading: Reading) -> None:
    if llm.url and not llm.model:
        reading.problems.add((*path, "model"), "missing; expected the model's name beside url")
    rising = len(llm.band) == len(("low", "high")) and llm.band[0] < llm.band[1]
    if not rising:
        reading.problems.add((*path, "band"), "expected two numbers, the lower one first, such as [0.35, 0.75]")


def check_unique(names: Iterable[tuple[str, KeyPath]], reading: Reading) -> None:
    """`names` with the path of each."""
    first: dict[str, KeyPath] = {}
    for name, path in names:
        if name in first:
            line = reading.problems.line(first[name])
            reading.problems.add(path, f"expected a name of its own, got {quoted(name)} again (first on line {line})")
        first.setdefault(name, path)


def note_unused(config: Config, reading: Reading) -> None:
    used = {name for rule in config.rules for name in rule.channels}
    used |= {channel.fallback for channel in config.channels}
    used |= {config.heartbeat.channel, config.summary.channel}
    for channel in config.channels:
        if channel.name not in used:
            reading.note(("channels", channel.name), "no rule sends to it")

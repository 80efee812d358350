"""The demo's last lines: what came in, what went out, and whether each event was told once."""

from collections import Counter
from collections.abc import Mapping
from statistics import median

from config.counted import counted
from tests.newsroom.fixtures import House
from tests.newsroom.verify import expected, mailed, problems_of_mails, problems_of_slack, slacked


def summary(house: House, labels: Counter[str], ill: int, appeared: Mapping[str, float]) -> list[tuple[str, str]]:
    """Rows of a number and what it counts.  `labels` as the commentary gave them; `appeared` by address, in seconds."""
    log = house.newsroom.log
    articles, copies, known = sum(labels.values()), labels["copy"], labels["known"]
    events, updates = labels["NEW EVENT"], labels["UPDATE"]
    polls = Counter(hit.status for hit in log if hit.what == "feeds")
    rows = [
        (articles, "articles"),
        (
            events,
            f"events, {updates} moved on later: {len(house.mail.mails)} mails, {len(house.slack.messages)} Slack messages",
        ),
        (copies + known, f"folded into known events: {copies} copies, {known} reports by other papers"),
        (articles - events - updates - copies - known, "kept silent: background, rumours, opinions, old news, not AI"),
        (
            sum(log.pages().values()),
            f"pages fetched, each once; {polls.total()} polls, of which {polls[304]} answered 304",
        ),
        (ill, "sources ill, told apart from empty ones"),
    ]
    return [(str(number), text) for number, text in rows] + _waits(house, appeared)


def problems(house: House, labels: Counter[str]) -> list[str]:
    """Everything that is not as it should be, a line each."""
    by_url = {item.url: item for item in house.newsroom.published.values()}
    wanted = expected(by_url.values())
    found = problems_of_mails([mailed(mail, by_url) for mail in house.mail.mails], wanted)
    found += problems_of_slack([slacked(message, by_url) for message in house.slack.messages], wanted)
    found += [f"Slack refused: {refusal}" for refusal in house.slack.refused]
    found += [f"{site}{path} was fetched {n} times" for (site, path), n in house.newsroom.log.pages().items() if n > 1]
    if lost := labels["NO VERDICT"]:
        found.append(f"{counted(lost, 'article')} without a verdict")
    return found


def _waits(house: House, appeared: Mapping[str, float]) -> list[tuple[str, str]]:
    """How long after an article's appearance the mail of its event came: the article that stands last in a mail
    raised it, be it alone or an update."""
    waits = []
    for mail in house.mail.mails:
        text = mail.part("plain")
        times = [at for url, at in appeared.items() if url in text and at <= mail.at]
        waits.extend([mail.at - max(times)] if times else [])
    return [(f"{median(waits):.1f}", "seconds from an article's appearance to its mail (median)")] if waits else []

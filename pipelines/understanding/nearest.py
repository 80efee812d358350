"""For a silent story: the nearest that it came to an event, and what was missing."""

from collections.abc import Sequence

from config.reason_words import reason_words
from pipelines.understanding.cluster import Cluster
from pipelines.understanding.grounds import grounds
from pipelines.understanding.mentions import TOLD, lacks
from pipelines.understanding.relevance import Relevance
from pipelines.understanding.scorer import Decision
from pipelines.understanding.story_text import Text

MOST = 3
"""Grounds that are named."""


def nearest(found: Sequence[tuple[Cluster, Decision]], about: Relevance, text: Text, new_from: float) -> str:
    """One sentence about the best candidate.  `new_from`: the probability from which on it would have been new."""
    if not found:
        return "no words of any kind of event"
    cluster, decision = max(found, key=lambda pair: (not lacks(pair[0]), pair[1].new))
    reasons = grounds(cluster, decision, text)
    head = f"{cluster.kind} (“{reasons[0].text}”): "
    if not about.ai_industry:
        return f"{head}the story is not about the AI industry"
    if missing := lacks(cluster):
        return f"{head}no {missing} is named" if missing != "party" else f"{head}nobody is named"
    against = [
        f"{reason.weight:+.1f} {reason_words(reason.feature, reason.text)}" for reason in reasons if reason.weight < 0
    ]
    sums = f"probability that it is told {decision.probability:.2f} of {TOLD:.2f}, that it is new {decision.new:.2f} of {new_from:.2f}"
    return f"{head}{sums}; most against it: {'; '.join(against[:MOST]) or 'nothing by itself'}"

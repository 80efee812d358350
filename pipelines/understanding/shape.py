"""The form of what a cluster tells, beside the facts of `features`: counts, places and what stands beside it.

Only the trees of `forest` look at these: none of them speaks for or against an event by itself.
"""

from collections.abc import Mapping, Sequence

from pipelines.understanding.candidate import Candidate
from pipelines.understanding.cluster import Cluster
from pipelines.understanding.story_text import Text

_LONG = 200
"""Characters of a long sentence."""
_TRIGGER = 10
"""Characters of a long trigger."""


def shape(cluster: Cluster, beside: Sequence[Cluster], text: Text) -> Mapping[str, float]:
    """All that is not zero.  `beside`: every cluster of the story."""
    top = [member for member in cluster.members if member.part != "body"] or list(cluster.members)
    lead = max(top, key=lambda member: (member.place.trigger.strength, -member.place.start))
    found = {
        f"stage: {lead.place.trigger.stage}": 1.0,
        f"form: {lead.place.trigger.form}": 1.0,
        **_place(lead),
        **_counts(cluster, beside),
        **_story(text),
        **{f"beside: {other.kind}": 1.0 for other in beside if other is not cluster},
        "same kind beside": any(other is not cluster and other.kind == cluster.kind for other in beside),
    }
    return {name: round(float(value), 3) for name, value in found.items() if value}


def _place(lead: Candidate) -> dict[str, float]:
    place = lead.place
    length = max(1, len(place.sentence.low))
    return {
        "place in sentence": place.start / length,
        "begins the sentence": place.start < 3,  # noqa: PLR2004  # a quotation mark, an article
        "length of sentence": length / _LONG,
        "length of trigger": (place.end - place.start) / _TRIGGER,
    }


def _counts(cluster: Cluster, beside: Sequence[Cluster]) -> dict[str, float]:
    names = [name for group in cluster.roles.values() for name in group]
    return {
        "tellings": len(cluster.members),
        "matters in story": len(beside),
        "kinds in story": len({other.kind for other in beside}),
        "names": len(names),
        "known names": sum(name.known for name in names),
        "guessed names": sum(name.guessed for name in names),
    }


def _story(text: Text) -> dict[str, float]:
    title = text.story.title
    known = {span.entity.id for unit in text.units if unit.part == "title" for span in text.entities[unit]}
    return {
        "known names in title": len(known),
        "has body": bool(text.story.body),
        "has no lead": not text.story.summary,
        "title has a number": any(char.isdigit() for char in title),
        "title has a colon": ":" in title or "：" in title,
    }

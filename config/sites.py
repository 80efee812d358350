"""What is known of single sites and of news pages in general, read from `config/data/sites.toml`.

A rule makes reading surer, it is never needed: a page of an unknown site is read by the general words alone.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteRule:
    """How to read one publisher's pages.

    Selectors are CSS, tried in order; `selector@attribute` takes an attribute in place of the text.
    """

    hosts: tuple[str, ...] = ()
    """With their subdomains."""
    zone: str = ""
    """IANA name, for times that are written without one."""
    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    script_time: tuple[str, ...] = ()
    """Names of values in inline scripts that hold the time of publication."""
    authors: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    """Where the page names the paper that it took the article from."""
    remove: tuple[str, ...] = ()
    """What stands inside the body and is no part of it."""
    keep: tuple[str, ...] = ()
    """What the general words would remove and is part of the body."""
    end: tuple[str, ...] = ()
    """The body ends before the first of these."""
    bold_signature: bool = False
    """Articles are signed by a short bold line at their end."""
    shared_slug: str = ""
    """A regular expression over the path; its group is equal for all translations of one article on this site."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageWords:
    """Parts of class names and ids that tell what a block is, for sites without a rule."""

    body: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    """Of `remove` those that are believed however much text they stand on."""
    source_labels: tuple[str, ...] = ()
    """What stands before a colon and the name of the paper that a text was taken from."""
    source_prefixes: tuple[str, ...] = ()
    """The same without a colon."""
    source_whole: tuple[str, ...] = ()
    """Whole lines that name no paper but say that the text is compiled."""
    never_origin: tuple[str, ...] = ()
    """Sites to which last lines link and which are no article's origin."""
    zones: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The zone of naive times by a host's last label."""


NO_RULE = SiteRule()


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("config").joinpath("data/sites.toml").read_text("utf-8"))


def _rule(row: Mapping[str, Any]) -> SiteRule:
    known = {f.name for f in fields(SiteRule)}
    if unknown := row.keys() - known:
        raise ValueError(f"config/data/sites.toml: unknown keys {sorted(unknown)} in the rule for {row.get('hosts')}")
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return SiteRule(**values)


@cache
def site_rules() -> Mapping[str, SiteRule]:
    """All rules by host."""
    return MappingProxyType({host: rule for rule in map(_rule, _table()["site"]) for host in rule.hosts})


def rule_for(host: str) -> SiteRule:
    """The rule of `host` or of the nearest domain above it; `NO_RULE` where there is none."""
    rules, labels = site_rules(), host.lower().removeprefix("www.").split(".")
    for start in range(len(labels) - 1):
        if rule := rules.get(".".join(labels[start:])):
            return rule
    return NO_RULE


@cache
def page_words() -> PageWords:
    """The general words."""
    words = {name: tuple(row) for name, row in _table()["words"].items()}
    return PageWords(**words, zones=MappingProxyType(dict(_table()["zones"])))

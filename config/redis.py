"""Where Redis is, and how far a write must have come before it counts."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from config.forms import Between, Line, OneOf, RedisUrl
from config.secret import NO_SECRET, Secret


@dataclass(frozen=True, kw_only=True, slots=True)
class RedisSettings:
    """Where everything is kept."""

    url: RedisUrl = NO_SECRET
    """redis, rediss (TLS), unix, sentinel or sentinels (TLS) address.  Empty: a private server in `data_dir`."""
    username: Line = ""
    """ACL user; with a password, in place of one in `url`."""
    password: Secret = NO_SECRET
    """In place of one in `url`: here no sign has to be written as %XX."""
    sentinel_username: Line = ""
    """ACL user at the Sentinels, which do not know the servers' users."""
    sentinel_password: Secret = NO_SECRET
    """Password at the Sentinels; empty: they ask for none."""
    ca_file: Path | None = None
    """PEM file with the authority that signed the server's certificate; empty: those that the system trusts."""
    cert_file: Path | None = None
    """PEM file with newsbell's own certificate, where the server asks for one."""
    key_file: Path | None = None
    """PEM file with the key to `cert_file`."""
    wait_replicas: Annotated[int, Between(0, 10)] = 0
    """Replicas that must have a write before it counts (WAIT); 0: none, and a failover may lose the last second."""
    wait_timeout: Annotated[timedelta, Between(timedelta(milliseconds=10), timedelta(seconds=5))] = timedelta(seconds=1)
    """How long they are waited for; then the work is done again, and nothing is sent meanwhile."""
    fsync: Annotated[str, OneOf(("everysec", "always"))] = "everysec"
    """When the private server's writes are on the disk: a second after they were confirmed, or always before (slower)."""

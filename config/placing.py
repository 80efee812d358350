"""Files that a configuration names, told from the folder in which it lies."""

from dataclasses import replace
from pathlib import Path

from config.channels import AtomChannel, Channel
from config.redis import RedisSettings
from config.schema import Config


def placed(config: Config, folder: Path) -> Config:
    """The configuration with every relative path of it told from `folder`."""
    return replace(
        config,
        data_dir=folder / config.data_dir,
        kinds=config.kinds and folder / config.kinds,
        channels=tuple(_channel(channel, folder) for channel in config.channels),
        alerts=replace(
            config.alerts,
            phrases=config.alerts.phrases and folder / config.alerts.phrases,
            templates=config.alerts.templates and folder / config.alerts.templates,
        ),
        rates=replace(config.rates, file=config.rates.file and folder / config.rates.file),
        redis=_redis(config.redis, folder),
        log=replace(config.log, file=config.log.file and folder / config.log.file),
    )


def _channel(channel: Channel, folder: Path) -> Channel:
    return replace(channel, file=folder / channel.file) if isinstance(channel, AtomChannel) else channel


def _redis(redis: RedisSettings, folder: Path) -> RedisSettings:
    return replace(
        redis,
        ca_file=redis.ca_file and folder / redis.ca_file,
        cert_file=redis.cert_file and folder / redis.cert_file,
        key_file=redis.key_file and folder / redis.key_file,
    )

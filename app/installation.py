"""The installation a command works on: its stores, opened by settings and by the folder given on the command line."""

import os
from dataclasses import replace
from pathlib import Path

from pipeline.errors import WrongUse
from workers.premises import prepared_objects
from workers.settings import Settings
from workers.stores import DATABASE, Stores


def opened(data: str | None) -> Stores:
    """The stores of the folder `data`, or of the settings where that is None; made where there are none yet."""
    return _opened(_settings(data))


def existing(data: str | None) -> Stores:
    """As `opened`, of an installation that is there: what a new, empty one answers would mislead whoever asked.

    Raises WrongUse where there is none.
    """
    settings = _settings(data)
    folder = Path(settings.places.home).resolve()
    if not settings.places.database_url and not (folder / DATABASE).is_file():
        raise WrongUse(f"There is no installation in {folder}; name its folder with --data.")
    return _opened(settings)


def _settings(data: str | None) -> Settings:
    settings = Settings.from_environment(os.environ)
    if data is None:
        return settings
    return replace(settings, places=replace(settings.places, home=data))


def _opened(settings: Settings) -> Stores:
    stores = Stores.open(settings)
    prepared_objects(stores)
    return stores

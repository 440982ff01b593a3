"""The installation a command works on: its stores, opened by settings and by the folder given on the command line."""

import os
from dataclasses import replace

from workers.premises import prepared_objects
from workers.settings import Settings
from workers.stores import Stores


def opened(data: str | None) -> Stores:
    """The stores of the folder `data`, or of the settings where that is None."""
    settings = Settings.from_environment(os.environ)
    if data is not None:
        settings = replace(settings, places=replace(settings.places, home=data))
    stores = Stores.open(settings)
    prepared_objects(stores)
    return stores

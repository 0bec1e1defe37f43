"""Looks now and then whether the bot still does what nobody would see it stop doing."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

from bot.alarms import Alarms
from bot.meters import Meters

log = logging.getLogger(__name__)

LOOK = 15.0
LOOK_AT_DISK = 600.0
"""Seconds between two looks."""
LITTLE = 200 * 2**20
"""Bytes left on a disk that are too few."""


async def guard_polling(meters: Meters, dead: Callable[[], None]) -> None:
    """Call *dead* once polling has ended without a word.

    Seen twice in a row, since a machine that was held up for long looks the same until the next request ends.
    """
    seen = 0
    while seen < 2:
        await asyncio.sleep(LOOK)
        seen = seen + 1 if meters.polling_is_dead else 0
    log.critical("no request for updates has ended for minutes: polling is dead")
    dead()


async def guard_disk(folder: Path, alarms: Alarms) -> None:
    """Ring while the disk of *folder* is nearly full."""
    while True:
        try:
            left = (await asyncio.to_thread(shutil.disk_usage, folder)).free
        except OSError as error:
            log.warning("the disk's room cannot be told: %s", error.strerror or type(error).__name__)
        else:
            if left < LITTLE:
                log.warning("%d MB are left on the disk of the data folder", left >> 20)
                alarms.ring("disk", mebibytes=left >> 20)
        await asyncio.sleep(LOOK_AT_DISK)

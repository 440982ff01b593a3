"""The life of a child that opens one stranger's archive or mail: names and bytes of its members leave it, bounded."""

import socket
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

from extractors.reading.files.archives import Bounds
from extractors.reading.files.inside import members
from extractors.reading.files.signatures import EML, ZIP
from pipeline.errors import BadFile
from workers.room.frames import Gone, Kind, receive, send
from workers.room.parsing_child import content_of
from workers.room.sandbox import Walls, code_folders, enter
from workers.room.wire import packed

_OUR_MAIL = b'Content-Type: image/png\nContent-Disposition: inline; filename="=?utf-8?b?YQ==?="\n\nx'


def prepare() -> None:
    """Open an archive and a mail of our own, so that everything they need is loaded."""
    held = BytesIO()
    with ZipFile(held, "w") as archive:
        for method in (ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA):
            archive.writestr(f"{method}.txt", "ours", method)
    for content, media_type in ((held.getvalue(), ZIP), (_OUR_MAIL, EML)):
        for member in members(content, media_type, Bounds()):
            b"".join(member.blocks)


def serve(channel: socket.socket, files: tuple[int, ...], options: Mapping[str, Any], parent: int) -> None:
    """Sends every member: facts with its name, its bytes in frames, an empty one at its end; then facts without a name.

    `options`: `media_type`, `bounds`, `document_seconds`, `memory`, `files`.
    """
    content = content_of(files[0])
    walls = Walls(
        memory=int(options["memory"]),
        cpu_seconds=int(options["document_seconds"]),
        files=int(options["files"]),
        readable=code_folders(),
    )
    enter(walls, parent)
    try:
        receive(channel)  # the question
        for member in members(content, str(options["media_type"]), Bounds(**options["bounds"])):
            send(channel, Kind.FACTS, packed({"name": member.name}))
            for block in member.blocks:
                send(channel, Kind.BYTES, block)
            send(channel, Kind.BYTES, b"")
        send(channel, Kind.FACTS, packed({}))
        receive(channel)  # until the other side has heard everything
    except MemoryError:
        send(channel, Kind.REFUSED, packed({"code": "memory_limit"}))
    except BadFile as error:
        send(channel, Kind.REFUSED, packed({"code": error.code}))
    except Gone:
        return

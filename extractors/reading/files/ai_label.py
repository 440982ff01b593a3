"""The label that Chinese law has programs write into pictures they generate: GB 45438-2025, metadata named AIGC."""

import re

_WITHIN = 4_096  # bytes from the name to its content
# The content is JSON in XMP (quotes as entities or not), in a PNG text or in EXIF.
_LABEL = re.compile(
    rb"AIGC.{0,200}?Label(?:\"|&quot;|&#34;|\\\")?\s*(?:[:=>])\s*(?:\"|&quot;|&#34;|\\\")?\s*([123])\b", re.S
)
_PRODUCER = re.compile(
    rb"ContentProducer(?:\"|&quot;|&#34;|\\\")?\s*[:=>]\s*(?:\"|&quot;|&#34;|\\\")\s*([^\"&\\<]{1,120})", re.S
)
_MEANS = {b"1": "generated", b"2": "possibly", b"3": "suspected"}
_METADATA = 1024 * 1024  # bytes looked at from each end: metadata stand before or behind the pixels


def ai_label(content: bytes) -> dict[str, str]:
    """The facts `ai_label` (generated, possibly, suspected) and `ai_producer`; none where the file carries no label."""
    for part in (content[:_METADATA], content[_METADATA:][-_METADATA:]):
        found = _LABEL.search(part)
        if found:
            producer = _PRODUCER.search(part, found.start(), found.start() + _WITHIN)
            said = {"ai_label": _MEANS[found[1]]}
            name = producer[1].decode("utf-8", "replace") if producer else ""
            shown = "".join(char for char in name if char.isprintable()).strip()
            return said | ({"ai_producer": shown} if shown else {})
    return {}

"""Which pages of the desk the docs show, and which addresses are none."""

from collections.abc import Mapping

from tests.house.sources import ROOT

FOLDER = ROOT / "docs" / "pictures"
LANGUAGES = ("zh", "en")
MOST_BYTES = 80_000

PAGES: Mapping[str, str] = {  # by route: the name of its picture
    "/sign-in": "sign-in",
    "/link/{secret}": "link",
    "/queue": "queue",
    "/claims/{claim_id}": "claim",
    "/claims/{claim_id}/twins": "twins",
    "/claims/{claim_id}/decided": "decided",
    "/history/{claim_id}": "history",
    "/payouts/late": "late",
    "/dashboard": "dashboard",
    "/figures": "figures",
    "/audit": "audit",
    "/audit/claims/{claim_id:path}": "audit-claim",
    "/audit/claims/{claim_id:path}/second": "audit-second",
    "/audit/ledger": "audit-ledger",
    "/audit/keeping": "audit-keeping",
    "/audit/lanes": "audit-lanes",
    "/audit/samples/{sample}": "audit-sample",
    "/people": "people",
    "/account": "account",
}
OTHER: Mapping[str, str] = {  # by route: what it gives instead of a page
    "/": "leads to the queue or to the sign-in page",
    "/sign-in/elsewhere": "leads to the sign-in provider",
    "/sign-in/back": "leads from it to the queue",
    "/static/{name}": "style sheets and scripts",
    "/claims/{claim_id}/files/{evidence}/pages/{number}": "the picture of a page",
    "/claims/{claim_id}/files/{evidence}/words": "words with their places",
    "/claims/{claim_id}/files/{evidence}/original": "a file to keep",
    "/audit/samples/{sample}/pages/{number}": "the picture of a page",
    "/audit/keeping/erasures/{wanted}/certificate": "a file to keep",
    "/dashboard/{name}.csv": "a table to keep",
    "/figures/{name}.csv": "a table to keep",
}

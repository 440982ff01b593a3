"""`--wording FILE`: a merchant's own label words for one run, in place of the setting."""

import argparse
from collections.abc import Mapping

VARIABLE = "PROOFDESK_WORDING"


def add_wording(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--wording", default="", metavar="FILE", help="TOML file with label words of your own pages")


def with_wording(environ: Mapping[str, str], path: str) -> Mapping[str, str]:
    """The environment with `path` as its file of label words; as it is when no path was given."""
    return {**environ, VARIABLE: path} if path else environ

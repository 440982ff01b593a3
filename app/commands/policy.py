"""`proofdesk policy`: what is doubtful in policy files, what they say to a customer, what answers they would change."""

import argparse
import sys
from collections.abc import Sequence

from app.policies.trial import tried
from app.policies.words import sections, title
from app.showing.safe import visible
from pipeline.errors import WrongUse
from storage.records.people.api_keys import DEFAULT_TENANT
from workers.policies.file import versions
from workers.policies.lint import doubts

CLEAN, DOUBTFUL = 0, 1


def main(argv: Sequence[str]) -> int:
    """Exit status 0 when nothing is to be said, 1 for warnings, 2 for a policy that is refused."""
    options = _parser().parse_args(argv)
    match options.word:
        case "lint":
            return _linted(options.files)
        case "explain":
            return _explained(options.files, options.lang)
        case "try":
            return tried(options.files, data=options.data, tenant=options.tenant, as_json=options.json)
        case _:
            raise WrongUse("Say lint, explain or try; `proofdesk policy --help` explains them.")


def _linted(files: Sequence[str]) -> int:
    """BadPolicy tells every mistake by itself."""
    found = versions(files)
    warnings = doubts(found)
    for one in warnings:
        sys.stdout.write(f"{visible(str(one))}\n")
    count = f"{len(found)} version{'s' if len(found) > 1 else ''}"
    told = f"{len(warnings)} warning{'s' if len(warnings) > 1 else ''}" if warnings else "nothing to mend"
    sys.stderr.write(f"{count}: {told}.\n")
    return DOUBTFUL if warnings else CLEAN


def _explained(files: Sequence[str], lang: str) -> int:
    for number, one in enumerate(versions(files)):
        lines = ["", ""] if number else []
        lines.append(getattr(title(one.policy), lang))
        for section in sections(one):
            lines += ["", getattr(section.heading, lang)]
            lines += [f"  - {getattr(sentence, lang)}" for sentence in section.sentences]
        sys.stdout.write("".join(f"{visible(line)}\n" for line in lines))
    return CLEAN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk policy", description="The terms of a campaign, as TOML files.")
    words = parser.add_subparsers(dest="word", metavar="WORD")
    lint = words.add_parser(
        "lint",
        help="tell every mistake and every doubtful term with its line",
        epilog="Exit status: 0 nothing to mend, 1 warnings, 2 the policy is refused.",
    )
    lint.add_argument(
        "files", nargs="+", metavar="FILE", help="a policy, or a folder with the versions of one campaign"
    )
    explain = words.add_parser("explain", help="print the policy as a customer could read it")
    explain.add_argument("files", nargs="+", metavar="FILE", help="a policy, or a folder with its versions")
    explain.add_argument("--lang", choices=("zh", "en"), default="zh", help="in which language (default: zh)")
    trial = words.add_parser(
        "try",
        help="ask every past claim again under these terms and tell which answers would change",
        epilog="Exit status: 0 no answer would change, 1 some would, 2 the policy is refused. Nothing is written.",
    )
    trial.add_argument("files", nargs="+", metavar="FILE", help="the new policy, or a folder with its versions")
    trial.add_argument("--data", metavar="DIR", help="the installation's folder (default: as its settings say)")
    trial.add_argument("--tenant", default=DEFAULT_TENANT, metavar="ID", help="whose claims (default: %(default)s)")
    trial.add_argument("--json", action="store_true", help="a JSON object for each answer that would change")
    return parser

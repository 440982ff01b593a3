"""The words below a command, each of which says in its own help what it does."""

import argparse


def add_word(
    words: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    says: str,
    *parents: argparse.ArgumentParser,
) -> argparse.ArgumentParser:
    """`says` stands in the list of words and, as a sentence, at the head of the word's own help."""
    sentence = f"{says[:1].upper()}{says[1:]}.".replace("%%", "%")  # lists of words double it, sentences do not
    return words.add_parser(name, parents=parents, help=says, description=sentence)

"""A supervisor process for tests: FOLDER SECONDS NAME=SCRIPT…; each SCRIPT is what Python runs, $ME its own name.

Deaths are written into FOLDER/deaths, starts by the scripts themselves into FOLDER/NAME.
"""

import os
import sys
from functools import partial
from pathlib import Path

from workers.rounds.supervisor import Program, Supervisor

PRELUDE = """
import os, signal, sys, time
from pathlib import Path
here = Path(sys.argv[1])
with here.open("a") as notes: notes.write(f"{os.getpid()}\\n")
"""


def main(folder: Path, seconds: float, words: list[str]) -> int:
    def died(name: str, pid: int) -> None:
        with (folder / "deaths").open("a") as notes:
            notes.write(f"{name} {pid}\n")
        if name == "deaf":
            raise RuntimeError("nobody listens")

    programs = []
    for word in words:
        name, _, script = word.partition("=")
        runs = (sys.executable, "-c", PRELUDE + script, str(folder / name))
        command = ("no-such-program",) if name == "missing" else runs
        programs.append(Program(name=name, command=command, environment=os.environ, died=partial(died, name)))
    return Supervisor(programs, seconds).run()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]))

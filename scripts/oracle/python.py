"""Records what CPython 3.11 prints for the programs in test/python/fixtures.

    python scripts/oracle/python.py [NAME...]

Each NAME.py there is run by itself and its standard output is kept as NAME.txt.
"""

import pathlib
import subprocess
import sys

FIXTURES = pathlib.Path(__file__).parents[2] / "test" / "python" / "fixtures"


def record(program: pathlib.Path) -> None:
    done = subprocess.run([sys.executable, "-B", program.name], cwd=program.parent, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{program.name} failed:\n{done.stderr}")
    program.with_suffix(".txt").write_text(done.stdout)


def main() -> None:
    wanted = set(sys.argv[1:])
    for program in sorted(FIXTURES.glob("*.py")):
        if not wanted or program.stem in wanted:
            record(program)


if __name__ == "__main__":
    main()

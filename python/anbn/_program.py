# SPDX-License-Identifier: Apache-2.0
"""The program `anbn`, which lies beside the module in a wheel."""

import os
import pathlib
import sys


def main():
    """Becomes the program: exit codes, signals and output are its own."""
    program = pathlib.Path(__file__).parent / "bin" / "anbn"
    if not program.exists():
        sys.exit(f"anbn: error: {program} is missing; this module was built without the program, which `pip install` of anbn brings")
    os.execv(program, ["anbn", *sys.argv[1:]])

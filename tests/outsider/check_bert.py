# SPDX-License-Identifier: Apache-2.0
"""Checks the outsider's numpy BERT against transformers' goldens (tests/golden/encoder), within 2e-4.

    python3 tests/outsider/check_bert.py [MODEL_FOLDER]

Without the folder of all-MiniLM-L6-v2 only the tiny models are checked, and said so. Exit code 1 if any check failed."""
import csv
import pathlib
import sys

import numpy as np

from bert import Bert

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden" / "encoder"
TOLERANCE = 2e-4


def check(case: str, ids_of: str, folder) -> bool:
    """Prints one line for the golden CASE.tsv, computed with the weights of `folder`."""
    ids = [int(i) for i in (GOLDEN / f"{ids_of}.ids").read_text().split(",")]
    found = list(Bert(folder).queries_and_keys(ids))
    worst, cells = (0.0, "all equal"), 0
    with open(GOLDEN / f"{case}.tsv", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            matrix = found[int(row["layer"]) - 1][0 if row["part"] == "query" else 1]
            value = matrix[int(row["token"]) - 1, int(row["column"]) - 1]
            cells += 1
            distance = abs(value - float(row["value"]))
            if not distance <= worst[0]:  # NaN counts as worst
                worst = (distance, f"layer {row['layer']} {row['part']} token {row['token']} column {row['column']}")
    right = bool(worst[0] <= TOLERANCE) and cells > 0
    print(f"{'ok' if right else 'FAILED'} BERT {case}: {cells} cells, largest distance from transformers {worst[0]:.2g} ({worst[1]}); allowed {TOLERANCE:g}")
    return right


def main() -> int:
    right = [check(case, "tiny", GOLDEN / case) for case in ("tiny", "tiny_bfloat16", "tiny_float16")]
    if len(sys.argv) > 1 and (pathlib.Path(sys.argv[1]) / "model.safetensors").exists():
        right += [check(case, case, sys.argv[1]) for case in ("sentence", "long")]
    else:
        print("skipped BERT sentence, long: no folder with the weights of all-MiniLM-L6-v2 given")
    return 0 if np.all(right) else 1


if __name__ == "__main__":
    sys.exit(main())

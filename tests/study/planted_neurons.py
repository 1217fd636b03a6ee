# SPDX-License-Identifier: Apache-2.0
"""A study simulated with the pretrained model, run as a user would: what was planted is found, and nothing where nothing was planted.

    python3 tests/study/planted_neurons.py        (anbn on the PATH; skipped without the pretrained model)"""
import pathlib
import sys
import tempfile

from study import FAST, Checks, Study, anbn, found_against_truth, real_model

LEAST_CALLED = 7            # of 8 a story: what a neuron has in common with the rhythm of speech is in the nuisance set, and of some that is nearly all
MOST_FALSE_DISCOVERIES = 2  # of 24 undriven networks at q <= 0.05: about 16 true discoveries bring 0.8 false ones


def main() -> int:
    check = Checks()
    model = real_model()
    with tempfile.TemporaryDirectory(prefix="anbn-study-", dir=FAST) as folder:
        study_folder = pathlib.Path(folder) / "study"
        anbn("simulate", "--as", "networks", "--model", model, "--out", study_folder, "--permutations", 1000)
        anbn("run", study_folder / "study.toml")
        study = Study(study_folder)
        check(len(study.stories) == 2, f"two stories: {[story.name for story in study.stories]}")
        false = 0
        for story in study.stories:
            check(len(story.driven) == 8 and len(story.undriven) == 12, f"{story.name}: {len(story.driven)} networks driven, {len(story.undriven)} not")
            for n in story.driven:
                check(n.recovered, f"{story.name}, BN {n.network}: planted {n.planted_label}, found {n.found_label}, alike {n.alike:.3f}, r = {n.correlation:.3f}")
            called = [n.network for n in story.driven if n.called()]
            check(len(called) >= LEAST_CALLED, f"{story.name}: driven networks {called} are called coupled, at least {LEAST_CALLED} of 8")
            check(story.global_p <= 0.05, f"{story.name}: the calibrated global test sees coupling, p = {story.global_p:.2g}")
            false += sum(n.called() for n in story.undriven)
        check(false <= MOST_FALSE_DISCOVERIES, f"{false} of {sum(len(s.undriven) for s in study.stories)} undriven networks are called coupled; at most {MOST_FALSE_DISCOVERIES}")
        planted = {tuple((n.network, n.planted) for n in story.driven) for story in study.stories}
        check(len(planted) == 1, "the same neurons drive the same networks in both stories")

        words = found_against_truth(study_folder)
        check(len(words) == 15 and "8 of 8 planted neurons found" in "\n".join(words), "scripts/found_against_truth says so in eleven lines, and four of relations:\n" + "\n".join(words))
    return check.status()


if __name__ == "__main__":
    sys.exit(main())

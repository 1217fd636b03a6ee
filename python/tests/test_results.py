# SPDX-License-Identifier: Apache-2.0
"""Results that are saved, loaded again, and taken by the program; what pages say of them."""
import json

import anbn
import numpy as np
import pytest
from conftest import program, same_files

RIDGE = {"features": "all", "permutations": 3, "folds": 2, "inner_folds": 2, "gap_s": 0, "penalties": [1]}
TEST = {"permutations": 60, "noise_draws": 3, "seed": 4}


def made(series):
    """Results of every function that makes some in memory."""
    neurons, networks = series
    labels = ["<b>n/a", *[f"N{i}" for i in range(1, neurons.shape[1])]]
    return {
        "coupling": anbn.couple(neurons, networks, labels=labels, word_rate=networks[:, 0], lag_draws=5, delta="absolute"),
        "significance": anbn.significance(neurons, networks, labels=labels, story="fox", tr_s=2, **TEST),
        "pooled": anbn.pooled({"one": series, "two": series}, labels=labels, **TEST),
        "encoding": anbn.encode(neurons, networks, **RIDGE),
        "listeners": anbn.listeners(neurons, [networks, networks[:, ::-1]], labels=labels, listener_draws=3, splits=2, sign_flips=4),
    }


def test_what_is_saved_is_loaded(series, tmp_path):
    for stage, results in made(series).items():
        results.save(tmp_path / stage)
        loaded = anbn.load(tmp_path / stage)
        assert loaded.stage == results.stage == stage and loaded.names == results.names
        for name in results.names:
            one, other = results[name], loaded[name]
            if isinstance(one, anbn.Table):
                assert one.columns == other.columns
                for column in one.columns:  # float32 in memory, the fewest digits that read back equal in files
                    same = np.testing.assert_array_equal if one[column].dtype != np.float32 else np.testing.assert_allclose
                    same(one[column], other[column])
            elif isinstance(one, dict):
                assert json.dumps(one) == json.dumps(other)
            else:
                np.testing.assert_array_equal(one, other)
        loaded.save(tmp_path / f"{stage}-again")
        same_files(tmp_path / stage, tmp_path / f"{stage}-again")
        assert loaded.record["facts"]["inputs"] == "in memory"
    told = anbn.load(tmp_path / "significance").record
    assert told["options"]["permutations"] == "60" and told["options"]["story"] == "fox" and told["options"]["tr_s"] == "2.0"
    (tmp_path / "file").touch()
    with pytest.raises(anbn.Error, match="not empty"):
        results.save(tmp_path / "file")


def test_the_program_takes_what_is_saved(study_folder, tmp_path):
    """A coupling of memory, in the place of that of the stage: significance reads from it who is anchored to whom, and its delta."""
    session, networks = study_folder / "results/main/lighthouse", study_folder / "results/networks"
    timecourses = anbn.load(session / "timecourses")
    anbn.couple(timecourses.timecourses, np.load(networks / "lighthouse.npy"), labels=timecourses.neurons["label"]).save(tmp_path / "coupling")
    given = anbn.load(session / "significance").record["options"]
    program("significance", "--timecourses", session / "timecourses", "--tokens", session / "tokens", "--networks", networks, "--nuisance", session / "nuisance",
            "--coupling", tmp_path / "coupling", "--story", "lighthouse", "--permutations", given["permutations"], "--noise-draws", given["noise_draws"], "--seed", given["seed"],
            "--out", tmp_path / "significance")
    same_files(tmp_path / "significance", session / "significance", but=("run.json", "stage.json"))


def test_a_study_s_results_are_saved(study_folder, tmp_path):
    results = anbn.StudyResults(study_folder / "results")
    results.save(tmp_path / "copy")
    same_files(study_folder / "results", tmp_path / "copy")
    copy = anbn.load(tmp_path / "copy")
    assert copy.stages == results.stages and copy.summary == results.summary
    program("report", "--results", tmp_path / "copy", "--out", tmp_path / "report")
    with pytest.raises(anbn.Error, match="not empty"):
        results.save(tmp_path / "copy")


def test_pages_say_it_in_words(series, study_folder):
    """Sentences, and everything escaped."""
    said = {stage: results._repr_html_() for stage, results in made(series).items()}
    assert all("<b>n/a" not in page for page in said.values())
    assert "12 neurons and 4 networks" in said["coupling"] and "of N2 with network 2" in said["coupling"]
    assert "Is there any coupling? p = " in said["significance"] and "&lt;b&gt;n/a" not in said["significance"] and "N2" in said["significance"]
    assert "2 stories" in said["pooled"] and "held out" in said["encoding"] and "2 listeners" in said["listeners"]
    named = anbn.significance(series[0][:, 2:], series[1], labels=["<script>", *map(str, range(9))], permutations=200, noise_draws=5)._repr_html_()
    assert "<script>" not in named and "&lt;script&gt;" in named
    results = anbn.StudyResults(study_folder / "results")
    for name in results.stages:
        assert results[name]._repr_html_().startswith("<p><b>")


def test_pages_of_studies(study_folder, tmp_path):
    evil = tmp_path / "<i>"
    (evil / "report").mkdir(parents=True)
    (evil / "study.json").write_text("{}")
    (evil / "report/summary.txt").write_text("1 < 2 & <script>")
    page = anbn.load(evil)._repr_html_()
    assert "<script>" not in page and "<i>" not in page and "1 &lt; 2 &amp; &lt;script&gt;" in page
    study = anbn.Study(tmp_path / "<u>own", {"s": {"words": [("a.", 0, 1)], "networks": np.ones((20, 3)), "volumes": 20}}, {"main": study_folder.parent / "model"}, name="<s>A fox")
    page = study._repr_html_()
    assert "<u>" not in page and "<s>" not in page
    assert "&lt;s&gt;A fox" in page and "1 story" in page and "1 variant" in page and "not run yet" in page
    finished = anbn.Study(study_folder)
    assert finished.results._repr_html_() in finished._repr_html_() and "2 stories: lighthouse, orchard" in finished._repr_html_()

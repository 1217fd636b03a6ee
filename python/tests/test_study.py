# SPDX-License-Identifier: Apache-2.0
"""Whole studies and their results, beside those of the program."""
import json
import re
import shutil

import anbn
import numpy as np
import pytest
from conftest import program, same_files


def copy_of_inputs(folder, to):
    """The study's files beside its model, without results."""
    shutil.copytree(folder.parent / "model", to / "model")
    shutil.copytree(folder, to / "simulated", ignore=shutil.ignore_patterns("results"))
    return to / "simulated"


def test_run_writes_what_the_program_writes(study_folder, tmp_path):
    mine = copy_of_inputs(study_folder, tmp_path)
    heard = []
    results = anbn.run(mine / "study.toml", threads=2, progress=lambda *news: heard.append(news))
    assert isinstance(results, anbn.StudyResults) and results.folder.samefile(mine / "results")
    # run.json and run.log have times, study.json paths.
    same_files(study_folder / "results", mine / "results", but=("run.json", "run.log", "study.json"))
    assert heard and any("networks" in what or "/" in what for what, _, _ in heard)
    assert results.summary == (study_folder / "results/report/summary.txt").read_text()
    assert "main/lighthouse/coupling" in results.stages
    before = {file: file.stat().st_mtime_ns for file in (mine / "results").rglob("stage.json")}
    anbn.run(mine / "study.toml")
    assert before == {file: file.stat().st_mtime_ns for file in before}, "what is up to date was computed again"


def test_check_says_what_the_program_says(study_folder):
    checked = anbn.check(study_folder / "study.toml")
    drop = lambda text: [line for line in text.splitlines() if " GB" not in line and " MB" not in line and "needs" not in line]
    assert checked.good and drop(checked) == drop(program("check", study_folder / "study.toml"))


def test_check_of_a_wrong_study(study_folder, tmp_path):
    mine = copy_of_inputs(study_folder, tmp_path)
    (mine / "study.toml").write_text((mine / "study.toml").read_text().replace("[[story]]", "[[story]]\nwrods = 1", 1))
    checked = anbn.check(mine / "study.toml")
    assert not checked.good and "wrods" in checked
    with pytest.raises(anbn.Error, match="wrods"):
        anbn.run(mine / "study.toml")
    with pytest.raises(anbn.Error, match="nowhere.toml"):
        anbn.run(tmp_path / "nowhere.toml")


def test_simulate_writes_what_the_program_writes(study_folder, tmp_path):
    model = study_folder.parent / "model"
    told = anbn.simulate(tmp_path / "one", model=model, as_="networks", weights="random", listeners=2, networks=4, driven=1, seed=5)
    assert "1 of 4 networks driven" in told
    program("simulate", "--as", "networks", "--model", model, "--weights", "random", "--listeners", 2, "--networks", 4, "--driven", 1, "--seed", 5,
            "--out", tmp_path / "other")
    same_files(tmp_path / "one", tmp_path / "other")
    with pytest.raises(anbn.Error, match="--model is missing"):
        anbn.simulate(tmp_path / "two")


def test_report_and_pairs(study_folder, tmp_path):
    page = anbn.report(study_folder / "results", out=tmp_path / "report", title="<b>Mine")
    program("report", "--results", study_folder / "results", "--out", tmp_path / "other", "--title", "<b>Mine")
    assert page.read_bytes() == (tmp_path / "other/report.html").read_bytes()
    session = study_folder / "results/main/lighthouse"
    label = anbn.load(session / "interpretation").neurons["label"][0]
    assert anbn.pairs(session, label, top=3) == program("pairs", session, label, "--top", 3)


def test_compare_says_what_the_program_says(study_folder, tmp_path):
    shutil.copytree(study_folder / "results", tmp_path / "other")
    for folders in ([study_folder / "results", tmp_path / "other"], [tmp_path / "other", study_folder / "results"]):
        assert anbn.compare(*folders) == anbn.compare(*map(anbn.StudyResults, folders)) == program("compare", *folders)


def test_a_stage_by_itself(study_folder, tmp_path):
    session = study_folder / "results/main/lighthouse"
    given = {"timecourses": session / "timecourses", "tokens": session / "tokens", "networks": study_folder / "results/networks",
             "nuisance": session / "nuisance", "story": "lighthouse"}
    mine = anbn.stages.coupling(out=tmp_path / "coupling", **given)
    assert mine.stage == "coupling"
    same_files(tmp_path / "coupling", session / "coupling", but=("run.json", "stage.json"))


def inputs_of(study_folder):
    """What the stages coupling and significance of one session read, with numpy."""
    session = study_folder / "results/main/lighthouse"
    neurons = anbn.load(session / "timecourses")
    networks = np.load(study_folder / "results/networks/lighthouse.npy")
    regressors = anbn.load(session / "nuisance").regressors
    nuisance = {name: regressors[name] for name in regressors.columns}
    return session, neurons, networks, nuisance


def test_memory_gives_the_bytes_of_folders(study_folder, tmp_path):
    session, timecourses, networks, nuisance = inputs_of(study_folder)
    neurons, labels = timecourses.timecourses, timecourses.neurons["label"]
    coupled = anbn.couple(neurons, networks, labels=labels)
    coupled.save(tmp_path / "coupling")
    for name in ("correlation.npy", "neurons.tsv", "networks.tsv"):
        assert (tmp_path / "coupling" / name).read_bytes() == (session / "coupling" / name).read_bytes(), name
    record = anbn.load(session / "significance").record["options"]
    tests = anbn.significance(neurons, networks, nuisance=nuisance, labels=labels, layers=timecourses.neurons["layer"], story="lighthouse",
                              permutations=int(record["permutations"]), noise_draws=int(record["noise_draws"]), seed=int(record["seed"]))
    tests.save(tmp_path / "significance")
    same_files(tmp_path / "significance", session / "significance", but=("run.json", "stage.json"))


def options_in(folder, *names):
    """What a stage's record says, as keywords."""
    told = json.loads((folder / "stage.json").read_text())["options"]
    return {name: told[name] for name in names}


def test_encode_gives_the_bytes_of_the_folder(study_folder, tmp_path):
    session, timecourses, networks, nuisance = inputs_of(study_folder)
    neurons, tr_s = timecourses.neurons, options_in(session / "tokens", "tr_s")["tr_s"]
    given = options_in(session / "encoding", "features", "folds", "gap_s", "inner_folds", "penalties", "null", "permutations", "seed", "story")
    mine = anbn.encode(timecourses.timecourses, networks, nuisance=nuisance, layers=neurons["layer"], heads=neurons["head"], tr_s=tr_s, **given)
    mine.save(tmp_path / "encoding")
    same_files(tmp_path / "encoding", session / "encoding", but=("run.json", "stage.json"))


def test_listeners_give_the_bytes_of_the_folder(study_folder, tmp_path):
    session, timecourses, _, nuisance = inputs_of(study_folder)
    given = options_in(session / "listeners", "listener_draws", "seed", "sign_flips", "splits")
    listeners = [np.load(file) for file in sorted((study_folder / "results/networks/lighthouse").glob("listener_*.npy"))]
    mine = anbn.listeners(timecourses.timecourses, listeners, nuisance=nuisance, labels=timecourses.neurons["label"], **given)
    mine.save(tmp_path / "listeners")
    same_files(tmp_path / "listeners", session / "listeners", but=("run.json", "stage.json"))


def test_pooled_is_that_of_the_folder(study_folder):
    """All of it that does not need the stories' words."""
    results = anbn.StudyResults(study_folder / "results")
    stories = {}
    for story in ("lighthouse", "orchard"):
        regressors = results[f"main/{story}/nuisance"].regressors
        stories[story] = (results[f"main/{story}/timecourses"].timecourses, np.load(results.folder / f"networks/{story}.npy"),
                          {name: regressors[name] for name in regressors.columns})
    folder = results["main/pooled"]
    neurons = results["main/lighthouse/timecourses"].neurons
    given = {name: int(folder.record["options"][name]) for name in ("permutations", "noise_draws", "seed")}
    mine = anbn.pooled(stories, labels=neurons["label"], layers=neurons["layer"], **given)
    np.testing.assert_array_equal(mine.correlation, folder.correlation)
    for table in ("neurons", "networks", "omnibus"):
        columns = [name for name in mine[table].columns if not name.startswith("other_stories")]
        assert len(columns) > 5
        for name in columns:
            rows = slice(None) if table != "omnibus" else folder[table]["null_model"] != "other-stories"
            np.testing.assert_array_equal(mine[table][name], folder[table][name][rows])
    assert mine.stories["story"].tolist() == ["lighthouse", "orchard"]
    assert mine.summary["other_stories"]["none"] == "the stories' words are not known here"
    given["reliability"] = {"lighthouse": 0.9, "orchard": 0.3}
    weighted = anbn.pooled(stories, labels=neurons["label"], **given)
    parts = [np.corrcoef(neurons, networks, rowvar=False)[:neurons.shape[1], neurons.shape[1]:] for neurons, networks, _ in stories.values()]
    weights = np.array([0.9, 0.3]) * [len(networks) for _, networks, _ in stories.values()]
    np.testing.assert_allclose(weighted.correlation, np.tensordot(weights / weights.sum(), parts, 1), atol=1e-6)
    np.testing.assert_allclose(weighted.stories["share"], weights / weights.sum(), rtol=1e-12)
    assert weighted.stories["reliability"].tolist() == [0.9, 0.3] and "reliability" not in mine.stories.columns
    equal = anbn.pooled(stories, labels=neurons["label"], **{**given, "reliability": {"lighthouse": 0.7, "orchard": 0.7}})
    np.testing.assert_array_equal(equal.neurons["phase_max_p"], mine.neurons["phase_max_p"])
    for wrong, said in (({"lighthouse": 1}, "one number for each of lighthouse, orchard"), ({"lighthouse": 1, "orchard": 0}, "0.0 of orchard; expected a finite"),
                        ({"lighthouse": float("nan"), "orchard": 1}, "nan of lighthouse")):
        with pytest.raises(anbn.Error, match=said):
            anbn.pooled(stories, reliability=wrong)
    with pytest.raises(anbn.Error, match="expected the same"):
        anbn.pooled({"one": stories["lighthouse"], "two": (neurons["layer"][:, None] * 1.0, stories["orchard"][1][:len(neurons)])})


def test_loaded_results(study_folder, tmp_path):
    session = study_folder / "results/main/lighthouse"
    loaded = anbn.load(session / "significance")
    assert loaded.stage == "significance" and loaded.record["options"]["seed"].isdigit()
    assert len(loaded.neurons) == len(loaded.neurons["label"]) and "summary" in loaded.names
    frame = loaded.to_frame("networks")
    assert list(frame.columns) == loaded.networks.columns and len(frame) == len(loaded.networks)
    loaded.save(tmp_path / "copy")
    same_files(tmp_path / "copy", session / "significance", but=("run.json", "stage.json"))
    with pytest.raises(anbn.Error, match="not empty"):
        loaded.save(tmp_path / "copy")
    with pytest.raises(anbn.Error, match="nothing called nobody; expected one of"):
        loaded["nobody"]
    with pytest.raises(anbn.Error, match="no column nobody"):
        loaded.neurons["nobody"]
    with pytest.raises(anbn.Error, match="no finished result here"):
        anbn.load(tmp_path)
    shutil.copytree(session / "coupling", tmp_path / "damaged")
    lines = (tmp_path / "damaged/neurons.tsv").read_text().splitlines(keepends=True)
    (tmp_path / "damaged/neurons.tsv").write_text("".join(lines[:-1]))
    with pytest.raises(anbn.Error, match="neurons.tsv"):
        anbn.load(tmp_path / "damaged")


def test_every_table_of_a_study_is_read(study_folder):
    """Each cell of each table, as pandas reads it: numbers as numbers, texts as texts."""
    import pandas

    tables = list((study_folder / "results").rglob("*.tsv"))
    assert len(tables) > 30
    for file in tables:
        table = anbn._results.read_table(file)
        frame = pandas.read_csv(file, sep="\t", keep_default_na=False, na_values=["n/a"], dtype={name: str for name in table if table[name].dtype == object},
                                float_precision="round_trip")
        assert table.columns == list(frame.columns) and len(table) == len(frame), file
        for name in table:
            expected = frame[name].fillna("") if table[name].dtype == object else frame[name]
            np.testing.assert_array_equal(table[name], expected.to_numpy(), err_msg=f"{file} {name}")


def test_quotes_and_names(tmp_path):
    """What docs/formats.md says of quotes: a quoted n/a is a text; names are texts even where all are numbers."""
    (tmp_path / "t.tsv").write_bytes(b'story\tword\tx\ty\n7\t"n/a"\t1\t1.5\n8\t"a\t""b""\n"\t2\tn/a\n9\tn/a\t-3\t1e-3\n')
    table = anbn._results.read_table(tmp_path / "t.tsv")
    assert table["story"].tolist() == ["7", "8", "9"] and table["word"].tolist() == ["n/a", 'a\t"b"\n', ""]
    assert table["x"].tolist() == [1, 2, -3] and table["x"].dtype == np.int64
    np.testing.assert_array_equal(table["y"], [1.5, np.nan, 1e-3])
    (tmp_path / "empty.tsv").write_text("a\tb\n")
    assert len(anbn._results.read_table(tmp_path / "empty.tsv")) == 0


def test_html_is_escaped():
    table = anbn.Table({"<i>": np.array(["<script>", "a&b"], dtype=object), "x": np.array([1.5, np.nan])})
    page = table._repr_html_()
    assert "<script>" not in page and "<i>" not in page and "&lt;script&gt;" in page and "a&amp;b" in page
    results = anbn.Results("<b>coupling", parts={"x": table}, folder="/tmp", record={"facts": {"<u>": "<s>"}})
    assert "<u>" not in results._repr_html_() and "&lt;b&gt;coupling" in results._repr_html_()


def test_warnings_alike_come_once(study_folder, tmp_path):
    mine = copy_of_inputs(study_folder, tmp_path)
    for file in mine.glob("*/words.tsv"):
        rows = [line.split("\t") for line in file.read_text().splitlines()]
        file.write_text("\n".join("\t".join([re.sub(r"[.,;:!?]", "", row[0]), *row[1:]]) for row in rows) + "\n")
    with pytest.warns(UserWarning) as caught:
        anbn.run(mine / "study.toml")
    told = [str(warning.message) for warning in caught if "no punctuation" in str(warning.message)]
    assert len(told) == 1 and "more like this" in told[0], told


def test_models_of_the_local_cache(tmp_path, monkeypatch):
    snapshot = tmp_path / "hub/models--some--model/snapshots/abc"
    snapshot.mkdir(parents=True)
    (snapshot / "config.json").touch()
    (tmp_path / "hub/models--some--model/refs").mkdir()
    (tmp_path / "hub/models--some--model/refs/main").write_text("abc\n")
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    assert anbn.model_folder("some/model") == snapshot == anbn.model_folder("some/model", "abc")
    with pytest.raises(anbn.Error, match="no model other/model of revision main; .* There are: some/model"):
        anbn.model_folder("other/model")

# SPDX-License-Identifier: Apache-2.0
"""anbn.Study beside a study.toml written by hand."""
import json
import shutil

import anbn
import nibabel
import numpy as np
import pytest
from conftest import same_files


def given_of(study_folder):
    """What the simulated study's file says, with all that can be in memory in memory."""
    tables = anbn.Study(study_folder).tables
    stories = {}
    for story in tables["story"]:
        words = anbn._results.read_table(study_folder / story["words"])
        networks = [np.load(study_folder / file) for file in ([story["networks"]] if isinstance(story["networks"], str) else story["networks"])]
        stories[story["name"]] = {**{key: value for key, value in story.items() if key != "name"}, "words": words, "networks": networks}
    others = {key: value for key, value in tables.items() if key not in ("study", "variant", "story")}
    variants = {variant["name"]: {key: study_folder / value if key == "model" else value for key, value in variant.items() if key != "name"} for variant in tables["variant"]}
    return stories, variants, {**{key: value for key, value in tables["study"].items() if key != "out"}, **others}


def test_the_same_as_by_hand(study_folder, tmp_path):
    stories, variants, options = given_of(study_folder)
    study = anbn.Study(tmp_path / "own", stories, variants, **options)
    assert study.file == tmp_path / "own/study.toml" and study.tables["study"]["out"] == "results"
    assert study.tables["story"][0]["words"] == "lighthouse/words.tsv" and study.tables["story"][0]["networks"][0] == "lighthouse/networks-1.npy"
    checked = study.check()
    assert checked.good, checked
    results = study.run()
    assert results.folder.samefile(study.results.folder) and results.summary
    # Names of files, and with them of listeners and of what the study is made from, are its own.
    for stage in ("tokens", "timecourses", "coupling", "significance", "listeners", "encoding"):
        same_files(results.folder / "main/lighthouse" / stage, study_folder / "results/main/lighthouse" / stage, but=("run.json", "stage.json"))
    before = {file: file.stat().st_mtime_ns for file in results.folder.rglob("stage.json")}
    anbn.Study(tmp_path / "own", stories, variants, **options).run()
    assert before == {file: file.stat().st_mtime_ns for file in before}, "the same study was computed again"


def test_a_study_that_there_is(study_folder, tmp_path):
    for at in (study_folder, study_folder / "study.toml"):
        study = anbn.Study(at)
        assert study.check() == anbn.check(study_folder / "study.toml") and study.results.summary
        assert study.tables["variant"][0]["name"] == "main"
    with pytest.raises(anbn.Error, match="was not written by anbn.Study"):
        anbn.Study(study_folder, {"a": {}}, {"main": study_folder})
    with pytest.raises(anbn.Error, match="no such study; expected a study.toml"):
        anbn.Study(tmp_path)


def test_what_the_file_says(study_folder, tmp_path, monkeypatch):
    """Paths are those that Python sees; texts, numbers and tables stand as TOML has them."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(study_folder.parent / "model", tmp_path / "model")
    (tmp_path / "x.npy").touch()
    story = {"words": [("a \"b\"\\", 0, 1.5)], "networks": ["x.npy", tmp_path / "own/y.npy"], "tr_s": np.float32(1.5), "volumes": np.int64(20), "tokens": {"seed": 3},
             "nuisance_file": {"a": np.arange(3.0)}, "title": "“Zoë\n\x7f😀", "nuisance": "drift", "transcript": None}
    study = anbn.Study("own", {"s": story}, {"main": "model", "untrained": {"model": "model", "weights": "random"}}, name="n", pooled_layers={"top": 3},
                       nuisance={"story_time": True}, encoding={"penalties": np.array([1.0, 10]), "nested": {"deep": [1, 2]}}, significance={})
    model = str(tmp_path / "model")
    assert study.tables == {
        "study": {"out": "results", "name": "n"}, "variant": [{"name": "main", "model": model}, {"name": "untrained", "model": model, "weights": "random"}],
        "story": [{"name": "s", "words": "s/words.tsv", "networks": [str(tmp_path / "x.npy"), "y.npy"], "tr_s": 1.5, "volumes": 20, "tokens": {"seed": 3},
                   "nuisance_file": "s/nuisance_file.tsv", "title": "“Zoë\n\x7f😀", "nuisance": "drift"}],
        "pooled-layers": {"top": 3}, "nuisance": {"story_time": "yes"}, "encoding": {"penalties": [1.0, 10.0], "nested": {"deep": [1, 2]}}, "significance": {}}
    assert (tmp_path / "own/s/words.tsv").read_text() == 'word\tonset_s\tduration_s\n"a ""b""\\"\t0\t1.5\n'
    assert (tmp_path / "own/s/nuisance_file.tsv").read_text() == "a\n0.0\n1.0\n2.0\n"
    with pytest.raises(anbn.Error, match="found object; expected a number"):
        anbn.Study("other", {"s": {"volumes": object()}}, {"main": "model"})


def test_types_of_arrays(study_folder, tmp_path):
    model = study_folder.parent / "model"
    arrays = [np.arange(6).reshape(3, 2), np.ones((3, 2), np.float16), np.ones((3, 2), ">f4"), np.ones((3, 2), np.float32)]
    anbn.Study(tmp_path, {"s": {"networks": arrays}}, {"main": model})
    for number, (array, kind) in enumerate(zip(arrays, ("<f8", "<f8", "<f4", "<f4")), 1):
        saved = np.load(tmp_path / f"s/networks-{number}.npy")
        assert saved.dtype == np.dtype(kind) and (saved == array).all()
    with pytest.raises(anbn.Error, match="networks: found complex128 values; expected numbers"):
        anbn.Study(tmp_path, {"s": {"networks": np.ones((3, 2), complex)}}, {"main": model})


def test_models_in_memory(study_folder, tmp_path):
    config = json.loads((study_folder.parent / "model/config.json").read_text())
    model = {"model": {"x": np.ones(3, np.float32)}, "config": config, "tokenizer": study_folder.parent / "model"}
    words = [("a", 2.5 * i, 0.3) for i in range(20)]
    study = anbn.Study(tmp_path, {"s": {"words": words, "networks": np.random.default_rng(0).standard_normal((20, 3)), "tr_s": 2.5, "volumes": 20}}, {"main": model})
    assert study.tables["variant"][0] == {"name": "main", "model": "models/main", "vocabulary": str(study_folder.parent / "model/vocab.txt")}
    assert json.loads((tmp_path / "models/main/config.json").read_text()) == config and (tmp_path / "models/main/model.safetensors").is_file()
    checked = study.check()
    assert not checked.good and "embeddings.word_embeddings.weight" in checked, checked


def test_images(study_folder, tmp_path):
    """Scans, masks and maps of nibabel: read as their files are."""
    random = np.random.default_rng(0)
    affine = np.diag([3.0, 3, 3, 1])
    image = lambda values: nibabel.Nifti1Image(values.astype(np.float32), affine)
    scans = [image(random.standard_normal((5, 6, 7, 40)) + 100) for _ in range(2)]
    for scan in scans:
        scan.header.set_zooms((3, 3, 3, 2))
    mask = image(np.ones((5, 6, 7)))
    words = {"word": ["a."] * 30, "onset_s": np.arange(30) * 2.5, "duration_s": np.full(30, 0.3)}
    study = anbn.Study(tmp_path / "own", {"s": {"words": words, "scans": scans, "masks": mask, "tr_s": 2, "volumes": 40, "audio_start_s": 0}},
                       {"main": {"model": study_folder.parent / "model", "weights": "random"}},
                       networks={"method": "import", "maps": image(random.standard_normal((5, 6, 7, 3)))}, significance={"permutations": 20, "noise_draws": 10})
    assert study.tables["story"][0]["scans"] == ["s/scans-1.nii.gz", "s/scans-2.nii.gz"] and study.tables["networks"]["maps"] == "networks/maps.nii.gz"
    checked = study.check()
    assert checked.good, checked
    networks = study.run()["networks"]
    maps, voxels = ([np.asarray(one.dataobj, dtype=float).reshape(210, -1, order="F").T for one in group] for group in
                    ([nibabel.load(tmp_path / "own/networks/maps.nii.gz")], scans))
    means = np.mean([z / z.std(axis=0) for z in (anbn.dual_regression(maps[0], scan) for scan in voxels)], axis=0)
    r = [np.corrcoef(networks["s"][:, i], means[:, i])[0, 1] for i in range(3)]
    assert min(r) > 0.999, r

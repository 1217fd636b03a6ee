# SPDX-License-Identifier: Apache-2.0
"""Networks, words and draws beside the program's bytes and beside what others compute: numpy, scikit-learn, nilearn."""
import re

import anbn
import nibabel
import numpy as np
import pytest
from conftest import ROOT, program, same_files

FEW = {"units": [8, 5], "epochs": 2, "batch": 20, "learning_rate": [0.01, 0.005]}


def flags(options):
    """Keywords as the command line has them."""
    return [word for name, value in options.items() for one in (value if isinstance(value, list) else [value]) for word in (f"--{name.replace('_', '-')}", one)]


@pytest.fixture(scope="module")
def volumes(tmp_path_factory):
    """(folder, the voxels of three scans [T x V] as the stage `bold` has them): two listeners of one story, a third of another."""
    at = tmp_path_factory.mktemp("volumes")
    random = np.random.default_rng(6)
    affine, sources = np.diag([3.0, 3, 3, 1]), random.laplace(size=(4, 6 * 7 * 8))
    nibabel.save(nibabel.Nifti1Image(np.ones((6, 7, 8), np.uint8), affine), at / "inside.nii.gz")
    nibabel.save(nibabel.Nifti1Image(sources.reshape(4, 6, 7, 8).transpose(1, 2, 3, 0).astype(np.float32), affine), at / "atlas.nii.gz")
    for number, length in enumerate((60, 60, 50), 1):
        scan = (random.standard_normal((length, 4)) @ sources + random.standard_normal((length, 336))).reshape(length, 6, 7, 8).transpose(1, 2, 3, 0) + 100
        image = nibabel.Nifti1Image(scan.astype(np.float32), affine)
        image.header.set_zooms((3, 3, 3, 2))
        nibabel.save(image, at / f"scan-{number}.nii.gz")
    scans = [at / f"scan-{number}.nii.gz" for number in (1, 2, 3)]
    program("mask", "--masks", at / "inside.nii.gz", *flags({"scans": scans}), "--out", at / "mask")
    for scan in scans:
        program("bold", "--scan", scan, "--mask", at / "mask", "--tr-s", 2, "--out", at / scan.name.split(".")[0])
    return at, [np.load(at / f"scan-{number}/bold.npy") for number in (1, 2, 3)]


def of_program(at, out, method, options):
    program("networks", "--method", method, "--mask", at / "mask", *flags({"bold": [at / f"scan-{number}" for number in (1, 2, 3)], "stories": ["story-1", "story-1", "story-2"]}),
            *flags(options), "--out", out)
    return anbn.load(out)


def masked(image, at):
    from anbn._networks import _voxels

    return _voxels(image, at / "mask/mask.nii.gz", "maps", "")


@pytest.mark.parametrize("method, options", [("ica", {"components": 4, "restarts": 2, "seed": 3}), ("dbn", {**FEW, "seed": 3}), ("dbn", {**FEW, "preset": "tuned", "seed": 3})])
def test_networks_have_the_program_s_bytes(volumes, tmp_path, method, options):
    at, bold = volumes
    theirs = of_program(at, tmp_path / "networks", method, {**options, "time_course": "dual", "average": "raw"})
    mine = {"ica": anbn.ICA, "dbn": anbn.DBN}[method](standardize=False, **options).fit(bold)
    maps = masked(theirs.folder / "maps.nii.gz", at)
    assert len(maps) == len(mine.components_) and maps.tobytes() == mine.components_.tobytes()
    np.testing.assert_array_equal(masked(theirs.maps_img, at), maps)
    np.testing.assert_array_equal(mine.transform(bold[2]), np.load(theirs.folder / "story-2/listener_01.npy"))


def test_maps_have_the_courses_of_the_program(volumes, tmp_path):
    at, bold = volumes
    theirs = of_program(at, tmp_path / "networks", "import", {"maps": at / "atlas.nii.gz", "average": "raw"})
    mine = anbn.dual_regression(at / "atlas.nii.gz", bold[1], mask=at / "mask/mask.nii.gz", standardize=False)
    np.testing.assert_array_equal(mine, np.load(theirs.folder / "story-1/listener_02.npy"))
    maps = masked(at / "atlas.nii.gz", at).astype(float)
    least = np.linalg.lstsq((maps - maps.mean(axis=1, keepdims=True)).T, (bold[1] - bold[1].mean(axis=1, keepdims=True)).T.astype(float), rcond=None)[0].T
    np.testing.assert_allclose(mine, least, rtol=1e-4, atol=1e-5)


def test_ica_is_scikit_learn_s():
    decomposition = pytest.importorskip("sklearn.decomposition")
    random = np.random.default_rng(2)
    maps = random.laplace(size=(3, 3000))
    data = random.standard_normal((80, 3)) @ maps + 0.3 * random.standard_normal((80, 3000))
    mine = anbn.ICA(components=3, restarts=2, standardize=False).fit(data)
    theirs = decomposition.FastICA(3, whiten="unit-variance", random_state=0, max_iter=1000).fit_transform((data - data.mean(axis=1, keepdims=True)).T).T
    r = np.abs(np.corrcoef(mine.components_, theirs)[:3, 3:])
    assert sorted(r.argmax(axis=1)) == [0, 1, 2] and r.max(axis=1).min() > 0.999


def test_a_step_of_the_dbn_is_numpy_s(volumes, tmp_path):
    """The first step of CD-1 of the first layer of a training whose maps are DBN's (above): from its volumes and its samples of the hidden units."""
    at, bold = volumes
    options = {**FEW, "batch_normalization": "none", "l1": 0, "first_step": "yes"}
    theirs = of_program(at, tmp_path / "networks", "dbn", options)
    assert masked(theirs.maps_img, at).tobytes() == anbn.DBN(standardize=False, **options).fit(bold).components_.tobytes()
    visible, hidden, before, after = (np.load(theirs.folder / f"first_step/layer_1_{name}.npy").astype(float) for name in ("visible", "hidden", "weights_before", "weights_after"))
    on = lambda states: 1 / (1 + np.exp(-states @ before))
    assert set(np.unique(hidden)) == {0.0, 1.0} and abs(hidden.mean() - on(visible).mean()) < 0.1
    again = hidden @ before.T                                            # Gaussian units, biases of 0
    step = (visible.T @ hidden - again.T @ on(again)) / len(visible)
    np.testing.assert_allclose((after - before) / options["learning_rate"][0], step, atol=2e-5 * np.abs(step).max())


def test_tags_are_those_of_tokens(study_folder, tmp_path):
    """Of sentences whose words are those of Universal Dependencies."""
    sentences = [["She", "looked", "at", "the", "old", "lighthouse", "."], ["It", "was", "dark", ",", "and", "nobody", "came", "home", "."]]
    words = [word for sentence in sentences for word in sentence]
    heard = [word for word in words if word not in ".,"]
    rows = [(word + "".join(mark for mark in words[at + 1:at + 2] if mark in ".,"), 1.0 * at, 0.5) for at, word in enumerate(words) if word not in ".,"]
    tokens = anbn.tokens(rows, study_folder.parent / "model", tr_s=1.5, volumes=20).tokens
    first = {int(word): tag for word, tag in reversed(list(zip(np.nan_to_num(tokens["word"]), tokens["upos"])))}
    mine = [tag for sentence in sentences for word, tag in zip(sentence, anbn.tag(sentence)) if word not in ".,"]
    assert [first[number] for number in range(1, len(heard) + 1)] == mine


def test_tags_of_a_treebank():
    """How many words of the English Web Treebank have the tag that people gave them."""
    file = ROOT / "../shared/data/ud/en_ewt-ud-dev.conllu"
    if not file.is_file():
        pytest.skip("no treebank beside the repository")
    right = count = 0
    for sentence in file.read_text(encoding="utf-8").split("\n\n")[:400]:
        rows = [line.split("\t") for line in sentence.splitlines() if re.match(r"\d+\t", line)]
        fold = {"SYM": "PUNCT", "X": "PUNCT"}
        told = anbn.tag([row[1] for row in rows])
        right += sum(fold.get(tag, tag) == fold.get(row[3], row[3]) for tag, row in zip(told, rows))
        count += len(rows)
    assert count > 4000 and right / count > 0.93, right / count


def test_regressors_are_nilearn_s_and_the_program_s(study_folder):
    matrix = pytest.importorskip("nilearn.glm.first_level.design_matrix")
    mine = anbn.cosine_regressors(100, tr_s=1.5, cutoff_s=60)
    theirs = matrix.create_cosine_drift(1 / 60, 1.5 * np.arange(100))          # without the intercept's norm, which comes last
    np.testing.assert_allclose(np.stack([mine[f"cosine_{k}"] for k in range(1, len(mine))], axis=1), theirs[:, :-1], atol=1e-12)
    table = anbn.load(study_folder / "results/main/lighthouse/nuisance").regressors
    tr_s = float(anbn.load(study_folder / "results/main/lighthouse/tokens").record["options"]["tr_s"])
    for name, column in anbn.cosine_regressors(len(table), tr_s).items():
        np.testing.assert_array_equal(table[name], column)


def test_hrf_is_nilearn_s():
    """nilearn's spm_hrf begins one of its steps late, spreads its samples over the whole length, and has 0.167 where spm_hrf.m has 1 / 6."""
    first_level = pytest.importorskip("nilearn.glm.first_level")
    for tr_s in (0.72, 1.5, 2.0):
        theirs = first_level.spm_hrf(tr_s, oversampling=1, time_length=32.0)
        mine = anbn.double_gamma_hrf(32 / (len(theirs) - 1), onset_s=tr_s, peak_to_undershoot=1 / 0.167, length_s=32 + 1e-9)
        np.testing.assert_allclose(mine, theirs, atol=1e-12)


def test_pairs_are_those_of_the_interpretation(study_folder):
    """The largest products of one neuron in one segment, among the pairs that the stage counts: both tokens in volumes that are used."""
    session = study_folder / "results/main/lighthouse"
    tokens, found = anbn.load(session / "tokens").tokens, anbn.load(session / "interpretation")
    activations, neuron = anbn.load(session / "activations"), 2
    row = activations.neurons
    layer, column = int(row["layer"][neuron]), [i for i in range(len(row)) if row["layer"][i] == row["layer"][neuron]].index(neuron)
    queries, keys = (np.array(activations[f"layer_{layer:02d}_{side}"][:, column]) for side in ("query", "key"))
    volumes = len(anbn.load(session / "tokens").volumes)
    counts = (tokens["volume"] >= 0) & (tokens["volume"] < volumes) & (tokens["segment"] == 1)
    for series in (queries, keys):
        series[~counts] = np.nan
    per_segment = found.pair_query.shape[1] // int(tokens["segment"].max())
    theirs = [found[f"pair_{name}"][neuron, :per_segment] for name in ("query", "key", "product")]
    many = int((theirs[0] > 0).sum())
    mine = anbn.top_pairs(queries, keys, many)
    assert many > 100
    np.testing.assert_array_equal(mine["product"], theirs[2][:many])
    np.testing.assert_array_equal(mine["query"] + 1, theirs[0][:many])
    np.testing.assert_array_equal(mine["key"] + 1, theirs[1][:many])


def test_p_values_are_numpy_s(series):
    """Of both null models, by draws of numpy's own: within what so many draws leave open."""
    neurons, networks = (x.astype(float) for x in series)
    neurons[:, 5] += 0.25 * networks[:, 0]
    draws, random = 2000, np.random.default_rng(8)
    tests = anbn.significance(neurons, networks, permutations=draws, noise_draws=0)
    unit = lambda x: (x - x.mean(axis=0)) / np.linalg.norm(x - x.mean(axis=0), axis=0)
    x, y = unit(neurons), unit(networks)

    def shuffled():
        return y[random.permutation(len(y))]

    def phased():
        spectrum = np.fft.rfft(y, axis=0)
        turn = np.exp(2j * np.pi * random.uniform(size=(len(spectrum), 1)))
        turn[0] = 1
        if len(y) % 2 == 0:
            turn[-1] = random.choice([-1, 1])
        return unit(np.fft.irfft(spectrum * turn, len(y), axis=0))

    observed = (x.T @ y).max(axis=1)
    for name, draw in (("shuffle", shuffled), ("phase", phased)):
        reached = np.zeros(len(observed))
        for _ in range(draws):
            reached += (x.T @ draw()).max(axis=1) >= observed
        p, theirs = tests.neurons[f"{name}_max_p"], (reached + 1) / (draws + 1)
        error = np.sqrt((p * (1 - p) + theirs * (1 - theirs)) / draws)
        assert (np.abs(p - theirs) < 5 * error + 2 / draws).all(), (name, p, theirs)


def test_lag_check_has_the_program_s_bytes(study_folder, tmp_path):
    """From the words' volumes and their response, as the stage makes them; of the nuisance set what is not made from words."""
    session = study_folder / "results/main/lighthouse"
    tokens, timecourses = anbn.load(session / "tokens"), anbn.load(session / "timecourses")
    networks, regressors = np.load(study_folder / "results/networks/lighthouse.npy"), anbn.load(session / "nuisance").regressors
    hrf, volumes = anbn.double_gamma_hrf(float(tokens.record["options"]["tr_s"])), len(networks)
    history = len(hrf) - 1
    counts = np.array([(tokens.words["volume"] == volume).sum() for volume in range(-history, volumes)], float)
    rate = np.array([hrf @ counts[t:t + history + 1][::-1] for t in range(volumes)], np.float32)
    drift = {name: regressors[name] for name in regressors if re.match("intercept|cosine", name)}
    told = anbn.load(session / "coupling").record["options"]
    mine = anbn.couple(timecourses.timecourses, networks, word_rate=rate, nuisance=drift, labels=timecourses.neurons["label"], lag_draws=int(told["lag_draws"]), seed=int(told["seed"]))
    mine.save(tmp_path / "coupling")
    same_files(tmp_path / "coupling", session / "coupling", but=("run.json", "stage.json"))


def test_pooled_has_the_program_s_bytes(study_folder, tmp_path):
    """Of two stories that are told to be by the same words, which then do not change places."""
    results, names = study_folder / "results", ("lighthouse", "orchard")
    given = {"permutations": 30, "noise_draws": 5, "seed": 2}
    sessions = [results / "main" / name for name in names]
    program("pooled", "--networks", results / "networks", *flags({stage: [session / stage for session in sessions] for stage in ("timecourses", "nuisance", "coupling")}),
            *flags({"stories": list(names), "tokens": [sessions[0] / "tokens"] * 2}), *flags(given), "--out", tmp_path / "theirs")
    stories = {}
    for name, session in zip(names, sessions):
        timecourses, regressors = anbn.load(session / "timecourses"), anbn.load(session / "nuisance").regressors
        stories[name] = (timecourses.timecourses, np.load(results / f"networks/{name}.npy"), {name: regressors[name] for name in regressors})
    mine = anbn.pooled(stories, labels=timecourses.neurons["label"], layers=timecourses.neurons["layer"], **given)
    mine.save(tmp_path / "mine")
    same_files(tmp_path / "mine", tmp_path / "theirs", but=("run.json", "stage.json", "summary.json", "stories.tsv"))
    theirs = anbn.load(tmp_path / "theirs")
    for name in set(theirs.stories) - {"same_text_as"}:
        np.testing.assert_array_equal(mine.stories[name], theirs.stories[name])
    assert {**mine.summary, "other_stories": None} == {**theirs.summary, "other_stories": None} and theirs.summary["other_stories"]["none"]

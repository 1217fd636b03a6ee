# SPDX-License-Identifier: Apache-2.0
"""DBN and ICA beside numpy and the program."""
import pickle

import anbn
import nibabel
import numpy as np
import pytest

QUICK = {"units": [12, 6], "epochs": 2, "batch": 20}


def scans(count=3, seed=0, voxels=200):
    """[80 x voxels] each, of three sources whose maps are independent and no normal noise; and the maps."""
    random = np.random.default_rng(seed)
    maps = random.laplace(size=(3, voxels))
    return [random.standard_normal((80, 3)) @ maps + 0.5 * random.standard_normal((80, voxels)) for _ in range(count)], maps


def test_ica_finds_what_is_planted():
    data, maps = scans(voxels=2000)
    ica = anbn.ICA(components=3, restarts=3, standardize=False).fit(data)
    assert ica.components_.shape == (3, 2000) and ica.n_features_in_ == 2000 and len(ica.names_) == 3
    r = np.abs(np.corrcoef(np.vstack([maps, ica.components_]))[:3, 3:])
    assert sorted(r.argmax(axis=1)) == [0, 1, 2] and r.max(axis=1).min() > 0.97
    same = anbn.ICA(components=3, restarts=3, standardize=False, threads=1).fit(data)
    np.testing.assert_array_equal(ica.components_, same.components_)


def test_transform_is_least_squares():
    data, _ = scans()
    ica = anbn.ICA(components=3, restarts=2).fit(data)
    z = (data[0] - data[0].mean(axis=0)) / data[0].std(axis=0)
    centred = ica.components_ - ica.components_.mean(axis=1, keepdims=True)
    expected = np.linalg.lstsq(centred.T.astype(float), (z - z.mean(axis=1, keepdims=True)).T, rcond=None)[0].T
    courses = ica.transform(data[0])
    np.testing.assert_allclose(courses, expected, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(ica.inverse_transform(courses), courses @ ica.components_, rtol=1e-5)
    assert ica.set_output(transform="pandas").transform(data[0]).columns.tolist() == ica.names_


def test_dbn_trains():
    data, _ = scans(5)
    dbn = anbn.DBN(**QUICK, seed=3)
    courses = dbn.fit_transform(data)
    assert dbn.components_.shape == (6, 200) and courses[0].shape == (80, 6) and np.isfinite(dbn.components_).all()
    np.testing.assert_array_equal(dbn.components_, anbn.DBN(**QUICK, seed=3, threads=1).fit(data).components_)
    assert not np.array_equal(dbn.components_, anbn.DBN(**QUICK, seed=4).fit(data).components_)


def test_parameters_are_scikit_learn_s_way():
    dbn = anbn.DBN(epochs=3)
    assert dbn.get_params()["epochs"] == 3 and dbn.get_params()["preset"] == "paper"
    assert anbn.DBN(**dbn.get_params()).get_params() == dbn.get_params()  # what sklearn.clone does
    assert repr(dbn) == "DBN(epochs=3)" and dbn.set_params(epochs=4).epochs == 4
    for bad in (lambda: anbn.DBN(epoch=3), lambda: dbn.transform(np.zeros((3, 3))), lambda: anbn.ICA(components=0).fit(np.ones((9, 9))),
                lambda: anbn.ICA().fit([]), lambda: anbn.ICA(components=2).fit([np.ones((9, 9)), np.ones((9, 8))])):
        with pytest.raises(anbn.Error):
            bad()
    with pytest.raises(anbn.Error, match="--components is 0; expected 1"):
        anbn.ICA(components=0).fit(np.random.default_rng(0).standard_normal((20, 30)))


def images_of(data):
    """Scans [T x 200] as images, their mask, and where it is true."""
    inside = np.zeros((6, 7, 8), dtype=bool)
    inside.ravel()[np.random.default_rng(1).permutation(336)[:200]] = True
    affine = np.diag([3.0, 3, 3, 1])

    def image(volumes):
        out = np.zeros((336, len(volumes)))
        out[inside.ravel(order="F")] = volumes.T
        return nibabel.Nifti1Image(out.reshape(6, 7, 8, -1, order="F"), affine)

    return [image(scan) for scan in data], nibabel.Nifti1Image(inside.astype(np.uint8), affine), inside


def test_images(tmp_path):
    """An image and its voxels as an array give the same; what comes back lies where it came from."""
    data, _ = scans(2)
    images, mask, inside = images_of(data)
    nibabel.save(images[0], tmp_path / "scan.nii.gz")
    ica = anbn.ICA(components=3, restarts=2, mask=mask).fit([tmp_path / "scan.nii.gz", images[1]])
    np.testing.assert_array_equal(ica.components_, anbn.ICA(components=3, restarts=2).fit(data).components_)
    assert ica.maps_img_.shape == (6, 7, 8, 3)
    np.testing.assert_array_equal(np.asarray(ica.maps_img_.dataobj).reshape(336, 3, order="F")[inside.ravel(order="F")].T, ica.components_)
    assert ica.inverse_transform(ica.transform(images[0])).shape == (6, 7, 8, 80)
    with pytest.raises(anbn.Error, match="mask is None"):
        anbn.ICA().fit(images[0])
    moved = nibabel.Nifti1Image(images[0].dataobj, np.diag([2.0, 3, 3, 1]))
    for wrong in (moved, images[0].slicer[:5]):
        with pytest.raises(anbn.Error, match="the mask 6 x 7 x 8 voxels.*expected one grid"):
            ica.transform(wrong)


def test_maps_that_there_are():
    """Time courses of given maps are those of the estimator that found them."""
    data, _ = scans(2)
    images, mask, _ = images_of(data)
    ica = anbn.ICA(components=3, restarts=2, mask=mask).fit(images)
    expected = ica.transform(images[1])
    np.testing.assert_array_equal(anbn.dual_regression(ica.maps_img_, images[1], mask=mask), expected)
    np.testing.assert_array_equal(anbn.dual_regression(ica.components_, data[1].astype(np.float32)), expected)
    raw = anbn.dual_regression(ica.components_.astype(float), data[1], standardize=False)
    centred = ica.components_ - ica.components_.mean(axis=1, keepdims=True)
    least = np.linalg.lstsq(centred.T.astype(float), (data[1] - data[1].mean(axis=1, keepdims=True)).T, rcond=None)[0].T
    np.testing.assert_allclose(raw, least, rtol=1e-3, atol=1e-3)
    for maps, scan in ((ica.components_[:, :9], data[1]), (ica.maps_img_, images[1])):
        with pytest.raises(anbn.Error):
            anbn.dual_regression(maps, scan)


def test_nilearn_s_maskers():
    """Networks go to nilearn as its maps_img and come from its maskers as arrays, and its maps and masks are taken."""
    maskers = pytest.importorskip("nilearn.maskers")
    decomposition = pytest.importorskip("nilearn.decomposition")
    data, _ = scans(2)
    images, mask, inside = images_of(data)
    masker = maskers.NiftiMasker(mask_img=mask, standardize=False).fit()
    ica = anbn.ICA(components=3, restarts=2, mask=masker).fit(images)
    np.testing.assert_array_equal(ica.components_, anbn.ICA(components=3, restarts=2, mask=mask).fit(images).components_)
    # nilearn's voxels have another order than anbn's; maps of an array are images again by the masker that made it.
    arrays = anbn.ICA(components=3, restarts=2).fit([masker.transform(image) for image in images])
    back = masker.inverse_transform(arrays.components_)
    r = np.corrcoef(np.asarray(back.dataobj)[inside].T, np.asarray(ica.maps_img_.dataobj)[inside].T)[:3, 3:]
    assert np.abs(r).max(axis=1).min() > 0.999
    # The same least squares: maps of an ICA have mean 0, and nilearn's standardized voxels here too, volume by volume.
    z = np.stack([(scan - scan.mean(axis=0)) / scan.std(axis=0) for scan in data])
    centred = images_of(z - z.mean(axis=2, keepdims=True))[0]
    courses = maskers.NiftiMapsMasker(maps_img=ica.maps_img_, standardize=False).fit_transform(centred[0])  # maps are 0 outside of the mask
    np.testing.assert_allclose(courses, ica.transform(images[0]), atol=1e-5)
    # What a masker gives is networks as it is.
    neurons = np.random.default_rng(0).standard_normal((80, 5))
    neurons[:, 3] += 3 * courses[:, 1] / courses[:, 1].std()
    coupling = anbn.couple(neurons, courses)
    assert coupling.neurons["network"][3] == 2
    np.testing.assert_allclose(coupling.correlation, np.corrcoef(neurons.T, courses.T)[:5, 5:], atol=1e-6)
    # And the maps of its own decomposition are taken as maps.
    can = decomposition.CanICA(n_components=3, mask=mask, smoothing_fwhm=None, standardize=False, random_state=0, n_init=1).fit(images)
    assert anbn.dual_regression(can.components_img_, images[0], mask=can.masker_).shape == (80, 3)


def test_scikit_learn_takes_them():
    """clone, and as steps of a Pipeline, whose output may be frames."""
    base, pipeline = pytest.importorskip("sklearn.base"), pytest.importorskip("sklearn.pipeline")
    for one in (anbn.DBN(epochs=3), anbn.ICA(components=4, mask="mask.nii.gz")):
        copy = base.clone(one)
        assert copy is not one and type(copy) is type(one) and copy.get_params() == one.get_params()
    data, _ = scans(1)
    steps = pipeline.Pipeline([("networks", anbn.ICA(components=3, restarts=2)), ("scaled", pytest.importorskip("sklearn.preprocessing").StandardScaler())])
    courses = steps.set_params(networks__seed=4).fit(data[0]).transform(data[0])
    alone = anbn.ICA(components=3, restarts=2, seed=4).fit_transform(data[0])
    np.testing.assert_allclose(courses, (alone - alone.mean(axis=0)) / alone.std(axis=0), atol=1e-4)
    assert steps[:1].set_output(transform="pandas").transform(data[0]).columns.tolist() == steps[0].names_


def test_they_are_pickled(tmp_path):
    data, _ = scans(2)
    images, mask, _ = images_of(data)
    for fitted, scan in ((anbn.ICA(components=3, restarts=2).fit(data), data[1]), (anbn.ICA(components=3, restarts=2, mask=mask).fit(images), images[1])):
        again = pickle.loads(pickle.dumps(fitted))
        np.testing.assert_array_equal(again.transform(scan), fitted.transform(scan))
        assert repr(again)[:4] == "ICA("


def test_lists_are_several_scans():
    data, _ = scans(2)
    ica = anbn.ICA(components=3, restarts=2).fit(data)
    for one, other in zip(ica.transform(data), data):
        np.testing.assert_array_equal(one, ica.transform(other))
    with pytest.raises(anbn.Error, match="X: found 199 voxels; expected the 200 of fit"):
        ica.transform([data[0], data[1][:, :199]])

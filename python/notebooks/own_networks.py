# SPDX-License-Identifier: Apache-2.0
# %% [markdown]
# # Networks of your own
#
# From scans to networks, to their time courses, to neurons that follow them. The scans are made here, so that it is known what is to be found: two
# sources in a small brain, seen by three listeners. With yours, `scans` are paths of preprocessed images, and `mask` the path of their mask.

# %%
import anbn
import nibabel
import numpy as np

random = np.random.default_rng(2)
x, y, z = np.indices((12, 14, 12))
inside = ((x - 5.5) / 5.5) ** 2 + ((y - 6.5) / 6.5) ** 2 + ((z - 5.5) / 5.5) ** 2 <= 1
affine = np.diag([4.0, 4, 4, 1])
mask = nibabel.Nifti1Image(inside.astype(np.uint8), affine)
blob = lambda i, j, k: np.exp(-((x - i) ** 2 + (y - j) ** 2 + (z - k) ** 2) / 10)
planted = np.stack([blob(3, 6, 5), blob(8, 9, 6)])                            # [networks x 12 x 14 x 12]
story = random.laplace(size=(150, 2))                                         # what all listeners share, [volumes x networks]


def scan():
    courses = story + 0.5 * random.standard_normal(story.shape)
    volumes = np.tensordot(planted, courses.T, axes=(0, 0)) + 0.3 * random.standard_normal((*inside.shape, len(story)))
    return nibabel.Nifti1Image(volumes.astype(np.float32), affine)


scans = [scan() for _ in range(3)]

# %% [markdown]
# ## Maps
#
# `ICA` here; `anbn.DBN` is used alike, and takes longer. `components_` are the maps [networks x voxels], `maps_img_` the same as an image, as
# nilearn's plots and maskers take it.

# %%
ica = anbn.ICA(components=2, restarts=3, mask=mask).fit(scans)
found = np.abs(np.corrcoef(np.concatenate([planted[:, inside], np.asarray(ica.maps_img_.dataobj)[inside].T]))[:2, 2:])
print(f"maps planted and found correlate at {found.max(axis=1).round(2).tolist()}")
print(f"images: {ica.maps_img_.shape}")

# %% [markdown]
# ## Time courses
#
# By dual regression: all maps at once are fitted to each volume. Their mean over the listeners is what they share. `anbn.dual_regression` does the same
# with maps that you have already: an atlas of networks, nilearn's CanICA, another listener's.

# %%
networks = np.mean([ica.transform(one) for one in scans], axis=0)
same = anbn.dual_regression(ica.maps_img_, scans[0], mask=mask)
assert np.array_equal(same, ica.transform(scans[0]))
order = found.argmax(axis=1)
shared = np.abs([np.corrcoef(story[:, planted_one], networks[:, one])[0, 1] for planted_one, one in enumerate(order)])
print(f"with what the listeners share, time courses correlate at {shared.round(2).tolist()}")

# %% [markdown]
# ## The same by nilearn
#
# A masker's output [volumes x networks] is networks as it is: nothing has to be converted.

# %%
try:
    from nilearn.maskers import NiftiMapsMasker

    by_nilearn = NiftiMapsMasker(maps_img=ica.maps_img_, standardize=False).fit_transform(scans[0])
    print(f"nilearn's masker and anbn agree at r = {np.corrcoef(by_nilearn[:, 0], same[:, 0])[0, 1]:.3f}")
except ImportError:
    print("nilearn is not installed; pip install nilearn")

# %% [markdown]
# ## Beside neurons
#
# Forty random neurons, the eighth of which follows the first planted source. Whoever has words takes `anbn.neurons(...)` (see `from_transcript.py`). The
# sign of a map is arbitrary, so that a neuron may follow minus a network: `delta="absolute"` counts both.

# %%
neurons = random.standard_normal((150, 40))
neurons[:, 7] += story[:, 0]
drift = anbn.cosine_regressors(volumes=150, tr_s=2.0)
tests = anbn.significance(neurons, networks, nuisance=drift, delta="absolute", permutations=200, noise_draws=30)
for i in np.flatnonzero(tests.neurons["phase_p_fwe"] <= 0.05):
    print(f"named: {tests.neurons['label'][i]} with network {int(tests.neurons['phase_network'][i])}, p = {tests.neurons['phase_p_fwe'][i]:.3g}")

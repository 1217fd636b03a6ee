# SPDX-License-Identifier: Apache-2.0
"""Brain networks found in volumes, as scikit-learn's estimators are used (without scikit-learn)."""

import inspect
import pathlib
import tempfile

import numpy as np

from . import _arrays, _native
from ._native import Error
from ._options import MACHINE, TOLD, default_of, described, progress_of

_OWN = {
    "mask": (None, "of volumes given as images: a nibabel image, the path of one or a fitted masker of nilearn; None for arrays"),
    "standardize": (True, "each voxel's series is brought to mean 0 and variance 1 first, as the stage `bold` does"),
    "dual_ridge": (None, "added to the diagonal of the maps' correlations in dual regression, which steadies it; None: 0, with preset tuned 0.3"),
    "seed": (1, "of all that is random"),
}


def _nibabel():
    try:
        import nibabel
    except ImportError:
        raise Error("images need nibabel; install anbn[nilearn], or give arrays [volumes x voxels]") from None
    return nibabel


def image_of(value):
    if not isinstance(value, (str, pathlib.Path)):
        return value
    nibabel = _nibabel()
    try:
        return nibabel.load(value)
    except (OSError, nibabel.filebasedimages.ImageFileError) as error:
        raise Error(f"{value}: {error}; expected an image") from None


def _is_image(value):
    return isinstance(value, (str, pathlib.Path)) or hasattr(value, "dataobj")


def _inside(mask):
    """(the mask's image, where it is true [x, y, z])."""
    image = image_of(getattr(mask, "mask_img_", mask))
    return image, np.asarray(image.dataobj) > 0


def _voxels(value, mask, name, expected):
    """[T x V] of an image under the mask, or of an array."""
    if not _is_image(value):
        return _arrays.matrix(value, name, expected)
    if mask is None:
        raise Error(f"{name} is an image, and mask is None; expected the mask whose voxels are used")
    image, (mask, inside) = image_of(value), _inside(mask)
    if image.shape[:3] != inside.shape or not np.allclose(image.affine, mask.affine, atol=1e-3):
        of = lambda one: f"{' x '.join(map(str, one.shape[:3]))} voxels from {np.round(one.affine[:3, 3], 2).tolist()} mm"
        raise Error(f"{name} has {of(image)} and the mask {of(mask)}; expected one grid (nilearn.image.resample_to_img brings images to one)")
    # Voxels in the file's order, the first axis fastest, as in anbn's own files.
    volumes = np.asarray(image.dataobj).reshape(*inside.shape, -1)
    return np.ascontiguousarray(volumes.reshape(inside.size, -1, order="F")[inside.ravel(order="F")].T, dtype=np.float32)


def _is_several(X):
    """Whether X is a list of scans; one of rows of numbers is a scan."""
    if not isinstance(X, (list, tuple)):
        return False
    row = X[0] if X else None
    return not (row.ndim == 1 if isinstance(row, np.ndarray) else isinstance(row, (list, tuple)) and not isinstance(next(iter(row), None), (list, tuple, np.ndarray)))


class _Networks:
    """What DBN and ICA share. Subclasses say which method they are."""

    _method = ""

    def __init__(self, **parameters):
        self._set({name: value for name, (value, _) in _OWN.items()} | {name: value for name, (value, _) in MACHINE.items()}
                  | {option["name"]: default_of(option) for option in TOLD["networks"][self._method]})
        self.set_params(**parameters)

    def _set(self, parameters):
        for name, value in parameters.items():
            setattr(self, name, value)

    @classmethod
    def _names(cls):
        return [*_OWN, *MACHINE, *(option["name"] for option in TOLD["networks"][cls._method])]

    def get_params(self, deep=True):
        """The parameters with their values."""
        return {name: getattr(self, name) for name in self._names()}

    def set_params(self, **parameters):
        """Changes parameters. Throws Error for one that there is not."""
        for name in parameters:
            if name not in self._names():
                raise Error(f"{type(self).__name__} has no parameter {name}; expected one of {' '.join(self._names())}")
        self._set(parameters)
        return self

    def set_output(self, *, transform=None):
        """'pandas' has transform give frames, 'default' arrays."""
        if transform not in (None, "default", "pandas"):
            raise Error(f"set_output: found {transform}; expected default or pandas")
        if transform is not None:
            self._output = transform
        return self

    def _ready(self, scan):
        values = _voxels(scan, self.mask, "X", "[volumes x voxels]")
        return _native.zscored(values) if self.standardize else values

    def _machine(self):
        return {name: progress_of(getattr(self, name)) if name == "progress" else getattr(self, name) for name in MACHINE}

    def _shared(self):
        return {"seed": self.seed} | ({} if self.dual_ridge is None else {"dual_ridge": self.dual_ridge})

    def _options(self):
        return {option["name"]: getattr(self, option["name"]) for option in TOLD["networks"][self._method]}

    def fit(self, X, y=None):
        """Finds networks in one scan (an array [T x V] or a 4-D image) or a list of several.

        Scans of one length count as listeners of one story. Sets `components_` [M x V] (the maps),
        `names_`, `reproducibility_`, `n_features_in_`, `dual_ridge_` and `maps_img_` where X are images.
        """
        scans = X if _is_several(X) else [X]
        if not scans:
            raise Error("X: found no scans; expected one or more")
        with tempfile.TemporaryDirectory(prefix="anbn-") as folder:
            stories, voxels = {}, None
            for number, scan in enumerate(scans, 1):
                values = self._ready(scan)
                if voxels not in (None, values.shape[1]):
                    raise Error(f"X: scan {number} has {values.shape[1]} voxels and those before it {voxels}; expected one mask for all")
                voxels = values.shape[1]
                file = pathlib.Path(folder) / f"scan-{number}.npy"
                np.save(file, values)
                stories.setdefault(len(values), []).append(str(file))
            found = _native.find_networks(self._method, list(stories.values()), voxels, folder, self._shared(), self._options(), self._machine())
        self.components_, self.names_, self.reproducibility_ = found["maps"], found["names"], found["reproducibility"]
        self.n_features_in_, self.dual_ridge_ = voxels, found["dual_ridge"]
        if _is_image(scans[0]):
            self.maps_img_ = self._as_image(self.components_)
        return self

    def _fitted(self):
        if not hasattr(self, "components_"):
            raise Error(f"this {type(self).__name__} has no networks yet; call fit first")

    def transform(self, X):
        """Time courses [T x M] of the networks in one scan, or a list of those in several, by dual regression."""
        self._fitted()
        if _is_several(X):
            return [self.transform(scan) for scan in X]
        values = self._ready(X)
        if values.shape[1] != self.n_features_in_:
            raise Error(f"X: found {values.shape[1]} voxels; expected the {self.n_features_in_} of fit")
        courses = _native.dual_regression(self.components_, values, {"dual_ridge": self.dual_ridge_}, self._machine())
        if getattr(self, "_output", "default") == "pandas":
            import pandas
            return pandas.DataFrame(courses, columns=self.get_feature_names_out())
        return courses

    def fit_transform(self, X, y=None):
        """fit, then transform, of the same."""
        return self.fit(X).transform(X)

    def inverse_transform(self, courses):
        """What the networks explain: volumes [T x V], or an image where fit saw images."""
        self._fitted()
        courses = _arrays.matrix(courses, "courses", "[volumes x networks]")
        if courses.shape[1] != len(self.components_):
            raise Error(f"courses: found {courses.shape[1]} columns; expected one for each of the {len(self.components_)} networks")
        volumes = courses @ self.components_
        return self._as_image(volumes) if hasattr(self, "maps_img_") else volumes

    def get_feature_names_out(self, input_features=None):
        """What the networks are called."""
        self._fitted()
        return np.array(self.names_, dtype=object)

    def _as_image(self, rows):
        mask, inside = _inside(self.mask)
        volumes = np.zeros((inside.size, len(rows)), dtype=np.float32)
        volumes[inside.ravel(order="F")] = rows.T
        return _nibabel().Nifti1Image(volumes.reshape(*inside.shape, -1, order="F"), mask.affine)

    def __repr__(self):
        fresh = type(self)()
        changed = {name: value for name, value in self.get_params().items() if value is not getattr(fresh, name) and value != getattr(fresh, name)}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in changed.items())})"


def dual_regression(maps, scan, *, mask=None, standardize=True, dual_ridge=0.0, threads=0, isa="auto", progress=None):
    """Time courses [T x M] of maps that there are already, in one scan: array of float32.

    Parameters
    ----------
    maps : 4-D image (nilearn's maps_img, CanICA's components_img_, ...) or array [M x V]
    scan : 4-D image or array [T x V]
        of the same voxels
    mask : image, path or fitted masker of nilearn, optional
        of images
    standardize : bool
        each voxel's series is brought to mean 0 and variance 1 first
    dual_ridge : float
        added to the diagonal of the maps' correlations, which steadies maps that are alike
    threads, isa, progress
        as elsewhere

    Each volume is fitted by all maps at once, all of them centred over the voxels. Throws Error where grids or
    numbers of voxels differ, or maps are constant.
    """
    maps, scan = _voxels(maps, mask, "maps", "[networks x voxels]"), _voxels(scan, mask, "scan", "[volumes x voxels]")
    machine = {"threads": threads, "isa": isa, "progress": progress_of(progress)}
    return _native.dual_regression(maps, _native.zscored(scan) if standardize else scan, {"dual_ridge": dual_ridge}, machine)


def _estimator(cls):
    """Signature and docstring from the method's options."""
    options = TOLD["networks"][cls._method]
    extra = {**_OWN, **MACHINE}
    parameters = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=value) for name, (value, _) in extra.items()]
    parameters += [inspect.Parameter(option["name"], inspect.Parameter.KEYWORD_ONLY, default=default_of(option)) for option in options]
    cls.__signature__ = inspect.Signature(parameters)
    lines = [f"{name} : default {value!r}\n    {help}" for name, (value, help) in extra.items()]
    cls.__doc__ = "\n".join([inspect.cleandoc(cls.__doc__), "", "Parameters", "----------", *lines, *map(described, options)])
    return cls


@_estimator
class DBN(_Networks):
    """Networks of a volumetric sparse deep belief network: `fit`, `transform`, `inverse_transform`."""

    _method = "dbn"


@_estimator
class ICA(_Networks):
    """Networks by group independent component analysis: `fit`, `transform`, `inverse_transform`."""

    _method = "ica"

# SPDX-License-Identifier: Apache-2.0
# How people call anbn, for pyright: no error here. test_types.py adds mistakes that must be ones.
import anbn
import numpy as np
import numpy.typing as npt

neurons: npt.NDArray[np.float32] = np.zeros((10, 3), np.float32)
coupling: anbn.Results = anbn.couple(neurons, neurons, delta="absolute", lag_draws=10, threads=2, progress=True)
table: anbn.Table = coupling["neurons"]
names: list[str] = table.columns
tests = anbn.significance(neurons, neurons, nulls=["shuffle", "phase"], correction="by", nuisance={"drift": neurons[:, 0]})
anbn.encode(neurons, neurons, features="all", penalties=[1, 10.0])
anbn.listeners(neurons, [neurons, neurons], splits=3)
hrf: npt.NDArray[np.float64] = anbn.double_gamma_hrf(1.5)
study: anbn.StudyResults = anbn.run("study.toml")
good: bool = anbn.check("study.toml").good
anbn.simulate("folder", model="model", as_="networks", stories=["lighthouse"])
anbn.stages.coupling(out="out", timecourses="t", tokens="t", networks="n", nuisance="n")
ica = anbn.ICA(components=5, nonlinearity="cube").fit([neurons])
maps: npt.NDArray[np.float32] = ica.components_
heard: anbn.Results = anbn.tokens([("once", 0.0, 0.3), ("upon", 0.4, 0.2)], "model", volumes=20, tr_s=2, segments="greedy")
anbn.neurons({"word": ["once"], "onset_s": [0.0], "duration_s": [0.3]}, "model", volumes=20, neurons="hidden", aggregate="max", tokenizer="model")
own = anbn.Study("folder", {"pieman": {"words": "words.tsv", "networks": neurons, "volumes": 282}}, {"main": "model"}, name="Mine", significance={"permutations": 200})
anbn.Study("study.toml").run(progress=True).summary.upper()
tests.plot().to_dict()
table.plot("label", "correlation")
courses: npt.NDArray[np.float32] = anbn.dual_regression(maps, neurons, standardize=False)

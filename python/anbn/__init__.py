# SPDX-License-Identifier: Apache-2.0
"""Which single neurons of a language model move with which brain networks, beside what noise gives.

In memory: tokens, neurons, couple, significance, pooled, encode, listeners, double_gamma_hrf, cosine_regressors, top_pairs, tag.
Networks: DBN, ICA, dual_regression. Whole studies: Study, run, check, simulate, compare, pairs, report, load, stages, model_folder.
See docs/python.md.
"""

from ._analysis import cosine_regressors, couple, double_gamma_hrf, encode, listeners, pooled, significance, tag, top_pairs
from ._files import model_folder
from ._native import Error, __version__
from ._networks import DBN, ICA, dual_regression
from ._own_study import Study
from ._results import Results, StudyResults, Table, load
from ._study import check, compare, pairs, report, run, simulate, stages
from ._words import neurons, tokens

Error.__module__ = "anbn"

__all__ = ["DBN", "Error", "ICA", "Results", "Study", "StudyResults", "Table", "check", "compare", "cosine_regressors", "couple", "double_gamma_hrf",
           "dual_regression", "encode", "listeners", "load", "model_folder", "neurons", "pairs", "pooled", "report", "run", "significance", "simulate", "stages", "tag",
           "tokens", "top_pairs"]

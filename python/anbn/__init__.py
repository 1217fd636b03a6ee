# SPDX-License-Identifier: Apache-2.0
"""Which single neurons of a language model move with which brain networks, beside what noise gives.

In memory: couple, significance, pooled, encode, listeners, double_gamma_hrf, cosine_regressors, top_pairs, tag.
Networks: DBN, ICA. Whole studies: run, check, simulate, compare, pairs, report, load, stages, model_folder.
See docs/python.md.
"""

from ._analysis import cosine_regressors, couple, double_gamma_hrf, encode, listeners, pooled, significance, tag, top_pairs
from ._native import Error, __version__
from ._networks import DBN, ICA
from ._results import Results, StudyResults, Table, load
from ._study import check, compare, model_folder, pairs, report, run, simulate, stages

Error.__module__ = "anbn"

__all__ = ["DBN", "Error", "ICA", "Results", "StudyResults", "Table", "check", "compare", "cosine_regressors", "couple", "double_gamma_hrf",
           "encode", "listeners", "load", "model_folder", "pairs", "pooled", "report", "run", "significance", "simulate", "stages", "tag", "top_pairs"]

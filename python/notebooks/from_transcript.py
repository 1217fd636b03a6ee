# SPDX-License-Identifier: Apache-2.0
# %% [markdown]
# # From a transcript to neurons
#
# What a language model does while it reads a story, word by word, as time courses that can stand beside a scan. Two folders are needed, named by
# environment variables: `ANBN_DATA`, with the story Pie Man (`narratives/pieman/align.csv` and `transcript.txt`) and 18 listeners' networks
# (`pieman_htfa/pieman_htfa100_subjects_even.npy`), and `ANBN_MODEL`, a model folder from Hugging Face.

# %%
import os
import pathlib
import tempfile

import anbn
import numpy as np
import pandas

data, model = pathlib.Path(os.environ["ANBN_DATA"]), os.environ["ANBN_MODEL"]

# %% [markdown]
# ## Words with times
#
# A forced aligner says when each word was heard. `anbn` reads such files itself; here they go through a frame, as words of your own would. A word that
# the aligner missed has no times, and gets them from its neighbours. The transcript has the same words with their punctuation, which a model needs.

# %%
words = pandas.read_csv(data / "narratives/pieman/align.csv", header=None, names=["word", "aligned", "onset_s", "offset_s"], keep_default_na=False, na_values=[""])
words["duration_s"] = words["offset_s"] - words["onset_s"]
words = words[["word", "onset_s", "duration_s"]]
transcript = data / "narratives/pieman/transcript.txt"
print(f"{len(words)} words, {np.isnan(words['onset_s']).sum()} without times")
words.head()

# %% [markdown]
# ## Neurons
#
# Each query-key dimension of each head is one neuron. Of a volume's words it has the mean product of queries and keys, which the blood's response
# smears over the next seconds. The scan has a volume each 1.5 s; the first ten are left out, and the 282 after them used.

# %%
volumes = {"tr_s": 1.5, "first_volume": 10, "volumes": 282, "audio_start_s": 0}
heard = anbn.neurons(words, model, transcript=transcript, **volumes)
neurons = heard.neurons
print(f"{len(heard.tokens.tokens)} tokens; time courses [volumes x neurons]: {heard.timecourses.shape}")
neurons.to_frame().head()

# %% [markdown]
# ## Which words make a neuron active?
#
# The largest products of its queries with its keys in the first segment that the model read.

# %%
dimension = 42
queries, keys = (heard.activations[f"layer_03_{part}"][:, dimension] for part in ("query", "key"))
pieces, segment = heard.tokens.tokens["piece"], heard.tokens.tokens["segment"]
first = segment == 1
pairs = anbn.top_pairs(queries[first], keys[first], count=5)
for query, key, product in zip(pairs["query"], pairs["key"], pairs["product"]):
    print(f"{neurons['label'][neurons['layer'] == 3][dimension]}: {pieces[query]} -> {pieces[key]}  {product:.2f}")

# %% [markdown]
# ## Beside brains
#
# The networks of the 18 listeners, each standardized and then averaged, are one row a volume of the whole scan: the same volumes are cut out. What words
# are without their meaning (how many are spoken, where the model's segment began) and slow drift are regressed out of both sides.

# %%
listeners = np.load(data / "pieman_htfa/pieman_htfa100_subjects_even.npy")[:, 10:292].astype(float)
networks = ((listeners - listeners.mean(axis=1, keepdims=True)) / listeners.std(axis=1, keepdims=True)).mean(axis=0)
with tempfile.TemporaryDirectory() as folder:
    regressors = anbn.stages.nuisance(out=f"{folder}/nuisance", tokens=heard.tokens.folder).regressors
tests = anbn.significance(heard.timecourses, networks, nuisance=regressors, labels=neurons["label"], layers=neurons["layer"], permutations=100, noise_draws=30, story="pieman")
print(f"any coupling: p = {tests.summary['omnibus']['p']:.2g}; named neurons: {int((tests.neurons['phase_p_fwe'] <= 0.05).sum())} of {len(neurons)}")

# %% [markdown]
# One story is short: largest correlations that look strong are what noise reaches as well (the grey band). `three_stories.py` goes on from here.

# %%
try:
    chart = tests.plot()
except anbn.Error as error:  # altair is optional
    chart = str(error)
chart

# SPDX-License-Identifier: Apache-2.0
# %% [markdown]
# # Three stories of one listener
#
# A story is short: ten minutes of noise reach correlations that hardly any coupling exceeds. Over several stories noise averages out and a coupling
# stays. Here one listener hears three stories; their couplings are pooled, and a model with random weights stands beside the trained one.
#
# Two folders are needed, named by environment variables: `ANBN_LEBEL`, with `words/STORY.tsv` and `UTS03/STORY.npy` (one listener's networks,
# [volumes x networks]), and `ANBN_MODEL`, a model folder from Hugging Face. `jupytext --to notebook three_stories.py` makes a notebook of this script.

# %%
import os
import pathlib
import tempfile

import anbn
import numpy as np

data, model = pathlib.Path(os.environ["ANBN_LEBEL"]), os.environ["ANBN_MODEL"]
stories = ["lifeanddeathontheoregontrail", "hangtime", "kiksuya"]
tr_s = 2.0045

# %% [markdown]
# ## The study
#
# The same file that the command line takes. The first variant must be called `main`; `untrained` is the same network with random weights.

# %%
text = '[study]\nname = "Three stories"\nout = "results"\nseed = 1\n'
for name, weights in (("main", "pretrained"), ("untrained", "random")):
    text += f'\n[[variant]]\nname = "{name}"\nmodel = "{model}"\nweights = "{weights}"\n'
for story in stories:
    networks = data / "UTS03" / f"{story}.npy"
    text += (f'\n[[story]]\nname = "{story}"\nwords = "{data / "words" / story}.tsv"\nnetworks = "{networks}"\ntr_s = {tr_s}\nfirst_volume = 0\n'
             f'volumes = {len(np.load(networks, mmap_mode="r"))}\naudio_start_s = {-tr_s}\n')
text += '\n[networks]\nmethod = "import"\n\n[significance]\npermutations = 200\nnoise_draws = 60\n'
text += "\n[between-stories]\nstory_draws = 0\n\n[interpretation]\ndraws = 20\n"

folder = pathlib.Path(os.environ.get("ANBN_NOTEBOOK_FOLDER") or tempfile.mkdtemp(prefix="anbn-three-stories-"))
study = folder / "study.toml"
study.write_text(text)
checked = anbn.check(study)
assert checked.good, checked

# %% [markdown]
# ## The run
#
# What is finished is kept: the same call again computes nothing.

# %%
results = anbn.run(study, progress=True)
results

# %% [markdown]
# ## Is there any coupling?
#
# `omnibus` asks whether the neurons as a whole follow the networks more than draws with random phases do; `global` asks for the single largest pair.
# Both are p values of whole stories: no neuron is chosen first. Read these before any name.

# %%
for variant in ("main", "untrained"):
    summary = results[f"{variant}/pooled"].summary
    largest = summary["global"]
    print(f"{variant}: any coupling p = {summary['omnibus']['p']:.3g}; largest partial r = {largest['observed']:.3f} ({largest['pair']}), "
          f"95 % of noise reach {largest['null_95']:.3f}, p = {largest['p']:.3g}")

# %% [markdown]
# ## Which neurons are named?
#
# A neuron is named where its family-wise p is at most 0.05. How many the untrained model has tells what a listener's brain shares with the rhythm
# of the words alone: a coupling of the trained model means something where it exceeds that.

# %%
for variant in ("main", "untrained"):
    pooled = results[f"{variant}/pooled"]
    named = pooled.neurons["phase_p_fwe"] <= 0.05
    print(f"{variant}: {int(named.sum())} of {len(pooled.neurons)} neurons named")
    for i in np.flatnonzero(named)[:10]:
        print(f"    {pooled.neurons['label'][i]} with network {int(pooled.neurons['phase_network'][i])}, "
              f"partial r = {pooled.neurons['phase_correlation'][i]:.3f}")

# %% [markdown]
# ## One story alone
#
# The same question asked of each story: with few minutes, few or none.

# %%
for story in stories:
    alone = results[f"main/{story}/significance"]
    print(f"{story}: {int((alone.neurons['phase_p_fwe'] <= 0.05).sum())} neurons named, omnibus p = {alone.summary['omnibus']['p']:.3g}")
print(results.report)

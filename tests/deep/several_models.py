# SPDX-License-Identifier: Apache-2.0
"""Three models of unlike make over three stories of one listener (lebel2023, ../shared/data) in one study, as a user would compare them: MiniLM, and a small GPT-2 and a small Llama with random weights, of several kinds, beside controls.

    python3 tests/deep/several_models.py [--permutations 99] [--keep FOLDER]     (anbn on the PATH; skipped without the data or the pretrained model)

The random models are no controls here: they stand for models that somebody trained, so that all are one family with one bar. What the study says of them is what the outsider's script finds."""
import argparse
import csv
import json
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

import numpy as np

from lebel import DATA, MODEL, ROOT, STORIES, TR_S
from study import FAST, Checks, anbn

TOKENIZER = DATA.parent / "tokenizer"
HIDDEN, LAYERS, HEADS, KEY_HEADS, INNER, VOCABULARY, POSITIONS = 64, 4, 4, 2, 128, 50257, 512


def gpt2() -> tuple[dict, dict]:
    """(config.json, name -> shape of each tensor)"""
    shapes = {"wte.weight": (VOCABULARY, HIDDEN), "wpe.weight": (POSITIONS, HIDDEN)}
    for layer in range(LAYERS):
        path = f"h.{layer}."
        for name, rows, cols in (("attn.c_attn", HIDDEN, 3 * HIDDEN), ("attn.c_proj", HIDDEN, HIDDEN), ("mlp.c_fc", HIDDEN, 4 * HIDDEN), ("mlp.c_proj", 4 * HIDDEN, HIDDEN)):
            shapes |= {f"{path}{name}.weight": (rows, cols), f"{path}{name}.bias": (cols,)}
        shapes |= {f"{path}{norm}.{part}": (HIDDEN,) for norm in ("ln_1", "ln_2") for part in ("weight", "bias")}
    shapes |= {f"ln_f.{part}": (HIDDEN,) for part in ("weight", "bias")}
    return {"model_type": "gpt2", "n_embd": HIDDEN, "n_layer": LAYERS, "n_head": HEADS, "n_positions": POSITIONS, "vocab_size": VOCABULARY, "activation_function": "gelu_new",
            "layer_norm_epsilon": 1e-5, "initializer_range": 0.02, "tie_word_embeddings": True}, shapes


def llama() -> tuple[dict, dict]:
    size = HIDDEN // HEADS
    shapes = {"model.embed_tokens.weight": (VOCABULARY, HIDDEN), "model.norm.weight": (HIDDEN,)}
    for layer in range(LAYERS):
        path = f"model.layers.{layer}."
        for name, rows, cols in (("self_attn.q_proj", HEADS * size, HIDDEN), ("self_attn.k_proj", KEY_HEADS * size, HIDDEN), ("self_attn.v_proj", KEY_HEADS * size, HIDDEN),
                                 ("self_attn.o_proj", HIDDEN, HEADS * size), ("mlp.gate_proj", INNER, HIDDEN), ("mlp.up_proj", INNER, HIDDEN), ("mlp.down_proj", HIDDEN, INNER)):
            shapes[f"{path}{name}.weight"] = (rows, cols)
        shapes |= {f"{path}{norm}.weight": (HIDDEN,) for norm in ("input_layernorm", "post_attention_layernorm")}
    return {"model_type": "llama", "hidden_size": HIDDEN, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "num_key_value_heads": KEY_HEADS, "intermediate_size": INNER,
            "vocab_size": VOCABULARY, "max_position_embeddings": POSITIONS, "rms_norm_eps": 1e-6, "hidden_act": "silu", "initializer_range": 0.02, "rope_theta": 10000.0,
            "tie_word_embeddings": True}, shapes


def write_model(folder: pathlib.Path, config: dict, shapes: dict) -> None:
    """A model's folder as save_pretrained leaves it, with GPT-2's tokenizer."""
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "GPT2Tokenizer"}')
    shutil.copy(TOKENIZER / "gpt2-encoder.json", folder / "vocab.json")
    shutil.copy(TOKENIZER / "gpt2-vocab.bpe", folder / "merges.txt")
    rng, header, data = np.random.default_rng(5), {}, []
    begin = 0
    for name, shape in shapes.items():
        is_gain = len(shape) == 1 and name.endswith("weight")
        values = (rng.standard_normal(shape) * 0.1 + is_gain).astype("<f4")
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [begin, begin + values.nbytes]}
        begin += values.nbytes
        data.append(values.tobytes())
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + b"".join(data))


VARIANTS = {"main": (MODEL, ""), "values": (MODEL, 'activations.neurons = "attention_v"\n'), "gpt2": ("gpt2", 'tokens.context = "sliding"\n'), "gpt2-volumes": ("gpt2", 'tokens.context = "volume"\n'),
            "llama": ("llama", ""), "llama-turned": ("llama", 'activations.neurons = "attention_qk_after_rope"\n'), "llama-next": ("llama", 'activations.neurons = "surprisal"\n')}


def study(permutations: int) -> str:
    text = '[study]\nname = "Several models, three stories"\nout = "results"\nseed = 1\ncontrols = ["untrained", "shuffled-words", "wrong-story", "no-word-rate"]\n'
    for name, (model, more) in VARIANTS.items():
        text += f'\n[[variant]]\nname = "{name}"\nmodel = "{model}"\n{more}'
    for story in STORIES[:3]:
        networks = DATA / f"UTS03/{story}.npy"
        text += (f'\n[[story]]\nname = "{story}"\nwords = "{DATA}/words/{story}.tsv"\nnetworks = "{networks}"\ntr_s = {TR_S}\nfirst_volume = 0\n'
                 f'volumes = {len(np.load(networks, mmap_mode="r"))}\naudio_start_s = -{TR_S}\n')
    return text + (f'\n[networks]\nmethod = "import"\n\n[significance]\npermutations = {permutations}\nnoise_draws = 20\n\n[between-stories]\nstory_draws = 0\n\n'
                   '[interpretation]\ntop = 50\ndraws = 20\n\n[training]\nseeds = 1\ndraws = 5\n\n[self-calibration]\npairings = 2\npairing_draws = 19\n')


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--permutations", type=int, default=99)
    parser.add_argument("--keep", type=pathlib.Path, help="folder for the study; by default it is removed")
    chosen = parser.parse_args()
    if not DATA.exists() or not TOKENIZER.exists() or not (MODEL / "model.safetensors").exists():
        print("SKIPPED: no lebel2023 or tokenizer in ../shared/data, or no model")
        return 77
    check = Checks()
    with tempfile.TemporaryDirectory(prefix="anbn-several-", dir=FAST) as scratch:
        folder = chosen.keep or pathlib.Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for name, make in (("gpt2", gpt2), ("llama", llama)):
            if not (folder / name).exists():
                write_model(folder / name, *make())
        (folder / "study.toml").write_text(study(chosen.permutations))
        anbn("run", folder / "study.toml")
        results = folder / "results"
        rows = list(csv.DictReader(open(results / "report/variants.tsv", newline=""), delimiter="\t"))
        told = [row["variant"] for row in rows]
        check(told == list(VARIANTS), f"one table compares over all stories: {', '.join(told)}")
        check(all(int(row["tested"]) > 0 and float(row["all_bar"]) > 0 for row in rows), "each has neurons that are tested, and a bar of the whole family: " + ", ".join(f"{row['all_above']} of {row['tested']}" for row in rows))
        check(len({row["all_bar"] for row in rows}) == 1, f"the bar of the whole family is one for all: {rows[0]['all_bar']}")
        for variant in VARIANTS:
            there = all((results / variant / story / "significance/summary.json").exists() for story in STORIES[:3])
            check(there and (results / variant / "pooled/summary.json").exists(), f"{variant} is tested in each story and over all of them")
        for control in ("untrained", "shuffled-words", "wrong-story", "no-word-rate"):
            there = all((results / control / story / "significance/summary.json").exists() for story in STORIES[:3])
            check(there, f"the control {control} was made of each story")
        page = (results / "report/report.html").read_text()
        check("Variants under one family-wise bar" in page and all(name in page for name in VARIANTS), "the page compares them")
        outsider = subprocess.run([sys.executable, ROOT / "tests/outsider/check_variants.py", results], capture_output=True, text=True)
        words = outsider.stdout.splitlines()[-1:] if outsider.returncode == 0 else [line for line in outsider.stdout.splitlines() if "FAILED" in line] + [outsider.stderr]
        check(outsider.returncode == 0, "the outsider's script finds the same bars: " + "\n".join(words))
    return check.status()


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""Weights larger than memory: a random GPT-2 of 1.6 billion parameters (GPT-2 XL's shape, bfloat16, 3.1 GB) reads a story, and how much memory that took.

    python3 tests/scale/large_model.py ANBN FOLDER TOKENIZER WORDS [TRANSCRIPT]

ANBN: the program; FOLDER: where 6 GB are free (removed behind); TOKENIZER: folder with GPT-2's vocab.json and merges.txt; WORDS: the story's words with their times.
Run by hand: it takes minutes. Prints seconds and the largest resident memory of each command, mapped pages of the weights among it, and fails above 4 GB."""
import json
import pathlib
import resource
import shutil
import subprocess
import sys
import time

import numpy as np

HIDDEN, LAYERS, HEADS, VOCABULARY, POSITIONS = 1600, 48, 25, 50257, 1024
MOST = 4e9


def shapes() -> dict[str, tuple]:
    found = {"wte.weight": (VOCABULARY, HIDDEN), "wpe.weight": (POSITIONS, HIDDEN)}
    for layer in range(LAYERS):
        for name, shape in (("ln_1", (HIDDEN,)), ("attn.c_attn", (HIDDEN, 3 * HIDDEN)), ("attn.c_proj", (HIDDEN, HIDDEN)), ("ln_2", (HIDDEN,)),
                            ("mlp.c_fc", (HIDDEN, 4 * HIDDEN)), ("mlp.c_proj", (4 * HIDDEN, HIDDEN))):
            found[f"h.{layer}.{name}.weight"] = shape
            found[f"h.{layer}.{name}.bias"] = shape[-1:]
    return found | {"ln_f.weight": (HIDDEN,), "ln_f.bias": (HIDDEN,)}


def make_model(folder: pathlib.Path, tokenizer: pathlib.Path) -> int:
    folder.mkdir(parents=True)
    for name in ("vocab.json", "merges.txt"):
        shutil.copy(tokenizer / name, folder)
    (folder / "config.json").write_text(json.dumps({
        "model_type": "gpt2", "vocab_size": VOCABULARY, "n_positions": POSITIONS, "n_embd": HIDDEN, "n_layer": LAYERS, "n_head": HEADS,
        "layer_norm_epsilon": 1e-5, "initializer_range": 0.02, "activation_function": "gelu_new"}))
    header, end = {}, 0
    for name, shape in shapes().items():
        size = 2 * int(np.prod(shape))
        header[name] = {"dtype": "BF16", "shape": list(shape), "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    random = np.random.default_rng(1)
    with open(folder / "model.safetensors", "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name, shape in shapes().items():
            values = 0.02 * random.standard_normal(int(np.prod(shape)), dtype=np.float32) + (1 if name.split(".")[-2].startswith("ln") and name.endswith("weight") else 0)
            file.write((values.view(np.uint32) >> 16).astype("<u2").tobytes())
    return end // 2


def timed(command: list) -> None:
    """Its time and largest memory: the largest of all children so far, so commands come by rising memory."""
    begin = time.time()
    subprocess.run(list(map(str, command)), check=True)
    memory = 1024 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"{' '.join(map(str, command[1:4]))}: {time.time() - begin:.0f} s; largest resident memory so far (this script's own among it) {memory / 1e9:.2f} GB", flush=True)
    if memory > MOST:
        raise SystemExit(f"more than {MOST / 1e9:.0f} GB")


def main(anbn, folder, tokenizer, words, *transcript) -> None:
    folder = pathlib.Path(folder).resolve() / "large_model"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        parameters = make_model(folder / "model", pathlib.Path(tokenizer))
        print(f"{parameters / 1e9:.2f} billion parameters in {(folder / 'model/model.safetensors').stat().st_size / 1e9:.2f} GB", flush=True)
        told = ["--transcript", transcript[0]] if transcript else []
        timed([anbn, "tokens", "--words", words, *told, "--vocabulary", folder / "model/vocab.json", "--tr-s", 1.5, "--first-volume", 10, "--volumes", 282,
               "--max-segment-tokens", 512, "--out", folder / "tokens"])
        for kind in ("attention_qk", "surprisal"):
            timed([anbn, "activations", "--neurons", kind, "--tokens", folder / "tokens", "--model", folder / "model", "--out", folder / kind])
        timed([anbn, "timecourses", "--activations", folder / "attention_qk", "--tokens", folder / "tokens", "--out", folder / "timecourses"])
        nats = np.load(folder / "surprisal/layer_01_surprisal.npy")[:, 0]
        nats = nats[np.isfinite(nats)]
        print(f"{len(nats)} surprisals, mean {nats.mean():.2f} nats (even over the vocabulary: {np.log(VOCABULARY):.2f})")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

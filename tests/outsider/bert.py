# SPDX-License-Identifier: Apache-2.0
"""BERT's queries and keys in plain numpy, in double precision.

Written from the architecture (Devlin et al. 2019) and the safetensors format; shares no code with anbn.
Checked against transformers by check_bert.py."""
import json
import pathlib
import struct

import numpy as np
from scipy.special import erf

import random_model
import untrained

DTYPES = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2"), "F64": np.dtype("<f8"), "BF16": np.dtype("<u2")}


def read_safetensors(path: pathlib.Path) -> dict[str, np.ndarray]:
    """All floating tensors of a safetensors file as float64, by name without a leading `bert.`."""
    data = np.memmap(path, dtype=np.uint8, mode="r")
    (header_bytes,) = struct.unpack("<Q", data[:8].tobytes())
    header = json.loads(data[8:8 + header_bytes].tobytes())
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] not in DTYPES:
            continue
        begin, end = entry["data_offsets"]
        raw = data[8 + header_bytes + begin:8 + header_bytes + end].view(DTYPES[entry["dtype"]])
        if entry["dtype"] == "BF16":  # the upper half of a float32
            raw = (raw.astype("<u4") << 16).view("<f4")
        tensors[name.removeprefix("bert.")] = raw.reshape(entry["shape"]).astype(np.float64)
    return tensors


class Bert:
    """The encoder of a folder with config.json and model.safetensors; with the weights of the file, or untrained ones ("permuted", "random") of a seed."""

    def __init__(self, folder, weights: str = "pretrained", seed: int = 1):
        folder = pathlib.Path(folder)
        config = json.loads((folder / "config.json").read_text())
        if config["model_type"] != "bert" or config.get("hidden_act", "gelu") != "gelu":
            raise SystemExit(f"{folder}: found model_type {config['model_type']}, hidden_act {config.get('hidden_act')}; "
                             "the outsider knows only bert with gelu")
        self.layers = config["num_hidden_layers"]
        self.heads = config["num_attention_heads"]
        self.hidden = config["hidden_size"]
        self.epsilon = config.get("layer_norm_eps", 1e-12)
        if weights == "random":
            self.weights = untrained.random(random_model.shapes(config), config.get("initializer_range", 0.02), seed)
        else:
            self.weights = read_safetensors(folder / "model.safetensors")
        if weights == "permuted":
            self.weights = untrained.permuted(self.weights, seed)

    @property
    def neurons(self) -> int:
        return self.layers * self.hidden

    def label(self, neuron: int) -> str:
        """Label of the neuron that counts from 1, such as L8H2D51."""
        size = self.hidden // self.heads
        layer, rest = divmod(neuron - 1, self.hidden)
        head, dimension = divmod(rest, size)
        return f"L{layer + 1}H{head + 1}D{dimension + 1}"

    def _linear(self, x, name):
        return x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]

    def _norm(self, x, name):
        centred = x - x.mean(axis=1, keepdims=True)
        variance = (centred**2).mean(axis=1, keepdims=True)
        return centred / np.sqrt(variance + self.epsilon) * self.weights[name + ".weight"] + self.weights[name + ".bias"]

    def queries_and_keys(self, ids):
        """Yields (query, key), each [tokens x hidden], of every layer for one sequence of token ids (specials included)."""
        ids = np.asarray(ids)
        n, size = len(ids), self.hidden // self.heads
        x = (self.weights["embeddings.word_embeddings.weight"][ids]
             + self.weights["embeddings.position_embeddings.weight"][:n]
             + self.weights["embeddings.token_type_embeddings.weight"][0])
        x = self._norm(x, "embeddings.LayerNorm")
        for layer in range(self.layers):
            name = f"encoder.layer.{layer}"
            q = self._linear(x, f"{name}.attention.self.query")
            k = self._linear(x, f"{name}.attention.self.key")
            yield q, k
            if layer + 1 == self.layers:
                return
            v = self._linear(x, f"{name}.attention.self.value")
            context = np.empty_like(v)
            for head in range(self.heads):
                columns = slice(head * size, (head + 1) * size)
                scores = q[:, columns] @ k[:, columns].T / np.sqrt(size)
                scores = np.exp(scores - scores.max(axis=1, keepdims=True))
                context[:, columns] = scores / scores.sum(axis=1, keepdims=True) @ v[:, columns]
            attended = self._linear(context, f"{name}.attention.output.dense")
            x = self._norm(x + attended, f"{name}.attention.output.LayerNorm")
            inner = self._linear(x, f"{name}.intermediate.dense")
            inner = 0.5 * inner * (1 + erf(inner / np.sqrt(2)))
            x = self._norm(x + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")

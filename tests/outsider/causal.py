# SPDX-License-Identifier: Apache-2.0
"""Queries and keys of GPT-2 and of Llama, Mistral, Qwen 2 and Qwen 3 in plain numpy, in double precision, neurons' activity over the pairs that attention forms, and surprisal.

Written from the papers (Radford et al. 2019, Touvron et al. 2023, Su et al. 2021) and the safetensors format; shares no code with anbn.
Checked against transformers' goldens by check_causal.py."""
import json
import pathlib

import numpy as np

from bert import read_safetensors


def softmax_seen(scores: np.ndarray, window: int) -> np.ndarray:
    """Rows over the keys at or before the query, fewer than `window` places before it (0: any)."""
    distance = np.arange(len(scores))[:, None] - np.arange(len(scores))[None, :]
    seen = (distance >= 0) & ((distance < window) if window else True)
    scores = np.where(seen, scores, -np.inf)
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return scores / scores.sum(axis=1, keepdims=True)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Causal:
    """A model folder. `windows` has one number a layer, 0 for none."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        c = self.config = json.loads((folder / "config.json").read_text())
        self.kind = c["model_type"]
        self.weights = {}
        for file in sorted(folder.glob("*.safetensors")):
            for name, tensor in read_safetensors(file).items():
                self.weights[name.removeprefix("transformer.").removeprefix("model.")] = tensor
        old = self.kind == "gpt2"
        self.layers, self.heads = (c["n_layer"], c["n_head"]) if old else (c["num_hidden_layers"], c["num_attention_heads"])
        self.hidden = c["n_embd"] if old else c["hidden_size"]
        self.key_heads = self.heads if old else c["num_key_value_heads"]
        self.size = c.get("head_dim") or self.hidden // self.heads
        self.windows = [0] * self.layers
        if self.kind == "mistral":
            self.windows = [c["sliding_window"] or 0] * self.layers
        elif self.kind in ("qwen2", "qwen3") and c["use_sliding_window"]:
            self.windows = [c["sliding_window"] if name == "sliding_attention" else 0 for name in c["layer_types"]]

    def linear(self, x, name):
        w = self.weights
        y = x @ (w[name + ".weight"] if self.kind == "gpt2" else w[name + ".weight"].T)
        return y + w.get(name + ".bias", 0.0)

    def norm(self, x, name):
        w = self.weights
        if self.kind == "gpt2":
            centred = x - x.mean(axis=-1, keepdims=True)
            return centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + self.config["layer_norm_epsilon"]) * w[name + ".weight"] + w[name + ".bias"]
        return x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + self.config["rms_norm_eps"]) * w[name + ".weight"]

    def frequencies(self) -> np.ndarray:
        rope = self.config.get("rope_parameters") or {"rope_theta": self.config["rope_theta"], **(self.config.get("rope_scaling") or {})}
        f = rope["rope_theta"] ** (-np.arange(0, self.size, 2) / self.size)
        kind = rope.get("rope_type", rope.get("type", "default"))
        if kind == "linear":
            f = f / rope["factor"]
        elif kind == "llama3":
            turns = rope["original_max_position_embeddings"] * f / (2 * np.pi)
            share = (turns - rope["low_freq_factor"]) / (rope["high_freq_factor"] - rope["low_freq_factor"])
            f = np.where(turns < rope["low_freq_factor"], f / rope["factor"], np.where(turns > rope["high_freq_factor"], f, (1 - share) * f / rope["factor"] + share * f))
        elif kind not in ("default", "dynamic"):
            raise SystemExit(f"the outsider does not know rope_type {kind}")
        return f

    def rotated(self, x):
        """[n x heads x size], rotate-half."""
        angle = np.arange(len(x))[:, None] * self.frequencies()[None, :]
        cos, sin = (np.concatenate([g(angle)] * 2, axis=1)[:, None, :] for g in (np.cos, np.sin))
        half = self.size // 2
        return x * cos + np.concatenate([-x[..., half:], x[..., :half]], axis=-1) * sin

    def queries_and_keys(self, ids, turned=False):
        """Yields (query, key), each [tokens x heads size], of every layer: before any rotation or behind it, each query head with its key head. `self.last` is what the last layer gives."""
        w, old = self.weights, self.kind == "gpt2"
        x = w["wte.weight"][ids] + w["wpe.weight"][:len(ids)] if old else w["embed_tokens.weight"][ids]
        for layer in range(self.layers):
            path = f"h.{layer}" if old else f"layers.{layer}"
            y = self.norm(x, path + (".ln_1" if old else ".input_layernorm"))
            if old:
                parts = np.split(self.linear(y, path + ".attn.c_attn"), 3, axis=1)
            else:
                parts = [self.linear(y, f"{path}.self_attn.{p}_proj") for p in "qkv"]
            q, k, v = (part.reshape(len(ids), -1, self.size) for part in parts)
            if self.kind == "qwen3":
                q, k = self.norm(q, path + ".self_attn.q_norm"), self.norm(k, path + ".self_attn.k_norm")
            k, v = (np.repeat(part, self.heads // self.key_heads, axis=1) for part in (k, v))
            if not turned:
                yield q.reshape(len(ids), -1), k.reshape(len(ids), -1)
            if not old:
                q, k = self.rotated(q), self.rotated(k)
            if turned:
                yield q.reshape(len(ids), -1), k.reshape(len(ids), -1)
            gathered = [softmax_seen(q[:, h] @ k[:, h].T / np.sqrt(self.size), self.windows[layer]) @ v[:, h] for h in range(self.heads)]
            x = x + self.linear(np.concatenate(gathered, axis=1), path + (".attn.c_proj" if old else ".self_attn.o_proj"))
            y = self.norm(x, path + (".ln_2" if old else ".post_attention_layernorm"))
            if old:
                inner = self.linear(y, path + ".mlp.c_fc")
                if self.config["activation_function"] != "gelu_new":
                    raise SystemExit("the outsider knows only gelu_new of GPT-2")
                inner = 0.5 * inner * (1 + np.tanh(np.sqrt(2 / np.pi) * (inner + 0.044715 * inner**3)))
                x = x + self.linear(inner, path + ".mlp.c_proj")
            else:
                gate = self.linear(y, path + ".mlp.gate_proj")
                x = x + self.linear(gate * sigmoid(gate) * self.linear(y, path + ".mlp.up_proj"), path + ".mlp.down_proj")
        self.last = x

    def surprisal(self, ids) -> np.ndarray:
        """-log p(token | those before it) in nats of the tokens from the second one on."""
        for _ in self.queries_and_keys(ids):
            pass
        w = self.weights
        head = w.get("lm_head.weight", w["wte.weight" if self.kind == "gpt2" else "embed_tokens.weight"])
        logits = self.norm(self.last, "ln_f" if self.kind == "gpt2" else "norm")[:-1] @ head.T
        logits -= logits.max(axis=1, keepdims=True)
        return np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(logits)), ids[1:]]

    def units(self, kind: str, products: np.ndarray) -> np.ndarray:
        """What a query and a key add to each neuron of a layer, from the products of their dimensions [heads size]."""
        by_head = products.reshape(self.heads, self.size)
        if kind == "attention_head":
            return by_head.mean(axis=1)
        if kind == "attention_qk_after_rope":
            return (by_head[:, :self.size // 2] + by_head[:, self.size // 2:]).ravel()
        return products

    def mean_surprisal(self, ids, segments, volumes, nowhere: int):
        """(volumes that are spoken, [them x 1]): the mean over the tokens of a volume that have others before them."""
        nats = np.full(len(ids), np.nan)
        for s in np.unique(segments):
            nats[np.flatnonzero(segments == s)[1:]] = self.surprisal(ids[segments == s])
        volumes = np.where(np.isnan(nats), nowhere, volumes)
        spoken = np.unique(volumes[volumes != nowhere])
        return spoken, np.array([[nats[volumes == v].mean()] for v in spoken])

    def activity(self, ids, segments, volumes, nowhere: int, kind="attention_qk", keeps_first=False, all_pairs=False):
        """(volumes that are spoken, [them x N]): the mean product over the pairs of a volume's tokens; without the first token of each segment."""
        if kind == "surprisal":
            return self.mean_surprisal(ids, segments, volumes, nowhere)
        places = np.array([np.sum(segments[:i] == s) for i, s in enumerate(segments)])
        volumes = np.where((places == 0) & (not keeps_first), nowhere, volumes)
        spoken = np.unique(volumes[volumes != nowhere])
        width = self.heads * self.size
        count = {"attention_head": self.heads, "attention_qk_after_rope": width // 2}.get(kind, width)
        out = np.zeros((len(spoken), self.layers * count))
        layers = [np.zeros((2, len(ids), width)) for _ in range(self.layers)]
        for s in np.unique(segments):
            rows = segments == s
            for layer, both in enumerate(self.queries_and_keys(ids[rows], turned=kind == "attention_qk_after_rope")):
                layers[layer][0][rows], layers[layer][1][rows] = both
        for layer, (q, k) in enumerate(layers):
            for number, volume in enumerate(spoken):
                inside = np.flatnonzero(volumes == volume)
                products = [self.units(kind, q[a] * k[b]) for a in inside for b in inside
                            if all_pairs or (segments[a] == segments[b] and b <= a and (not self.windows[layer] or a - b < self.windows[layer]))]
                out[number, layer * count:(layer + 1) * count] = np.mean(products, axis=0)
        return spoken, out

# SPDX-License-Identifier: Apache-2.0
"""Gives a model's folder with config.json a model.safetensors of random weights, as if they were trained.

    python3 tests/outsider/random_model.py FOLDER"""
import json
import pathlib
import struct
import sys

import numpy as np


def shapes(config: dict) -> dict[str, tuple]:
    """Name and shape of each tensor of a BERT encoder."""
    hidden, inner = config["hidden_size"], config["intermediate_size"]
    found = {"embeddings.word_embeddings.weight": (config["vocab_size"], hidden), "embeddings.position_embeddings.weight": (config["max_position_embeddings"], hidden),
             "embeddings.token_type_embeddings.weight": (config["type_vocab_size"], hidden)}
    norms, linear = ["embeddings.LayerNorm"], {}
    for layer in range(config["num_hidden_layers"]):
        name = f"encoder.layer.{layer}."
        linear |= {name + f"attention.self.{part}": (hidden, hidden) for part in ("query", "key", "value")}
        linear |= {name + "attention.output.dense": (hidden, hidden), name + "intermediate.dense": (inner, hidden), name + "output.dense": (hidden, inner)}
        norms += [name + "attention.output.LayerNorm", name + "output.LayerNorm"]
    for name in norms:
        found |= {f"{name}.weight": (hidden,), f"{name}.bias": (hidden,)}
    for name, shape in linear.items():
        found |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
    return found


def main() -> int:
    folder = pathlib.Path(sys.argv[1])
    rng = np.random.default_rng(11)
    header, data = {}, b""
    for name, shape in shapes(json.loads((folder / "config.json").read_text())).items():
        values = rng.standard_normal(shape) * (0.3 if len(shape) == 2 else 0.1) + ("LayerNorm.weight" in name)
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [len(data), len(data) + 4 * values.size]}
        data += values.astype("<f4").tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
    return 0


if __name__ == "__main__":
    sys.exit(main())

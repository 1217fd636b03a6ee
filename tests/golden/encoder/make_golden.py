# SPDX-License-Identifier: Apache-2.0
"""Makes the encoder goldens with transformers (BertModel, eager attention, double precision).

    VENV/bin/python tests/golden/encoder/make_golden.py MODEL_FOLDER      # all-MiniLM-L6-v2

Each case is two files: CASE.ids, one line of decimal token ids joined by commas (specials included; one segment, one forward pass, token type 0), and
CASE.tsv with the columns
    layer    1..L
    part     `query` or `key`: the output of the layer's linear map with its bias, before any 1/sqrt(d)
    token    1..n, position in CASE.ids
    column   1..heads*size; head h, dimension d stand in column (h-1)*size + d
    value    9 significant digits

    sentence   real weights; a sentence with [CLS] and [SEP]; 250 cells drawn of each layer and part
    long       real weights; 512 tokens: 101, then id(i) = 1000 + (i * 7919) % 28000 for i = 1..510, then 102; 170 cells of each
    tiny       random-looking weights, all cells. Folder tiny/ holds config.json and model.safetensors (float32, names with `bert.`); both sides can also
               compute them: tensors in the order of sorted names, the t-th (from 0), element i (row-major, from 0):
               0.3 * sin(1 + 0.37 * i + t), plus 1 in LayerNorm weights; computed in double, stored as float32.
    tiny_bfloat16, tiny_float16   the same weights stored in these types (names without `bert.`); CASE.ids as of tiny

versions.txt   what made them, and how far transformers' own float32 is from its float64.
"""
import json
import pathlib
import platform
import sys

import numpy as np
import safetensors
import safetensors.torch
import torch
import transformers

HERE = pathlib.Path(__file__).resolve().parent
SENTENCE = "On the third morning, the lighthouse keeper's daughter counted forty-one gulls and wrote the number down twice."
TINY = dict(vocab_size=40, hidden_size=12, num_hidden_layers=2, num_attention_heads=3, intermediate_size=20, max_position_embeddings=16,
            type_vocab_size=2, hidden_act="gelu", layer_norm_eps=1e-12, model_type="bert", architectures=["BertModel"])


def queries_and_keys(model, ids: list[int]) -> dict[tuple[int, str], np.ndarray]:
    """(layer, part) -> [tokens x columns] by hooks on the linear maps."""
    found, hooks = {}, []
    for number, layer in enumerate(model.encoder.layer, 1):
        for part in ("query", "key"):
            def keep(_module, _inputs, output, key=(number, part)):
                found[key] = output[0].double().numpy().copy()
            hooks.append(getattr(layer.attention.self, part).register_forward_hook(keep))
    with torch.no_grad():
        model(input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long))
    for hook in hooks:
        hook.remove()
    return found


def load(folder, dtype) -> transformers.BertModel:
    return transformers.BertModel.from_pretrained(folder, dtype=dtype, attn_implementation="eager").eval()


def write_case(name: str, ids: list[int] | None, values: dict, cells: int | None) -> None:
    """CASE.ids and CASE.tsv; `cells` of each layer and part drawn by a fixed seed, all if None."""
    if ids is not None:
        (HERE / f"{name}.ids").write_text(",".join(map(str, ids)) + "\n")
    rng = np.random.default_rng(len(values))
    with open(HERE / f"{name}.tsv", "w", newline="\n") as file:
        file.write("layer\tpart\ttoken\tcolumn\tvalue\n")
        for (layer, part), matrix in values.items():
            flat = np.arange(matrix.size) if cells is None else np.sort(rng.choice(matrix.size, cells, replace=False))
            for token, column in zip(*np.unravel_index(flat, matrix.shape)):
                file.write(f"{layer}\t{part}\t{token + 1}\t{column + 1}\t{matrix[token, column]:.9g}\n")


def tiny_weights() -> dict[str, torch.Tensor]:
    """The tiny model's tensors by the formula of the docstring; names with `bert.`."""
    shapes = {f"bert.{name}": tuple(tensor.shape)
              for name, tensor in transformers.BertModel(transformers.BertConfig(**TINY), add_pooling_layer=False).named_parameters()}
    tensors = {}
    for number, name in enumerate(sorted(shapes)):
        index = np.arange(np.prod(shapes[name]), dtype=np.float64)
        values = 0.3 * np.sin(1 + 0.37 * index + number) + (1.0 if name.endswith("LayerNorm.weight") else 0.0)
        tensors[name] = torch.from_numpy(values.astype(np.float32).reshape(shapes[name]))
    return tensors


def write_tiny() -> None:
    ids = [1, 7, 39, 12, 0, 7, 28, 33, 2]
    weights = tiny_weights()
    for case, dtype in (("tiny", torch.float32), ("tiny_bfloat16", torch.bfloat16), ("tiny_float16", torch.float16)):
        folder = HERE / case
        folder.mkdir(exist_ok=True)
        stored = {(name if case == "tiny" else name.removeprefix("bert.")): tensor.to(dtype) for name, tensor in weights.items()}
        safetensors.torch.save_file(stored, folder / "model.safetensors", metadata={"format": "pt"})
        (folder / "model.safetensors").chmod(0o644)
        (folder / "config.json").write_text(json.dumps(TINY, indent=2) + "\n")
        model = transformers.BertModel(transformers.BertConfig(**TINY, attn_implementation="eager"), add_pooling_layer=False)
        model = model.double().eval()
        model.load_state_dict({name.removeprefix("bert."): tensor.to(torch.float64) for name, tensor in stored.items()})
        write_case(case, ids if case == "tiny" else None, queries_and_keys(model, ids), None)


def main() -> None:
    folder = sys.argv[1]
    tokenizer = transformers.BertTokenizerFast.from_pretrained(folder)
    double, single = load(folder, torch.float64), load(folder, torch.float32)
    cases = {"sentence": (tokenizer(SENTENCE)["input_ids"], 250),
             "long": ([101] + [1000 + (i * 7919) % 28000 for i in range(1, 511)] + [102], 170)}
    far = {}
    for name, (ids, cells) in cases.items():
        values = queries_and_keys(double, ids)
        write_case(name, ids, values, cells)
        far[name] = max(np.abs(matrix - values[key]).max() for key, matrix in queries_and_keys(single, ids).items())
    write_tiny()
    (HERE / "versions.txt").write_text(
        f"python {platform.python_version()}\ntorch {torch.__version__}\ntransformers {transformers.__version__}\nsafetensors {safetensors.__version__}\n"
        + "".join(f"{name}: largest distance of float32 from float64 {distance:.2g}\n" for name, distance in far.items()))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""What users have in memory, as the files that the program reads: words, models, arrays, images."""

import json
import os
import pathlib
import re
import struct

import numpy as np

from ._native import Error

_WORDS = "a path, a frame or dict with the columns word, onset_s and duration_s, or a list of (word, onset_s, duration_s)"
# What readers take for a missing value unless it stands in quotes (docs/formats.md).
_LIKE_MISSING = re.compile(r"|n/?a|#n/a|<na>|nan|null|none", re.IGNORECASE)
_TYPES = {"float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16"}
_BYTES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2}


def is_path(value):
    return isinstance(value, (str, os.PathLike))


def _cell(value):
    """As tables have it: numbers with the fewest digits that read back equal, texts in quotes where they need them."""
    value = value.item() if isinstance(value, np.generic) else value
    if value is None or type(value).__name__ == "NAType" or value != value:  # pandas.NA is neither equal nor unequal to itself
        return "n/a"
    if not isinstance(value, str):
        return repr(value)
    return '"' + value.replace('"', '""') + '"' if _LIKE_MISSING.fullmatch(value) or re.search('["\t\r\n]', value) else value


def columns_of(value):
    """name -> list of Python's own values, of a frame, an anbn.Table or a dict of columns; None of anything else."""
    if hasattr(value, "columns") or hasattr(value, "keys"):
        names = value.columns if hasattr(value, "columns") else value.keys()
        return {str(name): np.asanyarray(value[name]).tolist() for name in names}
    return None


def write_table(columns, file):
    """A TSV file of columns of one length."""
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise Error(f"{pathlib.Path(file).stem}: found columns of {', '.join(f'{count} ({name})' for name, count in lengths.items())} rows; expected one length")
    lines = [columns, *zip(*columns.values())]
    pathlib.Path(file).write_text("".join("\t".join(map(_cell, line)) + "\n" for line in lines), encoding="utf-8", newline="")
    return file


def write_words(words, file):
    """The path of the words: `words` itself where it is one, else `file`, which is written."""
    if is_path(words):
        return words
    columns = columns_of(words)
    if columns is None:
        rows = list(words) if hasattr(words, "__iter__") else [words]
        if any(isinstance(row, str) or not hasattr(row, "__len__") or len(row) != 3 for row in rows):
            raise Error(f"words: found {type(words).__name__} of other things; expected {_WORDS}")
        columns = dict(zip(("word", "onset_s", "duration_s"), map(list, zip(*rows))))
    if not columns or not len(next(iter(columns.values()))):
        raise Error(f"words: found none; expected {_WORDS}")
    for row, word in enumerate(columns.get("word", ()), 1):
        if not isinstance(word, str):
            raise Error(f"words: found {word!r} as the word of row {row}; expected a text")
    return write_table(columns, file)


def _torch_bytes(tensor):
    import torch

    tensor = tensor.detach().to("cpu").contiguous()
    return (tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor).numpy().tobytes()


def _is_torch(tensor):
    return any(cls.__module__.split(".")[0] == "torch" for cls in type(tensor).__mro__)


def _type_of(tensor):
    """float32, ... of numpy's and torch's; of big-endian arrays too."""
    return str(tensor.dtype).removeprefix("torch.") if _is_torch(tensor) else np.asarray(tensor).dtype.name


def write_safetensors(tensors, file):
    """Arrays or torch tensors by name; those of whole numbers, which are made from the configuration, are left out.

    One tensor after the other is written, so that memory holds a copy of one at most.
    """
    kept, header, end = {}, {}, 0
    for name, tensor in tensors.items():
        kind = _type_of(tensor)
        if re.fullmatch(r"u?int\d+|bool", kind):
            continue
        if kind not in _TYPES:
            raise Error(f"{name}: found {kind} values; expected {', '.join(_TYPES)}")
        kept[name], size = tensor, _BYTES[_TYPES[kind]] * int(np.prod(tensor.shape, dtype=np.int64))
        header[name] = {"dtype": _TYPES[kind], "shape": [int(n) for n in tensor.shape], "data_offsets": [end, end + size]}
        end += size
    if not kept:
        raise Error("model: found no tensors; expected a state dict, name -> array or torch tensor")
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)  # numbers then begin at a multiple of 8
    with open(file, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for tensor in kept.values():
            out.write(_torch_bytes(tensor) if _is_torch(tensor) else _little_endian(np.asarray(tensor)).tobytes())


def _little_endian(array):
    return array.astype(array.dtype.newbyteorder("<")) if array.dtype.byteorder == ">" else array


def model_folder(name, revision="main"):
    """The folder of a model in the local cache of Hugging Face, by its id: "sentence-transformers/all-MiniLM-L6-v2".

    Looks where their libraries put it ($HF_HUB_CACHE, $HF_HOME/hub, ~/.cache/huggingface/hub) and fetches nothing.
    """
    home = os.environ.get("HF_HOME") or os.path.expanduser("~/.cache/huggingface")
    cache = pathlib.Path(os.environ.get("HF_HUB_CACHE") or os.path.join(home, "hub"))
    model = cache / ("models--" + name.replace("/", "--"))
    ref = model / "refs" / revision
    snapshot = model / "snapshots" / (ref.read_text().strip() if ref.is_file() else revision)
    if not (snapshot / "config.json").is_file():
        known = sorted(found.name.removeprefix("models--").replace("--", "/") for found in cache.glob("models--*"))
        raise Error(f"{cache}: no model {name} of revision {revision}; expected one that was fetched before. There are: {', '.join(known) or 'none'}")
    return snapshot


def _folder_or_id(name):
    return pathlib.Path(name) if os.path.isdir(name) or isinstance(name, os.PathLike) else model_folder(name)


def model_of(model, config, tokenizer, folder):
    """(folder of a model, file of its tokenizer): `model` itself where it is a folder or an id of the local cache, else written to `folder`."""
    if is_path(model):
        found = _folder_or_id(model)
        return found, tokenizer_of(found if tokenizer is None else tokenizer, folder)
    if hasattr(model, "state_dict"):
        config, model = getattr(model, "config", None) if config is None else config, model.state_dict()
    config = config.to_dict() if hasattr(config, "to_dict") else config
    if not hasattr(model, "items") or not hasattr(config, "items"):
        raise Error(f"model: found {type(model).__name__} and as its config {type(config).__name__}; expected a folder, the id of a model in the local cache, a model of "
                    "transformers, or a state dict (name -> tensor) with config= what its config.json says, a dict")
    if tokenizer is None:
        raise Error("tokenizer: found none; expected the folder of the model's tokenizer, or a tokenizer of transformers, since a state dict has none")
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(dict(config), indent=1, default=str) + "\n", encoding="utf-8")
    write_safetensors(model, folder / "model.safetensors")
    return folder, tokenizer_of(tokenizer, folder)


def tokenizer_of(tokenizer, folder):
    """The file of a tokenizer that is one, a folder, an id of the local cache, or transformers' (which is saved to `folder`)."""
    if hasattr(tokenizer, "save_pretrained"):
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
        tokenizer.save_pretrained(str(folder))
        tokenizer = folder
    if not is_path(tokenizer):
        raise Error(f"tokenizer: found {type(tokenizer).__name__}; expected a file, a folder, the id of a model in the local cache or a tokenizer of transformers")
    if os.path.isfile(tokenizer):
        return pathlib.Path(tokenizer)
    files = [_folder_or_id(tokenizer) / name for name in ("vocab.txt", "tokenizer.json", "vocab.json", "tokenizer.model")]  # the program's own order
    return next((file for file in files if file.is_file()), files[0])

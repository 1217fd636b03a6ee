# SPDX-License-Identifier: Apache-2.0
"""Tokens and neurons of words in memory, beside the program's folders."""
import gc
import json
import math
import os
import shutil
import struct

import anbn
import numpy as np
import pytest
from conftest import program, same_files

VOLUMES = {"tr_s": 2.0, "volumes": 20, "audio_start_s": 1.0}
LINE = ["--tr-s", 2, "--volumes", 20, "--audio-start-s", 1]
TEXT = 'Once "upon a time, there was null. She\'d see n/a and one dog; it ran far away... \u201cHome,\u201d it said.'


def rows():
    """(word, onset_s, duration_s) of a text with quotes and of what tables take for missing values; one word has no times."""
    found = [(word, 0.1 + 1.7 * i, 0.3) for i, word in enumerate(TEXT.split())]
    found[4] = (found[4][0], math.nan, math.nan)
    return found


def columns():
    return dict(zip(("word", "onset_s", "duration_s"), map(list, zip(*rows()))))


def written(file):
    """The words as one would write them with csv."""
    quoted = lambda word: '"' + word.replace('"', '""') + '"' if '"' in word or word in ("n/a", "null") else word
    number = lambda x: "n/a" if math.isnan(x) else repr(x)
    file.write_text("word\tonset_s\tduration_s\n" + "".join(f"{quoted(word)}\t{number(onset)}\t{number(duration)}\n" for word, onset, duration in rows()), encoding="utf-8")
    return file


def write_model(folder, layers=2, hidden=32):
    """Small random weights of a BERT as float32 arrays by the names of its file."""
    random = np.random.default_rng(3)
    config = json.loads((folder / "config.json").read_text())
    shapes = {"embeddings.word_embeddings.weight": (config["vocab_size"], hidden), "embeddings.position_embeddings.weight": (512, hidden),
              "embeddings.token_type_embeddings.weight": (2, hidden), "embeddings.LayerNorm.weight": (hidden,), "embeddings.LayerNorm.bias": (hidden,)}
    for layer in range(layers):
        for name, out, inside in (("attention.self.query", hidden, hidden), ("attention.self.key", hidden, hidden), ("attention.self.value", hidden, hidden),
                                  ("attention.output.dense", hidden, hidden), ("intermediate.dense", 2 * hidden, hidden), ("output.dense", hidden, 2 * hidden)):
            shapes |= {f"encoder.layer.{layer}.{name}.weight": (out, inside), f"encoder.layer.{layer}.{name}.bias": (out,)}
        for name in ("attention.output", "output"):
            shapes |= {f"encoder.layer.{layer}.{name}.LayerNorm.{part}": (hidden,) for part in ("weight", "bias")}
    return {name: (0.05 * random.standard_normal(shape) + name.endswith("LayerNorm.weight")).astype(np.float32) for name, shape in shapes.items()}


@pytest.fixture
def model(study_folder, tmp_path):
    """A folder with a tokenizer and config.json, without weights."""
    shutil.copytree(study_folder.parent / "model", tmp_path / "model")
    return tmp_path / "model"


def test_tokens_are_the_program_s(model, tmp_path):
    import pandas

    program("tokens", "--words", written(tmp_path / "words.tsv"), "--vocabulary", model / "vocab.txt", *LINE, "--out", tmp_path / "tokens")
    for words in (rows(), columns(), pandas.DataFrame(columns()), tmp_path / "words.tsv", anbn.Table({name: np.array(values) for name, values in columns().items()})):
        for vocabulary in (model / "vocab.txt", model, str(model)):
            found = anbn.tokens(words, vocabulary, **VOLUMES)
            same_files(found.folder, tmp_path / "tokens", but=("run.json",))
    assert found.stage == "tokens" and found.words["text"].tolist() == TEXT.split() and found.words["timed"][4] == "interpolated"
    assert len(found.volumes) == 20 and found.tokens["piece"][0] == "[CLS]"
    found.save(tmp_path / "saved")
    same_files(tmp_path / "saved", tmp_path / "tokens", but=("run.json", "stage.json"))


def test_further_columns_are_carried(model):
    found = anbn.tokens({**columns(), "frequency": np.arange(float(len(rows()))), "speaker": ["a"] * len(rows())}, model, **VOLUMES)
    assert found.words["frequency"].tolist() == list(range(len(rows()))) and set(found.words["speaker"]) == {"a"}


def test_neurons_are_the_program_s(model, tmp_path):
    words = written(tmp_path / "words.tsv")
    program("tokens", "--words", words, "--vocabulary", model / "vocab.txt", *LINE, "--seed", 5, "--out", tmp_path / "tokens")
    program("activations", "--tokens", tmp_path / "tokens", "--model", model, "--weights", "random", "--seed", 5, "--out", tmp_path / "activations")
    program("timecourses", "--activations", tmp_path / "activations", "--tokens", tmp_path / "tokens", "--aggregate", "max", "--out", tmp_path / "timecourses")
    found = anbn.neurons(rows(), model, weights="random", aggregate="max", seed=5, **VOLUMES)
    for stage, results in (("tokens", found.tokens), ("activations", found.activations), ("timecourses", found)):
        same_files(results.folder, tmp_path / stage, but=("run.json",))
    assert found.timecourses.shape == (20, 64) and found.neurons["label"][0] == "L1H1D1"
    assert not any(line.startswith("activations") for line in found.said()) and "activations" in found.names
    folder, kept = found.folder.parent, found.tokens
    del found, results
    gc.collect()
    assert folder.is_dir() and len(kept.words) == len(rows()), "what is held stays"
    del kept
    gc.collect()
    assert not folder.exists()


def test_a_model_in_memory(model, tmp_path):
    """A state dict gives what its file gives: written here by hand."""
    tensors = write_model(model)
    config = json.loads((model / "config.json").read_text())
    found = anbn.neurons(rows(), {**tensors, "embeddings.position_ids": np.arange(512)[None]}, config=config, tokenizer=model, **VOLUMES)
    header, data = {}, b""
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + tensor.nbytes]}
        data += tensor.tobytes()
    text = json.dumps(header).encode()
    (model / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
    expected = anbn.neurons(rows(), model, **VOLUMES)
    for one, other in ((found, expected), (found.activations, expected.activations)):
        same_files(one.folder, other.folder, but=("run.json", "stage.json"))
    assert np.isfinite(found.timecourses).all() and found.timecourses.std() > 0

    class Model:  # as transformers' PreTrainedModel tells itself
        config = type("Config", (), {"to_dict": lambda self: config})()

        def state_dict(self):
            return {f"bert.{name}": tensor for name, tensor in tensors.items()}

    class Tokenizer:
        def save_pretrained(self, folder):
            shutil.copy(model / "vocab.txt", folder)

    again = anbn.neurons(rows(), Model(), tokenizer=Tokenizer(), **VOLUMES)
    same_files(again.folder, expected.folder, but=("run.json", "stage.json"))


def test_types_of_tensors(model, tmp_path):
    """float16 as numpy rounds it; float64 and other byte orders are the same numbers."""
    from anbn._files import write_safetensors

    tensors = {"b": np.arange(6, dtype=np.float16).reshape(2, 3).T, "a": np.array([1.5], ">f4"), "n": np.arange(3), "c": np.empty((0, 4)), "d": np.float64(2)}
    write_safetensors(tensors, tmp_path / "x.safetensors")
    data = (tmp_path / "x.safetensors").read_bytes()
    length, = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    assert list(header) == ["b", "a", "c", "d"] and header["b"] == {"dtype": "F16", "shape": [3, 2], "data_offsets": [0, 12]} and length % 8 == 0
    assert data[8 + length:] == np.array([0, 3, 1, 4, 2, 5], "<f2").tobytes() + np.array([1.5], "<f4").tobytes() + np.array([2], "<f8").tobytes()
    with pytest.raises(anbn.Error, match="x: found complex64 values; expected float64"):
        write_safetensors({"x": np.ones(2, np.complex64)}, tmp_path / "y")


def test_the_package_safetensors_reads_them(tmp_path):
    reading = pytest.importorskip("safetensors.numpy")
    from anbn._files import write_safetensors

    tensors = {"b": np.arange(6, dtype=np.float16).reshape(2, 3).T, "a": np.array([1.5], ">f4"), "d": np.float64(2), "empty": np.empty((0, 4), np.float32)}
    write_safetensors({**tensors, "whole": np.arange(3)}, tmp_path / "x.safetensors")
    read = reading.load_file(tmp_path / "x.safetensors")
    assert set(read) == set(tensors)
    for name, tensor in tensors.items():
        np.testing.assert_array_equal(read[name], tensor)
        assert read[name].dtype.name == np.asarray(tensor).dtype.name


def test_a_file_of_the_package_safetensors(model, tmp_path):
    """What others save is read as the state dict itself is."""
    writing = pytest.importorskip("safetensors.numpy")
    tensors, config = write_model(model), json.loads((model / "config.json").read_text())
    found = anbn.neurons(rows(), tensors, config=config, tokenizer=model, **VOLUMES)
    writing.save_file(tensors, model / "model.safetensors", metadata={"format": "pt"})
    expected = anbn.neurons(rows(), model, **VOLUMES)
    same_files(found.activations.folder, expected.activations.folder, but=("run.json", "stage.json"))


def test_tensors_of_torch(tmp_path):
    torch = pytest.importorskip("torch")
    from anbn._files import write_safetensors

    values = torch.tensor([[1.0, -2.5], [3.0, 65280.0]])
    for name, kind in (("F32", torch.float32), ("F16", torch.float16), ("BF16", torch.bfloat16), ("F64", torch.float64)):
        tensor = torch.nn.Parameter(values.to(kind)).T
        write_safetensors({"x": tensor, "n": torch.arange(3)}, tmp_path / name)
        data = (tmp_path / name).read_bytes()
        end = 8 + struct.unpack("<Q", data[:8])[0]
        assert json.loads(data[8:end])["x"]["dtype"] == name
        read = torch.frombuffer(bytearray(data[end:]), dtype=kind).reshape(2, 2)
        assert torch.equal(read, tensor.detach())


def test_a_model_of_transformers(model, tmp_path):
    """The object gives what the folder gives that it saves, and queries are those that it computes itself."""
    transformers, torch = pytest.importorskip("transformers"), pytest.importorskip("torch")
    bert = transformers.BertModel(transformers.BertConfig(**json.loads((model / "config.json").read_text()))).eval()
    for kind in (torch.float32, torch.bfloat16):
        bert.to(kind).save_pretrained(tmp_path / str(kind))
        shutil.copy(model / "vocab.txt", tmp_path / str(kind))
        found, expected = (anbn.neurons(rows(), one, tokenizer=model, **VOLUMES) for one in (bert, tmp_path / str(kind)))
        same_files(found.folder, expected.folder, but=("run.json", "stage.json"))
    seen = []
    bert.float().encoder.layer[1].attention.self.query.register_forward_hook(lambda layer, inside, out: seen.append(out[0].numpy()))
    with torch.no_grad():
        bert(input_ids=torch.tensor(found.tokens.tokens["id"])[None])
    np.testing.assert_allclose(found.activations["layer_02_query"], seen[0], atol=1e-5)


def test_an_id_of_the_local_cache(model, tmp_path, monkeypatch):
    snapshot = tmp_path / "hub/models--small--bert/snapshots/abc"
    snapshot.parent.mkdir(parents=True)
    os.rename(model, snapshot)
    (tmp_path / "hub/models--small--bert/refs").mkdir()
    (tmp_path / "hub/models--small--bert/refs/main").write_text("abc")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    assert anbn.neurons(rows(), "small/bert", weights="random", **VOLUMES).timecourses.shape == (20, 64)
    assert len(anbn.tokens(rows(), "small/bert", **VOLUMES).words) == len(rows())
    with pytest.raises(anbn.Error, match="no model small/gpt .* There are: small/bert"):
        anbn.neurons(rows(), "small/gpt", **VOLUMES)


def test_errors(model, tmp_path):
    for words, said in (([], "found none; expected a path, a frame"), ("nowhere.tsv", "nowhere.tsv"), ({}, "found none"), (["once", "upon"], "found list of other things; expected a path"),
                        (3, "found int of other things"), ({"word": ["a"], "onset_s": [1, 2]}, r"1 \(word\), 2 \(onset_s\) rows; expected one length"),
                        ([("a", 0, 1), (None, 1, 1)], "found None as the word of row 2; expected a text"), ({"onset_s": [1.0], "duration_s": [1.0]}, "word")):
        with pytest.raises(anbn.Error, match=said):
            anbn.tokens(words, model, **VOLUMES)
    for given, said in (({"volumes": 1}, "--volumes is 1; expected 3"), ({"volume": 3}, "volume"), ({"tr_s": 99}, "--tr-s is 99 s; expected more than 0 and at most 16 s")):
        with pytest.raises(anbn.Error, match=said):
            anbn.tokens(rows(), model, **given)
    with pytest.raises(anbn.Error, match="unknown option aggregat; expected one of .* aggregate"):
        anbn.neurons(rows(), model, aggregat="max")
    with pytest.raises(anbn.Error, match="expected a folder, the id of a model"):
        anbn.neurons(rows(), 7, **VOLUMES)
    with pytest.raises(anbn.Error, match="config NoneType|as its config NoneType"):
        anbn.neurons(rows(), {"x": np.ones(2)}, **VOLUMES)
    with pytest.raises(anbn.Error, match="tokenizer: found none; expected the folder"):
        anbn.neurons(rows(), {"x": np.ones(2)}, config={}, **VOLUMES)
    with pytest.raises(anbn.Error, match="expected also 'embeddings.word_embeddings.weight'"):
        anbn.neurons(rows(), {"x": np.ones(2, np.float32)}, config=json.loads((model / "config.json").read_text()), tokenizer=model, **VOLUMES)
    with pytest.raises(anbn.Error, match="vocab.txt"):
        anbn.tokens(rows(), tmp_path, **VOLUMES)

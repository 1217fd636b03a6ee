# SPDX-License-Identifier: Apache-2.0
"""Makes small random models of every architecture and what transformers computes inside of them (eager attention, double precision).

    VENV/bin/python tests/golden/architectures/make_golden.py

CASE/ is a model folder as save_pretrained() writes it: config.json, and model.safetensors or shards with their index. CASE.ids: one line of token ids
joined by commas, one segment. CASE.tsv: cells drawn by a fixed seed, with the columns
    layer    1..L
    tap      query, key: the linear maps with biases and, where there are any, norms of heads; before rotation and 1/sqrt(d)
             value: the linear map; head: what enters the linear map behind attention; ffn: what enters the last linear map of the feed-forward block
             hidden: what the layer gives
    token    1..n
    column   1..width of the tap; keys and values have the columns of key heads
    value    9 significant digits
Weights are normal numbers (norms: about 1) rounded to the type in which the case is stored, before anything is computed.

versions.txt   what made them, and the largest distance of transformers' own float32 from its float64.
"""
import json
import pathlib
import platform
import shutil

import numpy as np
import torch
import transformers

HERE = pathlib.Path(__file__).resolve().parent
CELLS = 25  # of each layer and tap
TOKENS = 21

BERT = dict(vocab_size=60, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48, max_position_embeddings=40)
LLAMA = dict(vocab_size=60, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=40, max_position_embeddings=64)


def rope(**members):
    return dict(rope_parameters=dict(rope_theta=100.0, **members))


# name -> (class, members of the configuration, stored as, how the folder is saved afterwards)
CASES = {
    "bert_three_heads": ("BertModel", BERT | dict(hidden_size=33, num_attention_heads=3, hidden_act="gelu_new"), torch.bfloat16, {}),
    "bert_with_head": ("BertForMaskedLM", BERT, torch.float16, {}),
    "distilbert": ("DistilBertModel", dict(vocab_size=60, dim=32, n_layers=2, n_heads=4, hidden_dim=48, max_position_embeddings=40), torch.bfloat16, {}),
    "distilbert_classifier": ("DistilBertForSequenceClassification",
                              dict(vocab_size=60, dim=35, n_layers=2, n_heads=5, hidden_dim=48, max_position_embeddings=40), torch.bfloat16, {}),
    "roberta": ("RobertaModel", BERT | dict(pad_token_id=1, type_vocab_size=1, layer_norm_eps=1e-5), torch.bfloat16, {}),
    "roberta_padding_5": ("RobertaForMaskedLM", BERT | dict(pad_token_id=5, type_vocab_size=2), torch.bfloat16, {}),
    "xlm_roberta": ("XLMRobertaModel", BERT | dict(pad_token_id=1, type_vocab_size=1, num_attention_heads=8), torch.bfloat16, dict(prefix="0.auto_model.")),
    "gpt2": ("GPT2Model", dict(vocab_size=60, n_positions=40, n_embd=32, n_layer=2, n_head=4), torch.bfloat16, {}),
    "gpt2_with_head": ("GPT2LMHeadModel", dict(vocab_size=60, n_positions=40, n_embd=33, n_layer=3, n_head=3, n_inner=40, activation_function="gelu"),
                       torch.bfloat16, {}),
    "llama": ("LlamaModel", LLAMA, torch.float64, {}),
    "llama_grouped_llama3": ("LlamaForCausalLM", LLAMA | dict(hidden_size=36, num_attention_heads=6, num_key_value_heads=2, head_dim=8, tie_word_embeddings=True) | rope(
        rope_type="llama3", factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=32), torch.bfloat16, {}),
    "llama_biases_linear": ("LlamaModel", LLAMA | dict(attention_bias=True, mlp_bias=True, num_key_value_heads=2) | rope(rope_type="linear", factor=2.5),
                            torch.bfloat16, dict(shards=12000)),
    "llama_old_rope_scaling": ("LlamaForCausalLM", LLAMA | dict(hidden_size=33, num_attention_heads=3, head_dim=10, num_key_value_heads=1) | rope(
        rope_type="linear", factor=4.0), torch.bfloat16, dict(old_rope=True)),
    "llama_yarn": ("LlamaModel", LLAMA | rope(rope_type="yarn", factor=4.0, original_max_position_embeddings=16, beta_fast=4.0, beta_slow=1.0),
                   torch.bfloat16, {}),
    "llama_yarn_mscale": ("LlamaModel", LLAMA | rope(rope_type="yarn", factor=8.0, original_max_position_embeddings=8, mscale=1.0, mscale_all_dim=0.5,
                                                     truncate=False), torch.bfloat16, {}),
    "llama_dynamic": ("LlamaModel", LLAMA | rope(rope_type="dynamic", factor=2.0), torch.bfloat16, {}),
    "mistral_window": ("MistralForCausalLM", LLAMA | dict(num_key_value_heads=2, sliding_window=5), torch.bfloat16, {}),
    "mistral_without_window": ("MistralModel", LLAMA | dict(num_key_value_heads=4, sliding_window=None, num_hidden_layers=3), torch.bfloat16, {}),
    "qwen2": ("Qwen2ForCausalLM", LLAMA | dict(num_key_value_heads=2, tie_word_embeddings=True), torch.bfloat16, dict(shards=12000)),
    "qwen2_window": ("Qwen2Model", LLAMA | dict(num_key_value_heads=1, num_hidden_layers=3, use_sliding_window=True, sliding_window=4, max_window_layers=1),
                     torch.bfloat16, {}),
    "qwen3": ("Qwen3ForCausalLM", LLAMA | dict(num_attention_heads=5, num_key_value_heads=5, head_dim=6), torch.bfloat16, {}),
    "qwen3_grouped_window": ("Qwen3Model", LLAMA | dict(num_key_value_heads=2, head_dim=16, attention_bias=True, use_sliding_window=True, sliding_window=7,
                                                        layer_types=["sliding_attention", "full_attention"]), torch.bfloat16, {}),
}


def fill(model, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, tensor in sorted(model.named_parameters()):
            is_gain = tensor.ndim == 1 and name.endswith("weight")
            scale = 0.2 if tensor.ndim == 1 else 1.5 / tensor.shape[-1] ** 0.5
            tensor.copy_(torch.randn(tensor.shape, generator=generator) * scale + (1.0 if is_gain else 0.0))


def base_of(model):
    """The model inside of one with a head."""
    prefix = model.base_model_prefix
    return getattr(model, prefix) if hasattr(model, prefix) else model


def taps_of(model, ids: list[int]) -> dict[tuple[int, str], np.ndarray]:
    """(layer, tap) -> [tokens x columns]."""
    found, hooks = {}, []

    def keep(key, values):
        values = values[0] if isinstance(values, tuple) else values
        found[key] = values.detach().double().reshape(len(ids), -1).numpy().copy()

    def output(module, layer, tap):
        hooks.append(module.register_forward_hook(lambda _m, _i, out: keep((layer, tap), out)))

    def input_of(module, layer, tap):
        hooks.append(module.register_forward_pre_hook(lambda _m, args: keep((layer, tap), args[0])))

    def split(module, layer):
        def keep_three(_m, _i, out):
            for tap, part in zip(("query", "key", "value"), out.chunk(3, dim=-1)):
                keep((layer, tap), part)
        hooks.append(module.register_forward_hook(keep_three))

    kind = model.config.model_type
    if kind in ("bert", "roberta", "xlm-roberta"):
        layers = model.encoder.layer
    elif kind == "distilbert":
        layers = model.transformer.layer
    else:
        layers = model.h if kind == "gpt2" else model.layers
    for number, layer in enumerate(layers, 1):
        if kind in ("bert", "roberta", "xlm-roberta"):
            for tap in ("query", "key", "value"):
                output(getattr(layer.attention.self, tap), number, tap)
            input_of(layer.attention.output.dense, number, "head")
            input_of(layer.output.dense, number, "ffn")
        elif kind == "distilbert":
            for tap, name in (("query", "q_lin"), ("key", "k_lin"), ("value", "v_lin")):
                output(getattr(layer.attention, name), number, tap)
            input_of(layer.attention.out_lin, number, "head")
            input_of(layer.ffn.lin2, number, "ffn")
        elif kind == "gpt2":
            split(layer.attn.c_attn, number)
            input_of(layer.attn.c_proj, number, "head")
            input_of(layer.mlp.c_proj, number, "ffn")
        else:
            norms = kind == "qwen3"
            output(layer.self_attn.q_norm if norms else layer.self_attn.q_proj, number, "query")
            output(layer.self_attn.k_norm if norms else layer.self_attn.k_proj, number, "key")
            output(layer.self_attn.v_proj, number, "value")
            input_of(layer.self_attn.o_proj, number, "head")
            input_of(layer.mlp.down_proj, number, "ffn")
        output(layer, number, "hidden")
    with torch.no_grad():
        model(input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long))
    for hook in hooks:
        hook.remove()
    return found


def rename(folder: pathlib.Path, prefix: str) -> None:
    import safetensors.torch
    file = folder / "model.safetensors"
    tensors = {prefix + name: tensor for name, tensor in safetensors.torch.load_file(file).items()}
    safetensors.torch.save_file(tensors, file, metadata={"format": "pt"})


def as_older_versions(folder: pathlib.Path) -> None:
    """rope_theta and rope_scaling, as they were written before rope_parameters."""
    file = folder / "config.json"
    config = json.loads(file.read_text())
    members = config.pop("rope_parameters")
    config["rope_theta"] = members.pop("rope_theta")
    members["type"] = members.pop("rope_type")
    config["rope_scaling"] = members
    file.write_text(json.dumps(config, indent=2) + "\n")


def make(name: str, seed: int) -> float:
    class_name, members, dtype, saving = CASES[name]
    cls = getattr(transformers, class_name)
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    model = cls(cls.config_class(**members)).to(torch.float64)
    fill(model, seed)
    model = model.to(dtype)
    model.save_pretrained(folder, **({"max_shard_size": saving["shards"]} if "shards" in saving else {}))
    (folder / "generation_config.json").unlink(missing_ok=True)
    again = lambda dtype: base_of(cls.from_pretrained(folder, dtype=dtype, attn_implementation="eager").eval())
    ids = [int(i) for i in np.random.default_rng(seed).integers(6, 60, TOKENS)]
    if "padding" in name:
        ids[7] = members["pad_token_id"]
    values = taps_of(again(torch.float64), ids)
    far = max(np.abs(matrix - values[key]).max() for key, matrix in taps_of(again(torch.float32), ids).items())
    (HERE / f"{name}.ids").write_text(",".join(map(str, ids)) + "\n")
    rng = np.random.default_rng(seed)
    with open(HERE / f"{name}.tsv", "w", newline="\n") as file:
        file.write("layer\ttap\ttoken\tcolumn\tvalue\n")
        for (layer, tap), matrix in sorted(values.items()):
            for token, column in zip(*np.unravel_index(np.sort(rng.choice(matrix.size, CELLS, replace=False)), matrix.shape)):
                file.write(f"{layer}\t{tap}\t{token + 1}\t{column + 1}\t{matrix[token, column]:.9g}\n")
    if "prefix" in saving:
        rename(folder, saving["prefix"])
    if "old_rope" in saving:
        as_older_versions(folder)
    for file in folder.iterdir():
        file.chmod(0o644)
    return far


def main() -> None:
    far = {name: make(name, seed) for seed, name in enumerate(CASES, 1)}
    import safetensors
    (HERE / "versions.txt").write_text(
        f"python {platform.python_version()}\ntorch {torch.__version__}\ntransformers {transformers.__version__}\nsafetensors {safetensors.__version__}\n"
        + "".join(f"{name}: largest distance of float32 from float64 {distance:.2g}\n" for name, distance in far.items()))


if __name__ == "__main__":
    main()

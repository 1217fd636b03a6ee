# SPDX-License-Identifier: Apache-2.0
"""What a user would pick instead of `anbn activations` of a causal model: transformers with hooks. Queries and keys of every layer for one segment of 512 tokens (or as many as named), random weights.

    python3 tests/scale/causal_peers.py [TOKENS]      # needs torch and transformers; run between two runs of encoder_bench on an idle machine

The shapes are those of encoder_bench: GPT-2's (124 million with embeddings) and a Llama of 100 million. What it does is `whole` there: the last layer is computed to its end. Before it is timed,
each model's queries are looked at: a hook that sees nothing would be fast. Prints a line a model: name, tab, milliseconds (median of 11 after 2)."""
import os
import sys
import time

THREADS = int(os.environ.get("OMP_NUM_THREADS", os.cpu_count()))
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, str(THREADS))

import torch
from transformers import GPT2Config, GPT2Model, LlamaConfig, LlamaModel

TOKENS = int(sys.argv[1]) if len(sys.argv) > 1 else 512


def gpt2():
    model = GPT2Model(GPT2Config(n_positions=1024)).eval()
    return model, [(block.attn.c_attn, lambda out: out[..., :2 * 768]) for block in model.h]


def llama():
    config = LlamaConfig(hidden_size=768, num_hidden_layers=12, num_attention_heads=12, num_key_value_heads=4, intermediate_size=2048, vocab_size=32000, max_position_embeddings=1024,
                         tie_word_embeddings=True)
    model = LlamaModel(config).eval()
    return model, [(projection, lambda out: out) for layer in model.layers for projection in (layer.self_attn.q_proj, layer.self_attn.k_proj)]


def median_ms(work, repeats=11, warm_up=2) -> float:
    times = []
    for _ in range(warm_up + repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return sorted(times[warm_up:])[repeats // 2] * 1e3


def main() -> int:
    torch.set_num_threads(THREADS)
    torch.manual_seed(1)
    for name, make in (("gpt2", gpt2), ("llama", llama)):
        model, watched = make()
        taps = []
        for module, part in watched:
            module.register_forward_hook(lambda module, inputs, output, part=part: taps.append(part(output)))
        ids = torch.randint(1000, 20000, (1, TOKENS))

        def forward():
            taps.clear()
            with torch.inference_mode():
                model(ids, use_cache=False)

        forward()
        assert len(taps) == len(watched) and all(tap.shape[1] == TOKENS for tap in taps)
        print(f"{name}_transformers_hooks_{TOKENS}\t{median_ms(forward):.3f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

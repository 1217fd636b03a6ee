# SPDX-License-Identifier: Apache-2.0
"""How surprised transformers' models with a language-model head are (eager attention, double precision), of the cases that make_golden.py made.

    VENV/bin/python tests/golden/architectures/make_surprisal.py

CASE.surprisal.tsv, of each causal case whose file or configuration has a head: of tokens 2..n of the segment in CASE.ids
    token    2..n
    nats     -log p(token | those before it), 9 significant digits
"""
import json
import pathlib

import torch
import transformers

HERE = pathlib.Path(__file__).resolve().parent
CAUSAL = ("gpt2", "llama", "mistral", "qwen2", "qwen3")


def main() -> None:
    for config in sorted(HERE.glob("*/config.json")):
        folder = config.parent
        if json.loads(config.read_text())["model_type"] not in CAUSAL:
            continue
        model, loading = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float64, attn_implementation="eager", output_loading_info=True)
        if loading["missing_keys"]:
            print(f"{folder.name}: no head ({', '.join(sorted(loading['missing_keys']))})")
            continue
        ids = torch.tensor([[int(i) for i in (HERE / f"{folder.name}.ids").read_text().split(",")]])
        with torch.no_grad():
            log_p = torch.log_softmax(model.eval()(input_ids=ids).logits[0], dim=-1)
        with open(HERE / f"{folder.name}.surprisal.tsv", "w", newline="\n") as file:
            file.write("token\tnats\n")
            for i in range(1, ids.shape[1]):
                file.write(f"{i + 1}\t{-log_p[i - 1, ids[0, i]].item():.9g}\n")


if __name__ == "__main__":
    main()

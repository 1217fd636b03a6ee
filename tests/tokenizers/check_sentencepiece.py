# SPDX-License-Identifier: Apache-2.0
"""Compares anbn's reader of tokenizer.model with sentencepiece: ids and bytes of stories and of random Unicode strings.

    VENV/bin/python tests/tokenizers/check_sentencepiece.py TOKENIZE MODELS [--random N] [--data SHARED_DATA]      # needs sentencepiece, protobuf, tokenizers

TOKENIZE is the test program `tokenize`. MODELS is made if it is not there: NAME/tokenizer.model, trained on the English Web Treebank in SHARED_DATA/ud.
Where sentencepiece has a piece cover nothing (the mark before a text, all but the last byte of a character) anbn's covers what comes next: there the beginning is compared.
"""
import argparse
import pathlib
import random
import subprocess
import sys

import sentencepiece
from sentencepiece import sentencepiece_model_pb2

import check

KINDS = {
    "bytes": dict(model_type="bpe", vocab_size=1000, byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False, split_digits=True,
                  allow_whitespace_only_pieces=True),
    "likely": dict(model_type="unigram", vocab_size=800, normalization_rule_name="nmt_nfkc"),
    "likely_bytes": dict(model_type="unigram", vocab_size=900, byte_fallback=True, normalization_rule_name="identity", add_dummy_prefix=False,
                         user_defined_symbols=["<x>", "the man", "\u2581\u2581"]),
    "joined": dict(model_type="bpe", vocab_size=600, normalization_rule_name="nfkc_cf", user_defined_symbols=["<x>", "don't"], character_coverage=0.999)}


def make(models: pathlib.Path, data: pathlib.Path) -> None:
    lines = [line[9:].strip() for line in (data / "ud" / "en_ewt-ud-train.conllu").read_text(encoding="utf-8").splitlines() if line.startswith("# text = ")]
    for name, options in KINDS.items():
        (models / name).mkdir(parents=True)
        sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_prefix=str(models / name / "tokenizer"), minloglevel=2, num_threads=1, **options)
    for name in ("bytes", "likely_bytes"):  # and with pieces that are not used
        proto = sentencepiece_model_pb2.ModelProto.FromString((models / name / "tokenizer.model").read_bytes())
        draw = random.Random(1)
        for piece in proto.pieces:
            if piece.type == piece.NORMAL and draw.random() < 0.3:
                piece.type = piece.UNUSED
        (models / f"{name}_unused").mkdir()
        (models / f"{name}_unused" / "tokenizer.model").write_bytes(proto.SerializeToString())


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("tokenize")
    parser.add_argument("models", type=pathlib.Path)
    parser.add_argument("--random", type=int, default=2000)
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[2].parent / "shared" / "data")
    options = parser.parse_args()
    if not options.models.exists():
        make(options.models, options.data)
    texts = check.stories(options.data) + [text + " <x> the man  don't" for text in check.random_strings(options.random, seed=3)] + ["", " ", "\u2581", "\ufb01n\ufb01"]
    different = 0
    for folder in sorted(options.models.iterdir()):
        file = str(folder / "tokenizer.model")
        model = sentencepiece.SentencePieceProcessor(model_file=file)
        lines = subprocess.run([options.tokenize, file], input="".join(t.encode().hex() + "\n" for t in texts), capture_output=True, text=True, check=True).stdout.split("\n")[2:]
        bad = 0
        for text, line in zip(texts, lines):
            found = [tuple(map(int, piece.split(":"))) for piece in line.split()]
            wanted = [(p.id, p.begin, p.end) for p in model.encode(text, return_type="proto").pieces]
            same = len(found) == len(wanted) and all(f == w or (w[2] <= w[1] < f[2] and f[:2] == w[:2]) for f, w in zip(found, wanted))
            if not same and (bad := bad + 1) <= 3:
                print(f"{folder.name}: {text[:60]!r}: {found[:8]}, expected {wanted[:8]}")
        print(f"{folder.name}: {bad} of {len(texts)} texts differ")
        different += bad
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())

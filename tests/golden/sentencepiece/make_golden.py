# SPDX-License-Identifier: Apache-2.0
"""Small models of sentencepiece, and the pieces and bytes that it finds in texts.

    VENV/bin/python tests/golden/sentencepiece/make_golden.py [SHARED_DATA]      # default: ../shared/data beside the source root

NAME/tokenizer.model: trained on the English Web Treebank in SHARED_DATA/ud (which leaves nothing in them but pieces of words).
    bytes    byte-pair encoding as Llama 2 has it: bytes for unknown characters, no blank dropped
    joined   byte-pair encoding with a table of characters, in which longer beginnings go before shorter ones, and user-defined pieces
    likely   unigram with the same table and no mark before a text
    unused   `bytes` with a third of its pieces not used
NAME.tsv: text (UTF-8 in hex), pieces (ID:BEGIN:END, bytes of the text). Of several pieces of one character only the last one
covers it here; the mark before a text may cover nothing.
versions.txt: what made them.
"""
import pathlib
import platform
import random
import sys
import tempfile

import sentencepiece
from sentencepiece import sentencepiece_model_pb2

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tokenizers"))
import check  # noqa: E402

RULES = [("\ufb01", "fi"), ("\u2026", "..."), ("\uff21", "A"), ("\t", " "), ("\u3000", " "), ("\u200b", ""), ("e\u0301", "\u00e9"), ("E\u0301", "\u00c9"),
         ("ab", "c"), ("abc", "ab"), ("x", "yz"), ("q  q", "  "), ("\u2007", "    ")]


def texts() -> list:
    return ["", " ", "  \t ", "The man saw a dog.", " don't  <x> stop \n", "\ufb01ne \ufb01", "abcab xq  qx", "\u2581\u2581 a \u2581", "\U0001F600\u00e9 e\u0301", "a\u2007b\u2026"] + list(
        check.random_strings(150, seed=7))


def train(name: str, lines: list, **options) -> None:
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        rules = pathlib.Path(scratch) / "rules.tsv"
        rules.write_text("".join(" ".join(f"{ord(c):X}" for c in old) + "\t" + " ".join(f"{ord(c):X}" for c in new) + "\n" for old, new in RULES))
        if options.pop("replaces", False):
            options["normalization_rule_tsv"] = str(rules)
        sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_prefix=f"{scratch}/m", minloglevel=2, num_threads=1, **options)
        proto = sentencepiece_model_pb2.ModelProto.FromString(pathlib.Path(f"{scratch}/m.model").read_bytes())
    proto.trainer_spec.ClearField("model_prefix")
    proto.normalizer_spec.ClearField("normalization_rule_tsv")
    write(folder, proto)


def write(folder: pathlib.Path, proto) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "tokenizer.model").write_bytes(proto.SerializeToString(deterministic=True))


def main(shared: str = str(HERE.parents[3] / "shared" / "data")) -> None:
    corpus = pathlib.Path(shared) / "ud" / "en_ewt-ud-train.conllu"
    lines = [line[9:].strip() for line in corpus.read_text(encoding="utf-8").splitlines() if line.startswith("# text = ")]
    train("bytes", lines, model_type="bpe", vocab_size=500, byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False)
    train("joined", lines, model_type="bpe", vocab_size=350, replaces=True, user_defined_symbols=["<x>", "don't", "q  q"])
    train("likely", lines, model_type="unigram", vocab_size=400, replaces=True, add_dummy_prefix=False, user_defined_symbols=["<x>", "\u2581\u2581"])
    proto = sentencepiece_model_pb2.ModelProto.FromString((HERE / "bytes" / "tokenizer.model").read_bytes())
    draw = random.Random(1)
    for piece in proto.pieces:
        if piece.type == piece.NORMAL and draw.random() < 1 / 3:
            piece.type = piece.UNUSED
    write(HERE / "unused", proto)
    for name in ("bytes", "joined", "likely", "unused"):
        model = sentencepiece.SentencePieceProcessor(model_file=str(HERE / name / "tokenizer.model"))
        with open(HERE / f"{name}.tsv", "w", newline="\n") as file:
            file.write("text\tpieces\n")
            for text in texts():
                file.write(text.encode().hex() + "\t" + " ".join(f"{p.id}:{p.begin}:{p.end}" for p in model.encode(text, return_type="proto").pieces) + "\n")
    import google.protobuf
    (HERE / "versions.txt").write_text(f"python {platform.python_version()}\nsentencepiece {sentencepiece.__version__}\nprotobuf {google.protobuf.__version__}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

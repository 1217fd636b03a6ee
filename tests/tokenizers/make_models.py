# SPDX-License-Identifier: Apache-2.0
"""Makes the tokenizers with which anbn's are compared, with Hugging Face `tokenizers`.

    VENV/bin/python tests/tokenizers/make_models.py OUT [SHARED_DATA]      # default: ../shared/data beside the source root

One folder a tokenizer, with tokenizer.json: bert-uncased (the file in SHARED_DATA), bert-cased-trained, gpt2 (vocab.json and merges.txt too), roberta-like,
llama3-like, qwen2-like, llama2-like (BPE with bytes for unknown characters, no pre-tokenizer), xlm-r-like (Unigram with a precompiled charsmap) and
byte-unigram (Unigram with bytes for unknown characters). Those called -like are trained on the English Web Treebank in SHARED_DATA/ud.
"""
import json
import pathlib
import shutil
import struct
import sys
import unicodedata

from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
# What XLM-R's table does to these: compatibility forms, and controls that go or become blanks.
CHARSMAP_RANGES = [(0x00, 0x20), (0x7F, 0x250), (0x300, 0x370), (0x2000, 0x2070), (0x2100, 0x2200), (0x2460, 0x2500), (0x3000, 0x3100), (0xAC00, 0xAC20),
                   (0xF900, 0xF910), (0xFB00, 0xFB07), (0xFF00, 0xFFF0)]


def sentences(shared):
    for line in (shared / "ud" / "en_ewt-ud-train.conllu").read_text(encoding="utf-8").splitlines():
        if line.startswith("# text = "):
            yield line[9:]


def darts(pairs):
    """A double array as darts-clone lays it out, by trying offsets from the left: slow, and for small tables only. pairs: bytes -> number."""
    root = {}
    for key, value in pairs.items():
        node = root
        for byte in key:
            node = node.setdefault(byte, {})
        node[-1] = value
    units, used, bases = [0], {0}, set()

    def place(node, at):
        labels = sorted(0 if label == -1 else label for label in node)
        base = 1
        while True:
            offset = at ^ base
            if (offset < 1 << 21 or not offset & 0xFF and offset < 1 << 29) and all((base ^ label) not in used for label in labels) and base not in bases:
                break
            base += 1
        bases.add(base)
        for label in labels:
            used.add(base ^ label)
            while len(units) <= base ^ label:
                units.append(0)
        offset = at ^ base
        units[at] |= (offset << 10 if offset < 1 << 21 else (offset >> 8) << 10 | 1 << 9) | (1 << 8 if -1 in node else 0)
        for label, child in node.items():
            if label == -1:
                units[base] = 1 << 31 | child
            else:
                units[base ^ label] |= label
        for label, child in node.items():
            if label != -1:
                place(child, base ^ label)

    place(root, 0)
    while len(units) % 256:
        units.append(0)
    return struct.pack(f"<{len(units)}I", *units)


def charsmap(ranges):
    texts, numbers, pairs = b"", {}, {}
    for first, last in ranges:
        for code in range(first, last):
            char = chr(code)
            category = unicodedata.category(char)
            now = " " if char in "\t\n\r" or category == "Zs" else "" if category in ("Cc", "Cf") else unicodedata.normalize("NFKC", char)
            if now == char or code == 0 or category == "Cn":
                continue
            if now not in numbers:
                numbers[now] = len(texts)
                texts += now.encode() + b"\0"
            pairs[char.encode()] = numbers[now]
    for letter in "aeiouAEIOUncs":
        for mark in "\u0300\u0301\u0302\u0303\u0308\u0327":
            pair = unicodedata.normalize("NFC", letter + mark)
            if len(pair) == 1:
                if pair not in numbers:
                    numbers[pair] = len(texts)
                    texts += pair.encode() + b"\0"
                pairs[(letter + mark).encode()] = numbers[pair]
    trie = darts(pairs)
    return struct.pack("<I", len(trie)) + trie + texts


def make(out, texts, sizes, ranges):
    """All tokenizers that are trained: on `texts`, with so many pieces in vocabularies of characters, of bytes and of Unigram."""
    characters, of_bytes, unigrams = sizes

    def save(name, tokenizer):
        (out / name).mkdir(parents=True, exist_ok=True)
        tokenizer.save(str(out / name / "tokenizer.json"), pretty=False)

    def template(tokenizer, before, after):
        tokenizer.post_processor = processors.TemplateProcessing(
            single=before + ["$A"] + after, special_tokens=[(n, tokenizer.token_to_id(n)) for n in before + after])

    t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    t.normalizer = normalizers.BertNormalizer(lowercase=False)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.train_from_iterator(texts, trainers.WordPieceTrainer(vocab_size=characters, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False))
    t.add_tokens([AddedToken("covid", single_word=True), AddedToken("Émile", normalized=True)])
    template(t, ["[CLS]"], ["[SEP]"])
    save("bert-cased-trained", t)

    def byte_pairs(splitter, normalizer, **options):
        t = Tokenizer(models.BPE(**options))
        t.normalizer = normalizer
        t.pre_tokenizer = splitter
        return t

    def train(t, specials):
        t.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=of_bytes, special_tokens=specials, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
                                                         show_progress=False))

    def by(pattern):
        return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])

    t = byte_pairs(pre_tokenizers.ByteLevel(add_prefix_space=True), None)
    train(t, ["<s>", "<pad>", "</s>", "<unk>"])
    t.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    t.post_processor = processors.RobertaProcessing(("</s>", t.token_to_id("</s>")), ("<s>", t.token_to_id("<s>")), trim_offsets=False, add_prefix_space=True)
    save("roberta-like", t)

    t = byte_pairs(by(LLAMA3), None, ignore_merges=True)
    train(t, ["<|begin_of_text|>", "<|end_of_text|>"])
    template(t, ["<|begin_of_text|>"], [])
    save("llama3-like", t)

    t = byte_pairs(by(QWEN2), normalizers.NFC())
    train(t, ["<|endoftext|>", "<|im_start|>"])
    save("qwen2-like", t)

    t = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    t.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    t.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")  # for training only: the merges stay within words
    t.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=characters, special_tokens=["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)],
                                                     limit_alphabet=120, show_progress=False))
    t.pre_tokenizer = None
    template(t, ["<s>"], [])
    save("llama2-like", t)

    def unigram(name, normalizer, splitter, before, after, **options):
        t = Tokenizer(models.Unigram())
        t.normalizer = normalizer
        t.pre_tokenizer = splitter
        specials = ["<s>", "<pad>", "</s>", "<unk>"] + ([f"<0x{b:02X}>" for b in range(256)] if options else [])
        t.train_from_iterator(texts, trainers.UnigramTrainer(vocab_size=unigrams, special_tokens=specials, unk_token="<unk>", show_progress=False))
        t.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
        if options:
            saved = json.loads(t.to_str())
            saved["model"]["byte_fallback"] = True
            t = Tokenizer.from_str(json.dumps(saved))
        template(t, before, after)
        save(name, t)

    unigram("xlm-r-like", normalizers.Sequence([normalizers.Precompiled(charsmap(ranges)), normalizers.Replace(Regex(" {2,}"), " ")]),
            pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]), ["<s>"], ["</s>"])
    unigram("byte-unigram", normalizers.NFKC(), pre_tokenizers.Metaspace(prepend_scheme="first"), [], ["</s>"], byte_fallback=True)


def main():
    out = pathlib.Path(sys.argv[1])
    shared = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else pathlib.Path(__file__).resolve().parents[3] / "shared" / "data"
    make(out, list(sentences(shared)), (6000, 5000, 4000), CHARSMAP_RANGES)
    (out / "bert-uncased").mkdir(parents=True, exist_ok=True)
    shutil.copy(shared / "tokenizer" / "bert-uncased-tokenizer.json", out / "bert-uncased" / "tokenizer.json")
    (out / "gpt2").mkdir(parents=True, exist_ok=True)
    shutil.copy(shared / "tokenizer" / "gpt2-encoder.json", out / "gpt2" / "vocab.json")
    shutil.copy(shared / "tokenizer" / "gpt2-vocab.bpe", out / "gpt2" / "merges.txt")
    t = Tokenizer(models.BPE.from_file(str(out / "gpt2" / "vocab.json"), str(out / "gpt2" / "merges.txt")))
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.add_special_tokens(["<|endoftext|>"])
    t.save(str(out / "gpt2" / "tokenizer.json"))


if __name__ == "__main__":
    main()

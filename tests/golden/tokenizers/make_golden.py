# SPDX-License-Identifier: Apache-2.0
"""Makes the goldens of tokenizer.json with Hugging Face `tokenizers`.

    VENV/bin/python tests/golden/tokenizers/make_golden.py [SHARED_DATA]     # default: ../shared/data beside the source root

NAME/tokenizer.json   small tokenizers of all kinds, trained on the sentences below (tests/tokenizers/make_models.py)
NAME.tsv              columns: text_hex (UTF-8), pieces (ID:BEGIN:END, bytes of the text; blanks between them; n/a: none)
around.tsv            columns: name, prefix, suffix: numbers of the specials around a text
stories.tsv           digests of GPT-2's and BERT's pieces of the stories in SHARED_DATA, of which nothing is copied. Columns: tokenizer, pieces (of all texts),
                      fnv1a64 (over "ID:BEGIN:END " of all). The texts: transcript.txt of Pie Man, the first column of each narratives/*/align.csv joined by
                      blanks, then the words of each lebel2023/words/*.tsv joined by blanks, in the order of their names.

Offsets are those before the post-processor, which may cut white space off them.
"""
import json
import pathlib
import platform
import sys

import tokenizers

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tokenizers"))
import check
import make_models

SENTENCES = ["The lamp in the hall was lit when she came home, and nobody said a word.", "It's 1234 steps to the harbour; they'll walk there, won't they?",
             "Über den Dächern stand der Mond. Café, naïve, œuvre!", "I've seen 42 ships, 7 boats & one whale...", "We're late -- he said \u201cgo on\u201d and left.",
             "The whales were singing in the harbour at night.", "\u6211\u60f3\u5728\u5bb6 \u3053\u3093\u306b\u3061\u306f \u041f\u0440\u0438\u0432\u0435\u0442"] * 3
RANGES = [(0x01, 0x20), (0xA0, 0xC0), (0x2000, 0x2030), (0xFF01, 0xFF20)]


def main():
    shared = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[2].parent / "shared" / "data"
    make_models.make(HERE, SENTENCES, (400, 330, 150), RANGES)
    texts = ["", " ", "\n\n a", "The whales aren't singing!", "  two  blanks ", "I'LL don't '\u017f 'S 12345 3.14", "caf\u00e9 cafe\u0301 \u00dcber na\u00efve", "\uff21\uff11\uff01 \u00bd\u2003x\u00ady",
             "covid covids \u00c9mile <mask> a<mask> </s>", "so \U0001f601 good\U0001f44d\U0001f3fd! \U0001f468\u200d\U0001f469", "a\r\n\r\n b\t\tc\u2028d", "\u6211\u60f3\u5728 harbour \u041f\u0440\u0438\u0432\u0435\u0442"]
    texts += SENTENCES[:7] + list(check.random_strings(60, seed=7))
    around = ["name\tprefix\tsuffix"]
    for folder in sorted(p for p in HERE.iterdir() if p.is_dir() and (p / "tokenizer.json").exists()):
        t = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        ids, alone = t.encode("a").ids, t.encode("a", add_special_tokens=False).ids
        at = next(i for i in range(len(ids)) if ids[i:i + len(alone)] == alone)
        around.append(f"{folder.name}\t{' '.join(map(str, ids[:at])) or 'n/a'}\t{' '.join(map(str, ids[at + len(alone):])) or 'n/a'}")
        rows = ["text_hex\tpieces"]
        for text, pieces in zip(texts, check.by_hugging_face(check.without_post_processor(t), texts)):
            rows.append(f"{text.encode().hex() or 'n/a'}\t{' '.join(':'.join(map(str, p)) for p in pieces) or 'n/a'}")
        (HERE / f"{folder.name}.tsv").write_text("\n".join(rows) + "\n")
    (HERE / "around.tsv").write_text("\n".join(around) + "\n")

    rows = ["tokenizer\tpieces\tfnv1a64"]
    vocabulary = shared / "tokenizer"
    gpt2 = tokenizers.Tokenizer(tokenizers.models.BPE.from_file(str(vocabulary / "gpt2-encoder.json"), str(vocabulary / "gpt2-vocab.bpe")))
    gpt2.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    bert = check.without_post_processor(tokenizers.Tokenizer.from_file(str(vocabulary / "bert-uncased-tokenizer.json")))
    for name, tokenizer in [("gpt2", gpt2), ("bert-uncased", bert)]:
        digest, count = 0xCBF29CE484222325, 0
        for pieces in check.by_hugging_face(tokenizer, check.stories(shared)):
            count += len(pieces)
            for byte in "".join(":".join(map(str, p)) + " " for p in pieces).encode():
                digest = ((digest ^ byte) * 0x100000001B3) % (1 << 64)
        rows.append(f"{name}\t{count}\t{digest:016x}")
    (HERE / "stories.tsv").write_text("\n".join(rows) + "\n")
    (HERE / "versions.txt").write_text(f"python {platform.python_version()}\ntokenizers {tokenizers.__version__}\n")


if __name__ == "__main__":
    main()

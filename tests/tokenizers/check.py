# SPDX-License-Identifier: Apache-2.0
"""Compares anbn's tokenizers with Hugging Face's: ids and offsets of stories and of random Unicode strings.

    VENV/bin/python tests/tokenizers/check.py TOKENIZE MODELS [--random N] [--data SHARED_DATA] [--only NAME...]

TOKENIZE is the test program `tokenize`, MODELS what make_models.py wrote. Post-processors are taken away from Hugging Face's tokenizers before: they put
specials around a text, which are compared by themselves, and those of bytes may cut white space off the offsets, which anbn does where it looks for a word.

Random strings are of characters whose category is the same in Unicode 3.2 and today, and of emoji: the tables in the parts of Hugging Face's tokenizers are of
different ages, and in part older than characters that came later.
"""
import argparse
import csv
import json
import pathlib
import random
import subprocess
import sys
import unicodedata

from tokenizers import Tokenizer

def characters():
    """Groups of characters, each drawn from as often."""
    old = unicodedata.ucd_3_2_0
    assigned = [c for c in range(0x20, 0x2FA20) if old.category(chr(c)) not in ("Cn", "Cs", "Co") and old.category(chr(c)) == unicodedata.category(chr(c))]
    plane0 = [c for c in assigned if c < 0x3400]
    return [
        [ord(c) for c in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"], [ord(c) for c in "    \t\n\r\n\n\u00a0\u3000\u2003\u200b\u00ad\0\x07\x85\u2028"],
        [ord(c) for c in "'.,!?;:-()\"\u2019\u201c\u201d\u2014\u2026_#$%&*+/<=>@[]^`{|}~"], [ord(c) for c in "0123456789"],
        list(range(0xC0, 0x250)), list(range(0x300, 0x34F)), list(range(0x391, 0x3A2)) + list(range(0x410, 0x450)),
        list(range(0x4E00, 0x4F00)) + list(range(0xAC00, 0xAD00)) + list(range(0x3041, 0x3097)), list(range(0x1F600, 0x1F640)) + [0x200D, 0xFE0F, 0x1F3FD],
        plane0, assigned]


def random_strings(count, seed=1):
    draw = random.Random(seed)
    groups = characters()
    words = ["the", " the", "don't", "I'LL", "'\u017f", "<s>", "</s>", " <mask>", "[CLS]", "<|endoftext|>", "covid", "\u00c9mile", "  ", "\u2581", "##s", "<0x0A>", "<unk>"]
    for _ in range(count):
        kinds = draw.choices(groups, k=draw.randint(1, 3))
        text = ""
        for _ in range(draw.randint(0, 24)):
            text += draw.choice(words) if draw.random() < 0.04 else chr(draw.choice(draw.choice(kinds)))
        yield text


def stories(data):
    texts = [(data / "narratives" / "pieman" / "transcript.txt").read_text(encoding="utf-8")]
    for align in sorted((data / "narratives").glob("*/align.csv")):
        with open(align, encoding="utf-8", newline="") as file:
            texts.append(" ".join(row[0] for row in csv.reader(file)))
    for words in sorted((data / "lebel2023" / "words").glob("*.tsv")):
        texts.append(" ".join(line.split("\t")[0] for line in words.read_text(encoding="utf-8").splitlines()[1:]))
    return texts


def without_post_processor(tokenizer):
    saved = json.loads(tokenizer.to_str())
    saved["post_processor"] = None
    return Tokenizer.from_str(json.dumps(saved))


def by_hugging_face(tokenizer, texts):
    for encoding, text in zip(tokenizer.encode_batch(texts, add_special_tokens=False), texts):
        at = [0]
        for c in text:
            at.append(at[-1] + len(c.encode()))
        yield [(i, at[b], at[e]) for i, (b, e) in zip(encoding.ids, encoding.offsets)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tokenize")
    parser.add_argument("models", type=pathlib.Path)
    parser.add_argument("--random", type=int, default=100000)
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[3] / "shared" / "data")
    parser.add_argument("--only", nargs="*")
    o = parser.parse_args()
    real = stories(o.data)
    texts = real + list(random_strings(o.random))
    bad = 0
    for folder in sorted(o.models.iterdir()):
        if o.only and folder.name not in o.only:
            continue
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        around = tokenizer.encode("a").ids
        alone = tokenizer.encode("a", add_special_tokens=False).ids
        expected = list(by_hugging_face(without_post_processor(tokenizer), texts))
        for file in sorted(folder.iterdir()):
            if file.name == "merges.txt":
                continue
            lines = subprocess.run([o.tokenize, str(file)], input="".join(t.encode().hex() + "\n" for t in texts), text=True, capture_output=True)
            if lines.returncode:
                print(f"{folder.name}/{file.name}: {lines.stderr.strip()}")
                bad += 1
                continue
            rows = lines.stdout.split("\n")
            prefix, suffix = ([int(i) for i in row.split()[1:]] for row in rows[:2])
            ids = offsets = 0
            for text, row, wanted in zip(texts, rows[2:], expected):
                got = [tuple(int(n) for n in piece.split(":")) for piece in row.split()]
                if [p[0] for p in got] != [p[0] for p in wanted]:
                    ids += 1
                    if ids <= 3:
                        print(f"  {text[:60]!r}\n    anbn {got[:20]}\n    HF   {wanted[:20]}")
                elif got != wanted:
                    offsets += 1
                    if offsets <= 3:
                        at = next(i for i in range(len(got)) if got[i] != wanted[i])
                        print(f"  {text[:60]!r} piece {at}: {got[at]} HF {wanted[at]}")
            specials = prefix + alone + suffix == around
            print(f"{folder.name}/{file.name}: {len(real)} stories, {len(texts) - len(real)} random strings: {ids} differ in ids, {offsets} in offsets; "
                  f"specials {'equal' if specials else f'{prefix} {suffix}, expected {around}'}", flush=True)
            bad += ids + offsets + (not specials)
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())

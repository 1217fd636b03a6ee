# SPDX-License-Identifier: Apache-2.0
"""Makes the goldens of tokenizer settings with Hugging Face `tokenizers`.

    VENV/bin/python tests/golden/tokenizer/make_settings_golden.py

settings_vocab.txt   the specials, and every character of the texts as it stands, decomposed and in lower case, each also inside a word (##):
                     what a text's ids are then shows how it was prepared.
settings.tsv         columns: lower_case, strip_accents, split_ideographs (0 or 1), text_hex (UTF-8), ids (joined by commas).
"""
import itertools
import pathlib
import unicodedata

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

HERE = pathlib.Path(__file__).resolve().parent
TEXTS = ["Ich möchte für Äpfel nach Österreich.", "Straße, STRASSE und Ĳsselmeer", "Ça, c'est l'été à Noël!", "İstanbul'da ılık bir gün",
         "カタカナとひらがな、東京タワー", "ハーフ ﾊﾟﾝ が ぱ", "हिन्दी में कहानी है।", "我想去北京。他們說", "Ångström e\u0301tude Φίλος ΦΊΛΟΣ", "ﬁn ½ ǅ"]
SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]


def vocabulary() -> list:
    letters = set()
    for text in TEXTS:
        for form in (text, unicodedata.normalize("NFD", text), text.lower(), unicodedata.normalize("NFD", text).lower()):
            letters.update(c for c in form if not c.isspace())
    return SPECIALS + sorted(letters) + ["##" + c for c in sorted(letters)]


def main():
    pieces = vocabulary()
    (HERE / "settings_vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    rows = ["lower_case\tstrip_accents\tsplit_ideographs\ttext_hex\tids"]
    for lower, strip, split in itertools.product((0, 1), repeat=3):
        tokenizer = Tokenizer(models.WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=bool(split), strip_accents=bool(strip), lowercase=bool(lower))
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        for text in TEXTS:
            ids = tokenizer.encode(text, add_special_tokens=False).ids
            rows.append(f"{lower}\t{strip}\t{split}\t{text.encode().hex()}\t{','.join(map(str, ids))}")
    (HERE / "settings.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


main()

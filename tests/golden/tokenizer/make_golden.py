# SPDX-License-Identifier: Apache-2.0
"""Makes the WordPiece goldens with Hugging Face `tokenizers` (bert-base-uncased).

    VENV/bin/python tests/golden/tokenizer/make_golden.py [SHARED_DATA]     # default: ../shared/data beside the source root

Vocabulary: SHARED_DATA/tokenizer/bert-base-uncased-vocab.txt (30522 lines; all-MiniLM-L6-v2 has the same bytes).
Specials are never added, and no case holds the literal text of one ("[CLS]"): Hugging Face would match it, anbn has no reason to.

stories.tsv    one digest a text, so that no text is committed. Columns:
    story       folder of SHARED_DATA/narratives
    source      `align.csv`: each cell of its first column (csv with quotes, UTF-8) is tokenized by itself and the ids are joined in order;
                `transcript.txt`: the file as a whole is tokenized in one go
    words       number of rows of align.csv; `n/a` for a transcript
    ids         number of ids
    fnv1a64     FNV-1a, 64 bits, 16 hex digits, over the ASCII bytes of the decimal ids joined by single commas ("1045,2211,...", no end of line):
                h = 0xcbf29ce484222325; for each byte: h = (h ^ byte) * 0x100000001b3 mod 2^64

edge_cases.tsv  short texts of all kinds. Columns:
    case        what it is (a unique name)
    text_hex    the text's UTF-8 bytes in lower-case hex (NUL, tabs and line ends are part of some texts); `n/a` for the empty text
    ids         decimal ids joined by commas; `n/a` for none

versions.txt   what made them.
"""
import csv
import pathlib
import platform
import sys

import tokenizers

HERE = pathlib.Path(__file__).resolve().parent
STORIES = ["black", "bronx", "forgot", "lucy", "milkywayoriginal", "pieman", "piemanpni", "prettymouth",
           "shapesphysical", "shapessocial", "sherlock", "slumlordreach"]

CASES = [
    ("empty", ""),
    ("only spaces", "   "),
    ("only white space of all kinds", " \t\n\r\u00a0\u2003\u3000"),
    ("plain sentence", "The dean walked home, and nobody said a word."),
    ("capitals are lowered", "THE Dean McGOWAN of FORDHAM"),
    ("apostrophe", "I'm sure it isn't the boys' dog's"),
    ("typographic apostrophe", "I\u2019m sure it isn\u2019t"),
    ("hyphen", "a hard-boiled x-ray-like well-known ex-"),
    ("soft hyphen", "co\u00adoperate"),
    ("non-breaking hyphen", "well\u2011known"),
    ("dashes", "wait\u2014what\u2013no--yes\u2015so"),
    ("quotes", "\u201cHello,\u201d she said. \u2018Hi\u2019 \"there\" \u00abla\u00bb \u201e so \u201f"),
    ("ellipsis and dots", "well... well\u2026 U.S.A. 3.14 e.g."),
    ("all ASCII punctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
    ("ASCII symbols split like punctuation", "a$b+c<d=e>f^g`h|i~j"),
    ("other symbols do not split", "a\u20acb a\u00d7b a\u00b0b 5\u00a3"),
    ("Unicode punctuation splits", "a\u00b7b a\u00a1b\u00bf a\u2020b a\u203bb a\u3001b"),
    ("digits", "7 42 1999 12345678901 3rd 2nd"),
    ("vulgar fraction and superscript", "4 \u00bd x\u00b2"),
    ("Latin accents, NFC", "caf\u00e9 na\u00efve \u00c5ngstr\u00f6m \u00c7a F\u00fchrer"),
    ("Latin accents, NFD", "cafe\u0301 nai\u0308ve A\u030angstro\u0308m C\u0327a Fu\u0308hrer"),
    ("stacked combining marks", "a\u0301\u0327\u0308b"),
    ("combining marks only", "\u0301\u0308"),
    ("combining mark after a space", "a \u0301 b"),
    ("combining enclosing mark stays", "1\u20e3"),
    ("accents without decomposition", "\u00f8re \u0142\u00f3d\u017a \u0111\u00e3 \u00e6on \u0153uvre"),
    ("Turkish dotted capital I", "\u0130stanbul"),
    ("Turkish dotless i", "\u0131\u015f\u0131k"),
    ("German sharp s", "Stra\u00dfe STRA\u1e9eE"),
    ("ligatures are not folded", "\ufb01ne o\ufb03ce"),
    ("full-width forms are not folded", "\uff21\uff22\uff43\uff01\uff11"),
    ("Greek final sigma", "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3 \u03ad\u03be\u03bf\u03b4\u03bf\u03c2"),
    ("Greek iota subscript", "\u1fb3 \u1f80"),
    ("Cyrillic with short i", "\u041d\u0435\u0449\u043e \u043d\u0430 \u0411\u044a\u043b\u0433\u0430\u0440\u0441\u043a\u0438\u0439 \u0419\u0451\u0436"),
    ("Hebrew with points", "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd"),
    ("Arabic with marks", "\u0645\u064e\u0631\u0652\u062d\u064e\u0628\u064b\u0627 \u0623\u0622"),
    ("Devanagari with spacing marks", "\u0939\u093f\u0928\u094d\u0926\u0940 \u0915\u094d\u0937"),
    ("Thai", "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35"),
    ("Vietnamese", "Ti\u1ebfng Vi\u1ec7t"),
    ("CJK ideographs stand alone", "\u6211\u60f3\u5728apple\u5de5\u4f5c2020\u5e74"),
    ("CJK compatibility ideograph", "\uf900\uf9ff"),
    ("CJK extension B", "a\U00020000b"),
    ("Japanese kana", "\u3053\u3093\u306b\u3061\u306f \u30ab\u30bf\u30ab\u30ca \u304c"),
    ("Hangul syllables decompose", "\ud55c\uad6d\uc5b4"),
    ("emoji", "so \U0001f601 good\U0001f44d\U0001f3fd!"),
    ("emoji with zero-width joiner", "\U0001f468\u200d\U0001f469\u200d\U0001f467"),
    ("emoji with variation selector", "\u2764\ufe0f"),
    ("flag", "\U0001f1e9\U0001f1ea"),
    ("mathematical letters", "\U0001d4d0\U0001d4d1"),
    ("NUL is dropped", "a\u0000b c"),
    ("replacement character is dropped", "a\ufffdb \ufffd c"),
    ("control characters are dropped", "a\u0001b\u0007c\u001bd\u007fe\u0085f\u009fg"),
    ("vertical tab and form feed", "a\u000bb\u000cc"),
    ("tab, line feed, carriage return", "a\tb\nc\r\nd"),
    ("zero-width characters are dropped", "a\u200bb\u200cc\u200dd\ufeffe\u2060f"),
    ("direction marks are dropped", "\u202aab\u202c \u200ecd\u200f"),
    ("line and paragraph separators", "a\u2028b\u2029c"),
    ("all Unicode spaces", "a\u00a0b\u1680c\u2000d\u2009e\u200af\u202fg\u205fh\u3000i"),
    ("private use", "a\ue000b"),
    ("unassigned", "a\u0378b"),
    ("noncharacter", "a\uffffb"),
    ("word of 100 characters", "a" * 100),
    ("word of 101 characters is unknown", "a" * 101),
    ("long word between others", "the " + "xyz" * 40 + " end"),
    ("100 characters of two bytes", "\u0436" * 100),
    ("101 characters of two bytes", "\u0436" * 101),
    ("100 characters after the accents are gone", "\u00e9" * 100),
    ("101 characters after the accents are gone", "e\u0301" * 101),
    ("word whose rest is unknown", "home\u2603"),
    ("word of one unknown character", "\u2603"),
    ("continuation pieces", "unaffable embeddings tokenization newspapermanship"),
    ("written continuation mark", "##ing a ##b"),
    ("underscores", "snake_case __init__"),
    ("URL and mail", "https://example.org/a?b=c&d me@example.org"),
    ("brackets", "[laughter] (applause) {um} <sil>"),
    ("unk as text", "unk <unk> UNK"),
    ("percent and money", "100% $5.00 #1 50\u00a2"),
    ("trailing and doubled spaces", "  two  words  "),
    ("contractions without apostrophe", "gonna wanna dunno cannot"),
    ("Roman numerals", "\u2160\u2161 \u217b"),
    ("Kelvin and Angstrom signs", "\u212a \u212b"),
    ("titlecase digraph", "\u01c5 \u01c8"),
    ("long s", "\u017fo"),
    ("Cherokee capitals", "\u13a0\u13a1"),
    ("Deseret capitals", "\U00010400\U00010401"),
    ("modifier letters", "\u02bc\u02c8a\u02d0"),
    ("music and tags", "\u266a la \u266b \U000e0041"),
]


def fnv1a64(data: bytes) -> int:
    """64-bit FNV-1a of `data`."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) % (1 << 64)
    return value


def joined(ids) -> str:
    return ",".join(str(i) for i in ids)


def words_of(align: pathlib.Path) -> list[str]:
    with open(align, encoding="utf-8", newline="") as file:
        return [row[0] for row in csv.reader(file)]


def main() -> None:
    shared = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[2].parent / "shared" / "data"
    vocabulary = shared / "tokenizer" / "bert-base-uncased-vocab.txt"
    tokenizer = tokenizers.BertWordPieceTokenizer(str(vocabulary), lowercase=True)

    def ids_of(text: str) -> list[int]:
        return tokenizer.encode(text, add_special_tokens=False).ids

    rows = []
    for story in STORIES:
        words = words_of(shared / "narratives" / story / "align.csv")
        ids = [i for word in words for i in ids_of(word)]
        rows.append((story, "align.csv", len(words), len(ids), f"{fnv1a64(joined(ids).encode()):016x}"))
    text = (shared / "narratives" / "pieman" / "transcript.txt").read_text(encoding="utf-8")
    ids = ids_of(text)
    assert len(ids) == 1221, f"found {len(ids)} pieces in the Pie Man transcript; expected 1221"
    rows.append(("pieman", "transcript.txt", "n/a", len(ids), f"{fnv1a64(joined(ids).encode()):016x}"))
    with open(HERE / "stories.tsv", "w", newline="\n") as file:
        file.write("story\tsource\twords\tids\tfnv1a64\n")
        file.writelines("\t".join(str(cell) for cell in row) + "\n" for row in rows)

    assert len({name for name, _ in CASES}) == len(CASES)
    with open(HERE / "edge_cases.tsv", "w", newline="\n") as file:
        file.write("case\ttext_hex\tids\n")
        for name, text in CASES:
            file.write(f"{name}\t{text.encode().hex() or 'n/a'}\t{joined(ids_of(text)) or 'n/a'}\n")
    (HERE / "versions.txt").write_text(f"python {platform.python_version()}\ntokenizers {tokenizers.__version__}\n")


if __name__ == "__main__":
    main()

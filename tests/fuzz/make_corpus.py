#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of the fuzz targets of anbn/io: small sound files and small hostile ones.

usage: make_corpus.py   (with numpy; writes beside itself, leaves other files there alone)
"""
import base64
import gzip
import io
import json
import pathlib
import struct

import numpy as np

HERE = pathlib.Path(__file__).parent


def write(target, name, data):
    folder = HERE / f"{target}_fuzz"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def npy(array, version=(1, 0)):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    return out.getvalue()


def npy_with(header):
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + bytes(16)


numbers = np.arange(6).reshape(2, 3)
for dtype in ["<f4", ">f8", "<f2", "|b1", "|i1", ">u2", "<i8"]:
    write("npy", dtype[1:], npy(numbers.astype(dtype)))
write("npy", "fortran", npy(np.asfortranarray(numbers.astype("<f4"))))
write("npy", "rank3_v2", npy(numbers.astype("<f4").reshape(1, 2, 3), (2, 0)))
write("npy", "rank0_v3", npy(np.float32(1).reshape(()), (3, 0)))
write("npy", "packed", gzip.compress(npy(numbers.astype("<f4")), mtime=0))
write("npy", "cut_short", npy(numbers.astype("<f4"))[:-3])
write("npy", "overflow", npy_with("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}"))
write("npy", "structured", npy_with("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,)}"))
write("npy", "objects", npy_with("{'descr': '|O', 'fortran_order': False, 'shape': (2,)}"))

write("table", "tokens", "token\tpiece\tonset_s\n1\t[CLS]\tn/a\n2\tna\u00efve\t0.25\n")
write("table", "gentle", "I,i,0.5,0.61\r\nbegan,,,\r\n")
write("table", "quotes", '\ufeff"a,b","say ""hi"""\n"two\nlines",-1e5\n')
write("table", "open_quote", 'a,"b\n')
write("table", "ragged", "a\tb\n1\n")
write("table", "not_utf8", b"a\tb\n\xff\xfe\x00\n")

motion = "trans_x\ttrans_y\ttrans_z\trot_x\trot_y\trot_z"
write("confounds", "fmriprep", f"csf\t{motion}\ttrans_x_derivative1\ta_comp_cor_00\tcosine00\n9\t1\t0\t0\t0\t0\t0\tn/a\t1\t2\n8\t2\t0\t0\t0\t0\t1\t1\t0\t1e9\n")
write("confounds", "afni", "# roll pitch yaw dS dL dP\n 0.1 0 0 0 0 -1\n0.2\t0 0 0 0 1e0  \n")
write("confounds", "huge", f"{motion}\n1e308\t-1e308\t0\t0\t0\t0\n-1e308\t1e308\t0\t1e-320\t0\t0\n")
write("confounds", "ragged", "1 2 3\n4 5\n")
write("confounds", "no_value", "csf\nn/a\n1\nn/a\n")
write("confounds", "header_alone", "csf\n")

hello = gzip.compress(b"hello hello hello\n", mtime=0)
write("gzip", "member", hello)
write("gzip", "two_members", hello + hello)
write("gzip", "padded", hello + bytes(32))
write("gzip", "trailing", hello + b"tail")
write("gzip", "cut_short", hello[:-5])
write("gzip", "wrong_sum", hello[:-8] + bytes(8))
write("gzip", "bomb", gzip.compress(bytes(300000), mtime=0))
write("gzip", "named", b"\x1f\x8b\x08\x1e" + bytes(4) + b"\x00\x03\x02\x00abname\x00comment\x00\x12\x34\x03\x00" + bytes(8))

write("json", "config", json.dumps({"model_type": "bert", "hidden_size": 384, "layer_norm_eps": 1e-12,
                                    "use_cache": True, "none": None, "list": [1, {"a": "b"}]}))
write("json", "escapes", '{"a\\u00e9": "\\ud83d\\ude00\\n", "b": -0.0e+2}')
write("json", "twice", '{"a": 1, "a": 2}')
write("json", "deep", '{"a":' + "[" * 100)
write("json", "list", "[1, 2]")
write("json", "nested", '{"rope": {"theta": 1, "list": [1, {"theta": 2}], "theta2": null}, "types": ["a", "b"], "mixed": ["a", 1], "deep": {"a": {"b": {"c": []}}}, "none": null}')
write("json", "twice_inside", '{"map": {"a": "1.safetensors", "a": "2.safetensors"}}')
for case in ("gpt2", "llama_grouped_llama3", "llama_old_rope_scaling", "llama_yarn", "qwen3_grouped_window", "roberta", "distilbert", "mistral_window"):
    write("config", case, (HERE.parent / "golden" / "architectures" / case / "config.json").read_bytes())
write("config", "extreme", '{"vocab_size": 9, "max_position_embeddings": 8, "hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2, '
      '"rope_parameters": {"rope_type": "yarn", "rope_theta": 1.0000001, "factor": 1e-9, "beta_fast": 1e11, "beta_slow": 1e-11}, '
      '"layer_types": ["full_attention", "sliding_attention"], "sliding_window": null}')


def safetensors(header, data):
    text = header if isinstance(header, str) else json.dumps(header, separators=(",", ":"))
    return struct.pack("<Q", len(text)) + text.encode() + data


def tensor(dtype, shape, begin, end):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


write("safetensors", "sound", safetensors(
    {"__metadata__": {"format": "pt"}, "a": tensor("F32", [2], 0, 8), "b": tensor("BF16", [1, 2], 8, 12),
     "c": tensor("F16", [1], 12, 14), "d": tensor("I8", [0, 9], 14, 14)}, np.arange(14, dtype="u1").tobytes()))
write("safetensors", "double", safetensors({"a": tensor("F64", [], 0, 8)}, np.float64(0.5).tobytes()))
write("safetensors", "overlap", safetensors({"a": tensor("U8", [2], 0, 2), "b": tensor("U8", [2], 1, 3)}, b"123"))
write("safetensors", "hole", safetensors({"a": tensor("U8", [1], 1, 2)}, b"12"))
write("safetensors", "overflow", safetensors({"a": tensor("F32", [2**62 + 1], 0, 4)}, b"1234"))
write("safetensors", "twice", safetensors('{"a":{},"a":{}}', b""))
write("safetensors", "huge_header", struct.pack("<Q", 2**63) + b"{}")
write("safetensors", "deep", safetensors('{"a":' + "[" * 100, b""))
write("safetensors", "zip", b"PK\x03\x04" + bytes(30))

write("toml", "study", '[study]\nname = "Pie Man"\nout = \'results\'\n[[variant]]\nname = "main"\n[[story]]\n'
                       'tr_s = 1.5\nvolumes = 282\nnetworks = ["a.npy", "b.npy"]\n[story.tokens]\nsegments = "even"\n')
write("toml", "types", 'a = 0x1F\nb = [1e3, -0.5, true]\nc = {d = "\\u00e9", e.f = 1}\n"g h".i = """x\ny"""\n')
write("toml", "dates", "a = 1979-05-27T07:32:00Z\nb = 07:32:00\n")
write("toml", "not_finite", "a = inf\nb = nan\n")
write("toml", "deep", "a" + ".a" * 100 + " = " + "[" * 100)
write("toml", "header_without_name", "[ .a]\n")
write("toml", "tables", "a = " + "{a.a.a = " * 20 + "1" + "}" * 20)


def nifti(version=1, order="<", dim=(3, 2, 2, 2), datatype=4, data=bytes(64), offset=None, single=True,
          pixdim=(1, 2, 2, 2, 1.5), slope=0.0, inter=0.0, codes=(0, 0), quatern=(0, 0, 0), units=10, intent=0):
    """A file from the standard's tables of fields; nothing of it was written by another program."""
    dim = (list(dim) + [1] * 8)[:8]
    pixdim = (list(pixdim) + [1] * 8)[:8]
    srow = [-2, 0, 0, 9, 0, 2, 0, -9, 0, 0, 2, 4]
    if version == 1:
        offset = 352 if offset is None else offset
        h = struct.pack(order + "i35xB", 348, 0) + struct.pack(order + "8h3f4h", *dim, 0, 0, 0, intent, datatype, 16, 0)
        h += struct.pack(order + "8f3fhBB", *pixdim, offset, slope, inter, 0, 0, units) + bytes(128)
        h += struct.pack(order + "2h3f3f12f16x4s", *codes, *quatern, 1, 2, 3, *srow, b"n+1" if single else b"ni1")
        assert len(h) == 348
    else:
        offset = 544 if offset is None else offset
        h = struct.pack(order + "i8s2h", 540, b"n+2\0\r\n\x1a\n" if single else b"ni2\0\r\n\x1a\n", datatype, 16)
        h += struct.pack(order + "8q3d8dq2d", *dim, 0, 0, 0, *pixdim, offset, slope, inter) + bytes(152)
        h += struct.pack(order + "2i3d3d12d", *codes, *quatern, 1, 2, 3, *srow)
        h += struct.pack(order + "3i16x16x", 0, units, intent)
        assert len(h) == 540
    return h + (bytes(4) if single else b"") + data


for code, kind in [(2, "u1"), (4, "i2"), (8, "i4"), (16, "f4"), (64, "f8"), (256, "i1"), (512, "u2"), (768, "u4"), (1024, "i8"), (1280, "u8")]:
    write("nifti", kind, nifti(datatype=code, data=np.arange(8).astype("<" + kind).tobytes()))
write("nifti", "big_endian", nifti(order=">", slope=0.5, inter=3, data=np.arange(8).astype(">i2").tobytes()))
write("nifti", "version_2", nifti(version=2, codes=(0, 2)))
write("nifti", "version_2_big_endian", nifti(version=2, order=">", dim=(4, 2, 1, 1, 3)))
write("nifti", "packed", gzip.compress(nifti(dim=(4, 2, 2, 1, 3)), mtime=0))
write("nifti", "packed_cut_short", gzip.compress(nifti(dim=(4, 2, 2, 1, 3)), mtime=0)[:-9])
write("nifti", "five_dimensions", nifti(dim=(5, 2, 1, 1, 1, 3)))
write("nifti", "pair", nifti(single=False, offset=0))
write("nifti", "pair_version_2", nifti(version=2, single=False, offset=16))
write("nifti", "qform", nifti(codes=(1, 0), quatern=(0.5, 0.5, 0.5), pixdim=(-1, 2, 3, 4)))
write("nifti", "no_rotation", nifti(codes=(1, 0), quatern=(1, 1, 1)))
write("nifti", "sform", nifti(codes=(1, 2), quatern=(1, 1, 1)))
write("nifti", "not_finite", nifti(pixdim=(1, float("nan"), 2, 2), slope=float("inf"), codes=(0, 1)))
write("nifti", "terabytes", nifti(dim=(4, 32767, 32767, 32767, 32767)))
write("nifti", "overflow", nifti(version=2, dim=(7,) + (2**40,) * 7))
write("nifti", "negative", nifti(dim=(4, 2, -2, -2, 2)))
write("nifti", "offset_outside", nifti(offset=1e9))
write("nifti", "offset_half", nifti(offset=352.5))
write("nifti", "complex", nifti(datatype=32))
write("nifti", "cifti", nifti(version=2, intent=3002, dim=(6, 1, 1, 1, 1, 2, 2)))
write("nifti", "analyze", nifti()[:344] + bytes(72))
write("nifti", "bomb", gzip.compress(nifti(dim=(3, 100, 100, 20), data=bytes(400000)), mtime=0))


def dbn_checkpoint(sections, sizes=None, count=None):
    """Hashes are left at zeros: the fuzz target puts the right ones in."""
    out = b"anbn dbn 1" + bytes(6) + struct.pack("<3Q", 1, 7, len(sections) if count is None else count)
    for i, section in enumerate(sections):
        out += struct.pack("<Q", len(section) if sizes is None else sizes[i]) + b"0" * 32
    return out + b"0" * 32 + b"".join(sections)


health, weights = np.arange(22.0).tobytes(), np.arange(6, dtype="<f4").tobytes()
write("dbn_checkpoint", "sound", dbn_checkpoint([health, weights, b""]))
write("dbn_checkpoint", "cut_short", dbn_checkpoint([health, weights])[:-5])
write("dbn_checkpoint", "overflow", dbn_checkpoint([health, weights], [2**64 - 88, 88]))
write("dbn_checkpoint", "ragged", dbn_checkpoint([health[:-1], weights[:-1]]))
write("dbn_checkpoint", "many_sections", dbn_checkpoint([health], count=2**60))
write("dbn_checkpoint", "trailing", dbn_checkpoint([health, weights]) + b"tail")


def tagger(words, features, votes, text=""):
    """A model of a tagger, and a text: words (key, tags), features (key, count), votes (tag, weight)."""
    numbers = [1, len(words), len(features), len(votes), *(n for word in words for n in word), *(key for key, _ in features)]
    return (b"anbn-pos" + struct.pack(f"<{len(numbers)}I", *numbers) + bytes(count for _, count in features)
            + b"".join(struct.pack("<Bb", *vote) for vote in votes) + b"\0" + text.encode())


small = [(7, 32), (9, 128)], [(3, 1), (2**31, 2)], [(5, 8), (7, -8), (15, 127)]
write("tagger", "small", tagger(*small, "He didn't go, \u201cso what?\u201d \U0001f600 7:30 p.m."))
write("tagger", "empty_model", tagger([], [], [], "--'n't's..."))
write("tagger", "long_word", tagger(*small, "'" * 500 + "a" * 500))
write("tagger", "cut_short", tagger(*small)[:-3])
write("tagger", "falling", tagger(small[0][::-1], *small[1:]))
write("tagger", "many_votes", tagger(small[0], [(3, 200)], small[2]))
write("tagger", "tag_of_none", tagger(*small[:2], [(5, 8), (7, -8), (17, 1)]))
write("tagger", "overflow", b"anbn-pos" + struct.pack("<4I", 1, 2**32 - 1, 2**32 - 1, 2**32 - 1))

write("json_tree", "nested", '{"a": [1, {"b": "\\u00e9"}, null, true], "": -0.5e3}')
write("json_tree", "twice", '{"a": {"b": 1, "b": 2}}')
write("json_tree", "deep", '{"a":' + "[" * 100)
write("json_tree", "cut_short", '{"a": [1, 2')


def tokenizer(model, text="", **steps):
    return json.dumps({"version": "1.0", "model": model, **steps}).encode() + (b"\0" + text.encode() if text else b"")


pieces = {"?": 0, "a": 1, "##b": 2, "man": 3, ".": 4}
bytes_of = {chr(i if 33 <= i <= 126 else 256 + i): i for i in range(128)}
write("tokenizer_json", "word_piece", tokenizer({"type": "WordPiece", "unk_token": "?", "vocab": pieces}, "A man, ab. b",
      normalizer={"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
      pre_tokenizer={"type": "BertPreTokenizer"}, post_processor={"type": "BertProcessing", "sep": [".", 4], "cls": ["?", 0]}))
write("tokenizer_json", "added", tokenizer({"type": "WordPiece", "unk_token": "?", "vocab": pieces}, "a <x> man<x>  yy ayy",
      added_tokens=[{"id": 5, "content": "<x>", "lstrip": True, "rstrip": True, "special": True}, {"id": 6, "content": "yy", "single_word": True}]))
write("tokenizer_json", "bytes", tokenizer({"type": "BPE", "vocab": {**bytes_of, "ab": 128}, "merges": ["a b"]}, "ab abab don't \u00e9  \n",
      pre_tokenizer={"type": "ByteLevel", "add_prefix_space": True}, post_processor={"type": "ByteLevel"}))
llama = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
write("tokenizer_json", "split", tokenizer({"type": "BPE", "vocab": bytes_of, "merges": [], "ignore_merges": True}, "I'LL go 12345 \r\n\n!!\n x",
      normalizer={"type": "NFC"}, pre_tokenizer={"type": "Sequence", "pretokenizers": [
          {"type": "Split", "pattern": {"Regex": llama}, "behavior": "Isolated", "invert": False}, {"type": "ByteLevel", "use_regex": False}]}))
write("tokenizer_json", "fallback", tokenizer({"type": "BPE", "unk_token": "<unk>", "fuse_unk": True, "byte_fallback": True,
      "vocab": {"<unk>": 0, "\u2581": 1, "a": 2, "\u2581a": 3, "<0x0A>": 4}, "merges": [["\u2581", "a"]]}, "a a\n\u00e9\u00e9",
      normalizer={"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "\u2581"}, {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}]}))
trie = struct.pack("<4I", 1 << 10 | 1 << 8, 0, 0, 0)
write("tokenizer_json", "unigram", tokenizer({"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0], ["\u2581", -2], ["\u2581a", -1.5], ["b", -3.0]]}, "ab b\u00e9\u0301 zz",
      normalizer={"type": "Precompiled", "precompiled_charsmap": base64.b64encode(struct.pack("<I", 16) + trie + b"x\0").decode()},
      pre_tokenizer={"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, {"type": "Metaspace", "prepend_scheme": "first"}]},
      post_processor={"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "b"}}, {"Sequence": {"id": "A"}}], "special_tokens": {"b": {"ids": [3]}}}))
for name, model in [("hole", {"type": "WordPiece", "unk_token": "?", "vocab": {"?": 0, "a": 7}}), ("huge_id", {"type": "WordPiece", "unk_token": "?", "vocab": {"?": 2**40}}),
                    ("merge_without_piece", {"type": "BPE", "vocab": {"a": 0}, "merges": ["a a"]}), ("score", {"type": "Unigram", "vocab": [["a", 1e308], ["", 0]]})]:
    write("tokenizer_json", name, tokenizer(model))
write("tokenizer_json", "charsmap_outside", tokenizer({"type": "WordPiece", "unk_token": "?", "vocab": pieces},
      normalizer={"type": "Precompiled", "precompiled_charsmap": base64.b64encode(struct.pack("<3I", 8, 1 << 10 | 1 << 8, 1 << 31 | 99)).decode()}))
write("tokenizer_json", "steps", tokenizer({"type": "WordPiece", "unk_token": "?", "vocab": pieces}, " a1b2 man.\u00e9 ",
      normalizer={"type": "Sequence", "normalizers": [{"type": "Strip"}, {"type": "NFKD"}, {"type": "StripAccents"}, {"type": "Lowercase"}]},
      pre_tokenizer={"type": "Sequence", "pretokenizers": [{"type": "Whitespace"}, {"type": "Punctuation"}, {"type": "Digits", "individual_digits": True}]}))



def field(number, value):
    """Of a protobuf message: a number, a float or bytes below 128."""
    if isinstance(value, float):
        return bytes([number << 3 | 5]) + struct.pack("<f", value)
    return bytes([number << 3, value]) if isinstance(value, int) else bytes([number << 3 | 2, len(value)]) + value


def sentencepiece(listed, text, more=b""):
    model = b"".join(field(1, field(1, piece.encode()) + field(2, score) + field(3, kind)) for piece, score, kind in listed) + more
    return struct.pack("<I", len(model)) + model + text.encode()


some = [("<unk>", 0.0, 2), ("<s>", 0.0, 3), ("\u2581", -2.0, 1), ("a", -2.5, 1), ("\u2581a", -1.5, 1), ("aa", -3.0, 5), ("<x>", 0.0, 4)]
pairs, no_marks = field(2, field(3, 2)), field(3, field(3, 0) + field(4, 0) + field(5, 0))
write("sentencepiece", "likely", sentencepiece(some, " a  aaa<x>b\u00e9\u00e9 a "))
write("sentencepiece", "pairs", sentencepiece(some, " a  aaa<x>b\u00e9\u00e9 aaaa ", pairs))
write("sentencepiece", "no_marks", sentencepiece(some, "  a aa ", pairs + no_marks))
write("sentencepiece", "charsmap", sentencepiece(some, "a b", field(3, field(2, struct.pack("<I", 16) + trie + b"x\0"))))
write("sentencepiece", "bytes_missing", sentencepiece(some, "b", field(2, bytes([0x98, 0x02, 1]))))
write("sentencepiece", "cut_short", sentencepiece(some, "a")[:40])
write("sentencepiece", "not_finite", sentencepiece([("<unk>", 0.0, 2), ("a", float("nan"), 1)], "a"))
write("sentencepiece", "twice", sentencepiece([("<unk>", 0.0, 2), ("a", 0.0, 1), ("a", 0.0, 1)], "a"))
write("sentencepiece", "long_number", struct.pack("<I", 12) + b"\xff" * 12)

grid = 'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0 \nxmax = 2 \ntiers? <exists> \nsize = 1 \nitem []: \n    item [1]:\n' \
       '        class = "IntervalTier" \n        name = "words" \n        xmin = 0 \n        xmax = 2 \n        intervals: size = 2 \n' \
       '        intervals [1]:\n            xmin = 0 \n            xmax = 1 \n            text = "say ""hi""" \n        intervals [2]:\n' \
       '            xmin = 1 \n            xmax = 2 \n            text = "" \n'
write("textgrid", "long", grid)
write("textgrid", "utf16", grid.encode("utf-16"))
write("textgrid", "short", 'File type = "ooTextFile"\n"TextGrid"\n0\n2\n<exists>\n2\n"TextTier"\n"x"\n0\n2\n1\n1\n"c"\n"IntervalTier"\n"a - words"\n0\n2\n1\n0\n2\n"one"\n')
write("textgrid", "many_intervals", grid.replace("size = 2", "size = 4000000000"))
write("textgrid", "cut_short", grid[:-40])
write("textgrid", "open_quote", 'File type = "ooTextFile"\n"TextGrid"\n0 2 <exists> 1 "IntervalTier" "w')
write("whisper_json", "words", '{"segments": [{"words": [{"word": " Twenty", "start": 0.5, "end": 0.7}, {"word": "-five", "start": 0.7, "end": 1.0}, {"word": " [noise]"}]}]}')
write("whisper_json", "whisperx", '{"segments": [{"speaker": "A", "words": [{"word": "In", "start": 1, "end": 1.2, "score": 1}, {"word": "1999"}]}], "word_segments": []}')
write("whisper_json", "list", '[{"text": "a", "start": 1, "end": 2}]')
write("whisper_json", "no_words", '{"segments": [{"start": 0, "end": 1, "text": "a"}]}')
write("whisper_json", "deep", '{"segments": ' + "[" * 100)
write("gentle_json", "align", '{"transcript": "a b", "words": [{"alignedWord": "a", "case": "success", "word": "a", "start": 1, "end": 2}, {"case": "not-found-in-audio", "word": "b"}]}')
write("gentle_json", "no_word", '{"words": [{"alignedWord": "a", "start": 1}]}')
write("named_columns", "mfa", "Begin,End,Label,Type,Speaker\n0.1,0.4,one,words,a\n0.1,0.2,W,phones,a\n0.4,0.5,,words,a\n")
write("named_columns", "bids", "onset\tduration\tword\n1\t0.5\tone\n2\tn/a\ttwo\n")
write("named_columns", "reversed", "word,start,end\na,2,1\n")
write("named_columns", "ragged", "word,start,end\na,1\n")
write("timed_conllu", "spoken", "# speaker_id = a\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\tAlignBegin=500|AlignEnd=900\n1\tdo\tdo\tAUX\t_\t_\t0\troot\t_\t_\n"
      "2\tn't\tnot\tPART\t_\t_\t1\tx\t_\t_\n3\tgo\tgo\tVERB\t_\t_\t1\tx\t_\tSpaceAfter=No|Start=1|End=2\n4\t!\t!\tPUNCT\t_\t_\t1\tx\t_\t_\n\n")
write("timed_conllu", "numbers", "1-999999999999\ta\t_\t_\t_\t_\t_\t_\t_\tStart=1|End=2\n1.1\tb\tb\tX\t_\t_\t0\tx\t_\t_\n-3\tb\tb\tX\t_\t_\t0\tx\t_\t_\n")
write("timed_conllu", "ragged", "1\ta\ta\tX\t_\t_\t0\tx\t_\n")

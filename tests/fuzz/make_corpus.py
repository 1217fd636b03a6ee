#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of the fuzz targets of anbn/io: small sound files and small hostile ones.

usage: make_corpus.py   (with numpy; writes beside itself, leaves other files there alone)
"""
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

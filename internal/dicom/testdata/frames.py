#!/usr/bin/python3
"""Writes frames.txt: what pydicom takes for the frames of each file of a folder.

    frames.py FOLDER > frames.txt

One line a file: its path below the folder, how many frames, and SHA-256 over the
SHA-256 of each frame as a codec gets it: native samples in little endian, each
frame from a byte's beginning on, or the joined fragments of one picture.
"""
import hashlib, os, sys, warnings
import numpy as np
import pydicom
from pydicom.encaps import generate_pixel_data_frame
from pydicom.pixel_data_handlers.util import get_expected_length

warnings.simplefilter("ignore")


def frames(ds):
    n = int(getattr(ds, "NumberOfFrames", 1) or 1)
    for tag in ("PixelData", "FloatPixelData", "DoubleFloatPixelData"):
        if tag in ds:
            break
    else:
        return []
    elem = ds[tag]
    data = elem.value
    syntax = getattr(getattr(ds, "file_meta", None), "TransferSyntaxUID", "1.2.840.10008.1.2")
    if syntax.startswith("1.2.840.10008.1.2.4.") or syntax == "1.2.840.10008.1.2.5":
        return list(generate_pixel_data_frame(data, n))
    bits = {"PixelData": getattr(ds, "BitsAllocated", 8), "FloatPixelData": 32, "DoubleFloatPixelData": 64}[tag]
    if not ds.is_little_endian:
        word = 2 if tag == "PixelData" and bits <= 16 else bits // 8
        if not (tag == "PixelData" and elem.VR == "OB" and bits <= 8):
            data = data[: len(data) // word * word]
            data = np.frombuffer(data, dtype="u%d" % word).byteswap().tobytes()
    total = ds.Rows * ds.Columns * getattr(ds, "SamplesPerPixel", 1)
    if bits == 1:
        flat = np.unpackbits(np.frombuffer(data, "u1"), bitorder="little")
        if len(flat) < total * n:
            return []
        return [np.packbits(flat[i * total : (i + 1) * total], bitorder="little").tobytes() for i in range(n)]
    whole = total * n * bits // 8
    if getattr(ds, "PhotometricInterpretation", "") == "YBR_FULL_422" and len(data) < whole:
        whole = whole // 3 * 2
    if len(data) < whole or whole == 0:
        return []
    size = whole // n
    return [data[i * size : (i + 1) * size] for i in range(n)]


root = sys.argv[1]
for dir, _, names in sorted(os.walk(root)):
    for name in sorted(names):
        path = os.path.join(dir, name)
        if os.path.getsize(path) > 300 << 20:
            continue
        try:
            list_ = frames(pydicom.dcmread(path, force=True))
        except Exception as err:
            list_ = None
            print(path, repr(err)[:150], file=sys.stderr)
        rel = os.path.relpath(path, root)
        if not list_:
            print(rel, 0, "-", sep="\t")
            continue
        h = hashlib.sha256()
        for f in list_:
            h.update(hashlib.sha256(f).digest())
        print(rel, len(list_), h.hexdigest()[:32], sep="\t")

"""Reference pixels for TestCorpusPixels, by pydicom, gdcm and dcmtk.

Reads lines of "name<TAB>path<TAB>frame" on standard input; writes what the
frame stands for into the folder that it is given: name.gray (float32, after the
modality's mapping) or name.rgb (three bytes a pixel), and answers a line of
JSON for each.
"""

import json
import os
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pydicom
from pydicom.pixel_data_handlers.util import apply_color_lut, convert_color_space

warnings.filterwarnings("ignore")
pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE

XA = ("1.2.840.10008.5.1.4.1.1.12.1", "1.2.840.10008.5.1.4.1.1.12.2", "1.2.840.10008.5.1.4.1.1.12.1.1", "1.2.840.10008.5.1.4.1.1.12.2.1")
LOSSY = (".4.50", ".4.51", ".4.53", ".4.55", ".4.81", ".4.91", ".4.203", ".4.111", ".4.112")
JPEG_COLOR = (".4.50", ".4.51", ".4.53", ".4.55")


def first(v):
    return v[0] if v else None


def functional(ds, frame, macro, tag):
    """An attribute of a frame: its own, the shared one, or the image's."""
    per = ds.get("PerFrameFunctionalGroupsSequence") or []
    shared = first(ds.get("SharedFunctionalGroupsSequence") or [])
    for groups in (per[frame - 1] if frame <= len(per) else None, shared):
        item = first(groups.get(macro) or []) if groups else None
        if item is not None and tag in item:
            return item.get(tag)
    return ds.get(tag)


def stored(ds, frame):
    n = int(ds.get("NumberOfFrames") or 1)
    arr = ds.pixel_array
    return arr[frame - 1] if n > 1 else arr


def own_bits(ds, arr, signed):
    """The bits of the image alone, with their sign (PS3.5 8.1.1)."""
    if arr.dtype.kind == "f":
        return arr
    bits, high = int(ds.BitsStored), int(ds.HighBit)
    v = arr.astype(np.int64) & ((1 << int(arr.dtype.itemsize * 8)) - 1)
    if not compressed(ds) or ds.file_meta.TransferSyntaxUID.endswith("1.2.5"):
        v = (v >> (high + 1 - bits))
    v &= (1 << bits) - 1
    if signed:
        v = np.where(v >= 1 << (bits - 1), v - (1 << bits), v)
    return v


def compressed(ds):
    return ds.file_meta.TransferSyntaxUID.is_encapsulated


def gray(ds, frame):
    signed = ds.get("PixelRepresentation") == 1  # pydicom changes it while it decodes
    arr = own_bits(ds, stored(ds, frame), signed)
    if ds.SOPClassUID not in XA:
        lut = first(ds.get("ModalityLUTSequence") or [])
        if lut is not None:
            count, start, bits = [int(x) for x in lut.LUTDescriptor]
            data = lut.LUTData
            table = np.frombuffer(data, "<u2") if isinstance(data, bytes) else np.array(data)
            if signed and start > 0x7FFF:
                start -= 0x10000
            arr = table[np.clip(arr - start, 0, (count or 65536) - 1)]
        else:
            slope = functional(ds, frame, "PixelValueTransformationSequence", "RescaleSlope")
            intercept = functional(ds, frame, "PixelValueTransformationSequence", "RescaleIntercept")
            arr = arr.astype(np.float64) * float(slope or 1) + float(intercept or 0)
    return arr.astype(np.float32)


def by_dcmtk(path, frame):
    with tempfile.TemporaryDirectory() as tmp:
        out = os.path.join(tmp, "x.ppm")
        subprocess.run(["dcmj2pnm", "--write-raw-pnm", "--frame", str(frame), path, out], check=True, capture_output=True)
        b = open(out, "rb").read()
    parts = b.split(maxsplit=4)
    if parts[0] != b"P6":
        raise ValueError("dcmtk has no color of it")
    w, h = int(parts[1]), int(parts[2])
    return np.frombuffer(b[len(b) - 3 * w * h:], np.uint8)


def color(ds, path, frame):
    syntax = ds.file_meta.TransferSyntaxUID
    kind = ds.PhotometricInterpretation
    # pydicom 2 takes bytes in words of big endian as they lie.
    if syntax.endswith(JPEG_COLOR) or syntax == "1.2.840.10008.1.2.2":
        return by_dcmtk(path, frame), "dcmtk"
    arr = stored(ds, frame)
    if kind == "PALETTE COLOR":
        bits = int(ds.RedPaletteColorLookupTableDescriptor[2])
        arr = apply_color_lut(arr, ds)
        if arr.dtype.itemsize > 1 and arr.max() > 255:
            arr = arr >> 8
        return arr.astype(np.uint8), "pydicom"
    if kind.startswith("YBR_FULL") and not syntax.endswith((".4.90", ".4.91")):
        arr = convert_color_space(arr, "YBR_FULL", "RGB")
    bits = int(ds.BitsStored)
    if bits > 8:
        arr = arr >> (bits - 8)
    elif bits < 8:
        arr = np.round(arr * 255.0 / ((1 << bits) - 1))
    return arr.astype(np.uint8), "pydicom"


def one(out, name, path, frame):
    answer = {"name": name}
    try:
        ds = pydicom.dcmread(path, force=True)
        answer["lossy"] = ds.file_meta.TransferSyntaxUID.endswith(LOSSY)
        if ds.PhotometricInterpretation in ("MONOCHROME1", "MONOCHROME2"):
            gray(ds, int(frame)).tofile(os.path.join(out, name + ".gray"))
            answer.update(kind="gray", by="pydicom")
        else:
            try:
                pixels, by = color(ds, path, int(frame))
            except Exception:
                pixels, by = by_dcmtk(path, frame), "dcmtk"
            np.ascontiguousarray(pixels).tofile(os.path.join(out, name + ".rgb"))
            answer.update(kind="rgb", by=by)
    except Exception as e:
        # Their sentences are long; the first line says it.
        answer["failed"] = (type(e).__name__ + ": " + str(e)).split("\n")[0][:160]
    print(json.dumps(answer), flush=True)


def main(out):
    for line in sys.stdin.readlines():
        # In a child each: the codecs do not survive every damaged file.
        child = os.fork()
        if child == 0:
            one(out, *line.rstrip("\n").split("\t"))
            os._exit(0)
        os.waitpid(child, 0)


main(sys.argv[1])

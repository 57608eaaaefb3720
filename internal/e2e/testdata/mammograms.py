# Makes four mammograms whose chest wall is bright, in two sizes of pixels, those
# of the left side stored the wrong way around. Used by TestViewerHanging.
import os, sys
import numpy as np
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

out = sys.argv[1]
root = "1.2.826.0.1.3680043.10.1449.8"
for n, (side, view, runs, rows, columns, spacing) in enumerate(
    [("L", "MLO", ["P", "F"], 400, 320, 0.2), ("L", "CC", ["P", "R"], 400, 320, 0.2), ("R", "MLO", ["P", "F"], 800, 640, 0.1), ("R", "CC", ["P", "L"], 800, 640, 0.1)]
):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID = "1.2.840.10008.5.1.4.1.1.1.2", f"{root}.1.{n}", ExplicitVRLittleEndian
    ds = FileDataset(os.path.join(out, f"{n}-{side}{view}.dcm"), {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID, ds.SOPInstanceUID, ds.StudyInstanceUID, ds.SeriesInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID, root + ".2", f"{root}.3.{n}"
    ds.PatientName, ds.PatientID, ds.StudyDate, ds.Modality, ds.SeriesNumber, ds.InstanceNumber = "Views^Four", "4", "20261101", "MG", n + 1, 1
    ds.ImageLaterality, ds.ViewPosition, ds.PatientOrientation, ds.ImagerPixelSpacing = side, view, runs, [spacing, spacing]
    ds.Rows, ds.Columns, ds.SamplesPerPixel, ds.PhotometricInterpretation = rows, columns, 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.WindowCenter, ds.WindowWidth = 2048, 4096
    pixels = np.full((rows, columns), 1024, "<u2")
    pixels[:, columns - columns // 8 :] = 4095  # the chest wall, at the right as it is stored
    ds.PixelData = pixels.tobytes()
    ds.save_as(ds.filename, write_like_original=False)

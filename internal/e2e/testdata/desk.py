# Makes a study as it lies on a desk: six slices across the body and three along
# it in one space, a fractional segmentation of the first series, a selection of
# two of its images, and a presentation state of one. Says where the fractions
# are. Used by TestViewerByKeys and TestViewerFractions.
import json, os, sys
import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

out = sys.argv[1]
root = "1.2.826.0.1.3680043.10.1449.9"
side = 128


def new(sop_class, uid, series, modality, number, name):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID = sop_class, uid, ExplicitVRLittleEndian
    ds = FileDataset(os.path.join(out, name), {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID, ds.SOPInstanceUID, ds.SeriesInstanceUID, ds.Modality, ds.InstanceNumber = sop_class, uid, series, modality, number
    ds.StudyInstanceUID, ds.PatientName, ds.PatientID, ds.StudyDate = root + ".1", "Desk^Of", "9", "20261102"
    ds.FrameOfReferenceUID = root + ".2"
    return ds


def save(ds):
    ds.save_as(ds.filename, write_like_original=False)


def dataset(**values):
    ds = Dataset()
    for k, v in values.items():
        setattr(ds, k, v)
    return ds


ct = "1.2.840.10008.5.1.4.1.1.2"
y, x = np.mgrid[0:side, 0:side]


def image(name, uid, series, series_number, number, position, orientation, description):
    ds = new(ct, uid, series, "CT", number, name)
    ds.SeriesNumber, ds.SeriesDescription = series_number, description
    ds.Rows = ds.Columns = side
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.RescaleSlope, ds.RescaleIntercept, ds.PixelSpacing, ds.SliceThickness = 1, -1024, [2, 2], 4
    ds.ImagePositionPatient, ds.ImageOrientationPatient = position, orientation
    round_ = ((x - 64) / 50) ** 2 + ((y - 64) / 40) ** 2 < 1
    ds.PixelData = np.where(round_, 1064 + 4 * number + x // 4, 24).astype("<u2").tobytes()
    save(ds)
    return ds


across = [image(f"0{n}-across.dcm", f"{root}.3.{n}", root + ".30", 1, n + 1, [-128, -128, 4.0 * n], [1, 0, 0, 0, 1, 0], "Across") for n in range(6)]
along = [image(f"1{n}-along.dcm", f"{root}.4.{n}", root + ".40", 2, n + 1, [-10 + 10.0 * n, -128, 128], [0, 1, 0, 0, 0, -1], "Along") for n in range(3)]

# Fractions grow from left to right in a square; half of all and more is inside.
fraction = np.zeros((side, side), "u1")
fraction[40:88, 40:88] = (np.arange(48) * 200 // 47).astype("u1")
seg = new("1.2.840.10008.5.1.4.1.1.66.4", root + ".5", root + ".50", "SEG", 1, "20-fractions.dcm")
seg.SeriesDescription = "Likely liver"
seg.ImageType, seg.ContentLabel = ["DERIVED", "PRIMARY"], "LIKELY"
seg.SegmentationType, seg.SegmentationFractionalType, seg.MaximumFractionalValue = "FRACTIONAL", "PROBABILITY", 200
seg.Rows = seg.Columns = side
seg.SamplesPerPixel, seg.PhotometricInterpretation = 1, "MONOCHROME2"
seg.BitsAllocated, seg.BitsStored, seg.HighBit, seg.PixelRepresentation = 8, 8, 7, 0
seg.SegmentSequence = Sequence([dataset(SegmentNumber=1, SegmentLabel="Liver")])
seg.NumberOfFrames = 2
seg.SharedFunctionalGroupsSequence = Sequence([dataset(
    PlaneOrientationSequence=Sequence([dataset(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])]),
    PixelMeasuresSequence=Sequence([dataset(PixelSpacing=[2, 2], SliceThickness=4)]),
)])
seg.PerFrameFunctionalGroupsSequence = Sequence([dataset(
    PlanePositionSequence=Sequence([dataset(ImagePositionPatient=[-128, -128, 4.0 * n])]),
    SegmentIdentificationSequence=Sequence([dataset(ReferencedSegmentNumber=1)]),
) for n in (2, 3)])
seg.PixelData = fraction.tobytes() + fraction[:, ::-1].tobytes()
save(seg)


def reference(ds):
    return dataset(ReferencedSOPClassUID=ds.SOPClassUID, ReferencedSOPInstanceUID=ds.SOPInstanceUID)


ko = new("1.2.840.10008.5.1.4.1.1.88.59", root + ".6", root + ".60", "KO", 1, "21-selection.dcm")
ko.SeriesDescription = "For the meeting"
ko.ValueType, ko.ContinuityOfContent = "CONTAINER", "SEPARATE"
ko.ConceptNameCodeSequence = Sequence([dataset(CodeValue="113000", CodingSchemeDesignator="DCM", CodeMeaning="Of Interest")])
ko.ContentSequence = Sequence([dataset(RelationshipType="CONTAINS", ValueType="IMAGE", ReferencedSOPSequence=Sequence([reference(across[n])])) for n in (1, 4)])
save(ko)

pr = new("1.2.840.10008.5.1.4.1.1.11.1", root + ".7", root + ".70", "PR", 1, "22-state.dcm")
pr.SeriesDescription, pr.ContentLabel = "Turned", "TURNED"
pr.ReferencedSeriesSequence = Sequence([dataset(SeriesInstanceUID=root + ".30", ReferencedImageSequence=Sequence([reference(across[0])]))])
pr.ImageRotation, pr.ImageHorizontalFlip = 90, "N"
save(pr)

print(json.dumps({"side": side, "maximum": 200, "fractions": fraction.flatten().tolist(), "value": int(1064 + 4 * 1 + 64 // 4 - 1024)}))

# Makes an image of 8 by 8 even fields and presentation states of it, and says
# what is to be seen: for each state, grays at places from 0 to 1 of the part
# that is shown. Used by TestViewerPresentations.
import json, os, sys
import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

out = sys.argv[1]
root = "1.2.826.0.1.3680043.10.1449.7"
image_uid, series_uid, study_uid = root + ".1", root + ".2", root + ".3"
fields = np.arange(64).reshape(8, 8) * 16  # as stored
slope, intercept = 1, -200


def new(sop_class, uid, name):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID = sop_class, uid, ExplicitVRLittleEndian
    ds = FileDataset(os.path.join(out, name), {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID, ds.SOPInstanceUID = sop_class, uid
    ds.StudyInstanceUID, ds.PatientName, ds.PatientID, ds.StudyDate = study_uid, "Fields^Eight", "8", "20261101"
    return ds


def save(ds):
    ds.save_as(ds.filename, write_like_original=False)


im = new("1.2.840.10008.5.1.4.1.1.2", image_uid, "0-image.dcm")
im.SeriesInstanceUID, im.Modality, im.InstanceNumber, im.SeriesNumber = series_uid, "CT", 1, 1
im.Rows = im.Columns = 512
im.SamplesPerPixel, im.PhotometricInterpretation = 1, "MONOCHROME2"
im.BitsAllocated, im.BitsStored, im.HighBit, im.PixelRepresentation = 16, 12, 11, 0
im.RescaleSlope, im.RescaleIntercept, im.PixelSpacing = slope, intercept, [1, 1]
im.PixelData = np.kron(fields, np.ones((64, 64), int)).astype("<u2").tobytes()
save(im)

values = fields * slope + intercept


def reference():
    r = Dataset()
    r.ReferencedSOPClassUID, r.ReferencedSOPInstanceUID = im.SOPClassUID, image_uid
    return r


def linear(v, c, w):
    return np.clip((v - (c - 0.5)) / (w - 1) + 0.5, 0, 1) * 255


states = []


def state(name, change, seen, svg=None, words=None):
    n = len(states) + 1
    ds = new("1.2.840.10008.5.1.4.1.1.11.1", f"{root}.9.{n}", f"{n}-state.dcm")
    ds.SeriesInstanceUID, ds.Modality, ds.InstanceNumber, ds.ContentLabel = root + ".8", "PR", n, name.upper()
    s = Dataset()
    s.SeriesInstanceUID, s.ReferencedImageSequence = series_uid, Sequence([reference()])
    ds.ReferencedSeriesSequence = Sequence([s])
    ds.PresentationLUTShape = "IDENTITY"
    change(ds)
    save(ds)
    k = seen.shape[0]
    grays = [[(x + 0.5) / k, (y + 0.5) / k, float(seen[y, x])] for y in range(k) for x in range(k)]
    states.append({"record": str(n), "name": name, "grays": grays, "svg": svg, "words": words})


def voi(ds, **more):
    v = Dataset()
    v.WindowCenter, v.WindowWidth = 300, 400
    for key, value in more.items():
        setattr(v, key, value)
    ds.SoftcopyVOILUTSequence = Sequence([v])


plain = linear(values, 300, 400)
state("window", voi, plain)
state("sigmoid", lambda ds: voi(ds, VOILUTFunction="SIGMOID"), 255 / (1 + np.exp(-4 * (values - 300) / 400)))


def table(ds):
    item, v = Dataset(), Dataset()
    item.add_new(0x00283002, "SS", [1024, -200, 8])
    item.add_new(0x00283006, "US", [255 - i // 4 for i in range(1024)])
    v.VOILUTSequence = Sequence([item])
    ds.SoftcopyVOILUTSequence = Sequence([v])


state("table", table, 255 - (values + 200) // 4)


def turned(ds):
    voi(ds)
    ds.ImageHorizontalFlip, ds.ImageRotation, ds.PresentationLUTShape = "Y", 90, "INVERSE"


# Turned clockwise first, then mirrored.
state("turned", turned, 255 - np.fliplr(np.rot90(plain, -1)))


def area(ds):
    voi(ds)
    a = Dataset()
    a.DisplayedAreaTopLeftHandCorner, a.DisplayedAreaBottomRightHandCorner = [129, 193], [384, 448]
    a.PresentationSizeMode, a.PresentationPixelSpacing = "SCALE TO FIT", [1, 1]
    ds.DisplayedAreaSelectionSequence = Sequence([a])


state("area", area, plain[3:7, 2:6])


def shutter(ds):
    voi(ds)
    ds.ShutterShape, ds.ShutterPresentationValue = ["RECTANGULAR", "CIRCULAR"], 32768
    ds.ShutterLeftVerticalEdge, ds.ShutterRightVerticalEdge, ds.ShutterUpperHorizontalEdge, ds.ShutterLowerHorizontalEdge = 65, 512, 1, 512
    ds.CenterOfCircularShutter, ds.RadiusOfCircularShutter = [256, 256], 200


y, x = np.mgrid[0:8, 0:8] * 64 + 32
outside = (x < 64) | (np.hypot(x - 255.5, y - 255.5) > 200)
state("shutter", shutter, np.where(outside, 127.5, plain))


def drawn(ds):
    area(ds)
    g, h, t = Dataset(), Dataset(), Dataset()
    g.GraphicAnnotationUnits, g.GraphicDimensions, g.NumberOfGraphicPoints = "PIXEL", 2, 2
    g.GraphicData, g.GraphicType, g.GraphicFilled = [129, 193, 384, 448], "POLYLINE", "N"
    h.GraphicAnnotationUnits, h.GraphicDimensions, h.NumberOfGraphicPoints = "DISPLAY", 2, 1
    h.GraphicData, h.GraphicType = [0.25, 0.75], "POINT"
    t.AnchorPointAnnotationUnits, t.AnchorPoint, t.AnchorPointVisibility, t.UnformattedTextValue = "PIXEL", [256, 320], "N", "seen here"
    layer = Dataset()
    layer.GraphicLayer, layer.GraphicObjectSequence, layer.TextObjectSequence = "A", Sequence([g, h]), Sequence([t])
    ds.GraphicAnnotationSequence = Sequence([layer])


state("drawn", drawn, plain[3:7, 2:6], svg={"line": [0.5 / 256, 0.5 / 256, 255.5 / 256, 255.5 / 256], "point": [0.25, 0.75], "text": [127.5 / 256, 127.5 / 256]})


def other(ds):
    voi(ds)
    ds.RescaleSlope, ds.RescaleIntercept, ds.RescaleType = 2, 0, "US"


# As it comes: the window of the modality.
state("other values", other, linear(values, 40, 400), words="for other values")
print(json.dumps(states))

# Makes key object selections (PS3.16 TID 2010) of the images that are named behind
# the folder, and says where each is to lead. Used by TestViewerSelections.
import json, os, sys
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

out, paths = sys.argv[1], sys.argv[2:]
root = "1.2.826.0.1.3680043.10.1449.11"
images = [pydicom.dcmread(p, stop_before_pixels=True) for p in paths]


def code(value, meaning):
    c = Dataset()
    c.CodeValue, c.CodingSchemeDesignator, c.CodeMeaning = value, "DCM", meaning
    return Sequence([c])


def of(sop_class, uid, frames=()):
    ref = Dataset()
    ref.ReferencedSOPClassUID, ref.ReferencedSOPInstanceUID = sop_class, uid
    if len(frames) == 1:
        ref.ReferencedFrameNumber = frames[0]
    elif frames:
        ref.ReferencedFrameNumber = list(frames)
    item = Dataset()
    item.RelationshipType, item.ValueType, item.ReferencedSOPSequence = "CONTAINS", "IMAGE", Sequence([ref])
    return item


def words(text):
    item = Dataset()
    item.RelationshipType, item.ValueType, item.ConceptNameCodeSequence, item.TextValue = "CONTAINS", "TEXT", code("113012", "Key Object Description"), text
    return item


def selection(number, title, content):
    meta = FileMetaDataset()
    uid = f"{root}.{number}"
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID = "1.2.840.10008.5.1.4.1.1.88.59", uid, ExplicitVRLittleEndian
    ds = FileDataset(os.path.join(out, f"{number}-selection.dcm"), {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID, ds.SOPInstanceUID = meta.MediaStorageSOPClassUID, uid
    ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.Modality, ds.InstanceNumber, ds.SeriesNumber = images[0].StudyInstanceUID, root + ".99", "KO", number, 99
    ds.SeriesDescription = title
    ds.PatientName, ds.PatientID = images[0].PatientName, images[0].PatientID
    ds.ValueType, ds.ContinuityOfContent, ds.ConceptNameCodeSequence = "CONTAINER", "SEPARATE", code("113000", title)
    observer = Dataset()
    observer.RelationshipType, observer.ValueType, observer.ConceptNameCodeSequence, observer.PersonName = "HAS OBS CONTEXT", "PNAME", code("121008", "Person Observer Name"), "Reader^One"
    ds.ContentSequence = Sequence([observer, *content])
    series = {}
    for im in images:
        ref = Dataset()
        ref.ReferencedSOPClassUID, ref.ReferencedSOPInstanceUID = im.SOPClassUID, im.SOPInstanceUID
        series.setdefault((im.StudyInstanceUID, im.SeriesInstanceUID), []).append(ref)
    ds.CurrentRequestedProcedureEvidenceSequence = Sequence()
    for (study, uid), refs in series.items():
        s, e = Dataset(), Dataset()
        s.SeriesInstanceUID, s.ReferencedSOPSequence = uid, Sequence(refs)
        e.StudyInstanceUID, e.ReferencedSeriesSequence = study, Sequence([s])
        ds.CurrentRequestedProcedureEvidenceSequence.append(e)
    ds.save_as(ds.filename, write_like_original=False)


first, last, run = images[0], images[-2], images[-1]
absent = of(first.SOPClassUID, root + ".404")
selection(1, "Of Interest", [words("See the nodule"), of(last.SOPClassUID, last.SOPInstanceUID), of(run.SOPClassUID, run.SOPInstanceUID, (2, 5)), of(first.SOPClassUID, first.SOPInstanceUID)])
selection(2, "For Referring Provider", [absent, of(first.SOPClassUID, first.SOPInstanceUID), absent, of(last.SOPClassUID, last.SOPInstanceUID)])
selection(3, "For Surgery", [absent])

# Records are numbered as the files go: the images, then the selections.
n = len(paths)
lead = {"first": 0, "last": n - 2, "run": n - 1}
print(json.dumps([
    {"record": n, "words": "See the nodule", "leads": [[lead["last"], 0], [lead["run"], 2], [lead["run"], 5], [lead["first"], 0], [lead["last"], 0]]},
    {"record": n + 1, "words": "2 of its images are not in this case", "leads": [[lead["first"], 0], [lead["last"], 0], [lead["first"], 0]]},
    {"record": n + 2, "words": "Its images are not in this case.", "leads": []},
]))

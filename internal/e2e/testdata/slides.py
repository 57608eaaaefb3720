# Makes a whole slide of each color image that it is given: the image as it is
# stored is each of its tiles, two across and two down, of which the edges are cut,
# and a color profile lies beside. Lines of "image<TAB>slide" on standard input. Used by
# TestSlideColors.
import sys
import pydicom
from PIL import ImageCms
from pydicom.dataset import Dataset, FileDataset
from pydicom.encaps import encapsulate, generate_pixel_data_frame
from pydicom.sequence import Sequence
from pydicom.uid import ImplicitVRLittleEndian

pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
pydicom.config.settings.writing_validation_mode = pydicom.config.IGNORE
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

for line in sys.stdin.read().splitlines():
    source, target = line.split("\t")
    read = pydicom.dcmread(source, force=True)
    ds = FileDataset(target, {}, file_meta=read.file_meta, preamble=b"\0" * 128)
    ds.is_little_endian, ds.is_implicit_VR = True, read.file_meta.TransferSyntaxUID == ImplicitVRLittleEndian
    for element in read:
        if element.tag.group == 0x28 or element.keyword in ("SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "PixelData"):
            ds.add(element)
    whole = "1.2.840.10008.5.1.4.1.1.77.1.6"
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = whole
    ds.Modality, ds.ImageType = "SM", ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    ds.DimensionOrganizationType = "TILED_FULL"
    ds.ContainerIdentifier = "S26-1 A1"
    if ds.file_meta.TransferSyntaxUID.is_encapsulated:
        first = next(generate_pixel_data_frame(ds.PixelData, 1))
        ds.PixelData = encapsulate([first] * 4)
    else:
        samples = 2 if ds.PhotometricInterpretation == "YBR_FULL_422" else ds.SamplesPerPixel
        size = ds.Rows * ds.Columns * samples * ds.BitsAllocated // 8
        ds.PixelData = ds.PixelData[:size] * 4
        if len(ds.PixelData) % 2:
            ds.PixelData += b"\0"
    ds.NumberOfFrames = 4
    ds.TotalPixelMatrixColumns, ds.TotalPixelMatrixRows = 2 * ds.Columns - 3, 2 * ds.Rows - 5
    measures, shared, path = Dataset(), Dataset(), Dataset()
    measures.PixelSpacing = [0.0005, 0.0005]
    shared.PixelMeasuresSequence = Sequence([measures])
    ds.SharedFunctionalGroupsSequence = Sequence([shared])
    path.OpticalPathIdentifier, path.ICCProfile = "1", profile
    ds.OpticalPathSequence = Sequence([path])
    ds.save_as(target, write_like_original=False)

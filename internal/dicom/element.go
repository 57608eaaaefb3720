package dicom

import (
	"encoding/binary"
)

// undefined is the value length that says "until the delimiter" (PS3.5 7.1.1).
const undefined = 0xFFFFFFFF

// Tags that the walk or the description needs, as group<<16 | element.
const (
	tagMediaSOPClass    = 0x00020002
	tagMediaSOPInstance = 0x00020003
	tagTransferSyntax   = 0x00020010

	tagFileSetID      = 0x00041130
	tagRecordSequence = 0x00041220
	tagRecordType     = 0x00041430
	tagReferencedFile = 0x00041500
	tagReferencedUID  = 0x00041511

	tagCharacterSet      = 0x00080005
	tagSOPClass          = 0x00080016
	tagSOPInstance       = 0x00080018
	tagStudyDate         = 0x00080020
	tagAccessionNumber   = 0x00080050
	tagModality          = 0x00080060
	tagInstitution       = 0x00080080
	tagReferrer          = 0x00080090
	tagStation           = 0x00081010
	tagStudyDescription  = 0x00081030
	tagSeriesDescription = 0x0008103E
	tagPatientName       = 0x00100010
	tagPatientID         = 0x00100020
	tagIssuer            = 0x00100021
	tagBirthDate         = 0x00100030
	tagSex               = 0x00100040
	tagOtherNames        = 0x00101001
	tagBirthName         = 0x00101005
	tagAge               = 0x00101010
	tagBodyPart          = 0x00180015
	tagStudyUID          = 0x0020000D
	tagSeriesUID         = 0x0020000E
	tagSeriesNumber      = 0x00200011
	tagInstanceNumber    = 0x00200013
	tagSamples           = 0x00280002
	tagPhotometric       = 0x00280004
	tagFrames            = 0x00280008
	tagRows              = 0x00280010
	tagColumns           = 0x00280011
	tagBitsAllocated     = 0x00280100
	tagDocument          = 0x00420011
	tagDocumentMIME      = 0x00420012

	tagFloatPixels  = 0x7FE00008
	tagDoublePixels = 0x7FE00009
	tagPixels       = 0x7FE00010

	tagItem    = 0xFFFEE000
	tagItemEnd = 0xFFFEE00D
	tagSeqEnd  = 0xFFFEE0DD
)

// described maps the tags that are kept to their value representation in the
// data dictionary (PS3.6).
var described = map[uint32]string{
	tagMediaSOPClass: "UI", tagMediaSOPInstance: "UI", tagTransferSyntax: "UI",
	tagFileSetID:    "CS",
	tagCharacterSet: "CS", tagSOPClass: "UI", tagSOPInstance: "UI", tagStudyDate: "DA",
	tagAccessionNumber: "SH", tagModality: "CS", tagInstitution: "LO", tagStation: "SH", tagReferrer: "PN", tagStudyDescription: "LO", tagSeriesDescription: "LO",
	tagPatientName: "PN", tagPatientID: "LO", tagIssuer: "LO", tagBirthDate: "DA", tagSex: "CS", tagBodyPart: "CS",
	tagOtherNames: "PN", tagBirthName: "PN", tagAge: "AS",
	tagStudyUID: "UI", tagSeriesUID: "UI", tagSeriesNumber: "IS", tagInstanceNumber: "IS",
	tagSamples: "US", tagPhotometric: "CS", tagFrames: "IS", tagRows: "US", tagColumns: "US",
	tagBitsAllocated: "US", tagPlanar: "US", tagDocumentMIME: "LO",
}

// identifies are the elements that say who the patient is.
var identifies = map[uint32]bool{tagPatientName: true, tagPatientID: true, tagBirthDate: true, tagSex: true}

// describedInRecord is the same for the records of a DICOMDIR.
var describedInRecord = map[uint32]bool{
	tagCharacterSet: true, tagRecordType: true, tagReferencedFile: true, tagReferencedUID: true,
	tagPatientName: true, tagPatientID: true, tagIssuer: true, tagBirthDate: true, tagSex: true,
}

// element is the head of one data element.
type element struct {
	tag    uint32
	vr     string // empty where implicit
	length uint32
	head   int // bytes that the head took
}

// isPixels tells whether the element holds an image (PS3.3 C.7.6.3, C.7.6.24).
func (e element) isPixels() bool {
	return e.tag == tagPixels || e.tag == tagFloatPixels || e.tag == tagDoublePixels
}

// vrForm tells whether s is a value representation and whether its length
// field has 32 bits (PS3.5 7.1.2).
func vrForm(s string) (known, long bool) {
	switch s {
	case "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV":
		return true, true
	case "AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT",
		"PN", "SH", "SL", "SS", "ST", "TM", "UI", "UL", "US":
		return true, false
	}
	return false, false
}

func orderOf(bigEndian bool) binary.ByteOrder {
	if bigEndian {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

func readTag(b []byte, o binary.ByteOrder) uint32 {
	return uint32(o.Uint16(b))<<16 | uint32(o.Uint16(b[2:]))
}

// parseHead reads the element head at the start of b (8 bytes or more, 12
// where they are there). ok is false where b is too short for it.
func parseHead(b []byte, implicit, bigEndian bool) (e element, ok bool) {
	o := orderOf(bigEndian)
	e.tag, e.head = readTag(b, o), 8
	if implicit || e.tag>>16 == 0xFFFE {
		e.length = o.Uint32(b[4:])
		return e, true
	}
	e.vr = string(b[4:6])
	known, long := vrForm(e.vr)
	switch {
	case known && !long:
		e.length = uint32(o.Uint16(b[6:]))
		return e, true
	case known:
	case isUpper(b[4]) && isUpper(b[5]):
		// A representation this program does not know: new ones have the long
		// form with two zero bytes (PS3.5 6.2), broken old ones the short form.
		if b[6] != 0 || b[7] != 0 {
			e.length = uint32(o.Uint16(b[6:]))
			return e, true
		}
	default:
		// No representation at all: an implicit element inside an explicit file,
		// which several writers make of private data.
		e.vr, e.length = "", o.Uint32(b[4:])
		return e, true
	}
	if len(b) < 12 {
		return e, false
	}
	e.length, e.head = o.Uint32(b[8:]), 12
	return e, true
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }

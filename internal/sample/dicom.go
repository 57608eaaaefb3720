package sample

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/big"
	"strings"

	"oso/internal/casefile"
)

// Image describes one DICOM file. Zero fields are written empty; a zero
// Modality is OT, zero Rows or nil Pixels mean 16x16 pixels of a gradient.
type Image struct {
	Patient casefile.Patient // the first identifier is the Patient ID

	StudyUID, SeriesUID, SOPInstanceUID string
	StudyDate, StudyTime                string // YYYYMMDD, HHMMSS
	StudyText, SeriesText, Accession    string
	Referrer                            string // a PN
	Modality                            string
	SeriesNumber, Instance              int

	Rows, Columns      int
	Spacing, Thickness float64     // mm
	Position           *[3]float64 // of the first pixel, mm; nil for none
	Localizer          bool
	Pixels             []uint16 // 12 bits, row by row; stored value = HU + 1024
}

// UID derives a unique identifier from a seed and a label, under the UUID root
// 2.25 (PS3.5 B.2).
func UID(seed uint64, label string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "oso sample %d %s", seed, label))
	return "2.25." + new(big.Int).SetBytes(sum[:16]).String()
}

const (
	ctImage          = "1.2.840.10008.5.1.4.1.1.2"
	secondaryCapture = "1.2.840.10008.5.1.4.1.1.7"
	explicitLE       = "1.2.840.10008.1.2.1"
)

// DICOM is the image as a file: preamble, file meta information, data set in
// Explicit VR Little Endian, text in UTF-8 (PS3.10 7.1).
func DICOM(m Image) []byte {
	if m.Modality == "" {
		m.Modality = "OT"
	}
	if m.Rows == 0 || m.Columns == 0 || m.Pixels == nil {
		m.Rows, m.Columns, m.Pixels = 16, 16, make([]uint16, 256)
		for i := range m.Pixels {
			m.Pixels[i] = uint16(i * 16)
		}
	}
	class := secondaryCapture
	if m.Modality == "CT" {
		class = ctImage
	}
	return file(class, m.SOPInstanceUID, explicitLE, m.dataset(class))
}

// file puts what a file says of itself before a data set.
func file(class, instance, syntax string, dataset []byte) []byte {
	var meta elements
	meta.put(0x0002, 0x0001, "OB", []byte{0, 1})
	meta.text(0x0002, 0x0002, "UI", class)
	meta.text(0x0002, 0x0003, "UI", instance)
	meta.text(0x0002, 0x0010, "UI", syntax)
	meta.text(0x0002, 0x0012, "UI", UID(0, "implementation"))
	meta.text(0x0002, 0x0013, "SH", "OSO_SAMPLE")

	var length elements
	length.put(0x0002, 0x0000, "UL", binary.LittleEndian.AppendUint32(nil, uint32(meta.Len())))
	out := append(make([]byte, 128), "DICM"...)
	out = append(out, length.Bytes()...)
	out = append(out, meta.Bytes()...)
	return append(out, dataset...)
}

func (m Image) dataset(class string) []byte {
	p := m.Patient
	id, issuer := "", ""
	if len(p.Identifiers) > 0 {
		id, issuer = p.Identifiers[0].Value, p.Identifiers[0].System
	}
	sex := map[casefile.Sex]string{casefile.Female: "F", casefile.Male: "M", casefile.OtherSex: "O"}[p.Sex]
	kind := `ORIGINAL\PRIMARY\AXIAL`
	if m.Localizer {
		kind = `ORIGINAL\PRIMARY\LOCALIZER`
	} else if m.Modality != "CT" {
		kind = `DERIVED\SECONDARY`
	}
	var e elements
	e.text(0x0008, 0x0005, "CS", "ISO_IR 192")
	e.text(0x0008, 0x0008, "CS", kind)
	e.text(0x0008, 0x0016, "UI", class)
	e.text(0x0008, 0x0018, "UI", m.SOPInstanceUID)
	e.text(0x0008, 0x0020, "DA", m.StudyDate)
	e.text(0x0008, 0x0030, "TM", m.StudyTime)
	e.text(0x0008, 0x0050, "SH", m.Accession)
	e.text(0x0008, 0x0060, "CS", m.Modality)
	if class == secondaryCapture {
		e.text(0x0008, 0x0064, "CS", "SYN")
	}
	e.text(0x0008, 0x0070, "LO", "OSO sample")
	e.text(0x0008, 0x0080, "LO", "Demonstration hospital")
	e.text(0x0008, 0x0090, "PN", m.Referrer)
	e.text(0x0008, 0x1030, "LO", m.StudyText)
	e.text(0x0008, 0x103E, "LO", m.SeriesText)
	e.text(0x0010, 0x0010, "PN", p.Name.DICOM())
	e.text(0x0010, 0x0020, "LO", id)
	e.text(0x0010, 0x0021, "LO", issuer)
	e.text(0x0010, 0x0030, "DA", strings.ReplaceAll(p.BirthDate, "-", ""))
	e.text(0x0010, 0x0040, "CS", sex)
	if m.Modality == "CT" {
		e.text(0x0018, 0x0015, "CS", "CHEST")
		e.number(0x0018, 0x0050, m.Thickness)
		e.number(0x0018, 0x0060, 120)
		e.text(0x0018, 0x5100, "CS", "HFS")
	}
	e.text(0x0020, 0x000D, "UI", m.StudyUID)
	e.text(0x0020, 0x000E, "UI", m.SeriesUID)
	e.text(0x0020, 0x0010, "SH", "1")
	e.text(0x0020, 0x0011, "IS", fmt.Sprint(m.SeriesNumber))
	e.text(0x0020, 0x0013, "IS", fmt.Sprint(m.Instance))
	if m.Position != nil {
		e.number(0x0020, 0x0032, m.Position[:]...)
		e.number(0x0020, 0x0037, 1, 0, 0, 0, 1, 0)
		e.text(0x0020, 0x0052, "UI", m.SeriesUID+".1")
		e.number(0x0020, 0x1041, m.Position[2])
	}
	e.short(0x0028, 0x0002, 1)
	e.text(0x0028, 0x0004, "CS", "MONOCHROME2")
	e.short(0x0028, 0x0010, m.Rows)
	e.short(0x0028, 0x0011, m.Columns)
	if m.Spacing > 0 {
		e.number(0x0028, 0x0030, m.Spacing, m.Spacing)
	}
	e.short(0x0028, 0x0100, 16)
	e.short(0x0028, 0x0101, 12)
	e.short(0x0028, 0x0102, 11)
	e.short(0x0028, 0x0103, 0)
	if m.Modality == "CT" {
		e.text(0x0028, 0x1050, "DS", `-600\40`)
		e.text(0x0028, 0x1051, "DS", `1500\400`)
		e.text(0x0028, 0x1052, "DS", "-1024")
		e.text(0x0028, 0x1053, "DS", "1")
		e.text(0x0028, 0x1055, "LO", `Lung\Soft tissue`)
	}
	pixels := make([]byte, 0, 2*len(m.Pixels))
	for _, v := range m.Pixels {
		pixels = binary.LittleEndian.AppendUint16(pixels, v)
	}
	e.put(0x7FE0, 0x0010, "OW", pixels)
	return e.Bytes()
}

// elements writes data elements one after the other; the caller keeps them in
// the order of their tags.
type elements struct{ bytes.Buffer }

func (e *elements) put(group, element uint16, vr string, value []byte) {
	e.Write(binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(nil, group), element))
	e.WriteString(vr)
	if vr == "OB" || vr == "OW" || vr == "SQ" {
		e.Write([]byte{0, 0})
		e.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(value))))
	} else {
		e.Write(binary.LittleEndian.AppendUint16(nil, uint16(len(value))))
	}
	e.Write(value)
}

// text pads to an even length, UIDs with NUL and others with a space (PS3.5 6.2).
func (e *elements) text(group, element uint16, vr, value string) {
	if len(value)%2 == 1 {
		if vr == "UI" {
			value += "\x00"
		} else {
			value += " "
		}
	}
	e.put(group, element, vr, []byte(value))
}

func (e *elements) number(group, element uint16, values ...float64) {
	var s []string
	for _, v := range values {
		s = append(s, fmt.Sprintf("%g", v))
	}
	e.text(group, element, "DS", strings.Join(s, `\`))
}

func (e *elements) short(group, element uint16, v int) {
	e.put(group, element, "US", binary.LittleEndian.AppendUint16(nil, uint16(v)))
}

package sample

import "encoding/binary"

const videoEndoscopic = "1.2.840.10008.5.1.4.1.1.77.1.1.1"

// Film is a film in DICOM: what its fragments hold is written as it is, each of
// an even length.
func Film(m Image, syntax string, fragments ...[]byte) []byte {
	m.Rows, m.Columns, m.Pixels = max(1, m.Rows), max(1, m.Columns), nil
	data := m.dataset(videoEndoscopic)
	var e elements
	e.Write(data[:len(data)-12]) // the head of the pixels, which the fragments take the place of
	e.Write([]byte{0xE0, 0x7F, 0x10, 0, 'O', 'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF})
	for _, f := range append([][]byte{nil}, fragments...) { // an empty table of offsets first
		e.Write(binary.LittleEndian.AppendUint32([]byte{0xFE, 0xFF, 0, 0xE0}, uint32(len(f))))
		e.Write(f)
	}
	e.Write([]byte{0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0})
	return file(videoEndoscopic, m.SOPInstanceUID, syntax, e.Bytes())
}

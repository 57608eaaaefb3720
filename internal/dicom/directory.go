package dicom

import (
	"strings"

	"oso/internal/identity"
)

// directory gathers the records of a DICOMDIR as the walk meets them. Records
// stand one after the other in one sequence; the tree that their offsets make
// is not needed for the list of patients and files.
type directory struct {
	lim      Limits
	record   map[uint32][]byte
	records  int
	patients []identity.Person
	letters  fit // how far the names could be read
	files    []DirectoryFile
}

// set keeps one value of the open record.
func (d *directory) set(w *walk, t uint32, b []byte) error {
	if d.record == nil {
		if d.records++; d.records > d.lim.Records {
			w.find(Uncompared, "The disc's directory has more entries than any real one does and was not read to its end, so not all whom it names were compared. Look whose the disc is, or ask the place that made it for a new one.")
			return errStop
		}
		d.record = map[uint32][]byte{}
	}
	d.record[t] = b
	return nil
}

// endRecord turns the open record into a patient or a file.
func (d *directory) endRecord() {
	r := d.record
	d.record = nil
	if r == nil {
		return
	}
	get := func(t uint32) string { return string(r[t]) }
	if strings.TrimSpace(get(tagRecordType)) == "PATIENT" {
		p, how := patientOf(get, charsetOf(get(tagCharacterSet)))
		d.patients, d.letters = append(d.patients, p), max(d.letters, how)
	}
	if parts := strings.Split(clean(get(tagReferencedFile)), `\`); parts[0] != "" {
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		d.files = append(d.files, DirectoryFile{
			Path:           strings.Join(parts, "/"),
			SOPInstanceUID: uid(get(tagReferencedUID)),
		})
	}
}

package fileset

import (
	"fmt"
	"slices"
	"strings"
)

// ReadmeName is what lies beside a directory, for whoever imports by it.
const ReadmeName = "README.TXT"

// left is a file that is not listed, and why.
type left struct{ path, why string }

const (
	notDICOM = "is no DICOM file, or is damaged at its beginning"
	notNamed = "does not say which image or report it is, or of which study and series"
	noRecord = "is of a kind that a directory has no entry for"
	notSaid  = "does not say what it is about, which a directory must say"

	mostNamed = 200 // files that are named; more are counted
)

// words are what is made where a file does not say it; of nobody's identity but that
// no ID was given.
var words = map[uint32]string{
	0x00100020: "Patient ID", 0x00080020: "Study Date", 0x00080030: "Study Time", 0x00200010: "Study ID", 0x00080060: "Modality", 0x00200011: "Series Number",
	0x00200013: "Instance Number", 0x00080023: "Content Date", 0x00080033: "Content Time", 0x0040A491: "Completion Flag", 0x0040A493: "Verification Flag",
	0x00420012: "MIME Type", 0x00700080: "Content Label", 0x00700082: "Presentation Creation Date", 0x00700083: "Presentation Creation Time",
}

// note keeps that a value is made.
func (d *Directory) note(tag uint32, value string) {
	line := words[tag] + ": " + value
	switch tag {
	case 0x00200010, 0x00200011, 0x00200013:
		line = words[tag] + ": counted"
	}
	d.noted(line)
}

const lentDate = "Study Date and Study Time: those of the series or the image"

func (d *Directory) noted(line string) {
	if !slices.Contains(d.made, line) {
		d.made = append(d.made, line)
	}
}

// Readme says which files the directory does not list, and what in it is of no file;
// nil where there is neither.
func (d *Directory) Readme() []byte {
	if len(d.left) == 0 && len(d.made) == 0 {
		return nil
	}
	var b strings.Builder
	line := func(format string, with ...any) { fmt.Fprintf(&b, format+"\r\n", with...) }
	line("The files in this folder are as OSO received them. %s lists %d of %d, for a", Name, d.files, d.files+len(d.left))
	line("workstation that imports by it.")
	if len(d.left) > 0 {
		line("")
		line("Not listed (%d): a workstation that goes by %s does not import these.", len(d.left), Name)
		line("They lie in this folder all the same; open or add them by themselves.")
		for _, f := range d.left[:min(len(d.left), mostNamed)] {
			line("  %s %s", f.path, f.why)
		}
		if more := len(d.left) - mostNamed; more > 0 {
			line("  and %d more", more)
		}
	}
	if len(d.made) > 0 {
		line("")
		line("Files that do not say what %s must say have this there instead. It was", Name)
		line("made here and means nothing; the files themselves were not changed.")
		for _, m := range d.made {
			line("  %s", m)
		}
	}
	return []byte(b.String())
}

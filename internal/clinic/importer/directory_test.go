package importer

import (
	"testing"

	"oso/internal/dicom"
)

// A directory that its maker wrote beside a series names the files from a
// folder above: they are here, and nobody is told that they are missing.
func TestDirectoryNamesFilesFromAbove(t *testing.T) {
	t.Parallel()
	here := map[string]bool{"disc/dicom/s1/s2/i10": true, "disc/dicom/s1/s2/i20": true, "top/i1.dcm": true}
	for _, c := range []struct {
		base, file, root string
		here             bool
	}{
		{"disc/DICOM/S1/S2", "S1/S2/I10", "disc/DICOM", true},
		{"disc/DICOM/S1/S2", "I20", "disc/DICOM/S1/S2", true},
		{"disc/DICOM/S1/S2", "S1/S2/I30", "disc/DICOM/S1/S2", false},
		{"top", "I1", "top", true},
		{".", "I1", ".", false},
	} {
		d := declared{base: c.base, files: []dicom.DirectoryFile{{Path: c.file}}}
		if got := d.root(here); got != c.root || isHere(here, got+"/"+c.file) != c.here {
			t.Errorf("%s in %s: from %s", c.file, c.base, got)
		}
	}
}

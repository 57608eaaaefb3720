package survey

import (
	"path"
	"strings"

	"oso/internal/clinic/importer"
)

// directory notes what a disc's directory promises. It is read first, so that
// the files that come later can be held against it.
func (s *Survey) directory(f *importer.Seen) {
	d := directory{promised: len(f.DICOM.Directory.Files), ahead: map[place]bool{}}
	for _, x := range f.DICOM.Directory.Files {
		d.ahead[place{f.From, plain(path.Join(path.Dir(f.Stored), x.Path))}] = true
	}
	s.dirs = append(s.dirs, d)
}

// met takes a file from what directories promise.
func (s *Survey) met(at place) {
	for i := range s.dirs {
		delete(s.dirs[i].ahead, place{at.from, plain(at.path)})
	}
}

// plain is a name as a directory may write it: in either case, without what
// discs and exports put behind it.
func plain(stored string) string {
	low := strings.ToLower(stored)
	low = strings.TrimSuffix(strings.TrimRight(low, "."), ";1")
	return strings.TrimSuffix(strings.TrimRight(low, "."), ".dcm")
}

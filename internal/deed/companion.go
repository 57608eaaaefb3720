package deed

import (
	"iter"
	"maps"
	"path"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/sopclass"
)

// Companion tells whether the item is no record of a patient by itself: a
// disc's directory, a program or a part of one, what a computer leaves in
// folders. Such an item is kept and sent like any other, and nobody reviews it:
// it is not counted as a record, nor as an image, nor said to have been read.
func (it *Item) Companion() bool {
	if it.Kind != ItemRecord {
		return false
	}
	name := strings.ToLower(it.Name())
	if d := it.DICOM; d != nil && (d.SOPClassUID != "" || d.StudyUID != "") {
		return d.SOPClassUID == sopclass.Directory
	}
	if it.MediaType == "application/dicom" {
		return name == "dicomdir" || name == "dirfile"
	}
	media, _, _ := strings.Cut(it.MediaType, ";")
	return it.program() || slices.Contains(leftovers, media) || leftoverNames[name] ||
		strings.Contains(it.Path, "__MACOSX/") || programParts[path.Ext(name)] && !patientTypes(media) && !(media == "text/plain" && binaryPart(name))
}

// Image tells whether the item is an image rather than a report or a letter.
func (it *Item) Image() bool {
	if it.DICOM != nil {
		return it.DICOM.Image()
	}
	return it.MediaType == "application/dicom" || strings.HasPrefix(it.MediaType, "image/")
}

// Name is the last part of the item's path, inside an archive or not.
func (it *Item) Name() string { return path.Base(strings.ReplaceAll(it.Path, "!/", "/")) }

func (it *Item) program() bool {
	for _, part := range []string{"executable", "mach-binary", "shellscript", "java-archive", "java-vm", "android.package", "x-installer", "x-msi", "javascript", "x-msdownload"} {
		if strings.Contains(it.MediaType, part) {
			return true
		}
	}
	return false
}

// patientTypes are media types that are a patient's, however the file is named.
func patientTypes(media string) bool {
	return media == "application/dicom" || media == "application/pdf" || strings.Contains(media, "hl7") || strings.Contains(media, "document") || strings.Contains(media, "msword") || media == "application/rtf"
}

var leftovers = []string{"application/x-thumbnail-cache", "application/x-folder-settings", "application/x-empty"}

var leftoverNames = map[string]bool{
	"autorun.inf": true, "desktop.ini": true, "thumbs.db": true, ".ds_store": true, ".localized": true, ".nomedia": true, "icon\r": true,
	"fscommand": true, "ehthumbs.db": true, "indexervolumeguid": true, "wpsettings.dat": true, ".metadata_never_index": true, ".volumeicon.icns": true,
	"license": true, "license.txt": true, "licence.txt": true, "eula.txt": true, "copying": true, "notice.txt": true,
}

// programParts are the ends of names that only parts of programs have.
var programParts = func() map[string]bool {
	m := map[string]bool{}
	for _, end := range strings.Fields(`.exe .dll .ocx .sys .com .scr .msi .cab .bat .cmd .ps1 .vbs .js .mjs .wasm .jar .class .so .dylib .jnilib
		.css .ico .cur .icns .ttf .otf .woff .woff2 .ini .inf .cfg .conf .config .properties .manifest .reg .lnk .url .plist .strings .nib .qm .mo
		.chm .hlp .xsl .xslt .xsd .dtd .map .pdb .lib .pak .lic .resx .res .rc .sha1 .md5 .sha256`) {
		m[end] = true
	}
	return m
}()

// Companions finds among a case's items those that are Companion by themselves,
// and those that lie in one folder with a program and are of a kind that its
// parts have: the pages, pictures and texts of a disc's viewer; and the parts of
// a slide that its scanner wrote as several files. The top of a
// disc is no such folder, since reports lie there too. PDF, letters, messages
// and all DICOM stay records wherever they lie.
func Companions(items iter.Seq[*Item]) map[casefile.RecordID]bool {
	var a Along
	for it := range items {
		a.Add(it)
	}
	return a.Found()
}

// Along finds Companions among items that come one by one, and keeps of them
// only what it may need. The zero value is ready.
type Along struct {
	out     map[casefile.RecordID]bool
	folders map[string]bool // with a program in them, deeper than the top
	parts   []part
	slides  slides
}

// part is an item that came along where its folder has a program.
type part struct {
	record casefile.RecordID
	dir    string
}

// Add looks at one item.
func (a *Along) Add(it *Item) {
	if a.out == nil {
		a.out, a.folders = map[casefile.RecordID]bool{}, map[string]bool{}
	}
	a.slides.add(it)
	companion := it.Companion()
	if companion {
		a.out[it.Record] = true
	}
	dir := folder(it.Path)
	if it.Kind != ItemRecord || !strings.Contains(dir, "/") {
		return
	}
	if it.program() || binaryPart(it.Name()) {
		a.folders[dir] = true
	}
	if !companion && viewerPart(it) {
		a.parts = append(a.parts, part{it.Record, dir})
	}
}

// Found is what came along with the items that were added.
func (a *Along) Found() map[casefile.RecordID]bool {
	out := map[casefile.RecordID]bool{}
	maps.Copy(out, a.out)
	for _, s := range a.slides.found() {
		for _, part := range s.Parts {
			out[part] = true
		}
	}
	for _, p := range a.parts {
		for dir := p.dir; strings.Contains(dir, "/"); dir = path.Dir(dir) {
			if a.folders[dir] {
				out[p.record] = true
				break
			}
		}
	}
	return out
}

// Each gives the items where they lie.
func Each(items []Item) iter.Seq[*Item] {
	return func(yield func(*Item) bool) {
		for i := range items {
			if !yield(&items[i]) {
				return
			}
		}
	}
}

func folder(p string) string { return path.Dir(strings.ReplaceAll(p, "!/", "/")) }

// binaryPart are the ends of names of what a computer runs.
func binaryPart(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".exe", ".dll", ".jar", ".class", ".so", ".dylib", ".ocx":
		return true
	}
	return false
}

// viewerPart tells what a viewer is made of beside its programs.
func viewerPart(it *Item) bool {
	media, _, _ := strings.Cut(it.MediaType, ";")
	switch media {
	case "text/html", "text/plain", "text/xml", "application/xml", "application/json", "application/octet-stream",
		"image/png", "image/gif", "image/jpeg", "image/bmp", "image/x-icon", "image/vnd.microsoft.icon", "image/svg+xml", "application/zip":
		return it.DICOM == nil
	}
	return false
}

// Image tells whether the instance is an image, by its class, or by its
// modality where it names no class.
func (d *DICOMRef) Image() bool {
	if d.SOPClassUID == "" || !strings.HasPrefix(d.SOPClassUID, "1.2.840.10008.") {
		switch d.Modality {
		case "SR", "PR", "KO", "DOC", "ECG", "REG", "RTPLAN", "RTSTRUCT", "PLAN", "HD", "EPS", "AU":
			return false
		}
		return true
	}
	return sopclass.Kind(d.SOPClassUID) == "" || sopclass.Drawn(d.SOPClassUID)
}

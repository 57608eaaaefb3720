package importer

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

const (
	typeDICOM  = "application/dicom"
	typePDF    = "application/pdf"
	typeZIP    = "application/zip"
	typeText   = "text/plain"
	typeHTML   = "text/html"
	typeXML    = "application/xml"
	typeBinary = "application/octet-stream"
)

// magic is what files begin with, by media type. Order matters where one
// beginning contains another.
var magic = []struct{ head, media string }{
	{"\xff\xd8\xff", "image/jpeg"}, {"\x89PNG\r\n\x1a\n", "image/png"}, {"GIF8", "image/gif"},
	{"II*\x00", "image/tiff"}, {"MM\x00*", "image/tiff"}, {"\x00\x00\x00\x0cjP  ", "image/jp2"},
	{"PK\x03\x04", typeZIP}, {"PK\x05\x06", typeZIP},
	{"\x1f\x8b", "application/gzip"}, {"Rar!\x1a\x07", "application/vnd.rar"}, {"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"},
	{"MZ", "application/vnd.microsoft.portable-executable"}, {"\x7fELF", "application/x-executable"},
	{"\xcf\xfa\xed\xfe", "application/x-mach-binary"}, {"\xca\xfe\xba\xbe", "application/x-mach-binary"},
	{"#!", "text/x-shellscript"},
	{"{\\rtf", "application/rtf"}, {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"},
}

// headBytes is how much of a file sniff looks at.
const headBytes = 1024

// sniff tells the media type from the first bytes of a file.
func sniff(head []byte) string {
	if len(head) >= 132 && string(head[128:132]) == "DICM" {
		return typeDICOM
	}
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m.head)) {
			return m.media
		}
	}
	if bytes.Contains(head, []byte("%PDF-")) { // anywhere there; but an archive may begin with a PDF of its own
		return typePDF
	}
	if len(head) >= 12 && string(head[4:8]) == "ftyp" {
		return "video/mp4"
	}
	if !isText(head) {
		return typeBinary
	}
	low := strings.ToLower(strings.TrimLeft(string(head), "\ufeff \t\r\n"))
	switch {
	case strings.HasPrefix(low, "<!doctype html"), strings.HasPrefix(low, "<html"):
		return typeHTML
	case strings.HasPrefix(low, "<?xml"), strings.HasPrefix(low, "<!doctype"):
		return typeXML
	}
	return typeText
}

// isText tells whether head is text: UTF-8, or one byte a letter, without the
// control characters that text does not have.
func isText(head []byte) bool {
	if len(head) == 0 {
		return false
	}
	for _, c := range head {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b || c == 0x7f {
			return false
		}
	}
	for cut := 0; cut < utf8.UTFMax && cut < len(head); cut++ { // the last character may be cut
		if utf8.Valid(head[:len(head)-cut]) {
			return true
		}
	}
	high := 0
	for _, c := range head {
		if c >= 0x80 && c < 0xA0 {
			return false // no letter of Latin-1
		}
		if c >= 0xA0 {
			high++
		}
	}
	return high*4 < len(head)
}

// reasonOf says why a file of the media type is only kept; empty where the
// program shows it.
func reasonOf(media string) string {
	switch {
	case media == typeDICOM, media == typePDF, media == typeText, media == "image/jpeg", media == "image/png":
		return ""
	case strings.Contains(media, "executable"), strings.Contains(media, "mach-binary"), media == "text/x-shellscript":
		return "It is a program, such as the viewer of a disc. It is stored as it is and never run; leave it out if it is not needed."
	case strings.HasPrefix(media, "image/"), strings.HasPrefix(media, "video/"):
		return "Pictures and films of this kind cannot be shown here. It is kept and sent as it is."
	case strings.Contains(media, "document"), media == "application/rtf", media == "application/x-ole-storage":
		return "Office documents cannot be shown here. It is kept and sent as it is; a PDF of it can be added."
	case media == typeHTML, media == typeXML:
		return "Web pages and data files cannot be shown here. It is kept and sent as it is."
	case strings.Contains(media, "zip"), strings.Contains(media, "rar"), strings.Contains(media, "compressed"):
		return "Archives of this kind are not opened. It is kept as it is; unpack it and add what comes out."
	}
	return "This program does not know what kind of file it is. It is kept and sent as it is."
}

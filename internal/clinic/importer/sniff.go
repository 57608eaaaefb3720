package importer

import (
	"bytes"
	"encoding/binary"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"oso/internal/container"
)

const (
	typeDICOM  = "application/dicom"
	typePDF    = "application/pdf"
	typeZIP    = "application/zip"
	typeText   = "text/plain"
	typeUTF16  = "text/plain; charset=utf-16"
	typeHTML   = "text/html"
	typeXML    = "application/xml"
	typeHL7    = "application/hl7-v2"
	typeMail   = "message/rfc822"
	typeBinary = "application/octet-stream"
	typeEmpty  = "application/x-empty"

	typeBase64 = "application/base64"
	typeEDF    = "application/x-edf"
	typeVolume = "application/x-volume" // of images, in a form that research uses
	typeWeb    = "application/warc"

	typeLocked   = "application/x-encrypted"
	typeThumbs   = "application/x-thumbnail-cache"
	typeLeftover = "application/x-folder-settings"
)

// magic is what files begin with, by media type. Order matters where one
// beginning contains another.
var magic = []struct{ head, media string }{
	{"\xff\xd8\xff", "image/jpeg"}, {"\x89PNG\r\n\x1a\n", "image/png"}, {"GIF8", "image/gif"},
	{"II*\x00", "image/tiff"}, {"MM\x00*", "image/tiff"}, {"II+\x00", "image/tiff"}, {"MM\x00+", "image/tiff"},
	{"\x00\x00\x00\x0cjP  ", "image/jp2"}, {"\xff\x4f\xff\x51", "image/jp2"}, {"8BPS\x00\x01", "image/vnd.adobe.photoshop"}, {"8BPS\x00\x02", "image/vnd.adobe.photoshop"},
	{"\x00\x00\x00\x0cJXL \r\n\x87\n", "image/jxl"}, {"II\xbc\x01", "image/jxr"}, {"II\xbc\x00", "image/jxr"},
	{"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"}, {"FLV\x01", "video/x-flv"}, {"\x00\x00\x01\xba", "video/mpeg"}, {"\x00\x00\x01\xb3", "video/mpeg"},
	{"fLaC\x00\x00", "audio/flac"}, {"#!AMR", "audio/amr"}, {"ID3\x02", "audio/mpeg"}, {"ID3\x03", "audio/mpeg"}, {"ID3\x04", "audio/mpeg"},
	{"PK\x03\x04", typeZIP}, {"PK\x05\x06", typeZIP},
	{"\x1f\x8b", "application/gzip"}, {"\x1f\x9d", "application/x-compress"}, {"BZh", "application/x-bzip2"}, {"\xfd7zXZ\x00", "application/x-xz"}, {"\x28\xb5\x2f\xfd", "application/zstd"},
	{"Rar!\x1a\x07", "application/vnd.rar"}, {"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"}, {"MSCF\x00\x00\x00\x00", "application/vnd.ms-cab-compressed"}, {"MSWIM\x00", "application/x-ms-wim"},
	{"WARC/1.", typeWeb}, {"!<arch>\n", "application/x-archive"}, {"hsqs", "application/x-squashfs"}, {"sqsh", "application/x-squashfs"}, {"\xffBIOSEMI", typeEDF},
	{"NRRD000", typeVolume}, {"begin-base64 ", typeBase64}, {"\x04\x22\x4d\x18", "application/x-lz4"}, {"StuffIt (c)", "application/x-stuffit"}, {"SIT!", "application/x-stuffit"},
	{"-----BEGIN PGP MESSAGE", typeLocked}, {"-----BEGIN PKCS7", typeLocked}, {"-----BEGIN CMS", typeLocked}, {"age-encryption.org/", typeLocked}, {"Salted__", typeLocked},
	{"MZ", "application/vnd.microsoft.portable-executable"}, {"\x7fELF", "application/x-executable"},
	{"\xcf\xfa\xed\xfe", "application/x-mach-binary"}, {"\xce\xfa\xed\xfe", "application/x-mach-binary"},
	{"#!", "text/x-shellscript"}, {"\x0bMSH|", typeHL7},
	{"\x78\x9f\x3e\x22", "application/vnd.ms-tnef"},
	{"{\\rtf", typeRTF}, {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", typeOLE},
	{"\x00\x00\x00\x01Bud1", typeLeftover}, {"\x00\x05\x16\x07\x00\x02", typeLeftover}, // what a Mac leaves in folders
}

// headBytes is how much of a file is looked at to tell what it is; the marks of
// images and reports stand in the first sniffBytes of it.
const (
	headBytes  = 3072
	sniffBytes = 1024
)

// sniff tells the media type from the first bytes of a file.
func sniff(head []byte) string {
	head = head[:min(len(head), sniffBytes)]
	if len(head) >= 132 && string(head[128:132]) == "DICM" {
		return typeDICOM
	}
	if tarHead(head) { // whose first file may look like anything
		return container.TAR
	}
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m.head)) {
			return m.media
		}
	}
	if m := marked(head); m != "" {
		return m
	}
	if bytes.Contains(head, []byte("%PDF-")) { // anywhere there; but an archive may begin with a PDF of its own
		return typePDF
	}
	if utf16Text(head) {
		return typeUTF16
	}
	if !isText(head) {
		return typeBinary
	}
	return textType(head)
}

// marked tells kinds whose mark is more than a first few bytes.
func marked(head []byte) string {
	if len(head) < 12 {
		return ""
	}
	if m := mediaType(head); m != "" {
		return m
	}
	if string(head[:4]) == "\xca\xfe\xba\xbe" { // a Mac's program for several processors, or a class of Java, by what follows
		if n := binary.BigEndian.Uint32(head[4:]); n < 30 {
			return "application/x-mach-binary"
		}
		return "application/java-vm"
	}
	if len(head) >= 256 && string(head[:8]) == "0       " && head[170] == '.' && head[173] == '.' { // and the day of the recording
		return typeEDF
	}
	if len(head) >= 348 && (string(head[344:348]) == "n+1\x00" || string(head[344:348]) == "ni1\x00") && (string(head[:4]) == "\x5c\x01\x00\x00" || string(head[:4]) == "\x00\x00\x01\x5c") {
		return typeVolume // NIfTI, by its size and its mark
	}
	if string(head[:2]) == "BM" && len(head) >= 26 {
		if n := binary.LittleEndian.Uint32(head[14:]); (n == 12 || n >= 40 && n <= 124) && binary.LittleEndian.Uint32(head[6:]) == 0 {
			return "image/bmp"
		}
	}
	return ""
}

// textType tells pages and data from plain text.
func textType(head []byte) string {
	low := strings.ToLower(strings.TrimLeft(string(head), "\ufeff \t\r\n"))
	for strings.HasPrefix(low, "<!--") { // a page may begin with a comment
		_, rest, ok := strings.Cut(low, "-->")
		if !ok {
			break
		}
		low = strings.TrimLeft(rest, " \t\r\n")
	}
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body", "<script", "<title", "<meta ", "<style", "<iframe"} {
		if strings.HasPrefix(low, tag) {
			return typeHTML
		}
	}
	switch {
	case strings.HasPrefix(low, "<?xml"), strings.HasPrefix(low, "<!doctype"):
		if strings.Contains(low, "<html") {
			return typeHTML
		}
		return typeXML
	case strings.HasPrefix(low, "http/1.") && strings.Contains(low, "<html"):
		return typeHTML
	}
	if wrapped(head) {
		return typeBase64
	}
	if strings.Contains(low, "\nmime-version:") && slices.ContainsFunc([]string{"multipart/", "application/", "image/"}, func(kind string) bool {
		return strings.Contains(low, "\ncontent-type: "+kind) // what is with it, or it alone
	}) {
		return typeMail
	}
	return typeText
}

// wrapped tells letters and digits alone in long lines of one length, as a file
// looks that was made fit for a message.
func wrapped(head []byte) bool {
	lines := strings.Split(strings.ReplaceAll(strings.TrimRight(string(head), "\r\n"), "\r\n", "\n"), "\n")
	if len(head) < 200 {
		return false
	}
	mixed := [3]bool{}
	for i, l := range lines {
		if last := i == len(lines)-1; len(l) != len(lines[0]) && !last || len(l) > len(lines[0]) {
			return false
		}
		for _, c := range []byte(l) {
			switch {
			case c >= 'a' && c <= 'z':
				mixed[0] = true
			case c >= 'A' && c <= 'Z':
				mixed[1] = true
			case c >= '0' && c <= '9':
				mixed[2] = true
			case c != '+' && c != '/' && c != '=':
				return false
			}
		}
	}
	return mixed == [3]bool{true, true, true} && len(lines[0]) >= 60
}

// utf16Text tells text of two bytes a letter, by its mark and by what it says.
func utf16Text(head []byte) bool {
	var o binary.ByteOrder = binary.LittleEndian
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		o = binary.BigEndian
	default:
		return false
	}
	var u []uint16
	for i := 2; i+1 < len(head); i += 2 {
		u = append(u, o.Uint16(head[i:]))
	}
	odd := 0
	all := utf16.Decode(u)
	for _, r := range all {
		if !unicode.IsPrint(r) && !unicode.IsSpace(r) {
			odd++
		}
	}
	return len(all) > 0 && odd*20 < len(all)
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

// program tells whether a media type is something to run.
func program(media string) bool {
	for _, part := range []string{"executable", "mach-binary", "shellscript", "java-archive", "java-vm", "android.package", "x-installer", "x-msi"} {
		if strings.Contains(media, part) {
			return true
		}
	}
	return false
}

// mail tells whether a media type is a message that may have files with it.
func mail(media string) bool {
	return media == typeMail || media == "application/vnd.ms-outlook" || media == "application/vnd.ms-tnef"
}

// archived tells whether a media type holds other files and is not opened.
func archived(media string) bool {
	if strings.Contains(media, "document") || strings.Contains(media, "epub") || strings.Contains(media, "openxmlformats") {
		return false
	}
	for _, part := range []string{"zip", "rar", "7z", "tar", "x-xz", "zstd", "lzma", "lzip", "x-lz", "cab-compressed", "x-ms-wim", "x-compress", "x-arj", "x-stuffit", "x-cpio", "x-archive", "x-ar", "x-rpm", "debian.binary", "x-lha", "x-ace", "squashfs", "base64", "warc"} {
		if strings.Contains(media, part) {
			return true
		}
	}
	return false
}

// leftover tells a file without bytes that a system puts into folders.
func leftover(name string) bool {
	switch strings.ToLower(strings.TrimRight(path.Base(name), "\r_")) {
	case "icon", ".ds_store", ".localized", ".nomedia", ".gitkeep", ".keep", "thumbs.db", "desktop.ini", ".metadata_never_index", ".volumeicon.icns", "autorun.inf":
		return true
	}
	return strings.Contains(name, "__MACOSX/")
}

// reasonOf says why a file of the media type is only kept; empty where the
// program shows it.
func reasonOf(media string) string {
	switch {
	case media == typeDICOM, media == typePDF, media == typeText, media == "image/jpeg", media == "image/png":
		return ""
	case media == typeThumbs, media == typeLeftover:
		return reasonLeftover
	case mail(media):
		return reasonMail
	case program(media):
		return "It is a program, such as the viewer of a disc. It is stored as it is and never run; leave it out if it is not needed."
	case media == "image/tiff", media == "image/gif", media == "image/webp", media == "image/bmp":
		return "It is a scan or a picture that is not searched for whose it is. It can be looked at here, and is kept and sent as it is."
	case strings.HasPrefix(media, "image/heic"), strings.HasPrefix(media, "image/heif"):
		return "It is a photograph in Apple's HEIC form, which cannot be shown here. It is kept and sent as it is; export it as JPEG and add that as well."
	case strings.HasPrefix(media, "image/"), strings.HasPrefix(media, "video/"):
		return "Pictures and films of this kind cannot be shown here. It is kept and sent as it is."
	case strings.HasPrefix(media, "audio/"):
		return "Sound cannot be played here. It is kept and sent as it is."
	case strings.Contains(media, "officedocument"), strings.Contains(media, "opendocument"), media == typeRTF:
		return "It is an Office document, of which only the words are shown here. It is kept and sent as it is; a PDF of it can be added."
	case media == typeBook:
		return "It is an electronic book (EPUB), which cannot be shown here. It is kept and sent as it is; save what matters of it as a PDF, and add that as well."
	case media == typeModel:
		return "It is a model for a 3D printer (3MF), which cannot be shown here and says little of whose it is. It is kept and sent as it is; ask for the images that it was made from."
	case strings.Contains(media, "document"), strings.Contains(media, "openxmlformats"), strings.HasPrefix(media, "application/ms"),
		strings.HasPrefix(media, "application/vnd.ms-"), media == typeOLE:
		return "It is a document of another program, such as an older Word, and cannot be shown here. It is kept and sent as it is; save it as a PDF with the program that made it, and add that as well."
	case media == typeEDF:
		return "It is a recording of signals (EDF or BDF), such as an EEG or a night in a sleep laboratory, and cannot be shown here. It is kept and sent as it is; a PDF of its report can be added."
	case media == typeVolume:
		return "It is a volume of images in a form that research uses (NIfTI, NRRD), which cannot be shown here and says little of whose it is. It is kept and sent as it is; ask for the images in DICOM."
	case media == typeHL7:
		return "It is a message between hospital systems (HL7). It can be read here as text, and is kept and sent as it is."
	case media == typeHTML, media == typeXML:
		return "It is a web page or a data file, of which only the words are shown here. It is kept and sent as it is."
	case media == typeUTF16:
		return "It is text of a form (UTF-16) that other programs may not read. It can be read here, and is kept and sent as it is."
	case archived(media):
		return reasonClosed
	case media != typeBinary:
		return "Files of this kind cannot be shown here. It is kept and sent as it is."
	}
	return "This program does not know what kind of file it is. It is kept and sent as it is."
}

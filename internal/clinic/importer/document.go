package importer

import (
	"encoding/binary"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf16"

	"oso/internal/container"
)

const (
	office    = "application/vnd.openxmlformats-officedocument."
	typeJar   = "application/java-archive"
	typeBook  = "application/epub+zip"
	typeModel = "model/3mf"
)

// documents are the types that a ZIP may name in an entry "mimetype" and that
// are kept whole; any other counts as a ZIP.
var documents = []string{
	typeBook, "application/vnd.oasis.opendocument.", "application/vnd.sun.xml.", "application/vnd.etsi.asic-",
	"application/vnd.adobe.", "application/vnd.recordare.", "image/openraster", "application/x-krita",
}

// zipNames are the documents and programs that are a ZIP by form and are known
// by how their names end, whatever wrote them and in what order.
var zipNames = map[string]string{
	".docx": office + "wordprocessingml.document", ".docm": office + "wordprocessingml.document", ".dotx": office + "wordprocessingml.document",
	".xlsx": office + "spreadsheetml.sheet", ".xlsm": office + "spreadsheetml.sheet", ".xlsb": office + "spreadsheetml.sheet",
	".pptx": office + "presentationml.presentation", ".pptm": office + "presentationml.presentation", ".ppsx": office + "presentationml.presentation",
	".odt": "application/vnd.oasis.opendocument.text", ".ods": "application/vnd.oasis.opendocument.spreadsheet", ".odp": "application/vnd.oasis.opendocument.presentation",
	".epub": typeBook, ".3mf": typeModel, ".pages": "application/vnd.apple.document", ".numbers": "application/vnd.apple.document", ".key": "application/vnd.apple.document",
	".jar": typeJar, ".war": typeJar, ".ear": typeJar, ".apk": "application/vnd.android.package-archive",
	".ipa": typeInstaller, ".xpi": typeInstaller, ".crx": typeInstaller, ".whl": typeInstaller, ".nupkg": typeInstaller,
	".vsix": typeInstaller, ".msix": typeInstaller, ".appx": typeInstaller, ".pyz": typeInstaller,
}

// packed tells, from the whole directory, whatever its order, a document or a
// program that is a ZIP by form only: such a file is kept whole. The zero kind
// is an archive to be opened.
func packed(entries []container.Entry, name string) kind {
	named := func(fits func(string) bool) bool {
		return slices.ContainsFunc(entries, func(e container.Entry) bool { return fits(strings.ReplaceAll(e.Name, `\`, "/")) })
	}
	has := func(name string) bool {
		return named(func(n string) bool { return strings.EqualFold(n, name) })
	}
	below := func(dir string) bool {
		return named(func(n string) bool { return len(n) > len(dir) && strings.EqualFold(n[:len(dir)], dir) })
	}
	ends := func(ext ...string) bool {
		return slices.ContainsFunc(entries, func(e container.Entry) bool { return slices.Contains(ext, strings.ToLower(path.Ext(e.Name))) })
	}
	ext := strings.ToLower(path.Ext(name))
	k := kind{media: mimetypeEntry(entries)}
	switch {
	case k.media != "":
	case has("[Content_Types].xml"):
		switch {
		case below("word/"):
			k.media = office + "wordprocessingml.document"
		case below("xl/"):
			k.media = office + "spreadsheetml.sheet"
		case below("ppt/"):
			k.media = office + "presentationml.presentation"
		case ends(".model"):
			k.media = typeModel
		case has("AppxManifest.xml"), has("AppxBlockMap.xml"), ends(".nuspec", ".vsixmanifest"):
			k.media = typeInstaller
		default:
			k.media = "application/vnd.openxmlformats-package"
		}
	case has("META-INF/container.xml"):
		k.media = typeBook
	case has("content.xml") && has("META-INF/manifest.xml"):
		k.media = "application/vnd.oasis.opendocument"
	case has("Index/Document.iwa"), has("index.apxl"), has("index.xml") && has("buildVersionHistory.plist"), has("Index.zip") && below("Metadata/"):
		k.media = "application/vnd.apple.document"
	case has("AndroidManifest.xml") && (has("classes.dex") || has("resources.arsc")):
		k.media = "application/vnd.android.package-archive"
	case has("META-INF/MANIFEST.MF") && ends(".class", ".dex", ".jnilib"), has("WEB-INF/web.xml"):
		k.media = typeJar
	case has("install.rdf"), ends(".nuspec"), has("__main__.py"):
		k.media = typeInstaller
	}
	if k.media == "" { // what is in it does not tell, its name does
		k.media = zipNames[ext]
	}
	if k.media == "" {
		return k
	}
	if k.reason = reasonOf(k.media); has("DICOMDIR") || ends(".dcm", ".dicom") || below("DICOM/") {
		return k.closed(reasonImages)
	}
	return k
}

const typeInstaller = "application/x-installer"

// mimetypeEntry is what an entry of that name says the whole is.
func mimetypeEntry(entries []container.Entry) string {
	i := slices.IndexFunc(entries, func(e container.Entry) bool { return e.Name == "mimetype" && e.Size < 200 && e.Open != nil })
	if i < 0 {
		return ""
	}
	r, err := entries[i].Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	b, _ := io.ReadAll(io.LimitReader(r, 200))
	t := strings.TrimSpace(string(b))
	if strings.ContainsAny(t, " \r\n\t;") || !slices.ContainsFunc(documents, func(d string) bool { return strings.HasPrefix(t, d) }) {
		return ""
	}
	return t
}

const (
	typeOLE = "application/x-ole-storage"
	typeRTF = "application/rtf"
)

// oleType tells what an old Microsoft container holds, by the names in its
// directory.
func oleType(b *body, head []byte) string {
	if len(head) < 52 {
		return typeOLE
	}
	shift := min(binary.LittleEndian.Uint16(head[30:]), 12)
	dir := make([]byte, 4096)
	n, _ := b.ReadAt(dir, (int64(binary.LittleEndian.Uint32(head[48:]))+1)<<shift)
	for e := dir[:n]; len(e) >= 128; e = e[128:] {
		long := min(int(binary.LittleEndian.Uint16(e[64:])), 64)
		var u []uint16
		for i := 0; i+3 < long; i += 2 {
			u = append(u, binary.LittleEndian.Uint16(e[i:]))
		}
		switch s := string(utf16.Decode(u)); {
		case s == "WordDocument":
			return "application/msword"
		case s == "Workbook", s == "Book":
			return "application/vnd.ms-excel"
		case s == "PowerPoint Document":
			return "application/vnd.ms-powerpoint"
		case strings.HasPrefix(s, "__properties_version"), strings.HasPrefix(s, "__nameid_version"):
			return "application/vnd.ms-outlook"
		case s == "Catalog", strings.HasPrefix(s, "256_"), strings.HasPrefix(s, "96_"):
			return typeThumbs
		}
	}
	return typeOLE
}

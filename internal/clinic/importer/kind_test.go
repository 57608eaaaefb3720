package importer

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"

	"oso/internal/container"
)

// packing packs names in the order given, each with its own name as content.
func packing(t testing.TB, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		name, content, ok := strings.Cut(name, "=")
		if !ok {
			content = "<x>" + name + "</x>"
		}
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(content))
	}
	z.Close()
	return b.Bytes()
}

// A document or a program that is a ZIP by form only is one record, its bytes
// unchanged, whatever the order of its directory.
func TestZipByFormOnly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		data   []byte
		media  string
		reason string
	}{
		"letter.docx":      {packing(t, "word/numbering.xml", "word/document.xml", "_rels/.rels", "[Content_Types].xml"), office + "wordprocessingml.document", "Office"},
		"list.xlsx":        {packing(t, "xl/workbook.xml", "[Content_Types].xml"), office + "spreadsheetml.sheet", "Office"},
		"talk.pptx":        {packing(t, "[Content_Types].xml", "ppt/presentation.xml"), office + "presentationml.presentation", "Office"},
		"print.xps":        {packing(t, "Documents/1/FixedDoc.fdoc", "_rels/.rels", "[Content_Types].xml"), "application/vnd.openxmlformats-package", "another program"},
		"book.epub":        {packing(t, "OEBPS/a.xhtml", "META-INF/container.xml", "mimetype=application/epub+zip"), "application/epub+zip", "electronic book (EPUB)"},
		"stent.3mf":        {packing(t, "3D/3dmodel.model", "_rels/.rels", "[Content_Types].xml"), "model/3mf", "3D printer (3MF)"},
		"stent.zip":        {packing(t, "3D/3dmodel.model", "_rels/.rels", "[Content_Types].xml"), "model/3mf", "3D printer (3MF)"},
		"letter.odt":       {packing(t, "content.xml", "META-INF/manifest.xml", "mimetype=application/vnd.oasis.opendocument.text\n"), "application/vnd.oasis.opendocument.text", "Office"},
		"no-mimetype.odt":  {packing(t, "content.xml", "META-INF/manifest.xml"), "application/vnd.oasis.opendocument", "Office"},
		"notes.pages":      {packing(t, "Index/Document.iwa", "preview.jpg"), "application/vnd.apple.document", "another program"},
		"viewer.jar":       {packing(t, "org/C.class", "META-INF/MANIFEST.MF"), typeJar, "program"},
		"no-manifest.jar":  {packing(t, "org/C.class"), typeJar, "program"},
		"backslashes.docx": {packing(t, `word\document.xml`, `[Content_Types].xml`), office + "wordprocessingml.document", "Office"},
		"backslashes.zip":  {packing(t, `word\document.xml`, `[Content_Types].xml`), office + "wordprocessingml.document", "Office"},
		"half.docx":        {packing(t, "word/document.xml"), office + "wordprocessingml.document", "Office"},
		"server.war":       {packing(t, "index.jsp", "WEB-INF/web.xml", "WEB-INF/classes/C.class"), typeJar, "program"},
		"parts.ear":        {packing(t, "META-INF/application.xml", "web.war"), typeJar, "program"},
		"resources.jar":    {packing(t, "images/a.png", "strings.properties"), typeJar, "program"},
		"app.apk":          {packing(t, "classes.dex", "res/a.png", "AndroidManifest.xml"), "application/vnd.android.package-archive", "program"},
		"viewer.pyz":       {packing(t, "viewer/window.py", "__main__.py"), typeInstaller, "program"},
		"window.zip":       {packing(t, "lib/a.py", "__main__.py"), typeInstaller, "program"},
		"lib.nupkg":        {packing(t, "lib.nuspec", "[Content_Types].xml", "_rels/.rels"), typeInstaller, "program"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			r := d.run(write(t, map[string][]byte{name: c.data}))
			if c.reason == "program" { // told and left out, but where it was chosen by itself
				if len(r.Files) != 1 || r.Files[0].Outcome != LeftOut || r.Files[0].Type != c.media || r.Files[0].Record != "" || warned(r) != codePrograms || !r.Whole() {
					t.Fatalf("files %+v", r.Files)
				}
				r = d.run(r.Files[0].Path)
			}
			if len(r.Files) != 1 || r.Files[0].Outcome != Kept || r.Files[0].Type != c.media || !strings.Contains(r.Files[0].Reason, c.reason) || !r.Whole() {
				t.Fatalf("files %+v", r.Files)
			}
			if !bytes.Equal(d.stored(r.Files[0].Record), c.data) {
				t.Error("stored bytes differ")
			}
		})
	}
}

// An archive of records is opened, also where a file in it is named as in a
// document.
func TestArchiveThatOnlyResembles(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	r := d.run(write(t, map[string][]byte{
		"a.zip": packing(t, "word/letter.txt=Dear", "mimetype=application/zip", "META-INF/MANIFEST.MF=x: y"),
	}))
	if len(r.Files) != 3 {
		t.Errorf("files %+v", r.Files)
	}
	// A viewer with images in it is kept whole, and says that they were not seen.
	r = d.run(write(t, map[string][]byte{"viewer.jar": packing(t, "C.class", "META-INF/MANIFEST.MF", "DICOM/IM1.dcm")}))
	if len(r.Files) != 1 || warned(r) != codeClosed || r.Whole() {
		t.Errorf("files %+v, warnings %q", r.Files, warned(r))
	}
}

// What may hold records and was not opened says so, with what to do, and waits
// for a person.
func TestNotOpened(t *testing.T) {
	t.Parallel()
	inner := packing(t, "IM1=image")
	deep := inner
	for range 3 {
		deep = archive(t, map[string][]byte{"more.zip": deep})
	}
	parts := bytes.Clone(inner)
	binary.LittleEndian.PutUint16(parts[len(parts)-22+4:], 2)
	iso := make([]byte, 40<<10)
	iso[0] = 1
	copy(iso[32768:], "\x01CD001\x01")
	dmg := append(bytes.Repeat([]byte{9, 200}, 2000), append([]byte("koly"), make([]byte, 508)...)...)
	packet := packetWritten(t)
	noise := bytes.Repeat([]byte{0xfe, 1, 7, 0xc3}, 300)
	for name, c := range map[string]struct {
		data   []byte
		media  string
		reason string
	}{
		"disc.iso":     {iso, "application/x-disc-image; form=iso", reasonDisc},
		"disc.dmg":     {dmg, "application/x-disc-image; form=dmg", reasonDisc},
		"a.7z":         {append([]byte("7z\xbc\xaf\x27\x1c"), noise...), "application/x-7z-compressed", reasonBadArchive},
		"a.rar":        {append([]byte("Rar!\x1a\x07\x01\x00"), noise...), "application/vnd.rar", reasonBadArchive},
		"a.dcm.gz":     {append([]byte("\x1f\x8b\x08"), noise...), "application/gzip", reasonBadArchive},
		"a.tar.bz2":    {append([]byte("BZh91AY&SY"), noise...), "application/x-bzip2", reasonBadArchive},
		"split.zip":    {parts, typeZIP, reasonPart},
		"last.zip":     {append(bytes.Clone(noise), parts...), typeZIP, reasonPart}, // which begins in the middle of a file
		"last renamed": {append(bytes.Clone(noise), parts...), typeZIP, reasonPart},
		"split.z01":    {append([]byte("PK\x07\x08PK\x03\x04"), noise...), typeZIP, reasonPart},
		"split.z02":    {noise, typeZIP, reasonPart},
		"prefixed.zip": {append([]byte("HTTP/1.1 200 OK\r\n\r\n"), inner...), typeZIP, reasonPrefixed},
		"setup.exe":    {append([]byte("MZ\x90\x00\x03"), append(noise, inner...)...), "application/vnd.microsoft.portable-executable", reasonCarries},
		"seven.exe":    {append([]byte("MZ\x90\x00\x03"), append(bytes.Repeat(noise, 300), carried(t, "plain.7z")...)...), "application/vnd.microsoft.portable-executable", reasonCarries},
		"five.exe":     {append([]byte("MZ\x90\x00\x03"), append(noise, rarFive(1, 0)...)...), "application/vnd.microsoft.portable-executable", reasonCarries},
		"four.exe":     {append([]byte("MZ\x90\x00\x03"), append(noise, rarFour(0)...)...), "application/vnd.microsoft.portable-executable", reasonCarries},
		"a.xz":         {append([]byte("\xfd7zXZ\x00"), noise...), "application/x-xz", reasonBadArchive},
		"a.part1.rar":  {append([]byte("Rar!\x1a\x07\x01\x00"), noise...), "application/vnd.rar", reasonPart},
		"a.7z.001":     {append([]byte("7z\xbc\xaf\x27\x1c"), noise...), "application/x-7z-compressed", reasonPart},
		"a.part02.rar": {noise, "application/vnd.rar", reasonPart},
		"a.r00":        {noise, "application/vnd.rar", reasonPart},
		"a.7z.002":     {noise, "application/x-7z-compressed", reasonPart},
		"a.zip.003":    {noise, typeZIP, reasonPart},
		"disc.iso.002": {noise, typeBinary, reasonPart},
		"packet.iso":   {packet, container.Disc, reasonDisc},
		"lib.a":        {[]byte("!<arch>\ndebian-binary   1700000000  0     0     100644  4         `\n2.0\n"), "application/x-archive", reasonClosed},
		"disc.sqfs":    {append([]byte("hsqs"), noise...), "application/x-squashfs", reasonDisc},
		"IM1.b64":      {[]byte(strings.Repeat("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJz\n", 20)), typeBase64, reasonBase64},
		"a.lz4":        {append([]byte("\x04\x22\x4d\x18"), noise...), "application/x-lz4", reasonClosed},
		"a.zip.gpg":    {noise, typeLocked, reasonLocked},
		"a.lzh":        {noise, typeLocked, reasonLocked},
		"armored":      {[]byte("-----BEGIN PGP MESSAGE-----\n\nhQEMA0\n"), typeLocked, reasonLocked},
		"smime.p7m":    {append([]byte("\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"), noise...), typeLocked, reasonLocked},
		"deep.zip":     {deep, typeZIP, reasonDeep},
		"mail.eml":     {[]byte("From: a@b\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"), typeMail, reasonMail},
		"report.eml":   {[]byte("From: a@b\r\nMIME-Version: 1.0\r\nContent-Type: application/pdf; name=r.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0x\r\n"), typeMail, reasonMail},
		"saved.warc":   {[]byte("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 10\r\n\r\nhello wor"), typeWeb, reasonClosed},
		"winmail.dat":  {append([]byte("\x78\x9f\x3e\x22"), noise...), "application/vnd.ms-tnef", reasonMail},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			r := d.run(write(t, map[string][]byte{name: c.data}))
			if len(r.Files) != 1 || r.Files[0].Outcome != Kept || r.Files[0].Type != c.media || r.Files[0].Reason != c.reason {
				t.Fatalf("files %+v", r.Files)
			}
			if warned(r) != codeClosed || r.Whole() || len(r.Warnings[0].Files) != 1 {
				t.Errorf("warnings %+v, waiting %d", r.Warnings, r.Waiting)
			}
			d.decide(codeClosed, true, r.Files[0].Record)
			if r = d.run(write(t, map[string][]byte{name: c.data})); !r.Whole() {
				t.Error("it waits although a person decided")
			}
		})
	}
}

// Kinds are named truly, by what the bytes say and not the name.
func TestTypes(t *testing.T) {
	t.Parallel()
	ole := make([]byte, 2048)
	copy(ole, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	ole[30], ole[48] = 9, 0
	for i, c := range utf16.Encode([]rune("Catalog")) {
		binary.LittleEndian.PutUint16(ole[512+2*i:], c)
	}
	ole[512+64] = 16
	word := bytes.Clone(ole)
	clear(word[512:640])
	for i, c := range utf16.Encode([]rune("WordDocument")) {
		binary.LittleEndian.PutUint16(word[512+128+2*i:], c)
	}
	word[512+128+64] = 26
	bmp := append([]byte("BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00"), bytes.Repeat([]byte{2, 0}, 40)...)
	page := "<!-- saved -->\n<HTML><body>Sign in</body></HTML>"
	for name, c := range map[string]struct {
		data, media, warned string
	}{
		"photo.heic":  {"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/heic", ""},
		"photo.jpg":   {"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "image/heic", ""},
		"burst.heif":  {"\x00\x00\x00\x18ftypmsf1\x00\x00\x00\x00mif1hevc", "image/heic-sequence", ""},
		"plain.heif":  {"\x00\x00\x00\x14ftypmif1\x00\x00\x00\x00mif1heic", "image/heif", ""}, // what stands behind the list is not of it
		"photo.avif":  {"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf", "image/avif", ""},
		"photo.heic2": {"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf", "image/avif", ""},
		"raw.cr3":     {"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom", "image/x-canon-cr3", ""},
		"photo.webp":  {"RIFF\x24\x00\x00\x00WEBPVP8 \x18\x00\x00\x00", "image/webp", ""},
		"drawing.jpg": {"8BPS\x00\x01\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x10", "image/vnd.adobe.photoshop", ""},
		"photo.jxl":   {"\x00\x00\x00\x0cJXL \r\n\x87\n\x00\x00\x00\x14ftypjxl ", "image/jxl", ""},
		"film.m4v":    {"\x00\x00\x00\x1cftypM4V \x00\x00\x02\x00M4V mp42isom", "video/mp4", ""},
		"phone.mp4":   {"\x00\x00\x00\x18ftyp3gp5\x00\x00\x01\x003gp5isom", "video/3gpp", ""},
		"film.mov":    {"\x00\x00\x00\x14ftypqt  \x20\x05\x03\x00qt  ", "video/quicktime", ""},
		"old.mov":     {"\x00\x00\x00\x08wide\x00\x01\x20\x00mdat\x00\x00", "video/quicktime", ""},
		"echo.wmv":    {"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", "video/x-ms-asf", ""},
		"scope.mpg":   {"\x00\x00\x01\xba\x44\x00\x04\x00\x04\x01\x00\x00", "video/mpeg", ""},
		"scope.ts":    {strings.Repeat("G"+strings.Repeat("\x00\x01", 93)+"\xff", 4), "video/mp2t", ""},
		"scope.mkv":   {"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska\x42\x87", "video/x-matroska", ""},
		"scope.webm":  {"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm\x42\x87", "video/webm", ""},
		"voice.mp3":   {"ID3\x03\x00\x00\x00\x00\x0f\x76TIT2\x00\x00", "audio/mpeg", ""},
		"voice.ogg":   {"OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x1e\x01vorbis", "audio/ogg", ""},
		"film.mp4":    {"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2", "video/mp4", ""},
		"film.avi":    {"RIFF\x00\x10\x00\x00AVI LIST\x00\x01", "video/x-msvideo", ""},
		"sound.wav":   {"RIFF\x00\x10\x00\x00WAVEfmt \x00", "audio/wav", ""},
		"scan.bmp":    {string(bmp), "image/bmp", ""},
		"Thumbs.db":   {string(ole), typeThumbs, ""},
		"letter.doc":  {string(word), "application/msword", ""},
		"utf16.txt":   {"\xff\xfeD\x00e\x00a\x00r\x00 \x00", typeUTF16, ""},
		"msg.hl7":     {"\x0bMSH|^~\\&|LAB|\rPID|1\r\x1c\r", typeHL7, ""},
		"._IM1":       {"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        ", typeLeftover, ""},
		"C.class":     {"\xca\xfe\xba\xbe\x00\x00\x00\x34\x00\x01\x07\x00\x02", "application/java-vm", codePrograms},
		"image.dcm":   {page, typeHTML, codeNamed},
		"report.pdf":  {page, typeHTML, codeNamed},
		"page.html":   {page, typeHTML, ""},
		"IM1.dcm":     {"\x01\x02\x03 nothing known \xfe\xff\x00", typeBinary, codeNamed},
		"xhtml.pdf":   {"<?xml version=\"1.0\"?>\n<html xmlns=\"x\">", typeHTML, codeNamed},
		"night.edf":   {"0       " + strings.Repeat("x", 160) + "24.11.2620.00.00" + strings.Repeat("0", 100), typeEDF, ""},
		"long.txt":    {strings.Repeat("Thispatientwasseenonthefirstofthemonthandtoldhisstorywithoutend\n", 9), typeText, ""},
		"letter.text": {"Dear colleague", typeText, ""},
		"brain.nii":   {"\x5c\x01\x00\x00" + strings.Repeat("\x00", 340) + "n+1\x00" + strings.Repeat("\x01\x02", 90), typeVolume, ""},
		"brain.nrrd":  {"NRRD0004\ntype: short\n\n" + strings.Repeat("\x01\x02", 90), typeVolume, ""},
		"IM1.lnk":     {"L\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00F" + strings.Repeat("\x01\x00", 60), "application/x-ms-shortcut", codeLinks},
		"portal.url":  {"[InternetShortcut]\r\nURL=https://portal.example/x\r\n", typeText, codeLinks},
		"desktop.ini": {"[.ShellClassInfo]\r\nIconFile=x", typeLeftover, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			r := d.run(write(t, map[string][]byte{name: []byte(c.data)}))
			f := r.Files[0]
			if f.Type != c.media || warned(r) != c.warned || (f.Outcome != Imported) != (f.Reason != "") || r.Whole() != (c.warned == "" || f.Outcome == LeftOut) {
				t.Errorf("%s %s %q, warnings %q", f.Outcome, f.Type, f.Reason, warned(r))
			}
		})
	}
}

// Each file that holds nothing is named, and is not taken for one that is
// there already.
func TestHollowFiles(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	r := d.run(write(t, map[string][]byte{
		"IM1": nil, "IM2": nil, "IM3": make([]byte, 8192), "IM4": make([]byte, 8192), "Icon\r": nil, ".nomedia": nil,
	}))
	for _, f := range r.Files {
		base := filepath.Base(f.Path)
		if left := !strings.HasPrefix(base, "IM"); f.Reason == "" || (f.Outcome == Rejected) == left || left != (f.Reason == reasonLeftover) {
			t.Errorf("%q: %s %q", base, f.Outcome, f.Reason)
		}
	}
	if warned(r) != codeHollow || len(r.Warnings[0].Files) != 4 || r.Whole() {
		t.Errorf("warnings %+v", r.Warnings)
	}
}

// A Mac's names are names: only what leads out of the archive escapes.
func TestNamesFromAMac(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	r := d.run(write(t, map[string][]byte{"scans.zip": archive(t, map[string][]byte{
		"Scans/Icon\r": nil, "Scans/IM1.dcm": slice(anna, "1", 1), "1: CT/IM2.dcm": slice(anna, "1", 2), "Scans/tab\tname.dcm": slice(anna, "1", 3), "A: head/IM4.dcm": slice(anna, "1", 4),
	})}))
	if n := outcomes(r); n[Imported] != 4 || n[Kept] != 1 || !r.Whole() {
		t.Errorf("%v, files %+v", n, r.Files)
	}
}

// old packs names that are bytes of an old code page, as old programs do.
func old(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range sortedKeys(files) {
		body := files[name]
		h := &zip.FileHeader{Name: name, NonUTF8: true, Method: zip.Store, CRC32: crc32.ChecksumIEEE(body), CompressedSize64: uint64(len(body)), UncompressedSize64: uint64(len(body))}
		w, err := z.CreateRaw(h)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(body)
	}
	z.Close()
	return b.Bytes()
}

// Names in old code pages are read, and their bytes kept.
func TestArchiveNames(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	sjis := func(s string) string {
		s, err := japanese.ShiftJIS.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	dos, err := charmap.CodePage437.NewEncoder().String("Müller/Röntgen.dcm")
	if err != nil {
		t.Fatal(err)
	}
	dir := write(t, map[string][]byte{
		"japan.zip": old(t, map[string][]byte{sjis("撮影/画像１.dcm"): slice(anna, "1", 1), sjis("放射線表/予防.dcm"): slice(anna, "1", 2), sjis("ソ.dcm"): slice(anna, "1", 3)}),
		"old.zip":   old(t, map[string][]byte{dos: slice(anna, "1", 4), `DICOM\`: nil, `DICOM\S1\`: nil, `DICOM\S1\IM5`: slice(anna, "1", 5), "REPORT": nil, `REPORT\a.txt`: []byte("hello")}),
	})
	r := d.run(dir)
	want := map[string]bool{
		"japan.zip!/撮影/画像１.dcm": true, "japan.zip!/放射線表/予防.dcm": true, "japan.zip!/ソ.dcm": true,
		"old.zip!/Müller/Röntgen.dcm": true, "old.zip!/DICOM/S1/IM5": true, "old.zip!/REPORT/a.txt": true,
	}
	for _, f := range r.Files {
		name := strings.TrimPrefix(f.Path, filepath.ToSlash(dir)+"/")
		if !want[name] || f.Outcome != Imported {
			t.Errorf("%q: %s %q", name, f.Outcome, f.Reason)
		}
		rec, err := d.v.Record(t.Context(), d.id, f.Record)
		if err != nil {
			t.Fatal(err)
		}
		if name == "old.zip!/Müller/Röntgen.dcm" && string(MetaOf(rec).RawName) != dos {
			t.Errorf("raw name %q", MetaOf(rec).RawName)
		}
	}
	if len(r.Files) != len(want) {
		t.Errorf("%d files", len(r.Files))
	}
}

// packetWritten is the image of a disc that was written piece by piece over time: its
// partition is a virtual one (UDF 2.2.8).
func packetWritten(t *testing.T) []byte {
	t.Helper()
	f, err := os.Open("../../container/testdata/udf.iso.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	const sector, logical = 2048, 6
	for i, mark := range []string{"BEA01", "NSR02", "TEA01", "", "", ""} { // no ISO 9660 beside it
		at := b[(16+i)*sector:][:sector]
		clear(at)
		copy(at[1:], mark)
		at[6] = 1
	}
	found := 0
	for at := 0; at+sector <= len(b); at += sector {
		d := b[at : at+sector]
		sum := byte(0)
		for i, x := range d[:16] {
			if i != 4 {
				sum += x
			}
		}
		if binary.LittleEndian.Uint16(d) != logical || sum != d[4] || sum == 0 {
			continue
		}
		found++
		binary.LittleEndian.PutUint32(d[264:], 64)
		clear(d[440:504])
		copy(d[440:], "\x02\x40\x00\x00\x00*UDF Virtual Partition")
		d[440+36] = 1
	}
	if found == 0 {
		t.Fatal("no logical volume is described")
	}
	return b
}

package importer

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"oso/internal/container"
)

// kind is what a file is and, where it is only kept, why, with the code of
// what a person should know about it.
type kind struct{ media, reason, code string }

// codeClosed says that an archive or a disc's image was not opened: nobody
// knows whose records are in it. It waits for a person.
const codeClosed = "archive-not-opened"

// codeNamed says that a file is not what its name says.
const codeNamed = "not-what-it-says"

const nobody = "Nobody has looked inside, so it is not known whose records it holds. "

const (
	reasonBadArchive = "The archive is damaged and was not opened. " + nobody + "It is kept as it is; ask for a new copy."
	reasonFull       = "The archive has more entries than are taken and was not opened. " + nobody + "It is kept as it is; unpack it and add the folders one by one."
	reasonMemory     = "The archive needs more memory to unpack than is given to it and was not opened. " + nobody + "It is kept as it is; unpack it and add what comes out."
	reasonBomb       = "The archive would expand to far more than its size or takes very long to unpack, as archives do that are made to do harm, and was not opened. " + nobody + "It is kept as it is; if you know where it comes from, unpack it and add what comes out."
	reasonNoPassword = "The archive is locked by a password, which was not given, and was not opened. " + nobody + "It is kept as it is; ask for the password and add the archive again."
	reasonDeep       = "It is an archive inside archives that are inside archives and was not opened. " + nobody + "It is kept as it is; unpack it and add what comes out."
	reasonPart       = "It is one part of an archive, or of the image of a disc, in several and was not opened. " + nobody + "It is kept as it is; put all parts in one folder, unpack the first of them, and add what comes out."
	reasonPrefixed   = "It is a ZIP archive with other bytes before it, as after a download that went wrong, and was not opened. " + nobody + "It is kept as it is; load it anew, or unpack it and add what comes out."
	reasonCarries    = "It is a program that carries an archive. It is never run here, and the archive was not opened. " + nobody + "Ask for the images as DICOM files or as a ZIP; it is kept as it is."
	reasonImages     = "It is a document or a program by its form and holds files that may be images; it was not opened. " + nobody + "It is kept as it is; unpack it and add what comes out."
	reasonClosed     = "Archives of this kind are not opened here. " + nobody + "It is kept as it is; unpack it and add what comes out."
	reasonBase64     = "It is a file made fit for a message (base64) and was not opened. " + nobody + "It is kept as it is; save what it was with the message's program, and add that."
	reasonLocked     = "It is a locked file, or an archive of a kind that is not opened here. " + nobody + "It is kept as it is; unlock or unpack it and add what comes out."
	reasonMail       = "It is a message, and the files that may be with it were not opened. " + nobody + "It is kept as it is; save what is with it and add that."
	reasonDisc       = "It is the image of a whole disc and was not opened. " + nobody + "It is kept as it is; open it on this computer and add the folder that appears."
	reasonPage       = "It is a web page and not what its name says: most often a portal's page for signing in, saved in place of the file. It is kept as it is; load the file anew and add it."
	reasonText       = "It is text and not what its name says, as when a message was saved in place of the file. It is kept as it is; load the file anew and add it."
	reasonNoProgram  = "It is text, though its name is that of a program. It is kept as it is; look at what it says, and leave it out if it is not needed."
	reasonNoImage    = "It is not what its name says: the bytes are of no kind that is known, as in a file that was damaged or is locked. It is kept as it is; ask for it again."
	reasonLeftover   = "It is a leftover of the computer that it was packed on and holds nothing about the patient. It is kept as it is; leave it out if it is not needed."
)

// closed is the kind of an archive that is kept as it is.
func (k kind) closed(reason string) kind {
	k.reason, k.code = reason, codeClosed
	return k
}

// partName are the names that the parts of an archive have, or of the image of a disc
// that was cut; the content of all but one says nothing.
var partName = regexp.MustCompile(`(?i)\.(z[0-9]{2,3}|r[0-9]{2}|a[0-9]{2}|(zip|7z|rar|tar|tgz|tbz2?|gz|bz2|xz|zst|iso|img|nrg|mdf|dmg|exe)\.[0-9]{3}|part[0-9]+\.(rar|exe))$`)

// partType is what the name of a part says that the whole is.
func partType(name string) string {
	name = strings.ToLower(name)
	switch end := path.Ext(name); {
	case strings.Contains(name, ".7z."):
		return container.SevenZip
	case strings.HasSuffix(name, ".rar"), strings.Contains(name, ".rar."), strings.HasPrefix(end, ".r"):
		return container.RAR
	case strings.Contains(name, ".zip."), strings.HasPrefix(end, ".z"):
		return container.ZIP
	case strings.Contains(name, ".tar."):
		return container.TAR
	}
	return typeBinary
}

// closedName is how the names of locked files and of archives end whose bytes
// need not tell what they are.
var closedName = regexp.MustCompile(`^\.(gpg|pgp|asc|age|aes|axx|enc|crypt|encrypted|p7m|p7e|p7z|hc|tc|vc|arj|lzh|lha|ace|sitx?|zipx|7z|rar|tar|t?gz|tbz2?|bz2|xz|lzma|zst)$`)

// machine are how the names of programs end that are never text.
var machine = map[string]bool{".exe": true, ".dll": true, ".ocx": true, ".scr": true, ".msi": true, ".so": true, ".dylib": true, ".class": true, ".jar": true}

// deeper looks at a file that is no image and no report: what it really is, by
// more than its first bytes.
func deeper(b *body, head []byte, name string, media string) (k kind) {
	k.media = media
	switch {
	case partName.MatchString(name) || bytes.HasPrefix(head, []byte("PK\x07\x08")):
		if media == typeBinary {
			k.media = partType(name)
		}
		return k.closed(reasonPart)
	case media == typeBinary:
		if k.media = further(b, head); k.media == typeBinary {
			k.media = otherType(head)
		}
	case media == typeOLE:
		k.media = oleType(b, head)
	case program(media) && further(b, head) == container.Disc: // made to start a computer from it
		k.media = container.Disc
	}
	if container.Opens(k.media) {
		return k
	}
	if strings.HasPrefix(k.media, typeDisc) {
		return k.closed(reasonDisc)
	}
	if program(k.media) && container.Carried(b, b.size) {
		return k.closed(reasonCarries)
	}
	if !strings.Contains(k.media, "zip") && !strings.HasPrefix(k.media, "image/") && k.media != typePDF {
		switch e, ok := container.ZIPEnd(b, b.size); {
		case !ok || e.Count == 0:
		case e.Parts: // the last of several begins in the middle of a file
			k.media = typeZIP
			return k.closed(reasonPart)
		case e.Before > 0 && e.Before < b.size:
			if program(k.media) {
				return k.closed(reasonCarries)
			}
			k.media = typeZIP
			return k.closed(reasonPrefixed)
		}
	}
	switch {
	case k.media == typeBase64:
		return k.closed(reasonBase64)
	case k.media == "application/x-squashfs":
		return k.closed(reasonDisc)
	case archived(k.media):
		return k.closed(reasonClosed)
	case mail(k.media):
		return k.closed(reasonMail)
	case k.media == typeText && leftover(name):
		k.media = typeLeftover
	}
	promised := strings.ToLower(path.Ext(name))
	if k.media == typeBinary && closedName.MatchString(promised) || strings.Contains(k.media, "pkcs7") && promised != ".p7s" { // a signature alone locks nothing
		k.media = typeLocked
	}
	if k.media == typeLocked {
		return k.closed(reasonLocked)
	}
	claims := slices.Contains([]string{".dcm", ".dicom", ".ima", ".pdf", ".zip", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".iso"}, promised)
	switch {
	case k.media == typeText && machine[promised]:
		k.reason, k.code = reasonNoProgram, codeNamed
	case claims && k.media == typeHTML:
		k.reason, k.code = reasonPage, codeNamed
	case claims && (k.media == typeBinary || k.media == typeText || k.media == typeXML):
		k.reason, k.code = reasonNoImage, codeNamed
		if k.media != typeBinary {
			k.reason = reasonText
		}
	default:
		k.reason = reasonOf(k.media)
	}
	return k
}

// typeDisc begins the types of images of whole discs.
const typeDisc = "application/x-disc-image"

// further tells what a file of unknown beginning is by what stands further
// inside: images of discs, and archives without a mark at their start.
func further(b *body, head []byte) string {
	at := func(off int64, n int) []byte {
		buf := make([]byte, n)
		if off < 0 || off+int64(n) > b.size {
			return buf
		}
		b.ReadAt(buf, off)
		return buf
	}
	volume := func(v []byte) bool {
		s := string(v[1:6])
		return s == "CD001" || s == "BEA01" || s == "NSR02" || s == "NSR03" || s == "CDROM"
	}
	last := at(b.size-512, 512)
	switch {
	case volume(at(32768, 8)), volume(at(16*2352+16, 8)), volume(at(16*2352+24, 8)):
		return container.Disc
	case bytes.HasPrefix(head, []byte("\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00")):
		return typeDisc + "; form=raw"
	case bytes.HasPrefix(last, []byte("koly")):
		return typeDisc + "; form=dmg"
	case bytes.HasPrefix(last, []byte("conectix")), bytes.HasPrefix(head, []byte("conectix")), bytes.HasPrefix(head, []byte("vhdxfile")),
		bytes.HasPrefix(head, []byte("KDMV")), bytes.HasPrefix(head, []byte("QFI\xfb")):
		return typeDisc + "; form=virtual"
	case bytes.HasSuffix(at(b.size-12, 4), []byte("NER5")), bytes.HasSuffix(at(b.size-8, 4), []byte("NERO")):
		return typeDisc + "; form=nrg"
	case len(head) > 512 && string(head[510:512]) == "\x55\xaa" && (bytes.Contains(head[:512], []byte("FAT")) || bytes.HasPrefix(head[3:], []byte("NTFS")) || bytes.HasPrefix(head[3:], []byte("EXFAT"))):
		return typeDisc + "; form=raw"
	}
	return typeBinary
}

// tarHead tells the head of a TAR by its checksum, also of the oldest form.
func tarHead(head []byte) bool {
	if len(head) < 512 || head[0] == 0 {
		return false
	}
	sum := 0
	for i, c := range head[:512] {
		if i >= 148 && i < 156 {
			c = ' '
		}
		sum += int(c)
	}
	n, digits := 0, 0
	for _, c := range head[148:156] {
		if c >= '0' && c <= '7' {
			n, digits = n*8+int(c-'0'), digits+1
		} else if digits > 0 {
			break
		}
	}
	return digits > 0 && n == sum
}

// otherType asks a wider table about bytes that nothing here knows. What it
// says about text is not believed: that was looked at.
func otherType(head []byte) string {
	t, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	if t == typeZIP || t == typePDF || t == typeDICOM || strings.HasPrefix(t, "text/") {
		return typeBinary
	}
	return t
}

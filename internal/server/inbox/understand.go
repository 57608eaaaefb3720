package inbox

import (
	"context"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"oso/internal/clinical"
	"oso/internal/deed"
	"oso/internal/dicom"
	"oso/internal/errs"
	"oso/internal/identity"
	"oso/internal/pdf"
	"oso/internal/server/inbox/apart"
)

// understood is what a look at an arrival gave.
type understood struct {
	About
	pages     int
	strangers bool // more people are named than are kept, certainly not the same
}

// Bounds of a look.
const (
	lookTime   = time.Minute
	maxPeople  = 20
	maxNumbers = 20
	maxLooked  = 200
	manyPages  = 300
)

// understand looks at an arrival. Whatever a stranger sent, it ends: what cannot
// be read is kept as it is, and says so.
func (b *Box) understand(ctx context.Context, a Arrival) *understood {
	ctx, cancel := context.WithTimeout(ctx, a.within(lookTime))
	defer cancel()
	u := &understood{About: About{Item: b.itemOf(a), From: a.From, Subject: a.Subject, Sheet: a.Sheet, Along: a.Along, Remarks: slices.Clone(a.Remarks)}}
	size := a.Body.Size()
	if u.Item.MediaType = packedAs(a.Body, size); u.Item.MediaType != "" {
		u.packed(ctx, a.Body, size, b.PDF)
	} else {
		u.Item.MediaType = mediaOf(a.Body)
	}
	text := ""
	switch u.Item.MediaType {
	case "application/dicom":
		u.image(ctx, a.Body, size)
	case "application/pdf":
		text = u.document(ctx, a.Body, size, b.PDF)
	case "image/tiff":
		pages, whole := apart.CountPages(a.Body, size)
		if u.pages = pages; !whole {
			u.remark("The end of this fax or scan is missing, or its pages are not in order. It is kept as it came.")
		}
	case "text/plain", "text/html", "application/rtf", "text/rtf", "application/xml", "text/xml", "application/json":
		if size <= clinical.MaxBytes {
			if data, err := io.ReadAll(io.NewSectionReader(a.Body, 0, size)); err == nil {
				u.People, u.WasRead = clinical.Read(data).People, true
				text = string(data[:min(len(data), 64<<10)])
			}
		}
	case "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.oasis.opendocument.text":
		u.People, u.WasRead = clinical.ReadOffice(a.Body, size).People, true
	case "application/vnd.microsoft.portable-executable", "application/x-executable", "application/x-mach-binary", "application/x-elf", "application/jar", "text/x-shellscript":
		u.remark("This is a program, not a record. It is kept and never run.")
	}
	if u.pages > manyPages {
		u.remark("This has " + strconv.Itoa(u.pages) + " pages. It may be several documents in one.")
	}
	if n := identity.FileName(u.Item.Path); n.Family != "" && len(u.People) == 0 {
		u.People = append(u.People, identity.Person{Name: n})
	}
	u.People = u.People[:min(len(u.People), maxPeople)]
	u.References = numbersIn(text + "\n" + a.Subject + "\n" + u.Item.Path)
	u.Foreign = Foreign(text)
	return u
}

func (u *understood) remark(says string) { u.Remarks = append(u.Remarks, says) }

func (u *understood) image(ctx context.Context, r io.ReaderAt, size int64) {
	info, err := dicom.Read(ctx, r, size, dicom.Limits{})
	if err != nil {
		u.Item.Kept = unread(err)
		return
	}
	u.Item.DICOM, u.WasRead = refOf(info), true
	for _, p := range append([]identity.Person{info.Patient}, info.Others...) {
		if !p.Nobody() {
			u.People = append(u.People, p)
		}
	}
}

// refOf is an image's place among a patient's.
func refOf(info dicom.Info) *deed.DICOMRef {
	number, _ := strconv.Atoi(info.InstanceNumber)
	return &deed.DICOMRef{
		StudyUID: info.StudyInstanceUID, SeriesUID: info.SeriesInstanceUID, SOPInstanceUID: info.SOPInstanceUID, SOPClassUID: info.SOPClassUID,
		Modality: info.Modality, StudyDate: info.StudyDate, Study: info.StudyDescription, Series: info.SeriesDescription, Number: number,
		AccessionNumber: info.AccessionNumber, ReferringPhysician: info.Referrer,
	}
}

// document reads a PDF's text in a child.
func (u *understood) document(ctx context.Context, r io.ReaderAt, size int64, pool *pdf.Pool) string {
	info, err := pdf.Read(ctx, r, size, pdf.Options{Pool: pool})
	if err != nil {
		u.Item.Kept = unread(err)
		return ""
	}
	u.pages = info.Pages
	if info.NeedsPassword {
		u.remark("This needs a password. Ask who sent it for it, or for a copy without one.")
	}
	for _, d := range info.Discrepancies {
		u.remark(d.Message)
	}
	if pool == nil {
		u.remark("Its text was not read here: look at it to see whose it is.")
	}
	if info.HasText {
		u.People, u.WasRead = clinical.Text(info.Text), true
	}
	return info.Text
}

// unread is why something is kept and not used.
func unread(err error) string {
	if errs.Is(err, errs.Unreadable) {
		return errs.Message(err)
	}
	return "This could not be read. It is kept as it came."
}

// mediaOf tells what bytes are.
func mediaOf(r io.ReaderAt) string {
	head := make([]byte, 3072)
	n, _ := r.ReadAt(head, 0) // what is short is short
	head = head[:n]
	if n >= 132 && string(head[128:132]) == "DICM" {
		return "application/dicom"
	}
	media, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	return media
}

// A reference number has ten digits, as one or in groups.
var tenDigits = regexp.MustCompile(`(?:^|[^0-9])([1-9](?:[ \x{a0}-]?[0-9]){9})(?:[^0-9]|$)`)

// numbersIn are the numbers that may be references.
func numbersIn(text string) []string {
	var out []string
	for range maxLooked {
		at := tenDigits.FindStringSubmatchIndex(text)
		if at == nil {
			break
		}
		m := []string{"", text[at[2]:at[3]]}
		text = text[at[3]:] // what ends one number begins the next
		n := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, m[1])
		if !slices.Contains(out, n) && len(out) < maxNumbers {
			out = append(out, n)
		}
	}
	return out
}

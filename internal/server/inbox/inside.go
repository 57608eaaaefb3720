package inbox

import (
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinical"
	"oso/internal/deed"
	"oso/internal/dicom"
	"oso/internal/errs"
	"oso/internal/identity"
	"oso/internal/pdf"
	"oso/internal/server/chart"
	"oso/internal/server/db"
)

// Inside is what is packed in an item: the files that are records, and what they say.
type Inside struct {
	Files   int  `json:"files"`             // that are records
	Images  int  `json:"images"`            // of them
	Others  int  `json:"others"`            // programs, a viewer's own files: never records
	Several bool `json:"several,omitempty"` // people are named who are certainly not the same
}

// mostDocuments is how many documents of what is packed are read for whom they name.
const mostDocuments = 10

// packed tells whether its files are filed in its place.
func (i *Item) packed() bool { return i.Inside != nil && i.Inside.Files > 0 }

// packed looks into what is packed: whom it names, and whether that is one patient.
func (u *understood) packed(ctx context.Context, r io.ReaderAt, size int64, pool *pdf.Pool) {
	in, documents, dark := &Inside{}, 0, 0
	left, err := unpack(ctx, u.Item.MediaType, r, size, func(f inner) error {
		switch recordOf(f) {
		case "":
			in.Others++
			return nil
		case "image":
			in.Images++
			info, err := dicom.Read(ctx, f.Body, f.Size, dicom.Limits{})
			if err != nil || info.Patient.Nobody() {
				dark++
			}
			if err == nil {
				u.meet(append([]identity.Person{info.Patient}, info.Others...)...)
			}
		case "document":
			if documents++; documents <= mostDocuments {
				u.meet(namedIn(ctx, f, pool)...)
			}
		}
		in.Files++
		return nil
	})
	if err != nil {
		left = append(left, "not all of it could be looked at in the time that the service gives")
	}
	in.Several = several(u.People) || u.strangers
	u.Inside, u.WasRead = in, in.Files > 0
	switch {
	case in.Several:
		u.remark("This is packed, and names several patients. It is kept whole, and not filed as one: have each patient’s sent apart, or unpack it and lay each patient’s files into the inbox’s folder.")
	case in.Files == 0 && len(left) == 0:
		u.remark("This is packed. Nothing in it is a record that the service knows.")
	case in.Files > 0:
		u.remark(fmt.Sprintf("This is packed: %d files in it are records, %d of them images. They are filed together. %d others in it are no records, and stay in it.", in.Files, in.Images, in.Others))
	}
	if dark > 0 {
		u.remark(fmt.Sprintf("%d of the images do not say whose they are, or end before it. Look at them before it is filed.", dark))
	}
	if documents > mostDocuments {
		u.remark(fmt.Sprintf("%d documents are packed in it, and whom they name was read in %d of them. Look through the others before it is filed.", documents, mostDocuments))
	}
	if len(left) > 0 {
		u.remark("Not all that is packed in this was looked at: " + strings.Join(left, "; ") + ". It is kept whole, as it came.")
	}
}

// meet adds people whom nothing before it named so. Of those that are too many to be
// kept it is told whether anybody is certainly another.
func (u *understood) meet(people ...identity.Person) {
	for _, p := range people {
		if p.Nobody() || slices.ContainsFunc(u.People, func(o identity.Person) bool {
			return identity.Display(o.Name) == identity.Display(p.Name) && o.Born == p.Born && o.Number() == p.Number()
		}) {
			continue
		}
		if len(u.People) >= maxPeople {
			u.strangers = u.strangers || several([]identity.Person{u.People[0], p})
			continue
		}
		u.People = append(u.People, p)
	}
}

// several tells whether any two people are certainly not the same.
func several(people []identity.Person) bool {
	for n, p := range people {
		as := casefile.Patient{Name: p.Name, BirthDate: p.Birth(), Sex: casefile.Sex(p.Sex), Identifiers: p.Numbers}
		if slices.ContainsFunc(people[n+1:], func(o identity.Person) bool { return identity.Compare(as, o).Verdict == identity.Differs }) {
			return true
		}
	}
	return false
}

// recordOf tells what a packed file is: image, document, or empty, no record. What a
// disc carries for its viewer (programs, their pages and pictures, directories) is none.
func recordOf(f inner) string {
	base := strings.ToLower(path.Base(f.Name))
	if f.Size == 0 || base == "dicomdir" || strings.HasPrefix(base, "._") || strings.Contains(f.Name, "__MACOSX/") {
		return ""
	}
	switch f.Media {
	case "application/dicom":
		return "image"
	case "application/pdf", "image/tiff", "application/rtf", "text/rtf",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.oasis.opendocument.text", "application/msword":
		return "document"
	case "image/jpeg", "image/png":
		if f.Size > 100<<10 { // a viewer's buttons and logos are smaller than a scanned page
			return "document"
		}
	case "text/plain", "text/xml", "application/xml", "application/json":
		if strings.HasSuffix(base, ".txt") && !strings.Contains(base, "readme") && !strings.Contains(base, "license") || strings.HasSuffix(base, ".hl7") {
			return "document"
		}
		if !strings.HasSuffix(base, ".txt") && f.Size <= clinical.MaxBytes && len(namedInText(f)) > 0 {
			return "document" // a CDA or FHIR document says whose it is
		}
	}
	return ""
}

func namedIn(ctx context.Context, f inner, pool *pdf.Pool) []identity.Person {
	if f.Media != "application/pdf" {
		return namedInText(f)
	}
	info, err := pdf.Read(ctx, f.Body, f.Size, pdf.Options{Pool: pool})
	if err != nil || !info.HasText {
		return nil
	}
	return clinical.Text(info.Text)
}

func namedInText(f inner) []identity.Person {
	if f.Size > clinical.MaxBytes || !strings.HasPrefix(f.Media, "text/") && !strings.HasSuffix(f.Media, "xml") && !strings.HasSuffix(f.Media, "json") {
		return nil
	}
	data, err := io.ReadAll(io.NewSectionReader(f.Body, 0, f.Size))
	if err != nil {
		return nil
	}
	return clinical.Read(data).People
}

// keepInner seals each record that is packed in an item under the case's key.
func (b *Box) keepInner(ctx context.Context, i *Item, f Filing, body *chart.Reader, now time.Time) ([]chart.KeptItem, error) {
	const op = "file item"
	var out []chart.KeptItem
	_, err := unpack(ctx, i.Item.MediaType, body, i.Item.Bytes, func(in inner) error {
		if recordOf(in) == "" {
			return nil
		}
		it := deed.Item{Record: casefile.RecordID(casefile.NewID()), Kind: deed.ItemRecord, Path: b.itemOf(Arrival{Name: in.Name}).Path, MediaType: in.Media}
		if in.Media == "application/dicom" {
			info, err := dicom.Read(ctx, in.Body, in.Size, dicom.Limits{})
			if err != nil {
				it.Kept = unread(err)
			} else {
				it.DICOM = refOf(info)
			}
		}
		kept, err := b.Records.Keep(ctx, f.Case.Source(), it, io.NewSectionReader(in.Body, 0, in.Size), now)
		out = append(out, kept)
		return err
	})
	if err == nil && len(out) != i.Inside.Files {
		err = errs.E(errs.Damaged, op, "Not all that is packed in this can be read now. Nothing was changed. Have it sent anew, or file what is in it one by one.")
	}
	return out, err
}

// unfileInner takes every record that was packed in an item out of the case: it lies
// here as it came.
func (b *Box) unfileInner(ctx context.Context, q *db.Queries, i *Item, t Taking, now time.Time) error {
	list, err := t.Case.Filed(ctx, q)
	if err != nil {
		return err
	}
	for record, item := range list {
		if item != i.Row.ID {
			continue
		}
		it, err := t.Case.Item(ctx, q, record)
		if err != nil {
			return err
		}
		if err := loosen(ctx, q, t, it, now); err != nil {
			return err
		}
	}
	return b.outstanding(ctx, q, i, now.UnixMilli())
}

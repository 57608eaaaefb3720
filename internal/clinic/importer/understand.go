package importer

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"oso/internal/clinical"
	"oso/internal/dicom"
	"oso/internal/errs"
	"oso/internal/identity"
	"oso/internal/pdf"
	"oso/internal/transcript"
)

// discrepancy is something a reader found in one file.
type discrepancy struct {
	code, message string
}

// understood is what is known about a file before it is stored.
type understood struct {
	media         string
	reason        string // why it is only kept; empty: it is imported
	discrepancies []discrepancy
	dicom         *dicom.Info
	pdf           *pdf.Info
	people        []identity.Person // whom its text names
	read          bool              // what it says was read, so that it may name nobody
}

func (u *understood) find(code, message string) {
	u.discrepancies = append(u.discrepancies, discrepancy{code, message})
}

const (
	codeTruncated = "truncated"
	codeMalformed = "malformed"
)

// understand reads what the file says about itself. The error is only that it
// cannot be read from where it is, or that ctx ended.
func (j *job) understand(ctx context.Context, it *item, b *body) (understood, error) {
	if b.size == 0 {
		if leftover(it.path) {
			return understood{media: typeEmpty, reason: reasonLeftover}, nil
		}
		return understood{}, errHollow
	}
	head := make([]byte, min(b.size, headBytes))
	if _, err := b.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return understood{}, err
	}
	if hollow, err := zeros(ctx, b, head); hollow || err != nil {
		if err == nil {
			err = errHollow
		}
		return understood{}, err
	}
	u := understood{media: sniff(head)}
	var err error
	switch u.media {
	case typeDICOM, typeBinary, typeText: // a data set without its preamble may look like either
		err = u.readDICOM(ctx, b, j.children)
	case typePDF:
		err = u.readPDF(ctx, b, b.size, j.children)
	case "image/jpeg", "image/png":
		err = u.readImage(ctx, b)
	case "image/tiff":
		err = u.readTIFF(ctx, b, head)
	}
	if err == nil && u.dicom == nil && u.pdf == nil {
		err = u.readPeople(ctx, b, head, j.children)
	}
	if err != nil {
		return u, err
	}
	switch u.media {
	case typeDICOM, typePDF, typeZIP, "image/jpeg", "image/png":
	default:
		k := deeper(b, head, it.path, u.media)
		if u.media = k.media; u.reason == "" {
			u.reason = k.reason
		}
		if k.code != "" {
			u.find(k.code, k.reason)
		}
	}
	return u, nil
}

// errHollow says that a file holds nothing: no bytes, or zeros alone, as a copy
// leaves that did not work.
var errHollow = errors.New("file holds nothing")

// zeros tells whether a file that begins with zeros has nothing else.
func zeros(ctx context.Context, b *body, head []byte) (bool, error) {
	none := func(p []byte) bool { return len(bytes.TrimLeft(p, "\x00")) == 0 }
	if !none(head) {
		return false, nil
	}
	r, err := b.stream()
	if err != nil {
		return false, err
	}
	defer r.Close()
	for buf := make([]byte, 256<<10); ; {
		n, err := r.Read(buf)
		switch {
		case !none(buf[:n]):
			return false, nil
		case errors.Is(err, io.EOF):
			return true, nil
		case err != nil:
			return false, err
		case ctx.Err() != nil:
			return false, ctx.Err()
		}
	}
}

func (u *understood) readDICOM(ctx context.Context, b *body, children *pdf.Pool) error {
	info, err := dicom.Read(ctx, b, b.size, dicom.Limits{})
	if errs.Is(err, errs.Unreadable) && ctx.Err() == nil {
		if u.media == typeDICOM {
			u.reason = errs.Message(err)
		}
		return nil
	}
	if err != nil {
		return err
	}
	u.media, u.dicom = typeDICOM, &info
	for _, f := range info.Discrepancies {
		u.find(string(f.Code), f.Message)
		if f.Code.Hurts() && u.reason == "" {
			u.reason = f.Message
		}
	}
	u.people = clinical.Text(info.Text)
	if d := info.Document; d != nil && strings.Contains(d.MIME, "xml") && d.Length > 0 && d.Length <= clinical.MaxBytes {
		data := make([]byte, d.Length)
		if _, err := b.ReadAt(data, d.Offset); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		u.people = clinical.Read(data).People
	}
	if d := info.Document; d != nil && d.MIME == typePDF && d.Length > 0 {
		return u.readPDF(ctx, io.NewSectionReader(b, d.Offset, d.Length), d.Length, children)
	}
	return nil
}

func (u *understood) readPDF(ctx context.Context, r io.ReaderAt, size int64, children *pdf.Pool) error {
	info, err := pdf.Read(ctx, r, size, pdf.Options{Pool: children})
	if errs.Is(err, errs.Unreadable) && ctx.Err() == nil {
		u.reason = errs.Message(err)
		return nil
	}
	if err != nil {
		return err
	}
	if len(info.Further) > 0 {
		return u.readPDFs(ctx, r, append([]int64{0}, append(info.Further, size)...), children)
	}
	u.takePDF(&info)
	return nil
}

// takePDF takes what one document says.
func (u *understood) takePDF(info *pdf.Info) {
	u.pdf = info
	u.people, u.read = clinical.Text(info.Text), info.HasText
	for _, f := range info.Discrepancies {
		u.find(string(f.Code), f.Message)
		switch f.Code {
		case pdf.PasswordProtected, pdf.Malformed, pdf.Truncated, pdf.Attached:
			if u.reason == "" {
				u.reason = f.Message
			}
		}
	}
}

const severalPDF = "Several documents stand one behind the other in this file, and programs show one of them alone. Look whose they are, and ask the place that made the file for each as a file of its own."

// readPDFs reads documents that stand one behind the other for whom each names; the
// first is what is told of the file. Where they begin was found in one pass: a part in
// which there are several still is behind as many as are told apart, and compared with
// nobody.
func (u *understood) readPDFs(ctx context.Context, r io.ReaderAt, at []int64, children *pdf.Pool) error {
	var named []identity.Person
	all, partly := understood{read: true}, false
	for i := 1; i < len(at); i++ {
		var one understood
		n := at[i] - at[i-1]
		info, err := pdf.Read(ctx, io.NewSectionReader(r, at[i-1], n), n, pdf.Options{Pool: children})
		switch {
		case errs.Is(err, errs.Unreadable) && ctx.Err() == nil:
			one.reason = errs.Message(err)
		case err != nil:
			return err
		default:
			one.takePDF(&info)
			partly = partly || len(info.Further) > 0
		}
		if i == 1 {
			all = one
		}
		named, all.read = append(named, one.people...), all.read && one.read
	}
	u.pdf, u.people, u.read, u.discrepancies = all.pdf, named, all.read, append(u.discrepancies, all.discrepancies...)
	if u.reason == "" {
		u.reason = all.reason
	}
	u.another(severalPDF)
	if partly {
		u.once(string(dicom.Uncompared), notCompared)
	}
	return nil
}

// readOffice reads whom a document that is a ZIP by form names.
func (u *understood) readOffice(b *body) {
	found := clinical.ReadOffice(b, b.size)
	u.people, u.read = found.People, found.Kind != clinical.Other
}

// readPeople reads whom a text, a message or a document of data names.
func (u *understood) readPeople(ctx context.Context, b *body, head []byte, children *pdf.Pool) error {
	switch m := u.media; {
	case strings.HasPrefix(m, "text/"), strings.Contains(m, "json"), strings.HasSuffix(m, "/xml"), strings.HasSuffix(m, "+xml"), strings.Contains(m, "hl7"), m == typeRTF:
	case bytes.HasPrefix(head, []byte("\x0bMSH")), bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
	default:
		return nil
	}
	data := make([]byte, min(b.size, clinical.MaxBytes))
	if _, err := b.ReadAt(data, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	found := clinical.Read(data)
	u.people, u.read = found.People, found.Kind != clinical.Other
	if found.Cut || b.size > clinical.MaxBytes {
		u.find(codeNotRead, partRead)
	}
	switch found.Kind {
	case clinical.CDA, clinical.FHIR, clinical.HL7:
		return u.readEnclosed(ctx, b, children)
	}
	return nil
}

const (
	codeNotRead = "text-not-read"
	partRead    = "Only a part of this long text was searched for whose it is: its beginning, and the beginnings of its pages. Look through it; it is kept as it is."
)

// readEnclosed reads whom the documents name that a message or a document of data has
// inside: whoever opens it reads them too.
func (u *understood) readEnclosed(ctx context.Context, b *body, children *pdf.Pool) error {
	tree, err := transcript.Read(ctx, b, b.size, transcript.Options{})
	if errs.Is(err, errs.Unreadable) && ctx.Err() == nil {
		return nil
	}
	if err != nil {
		return err
	}
	for _, x := range tree.Blocks {
		if tree.Kind == transcript.FHIR && x.Form == transcript.Paragraph { // a document that is text stands there as such
			u.people = append(u.people, clinical.Text(x.Text)...)
		}
	}
	for _, in := range tree.Inner {
		r := in.Of(b)
		if strings.Contains(in.Media, "pdf") {
			var inside understood
			if err := inside.readPDF(ctx, r, r.Size(), children); err != nil {
				return err
			}
			u.people = append(u.people, inside.people...)
			if inside.has(string(dicom.Uncompared)) {
				u.once(string(dicom.Uncompared), notCompared)
			}
			continue
		}
		data := make([]byte, min(r.Size(), clinical.MaxBytes))
		if _, err := r.ReadAt(data, 0); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		u.people = append(u.people, clinical.Read(data).People...)
	}
	return nil
}

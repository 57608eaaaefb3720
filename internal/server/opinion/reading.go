package opinion

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/prose"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/template"
)

// Reading is what the reader of a formal over-read signed (R38): the report, or an
// addendum to it. They join the opinion word for word.
type Reading struct {
	Case           casefile.CaseID `json:"case"`
	Kind           string          `json:"kind"` // imaging, pathology
	Reader         deed.SignerLine `json:"reader"`
	Form           string          `json:"form,omitempty"` // prose.Form; empty: Report is plain
	Report         string          `json:"report"`
	Of             string          `json:"of,omitempty"` // SHA-256 of the report that this adds to; empty: it is one
	ManifestSHA256 string          `json:"manifest_sha256"`
	SignedAt       time.Time       `json:"signed_at"`
	// Citations are the places in the records that the report names.
	Citations []deed.Citation `json:"citations,omitempty"`

	SHA256  string    `json:"-"` // of its canonical bytes
	Addenda []Reading `json:"-"` // to it, the first one first
}

// signedReading is what overreads.report_sealed and signed_readings hold.
type signedReading struct {
	Body        []byte           `json:"body"` // canonical bytes of Reading
	Endorsement deed.Endorsement `json:"endorsement"`
}

// Signature is an opened signing key with its certificate.
type Signature struct {
	Key    *seal.SigningKey
	Cert   deed.Certificate
	Person Author
	At     time.Time
}

// SignReading signs and stores a report, before the finalize event. It gives
// the hash that the event acts on.
func (w *Working) SignReading(ctx context.Context, q *db.Queries, kind, report string, by Signature) (string, error) {
	const op = "sign over-read"
	s, sum, err := w.signReading(ctx, q, Reading{Kind: kind, Report: report}, by)
	if err != nil {
		return "", err
	}
	sealed, err := w.SealReading(kind, s)
	if err != nil {
		return "", err
	}
	n, err := q.SaveOverreadReport(ctx, db.SaveOverreadReportParams{
		CaseID: w.Row.ID, Kind: kind, ReaderID: w.readerOf(kind, by), ReportSealed: sealed, ReportSHA256: sum, Signature: s.Endorsement.Signature,
	})
	if err == nil && n != 1 {
		return "", errs.E(errs.Refused, op, "This review is not assigned to you, or it is final already. Nothing was signed.")
	}
	return sum, db.Err(err, op)
}

// SignAddendum signs and stores what a reader adds to the final report, which stays
// as it is. It gives the hash that the event acts on.
func (w *Working) SignAddendum(ctx context.Context, q *db.Queries, kind, text string, by Signature) (string, error) {
	r, err := w.ReadingOf(kind)
	if err != nil {
		return "", err
	}
	if r == nil {
		return "", errs.E(errs.Refused, "sign addendum", "This review is not final. Nothing was signed.")
	}
	_, sum, err := w.signReading(ctx, q, Reading{Kind: kind, Report: text, Of: r.SHA256}, by)
	return sum, err
}

// signReading signs r and keeps it among everything that readers signed.
func (w *Working) signReading(ctx context.Context, q *db.Queries, r Reading, by Signature) (s signedReading, sum string, err error) {
	const op = "sign over-read"
	if strings.TrimSpace(prose.Plain(r.Report)) == "" {
		return s, "", errs.E(errs.Incomplete, op, "The report is empty. Nothing was signed. Write what was found and what it means.")
	}
	if err := template.Unfinished(r.Report); err != nil {
		return s, "", err
	}
	if mark := marked(r.Report); mark != "" {
		return s, "", errs.E(errs.Incomplete, op, fmt.Sprintf("“%s” would lead to the lists of the letter that the report joins. Nothing was signed. Name the source in words, or cite the record.", mark))
	}
	if r.Citations, err = w.Cited(ctx, q, r.Report); err != nil {
		return s, "", err
	}
	if len(r.Citations) == 0 {
		r.Citations = nil
	}
	r.Case, r.Form, r.Reader, r.ManifestSHA256, r.SignedAt = casefile.CaseID(w.Row.ID), prose.Form, SignerOf(by.Person), w.Manifest, by.At.UTC()
	if s.Body, err = seal.Canonical(r); err != nil {
		return s, "", err
	}
	sum = seal.SHA256(s.Body)
	s.Endorsement, err = deed.SignContent(by.Key, by.Cert, deed.AuthorStatement{
		Case: r.Case, ContentSHA256: sum, ManifestSHA256: w.Manifest, Part: r.Kind, SignedAt: by.At,
	})
	if err != nil {
		return s, "", err
	}
	id := casefile.NewID()
	sealed, err := w.SealSigned(id, s)
	if err != nil {
		return s, "", err
	}
	return s, sum, db.Err(q.InsertSignedReading(ctx, db.InsertSignedReadingParams{
		ID: id, CaseID: w.Row.ID, Kind: r.Kind, ReaderID: w.readerOf(r.Kind, by), OfSHA256: r.Of,
		BodySealed: sealed, BodySHA256: sum, Signature: s.Endorsement.Signature, SignedAt: by.At.UnixMilli(),
	}), op)
}

// readerOf is under whichever entry the reader was named; that it is who signs, the
// event looks at.
func (w *Working) readerOf(kind string, by Signature) string {
	for _, o := range w.Overreads {
		if o.Kind == kind {
			return o.ReaderID
		}
	}
	return by.Person.ID
}

// open reads what was signed, checked against its hash.
func (s signedReading) open(sum string) (r Reading, err error) {
	const op = "read over-read"
	if seal.SHA256(s.Body) != sum {
		return r, errs.Wrap(errors.New("content and hash differ"), errs.SignatureMismatch, op, "What is stored of a review is not what was signed. It is not shown. Tell the system administrator.")
	}
	if err := json.Unmarshal(s.Body, &r); err != nil {
		return r, errs.Wrap(err, errs.Damaged, op, "")
	}
	r.SHA256 = sum
	return r, nil
}

// Readings are the final over-reads, each with its addenda.
func (w *Working) Readings() ([]Reading, error) {
	var out []Reading
	for _, o := range w.Overreads {
		if o.State != "final" || len(o.ReportSealed) == 0 {
			continue
		}
		var s signedReading
		if err := w.OpenReading(o, &s); err != nil {
			return nil, err
		}
		r, err := s.open(o.ReportSHA256)
		if err != nil {
			return nil, err
		}
		if r.Addenda, err = w.addenda(r); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// addenda are those of a report, in the order in which they were signed.
func (w *Working) addenda(of Reading) ([]Reading, error) {
	var out []Reading
	for _, row := range w.signed {
		if row.Kind != of.Kind || row.OfSHA256 != of.SHA256 {
			continue
		}
		var s signedReading
		if err := w.OpenSigned(row, &s); err != nil {
			return nil, err
		}
		r, err := s.open(row.BodySHA256)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b Reading) int { return cmp.Compare(a.SignedAt.UnixNano(), b.SignedAt.UnixNano()) })
	return out, nil
}

// Prose is the report in the form of package prose.
func (r Reading) Prose() string {
	if r.Form == prose.Form {
		return r.Report
	}
	return prose.Escape(r.Report)
}

// signed says who signed it and when, in prose.
func (r Reading) signed(zone *time.Location) string {
	return prose.Escape(r.Reader.Name + ", signed electronically " + r.SignedAt.In(zone).Format("2 Jan 2006") + ".")
}

func (r Reading) heading() string {
	if r.Kind == "pathology" {
		return "Pathology review"
	}
	return "Imaging review"
}

// section is the report with its addenda as a piece of a content, which comes to
// cite what they do.
func (r Reading) section(c *deed.Content, zone *time.Location) deed.Section {
	text := quoted(c, r.Prose(), r.Citations) + "\n\n" + r.signed(zone)
	for _, a := range r.Addenda {
		text += "\n\n# Addendum of " + a.SignedAt.In(zone).Format("2 Jan 2006") + "\n\n" + quoted(c, a.Prose(), a.Citations) + "\n\n" + a.signed(zone)
	}
	return deed.Section{Heading: r.heading(), Text: text}
}

// joinReadings puts each report at the head of the content's findings, word for
// word; the author's own findings follow. Where the opinion's texts have no form, it
// is the words alone.
func joinReadings(c *deed.Content, readings []Reading, zone *time.Location) {
	out := []deed.Section{}
	taken := map[string]bool{}
	for _, r := range readings {
		s := r.section(c, zone)
		if !c.Formed() {
			s.Text = prose.Plain(s.Text)
		}
		taken[s.Heading] = true
		out = append(out, s)
	}
	for _, s := range c.Findings {
		if !taken[s.Heading] {
			out = append(out, s)
		}
	}
	c.Findings = out
}

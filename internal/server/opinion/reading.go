package opinion

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/prose"
	"oso/internal/seal"
	"oso/internal/server/db"
)

// Reading is a formal over-read, as it was signed (R38): its report joins the
// opinion word for word.
type Reading struct {
	Case           casefile.CaseID `json:"case"`
	Kind           string          `json:"kind"` // imaging, pathology
	Reader         deed.SignerLine `json:"reader"`
	Report         string          `json:"report"`
	ManifestSHA256 string          `json:"manifest_sha256"`
	SignedAt       time.Time       `json:"signed_at"`
}

// signedReading is what overreads.report_sealed holds.
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
	if strings.TrimSpace(report) == "" {
		return "", errs.E(errs.Incomplete, op, "The report is empty. Nothing was signed. Write what was found and what it means.")
	}
	body, err := seal.Canonical(Reading{
		Case: casefile.CaseID(w.Row.ID), Kind: kind, Reader: SignerOf(by.Person), Report: report,
		ManifestSHA256: w.Manifest, SignedAt: by.At.UTC(),
	})
	if err != nil {
		return "", err
	}
	sum := seal.SHA256(body)
	e, err := deed.SignContent(by.Key, by.Cert, deed.AuthorStatement{
		Case: casefile.CaseID(w.Row.ID), ContentSHA256: sum, ManifestSHA256: w.Manifest, Part: kind, SignedAt: by.At,
	})
	if err != nil {
		return "", err
	}
	sealed, err := w.SealReading(kind, signedReading{body, e})
	if err != nil {
		return "", err
	}
	// Under whichever entry the reader was named; that it is who signs, the event
	// looks at.
	reader := by.Person.ID
	for _, o := range w.Overreads {
		if o.Kind == kind {
			reader = o.ReaderID
		}
	}
	n, err := q.SaveOverreadReport(ctx, db.SaveOverreadReportParams{
		CaseID: w.Row.ID, Kind: kind, ReaderID: reader, ReportSealed: sealed, ReportSHA256: sum, Signature: e.Signature,
	})
	if err == nil && n != 1 {
		return "", errs.E(errs.Refused, op, "This review is not assigned to you, or it is final already. Nothing was signed.")
	}
	return sum, db.Err(err, op)
}

// Readings are the final over-reads, each checked against its hash.
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
		if seal.SHA256(s.Body) != o.ReportSHA256 {
			return nil, errs.E(errs.SignatureMismatch, "read over-read", "What is stored of a review is not what was signed. It is not shown. Tell the system administrator.")
		}
		var r Reading
		if err := json.Unmarshal(s.Body, &r); err != nil {
			return nil, errs.Wrap(err, errs.Damaged, "read over-read", "")
		}
		out = append(out, r)
	}
	return out, nil
}

func (r Reading) heading() string {
	if r.Kind == "pathology" {
		return "Pathology review"
	}
	return "Imaging review"
}

func (r Reading) section(zone *time.Location) deed.Section {
	return deed.Section{
		Heading: r.heading(),
		Text:    r.Report + "\n\n" + r.Reader.Name + ", signed electronically " + r.SignedAt.In(zone).Format("2 Jan 2006") + ".",
	}
}

// joinReadings puts each report at the head of the findings, word for word;
// the author's own findings follow. A report is plain, in whichever form the
// opinion's texts are.
func joinReadings(own []deed.Section, readings []Reading, zone *time.Location, formed bool) []deed.Section {
	out := []deed.Section{}
	taken := map[string]bool{}
	for _, r := range readings {
		s := r.section(zone)
		if formed {
			s.Text = prose.Escape(s.Text)
		}
		taken[s.Heading] = true
		out = append(out, s)
	}
	for _, s := range own {
		if !taken[s.Heading] {
			out = append(out, s)
		}
	}
	return out
}

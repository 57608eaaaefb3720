package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/sample"
)

// workstation opens the vault and does draft work.
func (c *call) workstation(ctx context.Context, work func(*draft.Workstation) (any, error)) (any, error) {
	return c.with(ctx, func(v *casebook.Vault) (any, error) { return work(&draft.Workstation{Vault: v, Now: c.Now}) })
}

// caseID reads the command's first argument.
func (c *call) caseID() casefile.CaseID { return casefile.CaseID(c.args[0]) }

// raw is a document that is JSON text already.
type raw struct {
	json []byte
	text string
}

func (r raw) MarshalJSON() ([]byte, error) { return r.json, nil }
func (r raw) Text(w io.Writer)             { fmt.Fprintln(w, r.text) }

func caseTemplate(_ context.Context, c *call) (any, error) {
	if c.records != "" {
		const seed = 1
		if _, err := sample.Write(c.records, intake.TemplateCase().Patient, seed); err != nil {
			return nil, errs.Wrap(err, errs.Refused, "write sample records", "The made-up records could not be written there. Name an empty or new folder.")
		}
	}
	return raw{intake.Template(false), string(intake.Template(true))}, nil
}

type idAnswer struct {
	ID   casefile.CaseID `json:"id"`
	said string
}

func (a idAnswer) Text(w io.Writer) { fmt.Fprintln(w, a.ID, a.said) }

// Unprinted: who does it again has the case twice.
func (a idAnswer) Unprinted() string {
	return "Do not do it again; look at the case: oso case show " + string(a.ID)
}

func caseCreate(ctx context.Context, c *call) (any, error) {
	b, err := readInput(c, c.args[0], intake.MaxDocument)
	if err != nil {
		return nil, err
	}
	doc, err := intake.Decode(b)
	if err != nil {
		return nil, err
	}
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		id, err := d.Create(ctx, *doc)
		return idAnswer{ID: id}, err
	})
}

// readInput reads a file, or standard input for "-".
func readInput(c *call, path string, limit int64) ([]byte, error) {
	r := io.Reader(c.Stdin)
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, errs.Wrap(err, errs.Usage, "read file", "The file could not be read. Nothing was changed. Check its name.")
		}
		defer f.Close()
		r = f
	}
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, errs.Wrap(err, errs.Usage, "read file", "The file could not be read to its end. Nothing was changed. Try again.")
	}
	if int64(len(b)) > limit {
		return nil, errs.E(errs.TooLarge, "read file", "The file is too large for what it should be. Nothing was changed. Check its name.")
	}
	return b, nil
}

type caseLine struct {
	ID        casefile.CaseID    `json:"id"`
	Reference casefile.Reference `json:"reference"`
	Patient   string             `json:"patient"`
	BirthDate string             `json:"birth_date"`
	State     string             `json:"state"`
	Updated   time.Time          `json:"updated"`
	Problems  int                `json:"problems"`
	Opinion   string             `json:"opinion"`
}

type caseListAnswer struct {
	Cases []caseLine `json:"cases"`
}

func (a caseListAnswer) Text(w io.Writer) {
	for _, l := range a.Cases {
		fmt.Fprintf(w, "%s  %-12s  %-20s  %s\n", l.ID, orDash(l.Reference.String()), l.State, l.Patient)
	}
	if len(a.Cases) == 0 {
		fmt.Fprintln(w, "There are no cases yet. Begin with: oso case create FILE.json")
	}
}

// stateOf is the service's state once it has the case, else the workstation's.
func stateOf(h casebook.Head) string {
	if h.ServerState != "" && h.State == casefile.Received {
		return h.ServerState
	}
	return string(h.State)
}

func line(h casebook.Head) caseLine {
	return caseLine{h.ID, h.Reference, h.Name, h.BirthDate, stateOf(h), h.Updated, h.Problems, string(h.Opinion)}
}

func caseList(ctx context.Context, c *call) (any, error) {
	return c.with(ctx, func(v *casebook.Vault) (any, error) {
		heads, err := v.Heads(ctx)
		a := caseListAnswer{Cases: []caseLine{}}
		for _, h := range heads {
			a.Cases = append(a.Cases, line(h))
		}
		if errs.Is(err, errs.Damaged) {
			fmt.Fprintln(c.Stderr, "oso: "+errs.Message(err))
			return nil, failed{a}
		}
		return a, err
	})
}

type caseShowAnswer struct {
	caseLine
	Document  casefile.Document `json:"document"`
	Agreement any               `json:"agreement"`
	Records   []recordLine      `json:"records"`
	KeyImages []keyImageLine    `json:"key_images"`
	Imports   []importLine      `json:"imports"`
	Sealed    []sealedAnswer    `json:"sealed"`
	Events    []casebook.Event  `json:"events"`
}

// keyImageLine is an image that the clinic marked.
type keyImageLine struct {
	Image casefile.KeyImage `json:"image"`
	Out   string            `json:"out,omitempty"` // why it does not go along
}

type recordLine struct {
	ID     casefile.RecordID `json:"id"`
	Path   string            `json:"path"`
	Type   string            `json:"type"`
	Bytes  int64             `json:"bytes"`
	SHA256 string            `json:"sha256"`
}

// importLine is one import into the case, and what of it did not come in.
type importLine struct {
	ID string `json:"id"`
	casebook.Import
	Unread      int  `json:"unread"`
	Outstanding bool `json:"outstanding"`
}

func (a caseShowAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "%s\n%s, born %s\nState: %s  Reference: %s\n", a.ID, a.Patient, orDash(a.BirthDate), a.State, orDash(a.Reference.String()))
	fmt.Fprintf(w, "Records: %d\n", len(a.Records))
	if n := len(a.KeyImages); n > 0 {
		fmt.Fprintf(w, "Key images: %d\n", n)
	}
	for _, k := range a.KeyImages {
		if k.Out != "" {
			fmt.Fprintf(w, "          %s\n", k.Out)
		}
	}
	for _, x := range a.Imports {
		fmt.Fprintf(w, "Import of %s: %d files, %d refused, %d not read\n", day(x.Began), x.Files, x.Refused, x.Unread)
		if s := x.SetAside; s != nil {
			fmt.Fprintf(w, "          set aside by %s: %s\n", s.By, s.Reason)
		}
		for _, f := range x.NotTaken {
			fmt.Fprintf(w, "          %s: %s\n", casefile.CleanName(casebook.Named(f.Path)), f.Reason)
		}
	}
	for i, q := range a.Document.Questions {
		fmt.Fprintf(w, "%d. %s\n", i+1, q.Text)
	}
	for _, e := range a.Events {
		fmt.Fprintf(w, "%s  %s  %s\n", day(e.At), e.Code, e.By)
	}
}

func caseShow(ctx context.Context, c *call) (any, error) {
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		x, err := d.Get(ctx, c.caseID())
		if err != nil {
			return nil, err
		}
		a := caseShowAnswer{caseLine: line(x.Head), Document: x.Document, Records: []recordLine{}, KeyImages: []keyImageLine{}, Imports: []importLine{}, Sealed: []sealedAnswer{}}
		if x.Agreement != nil {
			a.Agreement = x.Agreement.Evidence
		}
		recs, err := d.Records(ctx, c.caseID())
		if err != nil {
			return nil, err
		}
		for _, r := range recs {
			a.Records = append(a.Records, recordLine{r.Record, r.Path, r.MediaType, r.Bytes, r.SHA256})
		}
		marked, err := d.KeyImages(ctx, c.caseID())
		if err != nil {
			return nil, err
		}
		for _, k := range marked {
			a.KeyImages = append(a.KeyImages, keyImageLine{k.KeyImage, k.Broken})
		}
		if a.Imports, err = importLines(ctx, d, c.caseID()); err != nil {
			return nil, err
		}
		versions, err := d.Versions(ctx, c.caseID())
		if err != nil {
			return nil, err
		}
		for _, s := range versions {
			a.Sealed = append(a.Sealed, sealedAnswer{Version: s.Version, SHA256: s.SHA256})
		}
		a.Events, err = d.Events(ctx, c.caseID())
		return a, err
	})
}

type checkAnswer struct{ draft.Result }

func (a checkAnswer) Text(w io.Writer) {
	for _, p := range a.Problems {
		fmt.Fprintf(w, "%-8s %s\n", p.Severity, p.Message)
		for _, r := range p.Records {
			fmt.Fprintf(w, "         record %s (%s)\n", r, p.Code)
		}
	}
	if a.Complete {
		fmt.Fprintln(w, "Complete, ready for the physician to seal.")
	}
}

func caseCheck(ctx context.Context, c *call) (any, error) {
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		r, err := d.Check(ctx, c.caseID())
		if err == nil && !r.Complete {
			err = failed{checkAnswer{r}}
		}
		return checkAnswer{r}, err
	})
}

func caseAmend(ctx context.Context, c *call) (any, error) {
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		return idAnswer{c.caseID(), "is open for a further version. What was sealed stays."}, d.Amend(ctx, c.caseID())
	})
}

func caseDiscard(ctx context.Context, c *call) (any, error) {
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		return idAnswer{c.caseID(), "is destroyed."}, d.Discard(ctx, c.caseID(), "discarded at the desk")
	})
}

type acceptedAnswer struct {
	Accepted int `json:"accepted"`
}

func (a acceptedAnswer) Text(w io.Writer) { fmt.Fprintf(w, "%d fields are accepted.\n", a.Accepted) }

func caseAccept(ctx context.Context, c *call) (any, error) {
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		n, err := d.AcceptTaken(ctx, c.caseID(), c.field)
		return acceptedAnswer{n}, err
	})
}

package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/opinion"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/seal"
)

// reading opens the vault for reading opinions; pass is the physician's own.
func (c *call) reading(ctx context.Context, work func(d *opinion.Workstation, pass string) (any, error)) (any, error) {
	pass, err := c.passphrase()
	if err != nil {
		return nil, err
	}
	c.Secrets = map[string]string{"OSO_PASSPHRASE": pass}
	return c.with(ctx, func(v *casebook.Vault) (any, error) {
		d := &opinion.Workstation{Vault: v, Now: c.Now}
		defer d.Forget()
		return work(d, pass)
	})
}

type opinionLine struct {
	ID         casefile.CaseID `json:"id"`
	Version    int             `json:"version"`
	Released   time.Time       `json:"released"`
	Accessed   *time.Time      `json:"accessed"`
	Superseded bool            `json:"superseded"`
}

type opinionListAnswer struct {
	Opinions []opinionLine `json:"opinions"`
}

func (a opinionListAnswer) Text(w io.Writer) {
	for _, o := range a.Opinions {
		note := "not opened yet"
		if o.Accessed != nil {
			note = "opened " + day(*o.Accessed)
		}
		if o.Superseded {
			note = "replaced by a newer version"
		}
		fmt.Fprintf(w, "%s  version %d  released %s  %s\n", o.ID, o.Version, day(o.Released), note)
	}
	if len(a.Opinions) == 0 {
		fmt.Fprintln(w, "No opinion has arrived yet. Look again with: oso sync")
	}
}

func day(t time.Time) string { return t.Local().Format("2 Jan 2006, 15:04 MST") }

func opinionList(ctx context.Context, c *call) (any, error) {
	return c.with(ctx, func(v *casebook.Vault) (any, error) {
		heads, err := (&opinion.Workstation{Vault: v, Now: c.Now}).List(ctx, "")
		a := opinionListAnswer{Opinions: []opinionLine{}}
		for _, h := range heads {
			a.Opinions = append(a.Opinions, opinionLine{h.Case, h.Version, h.Released, h.Accessed, h.SupersededBy > 0})
		}
		return a, err
	})
}

type showAnswer struct {
	ID          casefile.CaseID     `json:"id"`
	Reference   casefile.Reference  `json:"reference"`
	Version     int                 `json:"version"`
	Date        string              `json:"date"`
	Patient     deed.OpinionPatient `json:"patient"`
	Addressee   deed.Addressee      `json:"addressee"`
	Answers     []answerLine        `json:"answers"`
	Content     deed.Content        `json:"content"`
	Fingerprint string              `json:"fingerprint"`
	Signers     []signerLine        `json:"signers"`
	Accessed    *time.Time          `json:"accessed"`
	CaseVersion int                 `json:"case_version"` // the sealed version of the case that was reviewed; 0: none that lies here
	newest      int
}

type answerLine struct {
	Question string            `json:"question"`
	Answer   string            `json:"answer"`
	Reason   string            `json:"reason,omitempty"` // why it is not answered, or what is needed to
	Parts    []deed.PartAnswer `json:"parts,omitempty"`
	State    deed.AnswerState  `json:"state,omitempty"`
	From     string            `json:"from,omitempty"` // of whom it is needed
}

type signerLine struct {
	Name   string        `json:"name"`
	Role   deed.CertRole `json:"role"`
	Part   string        `json:"part,omitempty"` // what a contributor wrote (R49)
	Signed time.Time     `json:"signed"`
}

// by is the signer in one line.
func (s signerLine) by() string {
	wrote := ""
	if s.Part != "" {
		wrote = ", who wrote “" + s.Part + "”"
	}
	return fmt.Sprintf("Signed by %s (%s)%s, %s", s.Name, s.Role, wrote, day(s.Signed))
}

func signers(from []deed.VerifiedSigner) []signerLine {
	out := []signerLine{}
	for _, s := range from {
		out = append(out, signerLine{s.Name, s.Role, s.Part, s.Signed})
	}
	return out
}

func (a showAnswer) Text(w io.Writer) {
	c := a.Content
	fmt.Fprintf(w, "Opinion of %s, version %d, reference %s\n%s, born %s\nTo %s\n", a.Date, a.Version, a.Reference, a.Patient.Name, a.Patient.BirthDate, a.Addressee.Name)
	said := func(head, words string) {
		if words != "" {
			fmt.Fprintln(w)
			if head != "" {
				fmt.Fprintln(w, head)
			}
			fmt.Fprintln(w, words)
		}
	}
	part := func(head, text string) { said(head, c.Words(text)) }
	list := func(head string, lines []string, say func(i int, line string) string) {
		var out []string
		for i, l := range lines {
			out = append(out, say(i, l))
		}
		said(head, strings.Join(out, "\n"))
	}
	plain := func(_ int, l string) string { return "– " + l }
	line := func(_ int, l string) string { return "– " + c.Line(l) }
	numbered := func(i int, l string) string { return fmt.Sprintf("%d. %s", i+1, c.Line(l)) }
	said("", c.Words(c.Thanks))
	part("What is corrected", c.Change)
	part("Chief complaint", c.Complaint)
	part("History as provided", c.History)
	list("Reviewed", c.Reviewed, plain)
	list("Reviewed beside what was sent", c.Also, line)
	list("Sent, and not seen", c.Unseen, plain)
	part("Not reviewed", c.NotReviewed)
	for _, s := range c.Findings {
		part(s.Heading, s.Text)
	}
	said("Outcome", c.Outcome())
	part("Assessment", c.Assessment)
	for _, e := range c.Earlier {
		whose := strings.TrimSpace(c.Line(e.Who) + ", " + e.Day() + " " + c.Line(e.Source))
		said("Earlier opinion: "+strings.TrimSuffix(whose, ","), fmt.Sprintf("It said: %s\nThis opinion: %s\nWhy: %s", c.Line(e.Said), strings.ToLower(e.Stand.Word()), c.Line(e.Why)))
	}
	part("How this opinion was reached", c.Reached)
	for i := range c.Answers {
		q := &c.Answers[i]
		said(fmt.Sprintf("Question %d: %s", i+1, q.Question), c.Words(c.Spoken(q.Reply())))
		for j := range q.Parts {
			p := &q.Parts[j]
			said(fmt.Sprintf("%c) %s", 'a'+j, p.Question), c.Words(c.Spoken(p.Reply())))
		}
	}
	for _, s := range c.Sections {
		part(s.Heading, s.Text)
	}
	for _, o := range c.Weighed() {
		part(c.Title(o), c.Reasons(o))
	}
	for _, s := range c.Scenarios {
		part(s.Heading, s.Text)
	}
	part("Recommendation", strings.TrimSpace(c.Recommendation+"\n\n"+c.Travels()))
	list("Limits", c.Limits, line)
	list("References", c.References, numbered)
	list("Notes", c.Notes, func(i int, l string) string { return fmt.Sprintf("[*%d] %s", i+1, c.Line(l)) })
	fmt.Fprintln(w)
	for _, s := range a.Signers {
		fmt.Fprintln(w, s.by())
	}
	switch {
	case a.CaseVersion == 0:
		fmt.Fprintln(w, "Written on a version of the case that does not lie at this workstation.")
	case a.CaseVersion < a.newest:
		fmt.Fprintf(w, "Written on version %d of the case; OSO has version %d.\n", a.CaseVersion, a.newest)
	}
	fmt.Fprintln(w, "Fingerprint", a.Fingerprint)
}

func opinionShow(ctx context.Context, c *call) (any, error) {
	return c.reading(ctx, func(d *opinion.Workstation, pass string) (any, error) {
		o, err := d.OpenVersion(ctx, c.caseID(), c.version, pass, c.delegate)
		if err != nil {
			return nil, err
		}
		x := o.Verified.Content
		a := showAnswer{
			ID: x.Case, Reference: x.Reference, Version: x.Version, Date: x.Date, Patient: x.Patient, Addressee: x.Addressee,
			Answers: []answerLine{}, Content: x, Fingerprint: o.Verified.ContentSHA256, Signers: signers(o.Verified.Signers), Accessed: o.Head.Accessed,
			CaseVersion: o.CaseVersion, newest: o.Newest,
		}
		for _, q := range x.Answers {
			line := answerLine{q.Question, x.Words(q.Text), x.Words(q.Reason), nil, q.State, x.Line(q.From)}
			for _, p := range q.Parts {
				line.Parts = append(line.Parts, deed.PartAnswer{Question: p.Question, Text: x.Words(p.Text), Reason: x.Words(p.Reason), State: p.State, From: x.Line(p.From)})
			}
			a.Answers = append(a.Answers, line)
		}
		return a, nil
	})
}

type fileAnswer struct {
	Path   string `json:"path"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

func (a fileAnswer) Text(w io.Writer) { fmt.Fprintln(w, a.Path) }

func opinionSave(ctx context.Context, c *call) (any, error) {
	if c.paper != "" && c.paper != string(policy.A4) && c.paper != string(policy.USLetter) {
		return nil, errs.E(errs.Usage, "save opinion", "The paper is a4 or letter. Nothing was changed.")
	}
	return c.reading(ctx, func(d *opinion.Workstation, pass string) (any, error) {
		return c.written(func() ([]byte, error) {
			o, err := d.OpenVersion(ctx, c.caseID(), c.version, pass, false)
			if err != nil {
				return nil, err
			}
			paper := policy.Paper(c.paper)
			if paper == "" {
				paper = policy.PaperAt(o.Verified.Content.Addressee.Lines)
			}
			if paper == policy.USLetter {
				return o.Package.Letter, nil
			}
			return o.Package.A4, nil
		})
	})
}

// written writes what is made to the file that the second argument names.
func (c *call) written(content func() ([]byte, error)) (any, error) {
	a := fileAnswer{Path: c.args[1]}
	err := draft.WriteOnce(a.Path, func() ([]byte, error) {
		b, err := content()
		a.Bytes, a.SHA256 = len(b), seal.SHA256(b)
		return b, err
	})
	return a, err
}

func opinionExport(ctx context.Context, c *call) (any, error) {
	return c.reading(ctx, func(d *opinion.Workstation, pass string) (any, error) {
		return c.written(func() ([]byte, error) {
			o, err := d.Open(ctx, c.caseID(), pass, false)
			if err != nil {
				return nil, err
			}
			return o.Package.Encode()
		})
	})
}

func opinionAcknowledge(ctx context.Context, c *call) (any, error) {
	return c.reading(ctx, func(d *opinion.Workstation, pass string) (any, error) {
		return idAnswer{c.caseID(), "is acknowledged."}, d.Acknowledge(ctx, c.caseID(), pass)
	})
}

type proofAnswer struct {
	Valid       bool         `json:"valid"`
	Superseded  bool         `json:"superseded"`
	CurrentAsOf *time.Time   `json:"current_as_of"`
	Signers     []signerLine `json:"signers"`
	Version     int          `json:"version"`
	Fingerprint string       `json:"fingerprint"`
	Why         string       `json:"why,omitempty"`
}

func (a proofAnswer) Text(w io.Writer) {
	if !a.Valid {
		fmt.Fprintln(w, a.Why)
		return
	}
	fmt.Fprintln(w, "Verified: exactly as signed.")
	for _, s := range a.Signers {
		fmt.Fprintln(w, s.by())
	}
	if a.Superseded {
		fmt.Fprintln(w, "It was replaced by a newer version.")
	}
	if a.CurrentAsOf != nil {
		fmt.Fprintln(w, "Current as of the exchange", day(*a.CurrentAsOf))
	}
	fmt.Fprintln(w, "Fingerprint", a.Fingerprint)
}

func opinionVerify(ctx context.Context, c *call) (any, error) {
	const largest = 128 << 20
	if (c.file == "") == (len(c.args) == 0) {
		return nil, errs.E(errs.Usage, "verify opinion", "Name a case, or a package with --file. Nothing was changed.")
	}
	return c.reading(ctx, func(d *opinion.Workstation, pass string) (any, error) {
		var p opinion.Proof
		var err error
		if c.file != "" {
			b, rerr := readInput(c, c.file, largest)
			if rerr != nil {
				return nil, rerr
			}
			p, err = d.VerifyPackage(ctx, b)
		} else {
			p, err = d.Verify(ctx, c.caseID(), pass)
		}
		if err != nil {
			return nil, err
		}
		a := proofAnswer{p.Valid, p.Superseded, p.CurrentAsOf, signers(p.Signers), p.Version, p.Fingerprint, ""}
		if !p.Valid {
			a.Why = errs.Message(p.Why)
			return nil, failed{a}
		}
		return a, nil
	})
}

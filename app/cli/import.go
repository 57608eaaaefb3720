package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime/debug"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/importer"
	"oso/internal/errs"
	"oso/internal/pdf"
)

// importAnswer is the report, also of an import that ended before all was
// read: then with the reason.
type importAnswer struct {
	*importer.Report
	Error *importError `json:"error,omitempty"`
}

type importError struct {
	Kind    errs.Kind `json:"kind"`
	Message string    `json:"message"`
}

// WriteJSON writes the answer file by file: there may be half a million.
func (a importAnswer) WriteJSON(w io.Writer) error {
	var one bytes.Buffer
	encode := func(v any, prefix string) error {
		one.Reset()
		e := json.NewEncoder(&one)
		e.SetEscapeHTML(false)
		e.SetIndent(prefix, "  ")
		return e.Encode(v)
	}
	report := *a.Report
	report.Files = []importer.File{}
	if err := encode(importAnswer{&report, a.Error}, ""); err != nil {
		return err
	}
	before, after, _ := bytes.Cut(bytes.Clone(one.Bytes()), []byte(`"files": []`))
	out := bufio.NewWriter(w)
	out.Write(before) // an error stays until Flush
	out.WriteString(`"files": [`)
	for i := range a.Files {
		if err := encode(&a.Files[i], "    "); err != nil {
			return err
		}
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n    ")
		out.Write(bytes.TrimRight(one.Bytes(), "\n"))
	}
	if len(a.Files) > 0 {
		out.WriteString("\n  ")
	}
	out.WriteByte(']')
	out.Write(after)
	return out.Flush()
}

func (a importAnswer) Text(w io.Writer) {
	n := map[importer.Outcome]int{}
	for _, f := range a.Files {
		n[f.Outcome]++
	}
	for _, f := range a.Files {
		if f.Reason != "" && f.Outcome != importer.LeftOut { // told once, below
			fmt.Fprintf(w, "%-9s %s: %s\n", f.Outcome, casefile.CleanName(casebook.Named(f.Path)), f.Reason)
		}
	}
	fmt.Fprintf(w, "%d files: %d imported, %d kept, %d duplicates, %d rejected.\n", len(a.Files), n[importer.Imported], n[importer.Kept], n[importer.Duplicate], n[importer.Rejected])
	if k := n[importer.LeftOut]; k > 0 {
		fmt.Fprintf(w, "%d files of programs were left out: they hold nothing about the patient.\n", k)
	}
	for _, s := range a.Studies {
		images := 0
		for _, x := range s.Series {
			images += x.Instances
		}
		fmt.Fprintf(w, "Study of %s: %s, %d series, %d images\n", orDash(s.Date), orDash(s.Description), len(s.Series), images)
	}
	for _, x := range a.Warnings {
		fmt.Fprintf(w, "%s: %s\n", x.Code, x.Message)
		for _, f := range x.Files {
			fmt.Fprintf(w, "          %s\n", casefile.CleanName(f))
		}
	}
	if a.Waiting > 0 {
		fmt.Fprintf(w, "%d discrepancies wait for a decision: oso case check, then oso records decide.\n", a.Waiting)
	}
}

// importRecords adds what is given. An import of the same paths that was ended
// early goes on; without paths all that were do.
func importRecords(ctx context.Context, c *call) (any, error) {
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		// What an import holds grows with the number of its files, and stays: a third
		// of it again is room enough for what goes.
		defer debug.SetGCPercent(debug.SetGCPercent(33))
		self, err := pdf.Self()
		if err != nil {
			return nil, err
		}
		again, err := d.Unfinished(ctx, c.caseID(), c.args[1:])
		if err != nil {
			return nil, err
		}
		if len(again) == 0 && len(c.args) == 1 {
			return nil, errs.E(errs.NotFound, "import", "No import of this case waits to go on. Nothing was changed. Name what is to be added.")
		}
		if len(again) == 0 {
			again = []string{""}
		}
		unlock, err := c.unlocker()
		if err != nil {
			return nil, err
		}
		var answer importAnswer
		for _, id := range again {
			q := importer.Request{
				Vault: d.Vault, Case: c.caseID(), Import: id, Paths: c.args[1:], Avoid: []string{c.data},
				PDF: self, Now: c.Now, Progress: c.importProgress(), Unlock: unlock, Spool: c.data,
			}
			report, rerr := importer.Run(ctx, q)
			if importer.Other(rerr) && len(q.Paths) > 0 {
				fmt.Fprintln(c.Stderr, "oso: What lies there now is not what the import that was ended early was reading, so this is a new import.")
				q.Import = ""
				report, rerr = importer.Run(ctx, q)
			}
			answer.add(report)
			if err == nil {
				err = rerr
			}
		}
		if rerr := d.Refresh(context.WithoutCancel(ctx), c.caseID()); err == nil {
			err = rerr
		}
		switch {
		case err != nil && len(answer.Files) == 0 && !errs.Is(err, errs.Canceled):
			return nil, err
		case err != nil:
			answer.Error = &importError{errs.KindOf(err), errs.Message(err)}
			fmt.Fprintln(c.Stderr, "oso: "+errs.Message(err))
			return nil, failed{answer}
		case !answer.Whole():
			return nil, failed{answer}
		}
		return answer, nil
	})
}

// add joins the report of a further import.
func (a *importAnswer) add(r *importer.Report) {
	if a.Report == nil {
		a.Report = r
		return
	}
	a.Files, a.Studies, a.Warnings = append(a.Files, r.Files...), append(a.Studies, r.Studies...), append(a.Warnings, r.Warnings...)
	a.Bytes, a.Seconds, a.LeftOut, a.Waiting = a.Bytes+r.Bytes, a.Seconds+r.Seconds, a.LeftOut+r.LeftOut, r.Waiting
}

// unlocker answers for the passwords of archives: once from --archive-password-fd
// or OSO_ARCHIVE_PASSWORD, with the birth date where a flag says so, and then
// at the terminal as often as somebody types one.
func (c *call) unlocker() (func(context.Context, importer.Ask) importer.Answer, error) {
	if err := c.readSecret("OSO_ARCHIVE_PASSWORD", &c.archiveFD); err != nil {
		return nil, err
	}
	return func(_ context.Context, a importer.Ask) importer.Answer {
		given := c.Secrets["OSO_ARCHIVE_PASSWORD"]
		switch {
		case given != "" && !a.Wrong && !a.Tried:
			return importer.Answer{Password: given}
		case c.birthDate && a.Birth:
			return importer.Answer{Birth: true}
		case !c.atTerminal():
			return importer.Answer{}
		case a.Wrong:
			fmt.Fprintln(c.Stderr, "\nThat password does not open it.")
		case a.Tried:
			fmt.Fprintln(c.Stderr, "\nThe birth date of the case does not open it.")
		}
		alone := "leave it locked"
		if a.Birth {
			alone = "try the birth date of the case"
		}
		p, err := c.secret("", fmt.Sprintf("\n%s is locked. Password (Enter alone: %s): ", casefile.CleanName(a.Path), alone), "")
		if err == nil && p == "" && a.Birth {
			return importer.Answer{Birth: true}
		}
		return importer.Answer{Password: p}
	}, nil
}

// importProgress tells on standard error, once for every hundredth.
func (c *call) importProgress() func(importer.Progress) {
	last := int64(-1)
	return func(p importer.Progress) {
		if p.TotalBytes == 0 {
			return
		}
		if now := p.Bytes * 100 / p.TotalBytes; now != last {
			last = now
			fmt.Fprintf(c.Stderr, "\r%d of %d files, %d%%", p.Files, p.TotalFiles, now)
			if now == 100 {
				fmt.Fprintln(c.Stderr)
			}
		}
	}
}

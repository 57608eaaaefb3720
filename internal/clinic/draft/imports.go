package draft

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/intake"
)

// CodeImport says that an import ended before all was read, or did not take
// all that it met. It is a warning until the rest came in or a person set it
// aside.
const CodeImport = "import-unfinished"

// Import is one import into a case as it stands now. ID names it for SetAside.
type Import struct {
	ID string
	casebook.Import
	Running bool // it goes on just now; what is not read yet is no fault
	Queued  bool // it waits for its turn on this workstation
}

// Imports are the imports into the case, oldest first.
func (d *Workstation) Imports(ctx context.Context, id casefile.CaseID) ([]Import, error) {
	var out []Import
	err := d.Vault.View(ctx, id, func(tx *casebook.Tx) (err error) {
		out, err = d.imports(tx)
		return err
	})
	return out, err
}

func (d *Workstation) imports(tx *casebook.Tx) ([]Import, error) {
	rows, err := casebook.Memo(tx, "imports", []casebook.Rows{{Kind: casebook.KindImport}, {Kind: casebook.KindAhead}}, func() ([]casebook.Row[casebook.Import], error) { return casebook.Imports(tx) })
	out := make([]Import, len(rows))
	running := d.Vault.Importing(tx.Head().ID)
	for i, r := range rows {
		out[i] = Import{r.ID, r.Value, r.ID == running, d.Vault.Queued(r.ID)}
	}
	return out, err
}

// Editable tells whether records may be added to the case here.
func (d *Workstation) Editable(ctx context.Context, id casefile.CaseID) bool {
	err := d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		return mayEdit(c)
	})
	return err == nil
}

// Unfinished are the imports into the case that ended before all was read and
// may go on, oldest first: of these paths, in their order, or all without any.
func (d *Workstation) Unfinished(ctx context.Context, id casefile.CaseID, paths []string) ([]string, error) {
	places := make([]string, len(paths))
	for i, p := range paths {
		places[i] = p
		if abs, err := filepath.Abs(p); err == nil {
			places[i] = abs
		}
	}
	all, err := d.Imports(ctx, id)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return nil, err
	}
	var out []string
	for i := range all {
		x := &all[i]
		if x.Running || x.Queued || x.SetAside != nil || !x.Early() || len(x.Places) == 0 || len(paths) > 0 && !slices.Equal(x.Places, places) {
			continue
		}
		out = append(out, x.ID)
	}
	return out, nil
}

// SetAside is a person's word that what the imports did not take is not
// needed; without ids it is about all of them. It gives how many there were.
// OSO is told with the sealed case, as a decision without records.
func (d *Workstation) SetAside(ctx context.Context, id casefile.CaseID, imports []string, reason string) (int, error) {
	n := 0
	err := d.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		if err := mayEdit(c); err != nil {
			return err
		}
		if reason = intake.Clean(reason, true); reason == "" {
			return errs.E(errs.Incomplete, "set import aside", "Going on without these files needs a reason, in a few words. Nothing was decided. Give the reason and decide again.")
		}
		named := map[string]bool{}
		for _, x := range imports {
			named[x] = true
		}
		rows, err := casebook.Imports(tx)
		if err != nil && !errs.Is(err, errs.Damaged) {
			return err
		}
		by, at := d.Vault.User().Signature(), d.Now().UTC()
		running := d.Vault.Importing(id)
		for _, r := range rows {
			if r.ID == running || d.Vault.Queued(r.ID) || !r.Value.Outstanding() || len(named) > 0 && !named[r.ID] {
				continue
			}
			r.Value.SetAside = &casebook.SetAside{By: by, At: at, Reason: reason}
			if _, err := casebook.PutImport(tx, r); err != nil {
				return err
			}
			n++
		}
		if n == 0 {
			return errs.E(errs.NotFound, "set import aside", "No import waits for a decision there. Nothing was changed. See what is left by checking the case.")
		}
		s := deed.Decision{Code: CodeImport, Accept: true, Reason: reason, By: by, At: at}
		if _, err := casebook.Put(tx, casebook.KindDecision, casebook.Row[deed.Decision]{ID: casefile.NewID(), Value: s}); err != nil {
			return err
		}
		if err := d.judged(tx, nil, Judgment{What: Kept, Code: CodeImport, Title: titleOf(CodeImport), Reason: reason}, nil); err != nil {
			return err
		}
		return d.refresh(tx)
	})
	return n, err
}

// unfinished is what the case's imports did not take.
func (d *Workstation) unfinished(tx *casebook.Tx) ([]casefile.Problem, error) {
	all, err := d.imports(tx)
	if err != nil && !errs.Is(err, errs.Damaged) { // damage is a problem of its own
		return nil, err
	}
	var out []casefile.Problem
	for i := range all {
		if x := &all[i]; x.Outstanding() && !x.Running {
			out = append(out, casefile.Problem{
				Code: CodeImport, Severity: casefile.SeverityWarning, Field: "records", Message: d.tell(x),
				Series: []string{}, Records: []casefile.RecordID{},
			})
		}
	}
	return out, nil
}

// told is how many files a sentence names, and how many reasons.
const told = 3

func (d *Workstation) tell(x *Import) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Import of %s on %s: ", strings.Join(x.Sources[:min(len(x.Sources), told)], ", "), x.Began.In(d.Now().Location()).Format("2 Jan 2006, 15:04"))
	if x.Queued {
		b.WriteString("its files are added once another import is done.")
		if len(x.NotTaken)+x.More == 0 {
			return b.String()
		}
		b.WriteString(" ")
	} else if n := x.Unread(); n > 0 {
		why := x.Why
		if why == "" {
			why = "How it ended is not known: the program was ended, or the disk was full."
		}
		switch _, found, left := x.Counted(); {
		case x.Found == 0:
			fmt.Fprintf(&b, "it ended before its files were counted. %s ", why)
		case left == 0: // of its own; the rest may be others'
			fmt.Fprintf(&b, "it ended before all of its source was looked at. %s ", why)
		default:
			fmt.Fprintf(&b, "it ended early, %d of %d files were not read. %s ", left, found, why)
		}
	}
	if n := len(x.NotTaken) + x.More; n > 0 {
		fmt.Fprintf(&b, "%d %s not taken. ", n, plural(n, "file was", "files were"))
		byReason := map[string][]string{}
		var reasons []string
		for _, f := range x.NotTaken {
			if len(byReason[f.Reason]) == 0 {
				reasons = append(reasons, f.Reason)
			}
			byReason[f.Reason] = append(byReason[f.Reason], casebook.Named(f.Path))
		}
		for _, r := range reasons[:min(len(reasons), told)] {
			names := byReason[r]
			b.WriteString(strings.Join(names[:min(len(names), told)], ", "))
			if more := len(names) - told; more > 0 {
				fmt.Fprintf(&b, " and %d more", more)
			}
			fmt.Fprintf(&b, ": %s ", r)
		}
	}
	b.WriteString("Add them again (what is here is not taken twice), or set this import aside with a reason.")
	return b.String()
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

package importer

import (
	"context"
	"slices"
	"strings"
	"time"

	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/dicom"
	"oso/internal/identity"
	"oso/internal/pdf"
)

// Seen is one file as Look met it: what Run would make of it.
type Seen struct {
	Path   string   // as Run reports it; patient data
	Stored string   // as Run stores it
	From   int      // which of the paths it was found under
	Marks  []string // what a casebook.Only has among its files where this one was chosen itself
	Size   int64
	Type   string      // media type found in the content; empty where it was not read
	Kept   string      // why Run would only keep it
	Reject string      // why Run would not take it
	Locked bool        // Run would ask for its password
	DICOM  *dicom.Info // nil: none
	Pages  int         // of a PDF
	People []identity.Person
	Claims people.Claims
	Extra  bool // a program, or a leftover of a system: nothing about anybody
}

// LookRequest is one look at what lies somewhere.
type LookRequest struct {
	Paths    []string
	Avoid    []string // folders that are never read: the vault's own
	Spool    string   // as in Request
	PDF      []string // command line of the PDF child (pdf.Self); empty: no text
	Now      func() time.Time
	Limits   Limits
	Progress func(Progress) // may be nil; called one at a time

	hang func(path string) // in tests: where a file is opened
}

// Look walks and understands the same files as Run, in the same way, but for the
// order: what says at once whose a disc is comes first. It stores nothing and
// needs no vault. See is called once for each file, one at a time. The error is that ctx
// ended, or errs.NotFound: what was looked at is not there any more.
//
// What does not answer is told and given up as Run does; see is not called any more
// then.
func Look(ctx context.Context, r LookRequest, see func(Seen)) error {
	var err error
	w := &waiting{tell: r.Progress, after: stalls}
	r.Progress = w.progress
	s := &source{hang: r.hang}
	if !w.until(ctx, s, func() { err = look(ctx, r, s, func(f Seen) { w.whileHeard(func() { see(f) }) }) }) {
		return ctx.Err()
	}
	return err
}

func look(ctx context.Context, r LookRequest, s *source, see func(Seen)) error {
	j := &job{
		source:  s,
		Request: Request{Paths: r.Paths, Avoid: r.Avoid, Spool: r.Spool, Now: r.Now, Limits: r.Limits.withDefaults(), Progress: r.Progress},
		report:  newReport(), met: map[string]bool{}, seen: map[string]bool{}, see: see,
		journal: journal{met: map[string]int{}},
	}
	if len(r.PDF) > 0 {
		j.children = pdf.NewPool(r.PDF)
		defer j.children.Close()
	}
	defer j.release(0)
	j.progress.Phase = Looking
	var items []item
	s.ask(func() { items = j.scan(ctx) })
	j.progress.Phase = Reading
	for _, first := range []bool{true, false} {
		for i := range items {
			if directory(items[i].path) != first || ctx.Err() != nil {
				continue
			}
			if err := j.take(ctx, &items[i]); err != nil {
				return err
			}
			j.showRejected()
		}
	}
	j.showRejected()
	j.tell(true)
	return ctx.Err()
}

// directory tells a disc's directory by its name.
func directory(path string) bool {
	name := strings.ToLower(path[strings.LastIndexByte(path, '/')+1:])
	return strings.TrimRight(strings.TrimSuffix(name, ";1"), ".") == "dicomdir"
}

// show tells of a file that Run would store.
func (j *job) show(it *item, size int64, u *understood) {
	m := metaOf(u)
	s := Seen{
		Path: it.path, Stored: it.stored, From: it.from, Marks: []string{it.chosen()}, Size: size, Type: u.media, Kept: u.reason, DICOM: u.dicom, Pages: m.Pages,
		People: namedIn(&m), Claims: m.Claims, Extra: program(u.media) || u.reason == reasonLeftover || leftover(it.path),
	}
	if who := namedMarks(u); len(who) > 0 { // the other is for one that cannot be read by then
		s.Marks = append(s.Marks, it.chosen(who...))
	}
	s.Claims.File = strings.ReplaceAll(it.stored, "!/", "/")
	if d := u.dicom; d != nil {
		d.Text = "" // thousands are seen
	}
	j.see(s)
}

// showRejected tells of the files that Run would not take.
func (j *job) showRejected() {
	for i := range j.report.Files {
		f := &j.report.Files[i]
		s := Seen{Path: f.Path, Stored: f.stored, From: f.from, Marks: []string{chosenMark(f.from, f.stored, f.Bytes, f.at)}, Size: f.Bytes, Type: f.Type, Reject: f.Reason}
		if s.Locked = f.Reason == reasonEncrypted; s.Locked {
			s.Reject = reasonAsked
		}
		j.see(s)
	}
	j.report.Files = j.report.Files[:0]
}

// namedIn are all whom a file names.
func namedIn(m *Meta) []identity.Person {
	var out []identity.Person
	if m.Person != nil && !m.Person.Nobody() {
		out = append(out, *m.Person)
	}
	for i := range m.Declared {
		if !m.Declared[i].Nobody() {
			out = append(out, m.Declared[i])
		}
	}
	return out
}

// PersonMark is how a casebook.Only knows whom a file names.
func PersonMark(p *identity.Person) string { return mark("person\x00", p.Key()) }

// chosenMark is how it knows a file that was chosen itself: by which of the
// sources it is in, its name there to the letter, its size, its time, and whom it
// names. A file of another disc with the same name is another, and one that
// names nobody is never taken for one that does.
func chosenMark(from int, stored string, size int64, at time.Time, named ...string) string {
	slices.Sort(named)
	return mark("chosen\x00", from, "\x00", stored, "\x00", size, "\x00", at.Unix(), "\x00", strings.Join(slices.Compact(named), " "))
}

func (it *item) chosen(named ...string) string {
	return chosenMark(it.from, it.stored, it.size, it.at, named...)
}

// namedMarks are the marks of all whom a file names.
func namedMarks(u *understood) []string {
	m := metaOf(u)
	var marks []string
	for _, p := range namedIn(&m) {
		marks = append(marks, PersonMark(&p))
	}
	return marks
}

// takes tells whether a file is among those that a person chose.
func takes(o *casebook.Only, it *item, u *understood) bool {
	if o == nil {
		return true
	}
	who := namedMarks(u)
	return o.Takes(who, it.chosen(slices.Clone(who)...))
}

// whose tells of a file that was not read whether it is among those that the
// import takes, as far as that is known: it was chosen itself, or the look that was
// chosen from has met it.
func (j *job) whose(it *item) (mine, known bool) {
	switch {
	case j.Only.Takes(nil, it.chosen()):
		return true, true
	case j.Whose == nil:
		return false, false
	}
	who, known := j.Whose(it.chosen())
	return known && j.Only.Takes(who, it.chosen(slices.Clone(who)...)), known
}

// concerns tells whether the case hears of a file that nobody could read: where
// a person chose among several people's files, only of those chosen with its own.
func (j *job) concerns(it *item) bool {
	if j.Only.Takes(nil, it.chosen()) {
		return true
	}
	j.apart(it)
	return false
}

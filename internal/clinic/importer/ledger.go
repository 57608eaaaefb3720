package importer

import (
	"slices"
	"strings"

	"oso/internal/clinic/casebook"
)

// ledger is the import's report as the case keeps it: every file that was
// found, in that order, with what became of it. It is there before the first
// file is read, so an import that was killed goes on with what is left of it.
type ledger struct {
	files    []casebook.ReportFile
	versions []int64      // of the pages as they are stored
	dirty    map[int]bool // pages that changed since
	staged   map[int]int64

	// Of an import that is gone on with: what stood there before.
	known   map[string][]int // by place, what was not met again yet
	within  map[string]bool  // archives that have files to be read: true where some were not read yet
	tries   func(f *casebook.ReportFile) bool
	kept    []int // what was met again and stays refused
	resumed bool
}

// add puts a file in and gives its place.
func (l *ledger) add(f casebook.ReportFile) int {
	l.files = append(l.files, f)
	l.touch(len(l.files) - 1)
	return len(l.files) - 1
}

func (l *ledger) set(at int, f casebook.ReportFile) {
	if l.files[at] != f {
		l.files[at] = f
		l.touch(at)
	}
}

func (l *ledger) touch(at int) {
	if l.dirty == nil {
		l.dirty = map[int]bool{}
	}
	l.dirty[at/casebook.PageFiles] = true
}

// put stores the pages that changed. What was written counts once settle is
// called; without it the pages are written once more.
func (l *ledger) put(tx *casebook.Tx, imported string) error {
	l.staged = map[int]int64{}
	for page := range l.dirty {
		row := casebook.Row[casebook.ReportPage]{ID: casebook.ReportID(imported, page)}
		if page < len(l.versions) {
			row.Version = l.versions[page]
		}
		at := page * casebook.PageFiles
		row.Value.Files = l.files[at:min(len(l.files), at+casebook.PageFiles)]
		version, err := casebook.Put(tx, casebook.KindReport, row)
		if err != nil {
			return err
		}
		l.staged[page] = version
	}
	return nil
}

func (l *ledger) settle() {
	for page, version := range l.staged {
		for len(l.versions) <= page {
			l.versions = append(l.versions, 0)
		}
		l.versions[page] = version
		delete(l.dirty, page)
	}
	l.staged = nil
}

// read takes over what is stored of an import that is gone on with. tries tells
// of a file that was refused whether it is tried again.
func (l *ledger) read(pages []casebook.Row[casebook.ReportPage], tries func(*casebook.ReportFile) bool) {
	for _, p := range pages {
		l.files = append(l.files, p.Value.Files...)
		l.versions = append(l.versions, p.Version)
	}
	l.resumed, l.known, l.within, l.tries = true, map[string][]int{}, map[string]bool{}, tries
	for i := range l.files {
		f := &l.files[i]
		if f.Path == "" {
			l.known[nameless+f.Mark] = append(l.known[nameless+f.Mark], i)
			if l.reads(f) { // in which archive is not known
				l.within[""] = l.within[""] || f.Outcome == casebook.ReportUnread
			}
			continue
		}
		l.known[f.Path] = append(l.known[f.Path], i)
		if !l.reads(f) {
			continue
		}
		for at, rest := 0, f.Path; ; {
			k := strings.Index(rest, "!/")
			if k < 0 {
				break
			}
			at += k
			l.within[f.Path[:at]] = l.within[f.Path[:at]] || f.Outcome == casebook.ReportUnread
			at += 2
			rest = f.Path[at:]
		}
	}
}

// triesAgain tells whether a file that was refused is tried again. One that
// ended the program is where a person asks for it, and nothing is on the way back
// from a kill where nobody asked: so what ends the program then was never read.
func (j *job) triesAgain(f *casebook.ReportFile) bool {
	if f.Reason == reasonEnds {
		return !j.ByItself && !j.killed
	}
	return !j.ByItself || !j.killed
}

// reads tells whether a file is to be read, as it was.
func (l *ledger) reads(f *casebook.ReportFile) bool {
	return f.Outcome == casebook.ReportUnread || f.Outcome == casebook.ReportRejected && l.tries(f)
}

// unread tells whether something was not read to its end.
func (l *ledger) unread() bool {
	return slices.ContainsFunc(l.files, func(f casebook.ReportFile) bool { return f.Outcome == casebook.ReportUnread })
}

// metBefore takes as met what earlier runs of the import have met.
func (j *job) metBefore() {
	for i := range j.journal.ledger.files {
		if f := &j.journal.ledger.files[i]; f.Path != "" {
			j.met[strings.ToLower(j.given(f))] = true
		}
	}
}

// open tells whether a file did not come in and may yet.
func open(f *casebook.ReportFile) bool {
	return f.Outcome == casebook.ReportUnread || f.Outcome == casebook.ReportRejected
}

// unread is what the ledger says of a file before it is read. Where a person
// chose whose files are taken, somebody else's name would be kept with it.
func (j *job) unread(it *item) casebook.ReportFile {
	f := casebook.ReportFile{Path: it.stored, Bytes: it.size, Mark: it.mark, Source: it.from}
	if j.Only != nil {
		f.Path = ""
	}
	return f
}

// again finds a file in what stood there before, and tells whether it is to be
// read; at is -1 for one that is new, or another than it was.
func (l *ledger) again(it *item) (at int, read bool) {
	place := it.stored
	if len(l.known[place]) == 0 {
		place = nameless + it.mark
	}
	was := l.known[place]
	best, likeness := -1, 0
	for i, at := range was {
		f, like := &l.files[at], 0
		switch {
		case f.Mark == it.mark:
			like = 4
		case open(f):
			like = 2
		default:
			continue
		}
		if f.Source == it.from { // two sources may have one name
			like++
		}
		if like > likeness {
			best, likeness = i, like
		}
	}
	if best < 0 {
		for _, at := range was {
			if l.files[at].Outcome == casebook.ReportOpened { // packed anew: only what is new in it is read
				l.files[at].Mark, l.files[at].Source = it.mark, it.from
				l.touch(at)
				return at, true
			}
		}
		if len(was) > 0 {
			it.since = reasonAltered
		}
		return -1, true
	}
	at = was[best]
	l.known[place] = append(append([]int{}, was[:best]...), was[best+1:]...)
	f := &l.files[at]
	if f.Source != it.from { // a report of before does not say it
		f.Source = it.from
		l.touch(at)
	}
	if f.Outcome == casebook.ReportOpened {
		_, some := l.within[it.stored]
		_, nameless := l.within[""]
		return at, some || nameless
	}
	if f.Outcome == casebook.ReportRejected && f.Mark == it.mark && !l.tries(f) {
		l.kept = append(l.kept, at)
		return at, false
	}
	return at, open(f)
}

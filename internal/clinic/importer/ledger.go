package importer

import (
	"path"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/sopclass"
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
			j.met[strings.ToLower(j.given(f.Path))] = true
		}
	}
}

// open tells whether a file did not come in and may yet.
func open(f *casebook.ReportFile) bool {
	return f.Outcome == casebook.ReportUnread || f.Outcome == casebook.ReportRejected
}

// plan puts what was found into the report and gives what of it is to be read:
// all, but what an earlier run of the same import has read. What was refused comes
// last, and is refused until it was read: if it ends the program, all else is in,
// and it is not taken for what was not read yet. listed tells whether that run had
// counted what is there.
func (j *job) plan(found []item, listed bool) []item {
	l := &j.journal.ledger
	out := found[:0]
	if !l.resumed {
		for i := range found {
			it := &found[i]
			if it.slot = 1 + l.add(j.unread(it)); !j.others(it) {
				out = append(out, *it)
			}
		}
		return out
	}
	var refused, ended []item
	ahead := false // something is that was not read before
	for i := range found {
		it := &found[i]
		at, again := l.again(it)
		if at < 0 && listed && it.since == "" {
			it.since = reasonAdded
		}
		if !again {
			j.met[strings.ToLower(it.path)] = true
			continue
		}
		f := j.unread(it)
		if at < 0 {
			it.slot = 1 + l.add(f)
		} else {
			it.slot = at + 1
		}
		switch was := l.files[it.slot-1]; {
		case j.others(it):
			continue
		case at < 0:
		case was.Outcome == casebook.ReportOpened:
			if unread, some := l.within[it.stored]; some && !unread && !l.within[""] {
				refused = append(refused, *it)
				continue
			}
			ahead = true
		case was.Mark != it.mark: // another file by now
			l.set(at, f)
			if !ahead && was.Outcome == casebook.ReportUnread {
				j.stuck = false // it may have been this one
			}
		case was.Reason == reasonEnds:
			ended = append(ended, *it)
			continue
		case was.Outcome == casebook.ReportRejected:
			refused = append(refused, *it)
			continue
		default:
			it.ahead, ahead = true, true
			l.set(at, f)
		}
		out = append(out, *it)
	}
	return append(append(out, refused...), ended...)
}

// nameless is before the mark of a file whose name is not kept.
const nameless = "\x00"

// unread is what the ledger says of a file before it is read. Where a person
// chose whose files are taken, somebody else's name would be kept with it.
func (j *job) unread(it *item) casebook.ReportFile {
	f := casebook.ReportFile{Path: it.stored, Bytes: it.size, Mark: it.mark}
	if j.Only != nil {
		f.Path = ""
	}
	return f
}

// others tells whether a file is known, without reading it, to be none of those
// that a person chose, and notes it as such.
func (j *job) others(it *item) bool {
	if mine, known := j.whose(it); mine || !known || it.reject != "" {
		return false
	}
	j.met[strings.ToLower(it.path)] = true // it is on the disc
	j.apart(it)
	return true
}

// apart notes a file that is not among what a person chose: it counts nowhere.
func (j *job) apart(it *item) {
	j.report.Apart++
	j.progress.TotalFiles--
	j.progress.TotalBytes -= it.size
	if it.slot > 0 {
		j.journal.ledger.set(it.slot-1, casebook.ReportFile{Outcome: casebook.ReportApart, Bytes: it.size, Mark: it.mark})
	}
	j.journal.dealt(it.mark, it.place)
}

// opened notes that an archive was taken apart, and gives what in it is to be
// read.
func (j *job) opened(archive *item, items []item) []item {
	l := &j.journal.ledger
	if j.see != nil { // a look: there is no report
		j.progress.TotalFiles += len(items) - 1
		j.progress.TotalBytes -= archive.size
		for i := range items {
			j.progress.TotalBytes += items[i].size
		}
		return items
	}
	at := archive.slot - 1
	listed := l.files[at].Outcome == casebook.ReportOpened
	f := j.unread(archive) // its name may say whose it is
	f.Outcome, f.Bytes = casebook.ReportOpened, 0
	l.set(at, f)
	items = j.plan(items, listed)
	j.recount()
	return items
}

// recount brings progress up to the ledger and to the report.
func (j *job) recount() {
	j.pace.ahead(j.journal.ledger.files)
	p := &j.progress
	p.TotalFiles, p.TotalBytes = 0, 0
	for i := range j.journal.ledger.files {
		if f := &j.journal.ledger.files[i]; f.Outcome != casebook.ReportOpened && f.Outcome != casebook.ReportApart {
			p.TotalFiles++
			p.TotalBytes += f.Bytes
		}
	}
}

// again finds a file in what stood there before, and tells whether it is to be
// read; at is -1 for one that is new, or another than it was.
func (l *ledger) again(it *item) (at int, read bool) {
	place := it.stored
	if len(l.known[place]) == 0 {
		place = nameless + it.mark
	}
	was := l.known[place]
	best := -1
	for i, at := range was {
		f := &l.files[at]
		switch {
		case f.Mark == it.mark:
			best = i
		case best < 0 && open(f):
			best = i
		}
		if f.Mark == it.mark {
			break
		}
	}
	if best < 0 {
		for _, at := range was {
			if l.files[at].Outcome == casebook.ReportOpened { // packed anew: only what is new in it is read
				l.files[at].Mark = it.mark
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

// goneBefore notes which files are gone that were to be read before one that is read
// now, and tells whether there are such: all else that lay before it was met
// again, or lies in an archive that comes later.
func (l *ledger) goneBefore(it *item) bool {
	gone, archive := false, around(it.stored)
	for _, slots := range l.known {
		for _, at := range slots {
			f := l.files[at]
			if f.Outcome != casebook.ReportUnread || at > it.slot-1 && around(f.Path) == archive {
				continue
			}
			f.Outcome, f.Reason = casebook.ReportRejected, reasonRemoved
			l.set(at, f)
			gone = true
		}
	}
	return gone
}

// around is the archive that a file of a report lies in; "" none.
func around(stored string) string { return stored[:max(0, strings.LastIndex(stored, "!/"))] }

// gone settles what stood there before and was not met again, once all was
// looked at: what was not read is named as not taken.
func (j *job) gone() {
	l := &j.journal.ledger
	if !l.resumed {
		return
	}
	l.known[""] = append(l.known[""], l.kept...)
	for _, slots := range l.known {
		for _, at := range slots {
			f := l.files[at]
			if !open(&f) {
				continue
			}
			if f.Outcome == casebook.ReportUnread {
				f.Reason = reasonRemoved
			}
			it := item{path: j.given(f.Path), stored: f.Path, size: f.Bytes, mark: f.Mark, slot: at + 1}
			j.report.add(&it, Rejected, f.Reason).Type = f.Type
			j.count(Rejected)
		}
	}
	l.known, l.kept = map[string][]int{}, nil
}

// given is a stored place as it is reported.
func (j *job) given(stored string) string {
	for i, name := range j.journal.row.Value.Sources {
		if rest, ok := strings.CutPrefix(stored, name); ok && i < len(j.Paths) && (rest == "" || rest[0] == '/' || strings.HasPrefix(rest, "!/")) {
			return strings.TrimRight(slash(j.Paths[i]), "/") + rest
		}
	}
	return stored
}

// takeOver begins the report with what an earlier run of the import did. What
// was refused is tried again.
func (j *job) takeOver(records map[casefile.RecordID]*casebook.Record) {
	for i := range j.journal.ledger.files {
		f := &j.journal.ledger.files[i]
		if f.Outcome == casebook.ReportApart {
			j.report.Apart++
			j.journal.dealt(f.Mark)
			continue
		}
		if _, some := j.journal.ledger.within[f.Path]; f.Outcome == casebook.ReportOpened && !some {
			j.journal.dealt(f.Mark)
		}
		if open(f) || f.Outcome == casebook.ReportOpened {
			continue
		}
		out := File{Path: j.given(f.Path), Outcome: Outcome(f.Outcome), Reason: f.Reason, Type: f.Type, Bytes: f.Bytes, Record: f.Record, stored: f.Path, slot: i + 1}
		if f.Mark != "" {
			out.marks = append(out.marks, f.Mark)
		}
		if rec, ok := records[f.Record]; ok {
			out.SHA256 = rec.SHA256
			if d := rec.DICOM; d != nil {
				out.StudyUID, out.SeriesUID, out.SOPInstanceUID = d.StudyUID, d.SeriesUID, d.SOPInstanceUID
				j.report.placeRecord(&out, rec)
				if sopclass.Kind(d.SOPClassUID) == "directory" {
					j.older = append(j.older, declared{rec: f.Record, path: out.Path, base: path.Dir(out.Path)})
				}
			}
		}
		if f.Outcome == casebook.ReportLater {
			out.Outcome = Duplicate
		}
		j.report.Bytes += f.Bytes
		j.count(out.Outcome)
		j.progress.Files++
		j.progress.Bytes += f.Bytes
		j.report.Files = append(j.report.Files, out)
	}
	j.journal.told = len(j.report.Files)
}

// entry is what the ledger says of a file of the report.
func (f *File) entry() casebook.ReportFile {
	e := casebook.ReportFile{Path: f.stored, Outcome: string(f.Outcome), Reason: f.Reason, Type: f.Type, Bytes: f.Bytes, Record: f.Record}
	if len(f.marks) > 0 {
		e.Mark = f.marks[0]
	}
	return e
}

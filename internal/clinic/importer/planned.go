package importer

import (
	"strings"

	"oso/internal/clinic/casebook"
)

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

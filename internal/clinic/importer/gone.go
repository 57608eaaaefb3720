package importer

import (
	"path"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/sopclass"
)

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
			it := item{path: j.given(&f), stored: f.Path, size: f.Bytes, mark: f.Mark, slot: at + 1, from: f.Source}
			j.report.add(&it, Rejected, f.Reason).Type = f.Type
			j.count(Rejected)
		}
	}
	l.known, l.kept = map[string][]int{}, nil
}

// given is where a file of the report lies, as it is reported.
func (j *job) given(f *casebook.ReportFile) string {
	x := &j.journal.row.Value
	n := x.SourceOf(f)
	if n < 0 || n >= len(j.Paths) {
		return f.Path
	}
	rest, _ := x.Inside(f, n)
	return strings.TrimRight(slash(j.Paths[n]), "/") + rest
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
		out := File{Path: j.given(f), Outcome: Outcome(f.Outcome), Reason: f.Reason, Type: f.Type, Bytes: f.Bytes, Record: f.Record, stored: f.Path, from: f.Source, slot: i + 1}
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
	e := casebook.ReportFile{Path: f.stored, Outcome: string(f.Outcome), Reason: f.Reason, Type: f.Type, Bytes: f.Bytes, Record: f.Record, Source: f.from}
	if f.ahead {
		e.Outcome, e.Reason, e.Type = casebook.ReportUnread, "", ""
	}
	if len(f.marks) > 0 {
		e.Mark = f.marks[0]
	}
	return e
}

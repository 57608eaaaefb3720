package importer

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"strings"

	"oso/internal/deed"
)

// ofProgram tells what belongs to a disc's viewer or another program and was
// not chosen by itself. What may hold records stays in doubt: nobody has looked
// inside, and a person decides.
func ofProgram(it *item, u *understood) bool {
	starts := strings.EqualFold(path.Base(it.stored), "autorun.inf")
	if it.given || u.dicom != nil || u.pdf != nil || len(u.people) > 0 || len(u.discrepancies) > 0 || u.reason == reasonLeftover && !starts {
		return false
	}
	file := deed.Item{Kind: deed.ItemRecord, Path: it.stored, MediaType: u.media}
	return file.Companion()
}

// leaveOut reports a file that is not stored because nobody needs it.
func (j *job) leaveOut(it *item, u *understood) {
	code, reason := codePrograms, reasonPrograms
	if link(it.stored) {
		code, reason = codeLinks, reasonElsewhere
	}
	f := j.report.add(it, LeftOut, reason)
	f.Type = u.media
	j.report.warn(code, "", reason, it.path)
	if it.place != "" {
		f.marks = append(f.marks, it.place)
	}
}

// link tells by its name what only says where something else is.
func link(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".lnk", ".url", ".webloc":
		return true
	}
	return false
}

// refuse reports a file that cannot be read.
func (j *job) refuse(it *item, err error) error {
	if j.away(it, err) {
		if j.see != nil {
			return lookedAway()
		}
		return awayError()
	}
	if !j.concerns(it) {
		return nil
	}
	reason := reasonBroken
	switch {
	case errors.Is(err, errBadEntry):
		reason = reasonBadEntry
	case errors.Is(err, errExpands):
		reason = reasonExpands
	case errors.Is(err, errSlow):
		reason = reasonSlow
	case fromDrive(err) == nil:
		reason = reasonOfEntry(err)
	case errors.Is(err, errReader):
		reason = reasonReader
	case errors.Is(err, errHollow):
		reason = reasonHollow
		j.report.warn(codeHollow, "", reasonHollow, it.path)
	case errors.Is(err, errChanged):
		reason = reasonChanged
		if it.place != "" { // it will be another file by the next time
			it.mark = it.place
		}
	case errors.Is(err, fs.ErrPermission):
		reason = reasonNoAccess
	case errors.Is(err, fs.ErrNotExist):
		reason = reasonGone
	}
	f := j.report.add(it, Rejected, reason)
	if reason == reasonHollow {
		f.Type = typeEmpty
	}
	j.count(Rejected)
	return nil
}

const reasonEnds = "The program ended more than once while it was reading this file, so it was passed by and all else goes on. Tell OSO, and ask for the file in another form. To try it again, add this file by itself."

// passBy refuses the file that ended the program more than once: what is read
// one by one after a kill is committed one by one, so it is the first that is left
// of what was ahead, or in an archive that was taken apart before the first in there.
// What was refused before, what came since and what is not read at all is another.
// Nobody can say whose it is, so that each case hears of it. Where one that comes
// before it is not there any more, it may have been that one: which are gone is made to
// last, so that if the program ends here again, it is this one.
func (j *job) passBy(ctx context.Context, it *item) (bool, error) {
	if !j.stuck || !it.ahead || it.reject != "" {
		return false, nil
	}
	j.stuck = false
	if j.journal.ledger.goneBefore(it) {
		return false, j.commit(context.WithoutCancel(ctx), false)
	}
	j.report.add(j.unnamed(*it), Rejected, reasonEnds)
	j.count(Rejected)
	return true, nil
}

// unnamed is a file as a case hears of it that nobody could read: where a person
// chose others, without its name, which may say whose it is.
func (j *job) unnamed(it item) *item {
	if !j.Only.Takes(nil, it.chosen()) {
		it.path, it.stored = "", ""
	}
	return &it
}

// errReader says that what reads files failed over the bytes of one.
var errReader = errors.New("reader failed over a file")

const reasonReader = "Reading it failed, which is a fault of this program, or the file is made to bring about such. It was not taken; all else was. Tell OSO, and ask for the file in another form."

// safely keeps a fault over the bytes of one file, which nobody vetted, from
// ending the whole import. What writes into the vault is not run in it.
func safely(read func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = errReader
		}
	}()
	return read()
}

package importer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/container"
	"oso/internal/deed"
	"oso/internal/dicom"
	"oso/internal/errs"
)

// once does everything for one file, unless the vault is locked.
func (j *job) once(ctx context.Context, it *item) error {
	if err := j.locked(); err != nil {
		return err
	}
	passed, err := j.passBy(ctx, it)
	if err != nil {
		return err
	}
	j.progress.Path = ""
	if mine, _ := j.whose(it); mine {
		j.progress.Path = it.path
	}
	if !passed { // for what is told here may end the program once more
		j.tell(false)
	}
	j.met[strings.ToLower(it.path)] = true
	start, archive, apart := j.progress.Bytes, false, j.report.Apart
	j.pace.begin(it, j.Now(), start)
	defer func() {
		switch {
		case archive:
			return
		case j.report.Apart > apart: // the case hears nothing of it
			j.progress.Bytes = start
		default: // whatever was read of it, its bytes are done
			j.progress.Bytes = start + it.size
			j.progress.Files++
		}
		j.pace.done(it.size, j.Now())
	}()
	if passed {
		return nil
	}
	if it.reject != "" {
		if j.concerns(it) {
			j.report.add(it, Rejected, it.reject)
			j.count(Rejected)
		}
		return nil
	}
	var b *body
	err = safely(func() (err error) { b, err = it.open(); return err })
	if errs.Is(err, errs.VaultLocked) {
		return err
	}
	if err != nil {
		return j.refuse(it, err)
	}
	opened := false
	defer func() {
		if !opened {
			b.close()
		}
	}()
	var u understood
	err = safely(func() (err error) { u, err = j.understand(ctx, it, b); return err })
	if ctx.Err() != nil {
		return nil // neither read nor in the report
	}
	if err != nil {
		return j.refuse(it, err)
	}
	if container.Opens(u.media) && u.reason == "" {
		below := len(j.held)
		opened = true
		j.held = append(j.held, b.close)
		var items []item
		var k kind
		err := safely(func() (err error) { items, k, err = j.entries(ctx, it, b, u.media); return err })
		switch {
		case errs.Is(err, errs.VaultLocked) || ctx.Err() != nil:
			j.release(below)
			return err
		case err != nil:
			defer j.release(below)
			return j.refuse(it, err)
		case items != nil:
			archive = true
			if err := j.unpack(ctx, it, items); err != nil || ctx.Err() != nil {
				return err
			}
			// Before the archive is closed: what is not committed may be read again.
			if len(j.pending) > 0 && (it.depth == 0 || len(j.held) > below+2) {
				if err := j.whileOpen(ctx, func() error { return j.commit(context.WithoutCancel(ctx), false) }); err != nil {
					return err
				}
			}
			if len(j.pending) == 0 {
				j.release(below)
			}
			j.journal.dealt(it.mark, it.place)
			return nil
		}
		defer func() {
			if len(j.pending) == 0 {
				j.release(below)
			}
		}()
		if u.media, u.reason = k.media, k.reason; k.code != "" {
			u.find(k.code, k.reason)
		} else {
			u.readOffice(b)
		}
	}
	if it.unsure {
		u.find(string(dicom.LettersGuessed), nameGuessed)
	}
	switch {
	case j.see != nil:
		j.show(it, b.size, &u)
		return nil
	case !takes(j.Only, it, &u): // a person chose others: nothing of it comes into this case
		j.apart(it)
		return nil
	case ofProgram(it, &u):
		j.leaveOut(it, &u)
		return nil
	}
	j.progress.Path = it.path
	return j.store(ctx, it, b, &u)
}

const nameGuessed = "The names of these files are in old letters that nobody names and that can be read in more than one way, so they may be wrong here. What is in the files is as it was. Compare the names with those on the computer that they come from."

const (
	codePrograms   = "programs-left-out"
	reasonPrograms = "It is a program, such as the viewer of a disc, or a part of one. It holds nothing about the patient, is never run here, and was left out. To keep it all the same, add this file by itself."
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
	f := j.report.add(it, LeftOut, reasonPrograms)
	f.Type = u.media
	j.report.warn(codePrograms, "", reasonPrograms, it.path)
	if it.place != "" {
		f.marks = append(f.marks, it.place)
	}
}

// refuse reports a file that cannot be read.
func (j *job) refuse(it *item, err error) error {
	if j.see == nil && j.away(it, err) {
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

// store writes the file into the case unless its bytes are there, and reports
// it.
func (j *job) store(ctx context.Context, it *item, b *body, u *understood) error {
	if j.book.mayHave(u, b.size) {
		sum, in, err := j.hash(ctx, b)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return j.refuse(it, err)
		}
		if rec, ok := j.book.sums[sum]; ok {
			j.settle(it, u, Duplicate, rec, sum, in)
			return nil
		}
	}
	var w *casebook.Writer
	var err error
	j.source.write(func() { w, err = j.batch.NewRecord() })
	if err != nil {
		return err
	}
	discard := func() { j.source.write(w.Discard) }
	src, err := b.stream()
	if err != nil {
		discard()
		return j.refuse(it, err)
	}
	defer src.Close()
	in := &countingReader{ctx: ctx, r: src, j: j}
	_, err = io.Copy(fenced{j.source, w}, in)
	if err == nil {
		err = in.whole(b)
	}
	if err != nil {
		discard()
		switch {
		case ctx.Err() != nil:
			return nil
		case in.err != nil: // the source's fault, not the vault's
			return j.refuse(it, in.err)
		}
		return err
	}
	if j.source.write(func() { err = w.Close() }); err != nil {
		return err
	}
	if rec, ok := j.book.sums[w.Record.SHA256]; ok {
		sum := w.Record.SHA256
		w.Discard()
		j.settle(it, u, Duplicate, rec, sum, in)
		return nil
	}
	j.fill(&w.Record, it, u)
	outcome := Imported
	if u.reason != "" {
		outcome = Kept
	}
	j.pending = append(j.pending, &pendingFile{it, len(j.report.Files)})
	j.settle(it, u, outcome, w.Record.Record, w.Record.SHA256, in)
	if next := j.journal.items; it.depth == 0 && len(next) > 0 && next[0].path == it.path {
		j.journal.items = j.journal.items[1:] // with what is committed now
	}
	return j.commitIfDue(context.WithoutCancel(ctx))
}

// fill sets what the record's row says beside its bytes.
func (j *job) fill(r *casebook.Record, it *item, u *understood) {
	r.Kind, r.Path, r.MediaType, r.Kept = deed.ItemRecord, it.stored, u.media, u.reason
	if d := u.dicom; d != nil {
		number, _ := strconv.Atoi(d.InstanceNumber)
		r.Frames = d.Image
		r.DICOM = &deed.DICOMRef{
			StudyUID: d.StudyInstanceUID, SeriesUID: d.SeriesInstanceUID,
			SOPInstanceUID: d.SOPInstanceUID, SOPClassUID: d.SOPClassUID, Modality: d.Modality,
			StudyDate: d.StudyDate, Study: d.StudyDescription, Series: d.SeriesDescription, Number: number,
			AccessionNumber: d.AccessionNumber, ReferringPhysician: d.Referrer,
		}
	}
	m := metaOf(u)
	m.RawName = []byte(it.raw)
	r.Meta = m.encode()
}

// settle reports a stored or duplicate file and what was found in it.
func (j *job) settle(it *item, u *understood, outcome Outcome, rec casefile.RecordID, sum string, in *countingReader) {
	reason := u.reason
	if outcome == Duplicate && in.n > 0 {
		reason = ""
	}
	switch {
	case reason != "":
	case it.since == reasonAltered && outcome == Duplicate:
		reason = reasonTouched
	default:
		reason = it.since
	}
	f := j.report.add(it, outcome, reason)
	f.Type, f.SHA256, f.Record, f.Bytes = u.media, sum, rec, in.n
	f.marks = append(f.marks, contentMark(in.crc, in.n))
	if it.place != "" {
		f.marks = append(f.marks, it.place)
	}
	j.report.Bytes += in.n
	j.count(outcome)
	if d := u.dicom; d != nil {
		f.StudyUID, f.SeriesUID, f.SOPInstanceUID = d.StudyInstanceUID, d.SeriesInstanceUID, d.SOPInstanceUID
		j.report.placeImage(f, d)
		if d.Directory != nil {
			j.dirs = append(j.dirs, declared{rec: rec, path: it.path, base: path.Dir(it.path), files: d.Directory.Files})
		}
	}
	j.judge(it.path, it.stored, u, rec, sum)
}

// hash reads the file for its SHA-256.
func (j *job) hash(ctx context.Context, b *body) (string, *countingReader, error) {
	src, err := b.stream()
	if err != nil {
		return "", nil, err
	}
	defer src.Close()
	h := sha256.New()
	in := &countingReader{ctx: ctx, r: src}
	if _, err := io.Copy(h, in); err != nil {
		return "", nil, err
	}
	return hex.EncodeToString(h.Sum(nil)), in, in.whole(b)
}

// countingReader tells progress as bytes come, ends with ctx, and remembers
// whether it was the source that failed.
type countingReader struct {
	ctx context.Context
	r   io.Reader
	j   *job // nil: no progress
	n   int64
	crc uint32
	err error
}

// whole tells, once all was read, whether that is what was opened and judged:
// a file that was cut or written to meanwhile is not.
func (c *countingReader) whole(b *body) error {
	switch {
	case c.err != nil:
	case c.n != b.size, b.same != nil && !b.same():
		c.err = errChanged
	case b.touched != nil && b.touched():
		again, err := b.stream()
		if err != nil {
			c.err = err
			break
		}
		defer again.Close()
		x := &countingReader{ctx: c.ctx, r: again}
		if _, c.err = io.Copy(io.Discard, x); c.err == nil && (x.n != c.n || x.crc != c.crc || !b.same()) {
			c.err = errChanged
		}
	}
	return c.err
}

func (c *countingReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		c.err = err
		return 0, err
	}
	if c.j != nil {
		if err := c.j.locked(); err != nil {
			return 0, err // not the source's fault
		}
	}
	var n int
	err := safely(func() (err error) { n, err = c.r.Read(p); return err })
	c.n += int64(n)
	c.crc = crc32.Update(c.crc, crc32.IEEETable, p[:n])
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	if c.j != nil {
		c.j.progress.Bytes += int64(n)
		c.j.tell(false)
	}
	return n, err
}

func (j *job) uncount(o Outcome) {
	switch o {
	case Imported:
		j.progress.Imported--
	case Kept:
		j.progress.Kept--
	case Duplicate:
		j.progress.Duplicate--
	case Rejected:
		j.progress.Rejected--
	}
}

func (j *job) count(o Outcome) {
	switch o {
	case Imported:
		j.progress.Imported++
	case Kept:
		j.progress.Kept++
	case Duplicate:
		j.progress.Duplicate++
	case Rejected:
		j.progress.Rejected++
	}
}

package importer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"io"
	"path"
	"strconv"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
)

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
	in := &countingReader{ctx: ctx, r: src, j: j, trail: &trail{}}
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
	if err := u.readTrail(ctx, b, in.trail); err != nil {
		discard()
		if ctx.Err() != nil {
			return nil
		}
		return j.refuse(it, err)
	}
	j.fill(&w.Record, it, u)
	outcome := Imported
	if u.reason != "" {
		outcome = Kept
	}
	j.pending = append(j.pending, &pendingFile{it: it, file: len(j.report.Files)})
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

	trail *trail // nil: nothing else is noticed
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
	if c.trail != nil {
		c.trail.see(p[:n])
	}
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

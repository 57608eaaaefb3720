package dicom

import (
	"context"
	"io"

	"oso/internal/errs"
	"oso/internal/identity"
)

// Inside is what is found by the marks of DICOM files within a file of any kind.
type Inside struct {
	At     []int64           // the marks with which an object begins
	People []identity.Person // whom these and what is behind them name, each once
	Partly bool              // a bound was reached before all was looked at
}

// ReadInside looks at what stands at marks ("DICM", PS3.10 7.1) within the file of size
// bytes behind r: only what reads as an object counts. Marks ascend. However many there
// are, it reads a fixed number of times as much as the file has. The error is that ctx
// ended.
func ReadInside(ctx context.Context, r io.ReaderAt, size int64, marks []int64, lim Limits) (Inside, error) {
	const preamble = 128
	lim = lim.withDefaults()
	timed, cancel := context.WithTimeout(ctx, lim.Time)
	defer cancel()
	w := &walk{lim: lim, spare: budgetOf(lim, size), met: map[int64]bool{}}
	var in Inside
	for _, mark := range marks {
		at := mark - preamble
		if at < 0 {
			at = mark // the preamble is not here
		}
		if _, met := w.met[at]; !met {
			c := newCursor(timed, r, size)
			c.off = at
			if _, _, err := w.more(c); err != nil {
				if ctx.Err() != nil {
					return Inside{}, errs.Wrap(ctx.Err(), errs.Canceled, "read DICOM", "Reading was stopped. What was read before is kept.")
				}
				in.Partly = true
			}
		}
		if w.met[at] {
			in.At = append(in.At, mark)
		}
		if *w.spare <= 0 || timed.Err() != nil {
			break
		}
	}
	in.People = w.others
	for _, f := range w.discrepancies {
		in.Partly = in.Partly || f.Code == Uncompared
	}
	return in, nil
}

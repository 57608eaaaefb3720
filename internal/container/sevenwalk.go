package container

import (
	"bufio"
	"errors"
	"io"
)

// short is an end that came too early, or what came instead.
func short(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return ErrDamaged
	}
	return err
}

// sevenWalk goes through a header. After an error it stands still.
type sevenWalk struct {
	r       *bufio.Reader
	left    int64 // bytes of the header ahead
	most    int64
	memory  int64   // that one folder may need
	needs   []int64 // of each folder
	err     error
	folders int64
	coders  int64
	ends    int64 // inputs and outputs of all coders
	divided bool  // it says which files are in the streams
	locked  bool
}

func (w *sevenWalk) fail(err error) {
	if w.err == nil {
		w.err = err
	}
	w.left = 0
}

func (w *sevenWalk) byte() byte {
	if w.left < 1 {
		w.fail(ErrDamaged)
		return sevenEnd
	}
	w.left--
	b, err := w.r.ReadByte()
	if err != nil {
		w.fail(short(err))
		return sevenEnd
	}
	return b
}

func (w *sevenWalk) skip(n uint64) {
	if n > uint64(w.left) {
		w.fail(ErrDamaged)
		return
	}
	w.left -= int64(n)
	if _, err := w.r.Discard(int(n)); err != nil {
		w.fail(short(err))
	}
}

func (w *sevenWalk) number() (v uint64) {
	first := w.byte()
	for i, mask := 0, byte(0x80); i < 8; i, mask = i+1, mask>>1 {
		if first&mask == 0 {
			return v | uint64(first&(mask-1))<<(8*i)
		}
		v |= uint64(w.byte()) << (8 * i)
	}
	return v
}

func (w *sevenWalk) numbers(n int64) {
	for range n {
		if w.number(); w.err != nil {
			return
		}
	}
}

// marks passes over a bit for each of n, and counts those that are set.
func (w *sevenWalk) marks(n int64) (set uint64) {
	for ; n > 0 && w.err == nil; n -= 8 {
		b := w.byte()
		for i := range min(n, 8) {
			set += uint64(b >> (7 - i) & 1)
		}
	}
	return set
}

// values passes over a value of a size for each of n that has one.
func (w *sevenWalk) values(n int64, external bool, size uint64) {
	set := uint64(n)
	if w.byte() == 0 {
		set = w.marks(n)
	}
	if external && w.byte() != 0 {
		w.fail(ErrMethod)
	}
	w.skip(set * size)
}

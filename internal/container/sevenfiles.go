package container

// substreams is how many files each folder has, and how large they are.
func (w *sevenWalk) substreams() {
	files, sizes := w.folders, int64(0)
	id := w.byte()
	if id == sevenStreams {
		files = 0
		for range w.folders {
			n := w.count(w.most)
			files, sizes = files+n, sizes+max(0, n-1)
			if w.err != nil {
				return
			}
		}
		id = w.byte()
	}
	if files > w.most {
		w.fail(ErrFull)
		return
	}
	if id == sevenSize {
		w.numbers(sizes)
		id = w.byte()
	}
	w.sums(id, files)
}

// mostSought is how often at most the library looks at a folder to find those
// of all files.
const mostSought = 1 << 32

func (w *sevenWalk) files() {
	n := w.count(w.most)
	if n*w.folders > mostSought {
		w.fail(ErrFull)
	}
	var met [256]bool
	var empty uint64
	for w.err == nil {
		property := w.byte()
		if property == sevenEnd {
			return
		}
		if met[property] && property != sevenDummy {
			w.fail(ErrDamaged)
		}
		met[property] = true
		size := w.number()
		switch property {
		case sevenEmpty:
			empty = w.marks(n)
		case sevenHollow:
			w.marks(int64(empty))
		case sevenCTime, sevenATime, sevenMTime:
			w.values(n, true, 8)
		case sevenMode:
			w.values(n, true, 4)
		case sevenName:
			w.names(n, size)
		case sevenDummy:
			w.skip(size)
		default:
			w.fail(ErrMethod)
		}
	}
}

// names passes over names of two bytes a letter, each with a zero behind it.
func (w *sevenWalk) names(n int64, size uint64) {
	if size < 1 || size > uint64(w.left) || w.byte() != 0 {
		w.fail(ErrDamaged)
		return
	}
	for ; size > 2 && w.err == nil; size -= 2 {
		if low, high := w.byte(), w.byte(); low|high != 0 {
			continue
		}
		if n--; n < 0 {
			w.fail(ErrDamaged)
		}
	}
	w.skip(size - 1)
}

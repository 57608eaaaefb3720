package clinical

import (
	"archive/zip"
	"errors"
	"io"
	"math"
)

// mostListed is how many bytes are read to find out what is in a document that is
// a ZIP by form. Real ones have some thousand parts, of a hundred bytes each.
const mostListed = 4 << 20

var errListed = errors.New("more parts than any document has")

// OpenZIP opens a document that is a ZIP by form. The library makes an entry of
// all that looks like one, however many the file says that there are, so what
// it may read of the list is bounded.
func OpenZIP(r io.ReaderAt, size int64) (*zip.Reader, error) {
	l := &listed{r, mostListed}
	z, err := zip.NewReader(l, size)
	l.left = math.MaxInt64
	return z, err
}

type listed struct {
	io.ReaderAt
	left int64
}

func (l *listed) ReadAt(p []byte, off int64) (int, error) {
	if l.left < int64(len(p)) {
		return 0, errListed
	}
	if l.left != math.MaxInt64 {
		l.left -= int64(len(p))
	}
	return l.ReaderAt.ReadAt(p, off)
}

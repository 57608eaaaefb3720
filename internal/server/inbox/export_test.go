package inbox

import (
	"bytes"
	"context"
)

// TakeApart gives what a mail is taken apart into, for fuzzing.
func TakeApart(data []byte) (parts [][]byte, lost []string) {
	l := readMail(data)
	for _, p := range l.parts {
		parts = append(parts, p.data)
	}
	if w := l.words(); w != "" {
		parts = append(parts, []byte(w))
	}
	return parts, l.lost
}

// PartTIFF gives pages first to last, from 1 on, as a file of their own; nil where
// that is not possible. It looks at each page of the whole, too.
func PartTIFF(data []byte, first, last int) []byte {
	p := pagesOf(bytes.NewReader(data), int64(len(data)))
	if p == nil || first < 1 || last > len(p.at) || first > last {
		return nil
	}
	p.sheets(context.Background())
	out, err := p.part(first-1, last-1)
	if err != nil {
		return nil
	}
	return out
}

package inbox

import "bytes"

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
// that is not possible.
func PartTIFF(data []byte, first, last int) []byte {
	p := pagesOf(bytes.NewReader(data), int64(len(data)))
	if p == nil || first < 1 || last > len(p.at) || first > last {
		return nil
	}
	out, err := p.part(first-1, last-1)
	if err != nil {
		return nil
	}
	return out
}

// LookAt decodes each page of a TIFF of at most so many dots, and says how many were.
func LookAt(data []byte, dots int) int {
	p := pagesOf(bytes.NewReader(data), int64(len(data)))
	if p == nil {
		return 0
	}
	p.dots = dots
	looked := 0
	for i := range p.at[:min(len(p.at), 4)] {
		if p.picture(i) != nil {
			looked++
		}
	}
	return looked
}

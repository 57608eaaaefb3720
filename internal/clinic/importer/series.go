package importer

import "strconv"

// seriesMet counts the instances of one series and finds gaps in their
// numbering.
type seriesMet struct {
	at       int // place in the report
	uids     map[string]bool
	numbers  map[int]bool
	unclear  bool // an instance without a usable number, or a number twice
	low, top int
}

func newSeriesMet(at int) *seriesMet {
	return &seriesMet{at: at, uids: map[string]bool{}, numbers: map[int]bool{}}
}

// add counts an instance once.
func (s *seriesMet) add(uid, number string) {
	if uid != "" {
		if s.uids[uid] {
			return
		}
		s.uids[uid] = true
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || s.numbers[n] {
		s.unclear = true
		return
	}
	if len(s.numbers) == 0 {
		s.low, s.top = n, n
	}
	s.numbers[n] = true
	s.low, s.top = min(s.low, n), max(s.top, n)
}

func (s *seriesMet) instances() int { return max(len(s.uids), len(s.numbers)) }

// missing is how many numbers are absent between the lowest and the highest.
// Only stacks are numbered without gaps: ultrasound, films and reports are not.
// Gaps larger than the series are another way of numbering, not missing images.
func (s *seriesMet) missing(modality string) int {
	switch modality {
	case "CT", "MR", "PT", "NM", "OT":
	default:
		return 0
	}
	if s.unclear || len(s.numbers) < 2 {
		return 0
	}
	gap := s.top - s.low + 1 - len(s.numbers)
	if gap > 4*len(s.numbers) {
		return 0
	}
	return gap
}

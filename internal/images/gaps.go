package images

import "slices"

// Numbers counts the images of one series by their numbers. It is the one rule for
// what is missing: of the import, which asks a person, of the letter to the place that
// made the images, and of whoever looks at them.
type Numbers struct {
	Images   int         // all
	met      map[int]int // how many images have a number
	unclear  int         // images without a number that can be used
	low, top int
	said     int // images that it has, as an archive once counted them; 0: nobody said
}

// Add counts an image; known: it has a number.
func (s *Numbers) Add(number int, known bool) {
	s.Images++
	if !known || number < -1<<31 || number >= 1<<31 {
		s.unclear++
		return
	}
	if len(s.met) == 0 {
		s.met, s.low, s.top = map[int]int{}, number, number
	}
	s.met[number]++
	s.low, s.top = min(s.low, number), max(s.top, number)
}

// Counted notes how many images an archive said that the series has.
func (s *Numbers) Counted(said int) { s.said = max(s.said, said) }

// Gaps is what the numbers of a series say.
type Gaps struct {
	Missing int      // images that are absent by them
	Ranges  [][2]int // the numbers that no image has, or fewer than most numbers, from and to; where it is sure
	First   int      // the lowest number, where images before it may be absent; else 0
	Sure    bool     // the numbering is regular enough to say so
	Counted bool     // it is no number that says so but the archive's count
	Images  int
	Unclear int // images of which the numbers say nothing
}

// Gaps is what numbers say and, where they say nothing, what an archive counted:
// the last images of a series leave no gap.
func (s *Numbers) Gaps(modality string) Gaps {
	g := s.numbered(modality)
	if g.Missing == 0 && s.said > s.Images {
		g.Missing, g.Sure, g.Counted = s.said-s.Images, true, true
	}
	return g
}

// numbered compares the numbers with those between the lowest and the highest. Only
// stacks are numbered without gaps: ultrasound, films and reports are not.
//
// Echoes, phases and times of one stack may have the same numbers: then each
// number is there as often as most are.
func (s *Numbers) numbered(modality string) Gaps {
	g := Gaps{Sure: true, Images: s.Images}
	switch modality {
	case "CT", "MR", "PT", "NM", "OT":
	default:
		return g
	}
	if s.Images < 2 {
		return g
	}
	if g.Unclear = s.unclear; s.unclear > 0 {
		g.Sure = false
	}
	if len(s.met) < 2 || s.stepped() {
		return g
	}
	// Some makers begin at 101 or 1001; any other high number may be what is left
	// of very many images.
	if s.low > 1 && (s.low-1 <= 4*s.Images || (s.low-1)%100 != 0) {
		g.First = s.low
	}
	times, having := s.usual()
	g.Missing = times * (s.top - s.low + 1 - len(s.met))
	for _, n := range s.met {
		g.Missing += max(0, times-n)
	}
	// More gaps than images, or numbers that stand now once and now twice: it
	// may be numbered in another way.
	if g.Missing > 4*s.Images || 3*having < 2*len(s.met) {
		g.Sure = false
	}
	if g.Sure {
		g.Ranges = s.absent(times)
	}
	return g
}

// absent are the numbers that fewer images have than most.
func (s *Numbers) absent(times int) (out [][2]int) {
	numbers := make([]int, 0, len(s.met))
	for n, k := range s.met {
		if k >= times {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	next := s.low
	for _, n := range append(numbers, s.top+1) {
		if n > next {
			out = append(out, [2]int{next, n - 1})
		}
		next = n + 1
	}
	return out
}

// usual is how often most numbers stand, and how many stand so often; the
// larger of two that are met alike.
func (s *Numbers) usual() (times, having int) {
	met := map[int]int{}
	for _, n := range s.met {
		met[n]++
	}
	for n, k := range met {
		if k > having || k == having && n > times {
			times, having = n, k
		}
	}
	return times, having
}

// stepped tells whether the numbers go up by one step that is larger than one,
// as some makers number.
func (s *Numbers) stepped() bool {
	k := len(s.met) - 1
	if k < 3 || (s.top-s.low)%k != 0 {
		return false
	}
	step := (s.top - s.low) / k
	if step < 2 {
		return false
	}
	for n := s.low; n <= s.top; n += step {
		if s.met[n] == 0 {
			return false
		}
	}
	return true
}

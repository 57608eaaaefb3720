package proofread

// neighbors is what the nearest mention before and after says, of the same part of the
// body: in the sentence before or behind, in the same sentence, and set apart from it.
func (l *leaning) neighbors(f []float64, n int) []float64 {
	m := &l.letter[n]
	t := m.t
	cue := t.has(t.clause(m.at), apartWords)
	for _, d := range [2]int{-1, 1} {
		var far, near, apart, joined float64
		for k := n + d; k >= 0 && k < len(l.letter) && l.letter[k].passage == m.passage; k += d {
			x := &l.letter[k]
			gap := t.in[m.at] - t.in[x.at]
			if gap < -1 || gap > 1 {
				break
			}
			if x.heart || !related(m, x) && !x.general && !m.general {
				continue
			}
			v := m.toward(x.side)
			between := span{min(m.end, x.end), max(m.at, x.at)}
			if gap == 0 && between.to-between.from <= 4 && t.has(between, joins) && !t.has(between, apartWords) {
				joined = v
			}
			switch {
			case cue || t.has(between, apartWords):
				apart = v
			case gap == 0:
				near = v
			default:
				far = v
			}
			break
		}
		f = append(f, far, near, apart, joined)
	}
	return f
}

// manner is how the clause speaks of the side that everything is about, or of the other.
func (l *leaning) manner(f []float64, m *bearing) []float64 {
	asked, c := m.toward(l.e.asks(m.mention)), m.t.clause(m.at)
	main := asked
	if main == 0 {
		main = m.toward(l.main)
	}
	where := func(is bool, v float64) {
		if !is {
			v = 0
		}
		f = append(f, v)
	}
	where(m.sound, asked)
	where(m.past, asked)
	where(m.t.has(c, apartWords), asked)
	where(m.t.leads(m.mention), asked)
	where(m.t.acts(m.mention), asked)
	for _, words := range cues {
		where(m.t.has(c, words), main)
	}
	where(m.general, main)
	where(true, main)
	where(m.sound, main)
	where(m.past, main)
	where(m.question >= 0, main)
	where(m.sound, 1)
	where(m.past, 1)
	return append(f, float64(min(len(m.name), 3)))
}

package proofread

// unseen tells whether a sentence says itself that something was not looked at, or
// that it goes by what others wrote.
func (t *text) unseen(s span) bool {
	for i := s.from; i < s.to; i++ {
		switch t.all[i].s {
		case "according", "reportedly", "unavailable", "unseen", "quoted", "quotes", "reports":
			return true
		case "not", "unable", "cannot", "never", "neither", "without":
			for j := i + 1; j < s.to && j <= i+6; j++ {
				switch t.all[j].s {
				case "see", "seen", "seeing", "view", "viewed", "review", "reviewed", "look", "looked", "open", "opened", "read", "available", "sent", "received", "assess", "judge", "inspect":
					return true
				}
			}
		case "report":
			if t.is(i+1, "of", "on") || t.is(i-1, "the", "your") && t.has(s, set("by says states describes according")) {
				return true
			}
		}
	}
	return false
}

// seen finds a study that a letter speaks of and that its author has marked as not
// seen.
func (r *reader) seen(passage int, t *text, d *saidDate) {
	if d.d == 0 || t.unseen(t.sentence(d.at)) {
		return
	}
	modality := r.isRecord(t, d)
	var found *Study
	r.work.spend(len(r.facts.Studies))
	for i := range r.facts.Studies {
		s := &r.facts.Studies[i]
		if !s.Date.Equal(d.time()) && !(d.swapped && s.Date.Equal(d.other())) {
			continue
		}
		if s.Seen {
			if modality == "" || modality == "record" || s.Modality == modality {
				return
			}
			continue
		}
		if modality == "" || modality == "record" || s.Modality == modality {
			found = s
		}
	}
	if found == nil {
		return
	}
	p := &r.letter.Passages[passage]
	from, to := t.all[d.at].at, t.all[d.end-1].end
	r.found = append(r.found, Finding{
		Kind: Unseen, Part: p.Part, Passage: passage, Start: from, End: to, Words: p.Text[from:to], Source: found.Name, Record: found.Record,
		Says: "You have marked this as not seen.",
	})
}

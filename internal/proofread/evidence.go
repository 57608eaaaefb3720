package proofread

import (
	"slices"
	"strings"
)

// evidence is what the sources say of sides.
type evidence struct {
	all []said
	// asked is the one side that the questions speak of, by the region and by what it
	// lies in; "both". inQuestion is that of one question.
	asked      map[region]string
	parted     bool // a question names a part of the body with its side
	inQuestion map[int]string
}

// said is a mention of the sources.
type said struct {
	mention
	source  int
	implied bool // the record speaks of this side alone
}

func newEvidence(r *reader) *evidence {
	e := &evidence{asked: map[region]string{}, inQuestion: map[int]string{}}
	for i := range r.sources {
		t := &r.sources[i]
		list := mentions(t)
		list = list[:min(len(list), mostMentions)]
		for _, m := range list {
			e.all = append(e.all, said{mention: m, source: i})
			q := r.facts.Sources[i].Question
			if q < 0 || m.heart {
				continue
			}
			if m.sound || m.added { // "the other one, too?" asks about it as well
				for _, g := range m.regions {
					e.asked[g] = one(e.asked[g], m.side)
				}
				continue
			}
			e.inQuestion[q] = one(e.inQuestion[q], m.side)
			e.asked[""] = one(e.asked[""], m.side) // of anything
			e.parted = e.parted || len(m.regions) > 0
			wide := map[region]bool{}
			for _, g := range m.regions {
				e.asked[g] = one(e.asked[g], m.side)
				if w := wider[g]; w != "" && !wide[w] {
					wide[w] = true
					e.asked[w] = one(e.asked[w], m.side)
				}
			}
		}
		e.imply(t, i, list)
	}
	return e
}

// one is the side of two, or "both".
func one(had, side string) string {
	if had != "" && had != side {
		return "both"
	}
	return side
}

// imply gives the sentences of a record that name a region without a side the one
// side that the record has of it.
func (e *evidence) imply(t *text, source int, list []mention) {
	sides := map[region]string{}
	has := map[int]bool{}
	for _, m := range list {
		has[t.in[m.at]] = true
		for _, g := range m.regions {
			sides[g] = one(sides[g], m.side)
		}
	}
	if len(sides) == 0 {
		return
	}
	for j := range t.all {
		g := regionOf(t.all[j].s)
		if side := sides[g]; g != "" && side != "" && side != "both" && !has[t.in[j]] {
			has[t.in[j]] = true
			m := mention{side: side, at: j, end: j + 1, regions: []region{g}}
			m.sound, _ = t.soundAt(j)
			e.all = append(e.all, said{m, source, true})
			if len(has) > mostMentions {
				return
			}
		}
	}
}

// word1 is what one word tells that stands by both; in whole numbers, so that the
// order in which they are added is nothing.
const word1 = 12

// alike are words that say the same of a part of the body, by one of them.
var alike = func() map[string]string {
	out := map[string]string{}
	for _, list := range []string{
		"gone removed absent lost missing resected excised nephrectomy oophorectomy orchiectomy enucleated amputated amputation removal",
		"operated operation surgery released release repaired repair replaced replacement stripped sutured fixed sewn operative",
		"tumor tumour mass lesion cancer carcinoma malignancy neoplasm adenocarcinoma growth", "stone stones calculus calculi",
		"weak weakness paresis paretic hemiparesis palsy paralysis paralyzed droop", "deaf deafness hearing hears audiogram",
		"narrow narrowed narrowing stenosis stenosed stenotic", "tear torn rupture ruptured re-tear", "clot thrombus thrombosis thrombosed dvt",
		"broken broke fracture fractured", "swollen swelling swells edema oedema lymphedema", "numb numbness tingling paresthesia paresthesias",
		"implant prosthesis arthroplasty tka tha", "biopsy biopsied core aspirate", "worn arthritis arthrosis osteoarthritis degenerative", "small smaller shrunken atrophic atrophy",
		"ache aches pain pains painful hurts hurt", "bleed bleeding hemorrhage bled", "graft bypass", "vision acuity sees sight",
		"open patent permeable", "occluded closed occlusion blocked", "worse worsening worsened", "blind sightless amblyopia lazy amblyopic",
	} {
		words := strings.Fields(list)
		for _, w := range words {
			out[w] = words[0]
		}
	}
	return out
}()

// same is what stands for a word: the one of those that say the same, or its stem.
func same(w string) string {
	if a := alike[w]; a != "" {
		return a
	}
	return stem(w)
}

// mostMentions is how many of one source are known.
const mostMentions = 1500

// asks is the one side on which the questions ask about a mention's region.
func (e *evidence) asks(m *mention) string {
	for _, g := range m.regions {
		if side := e.asked[g]; side != "" {
			return side
		}
	}
	if len(m.regions) == 0 || !e.parted {
		return e.asked[""]
	}
	for _, g := range m.regions { // of what it lies in, or beside
		if side := e.asked[wider[g]]; side != "" {
			return side
		}
		for _, near := range beside[g] {
			if side := e.asked[near]; side != "" {
				return side
			}
		}
	}
	return ""
}

// named compares what has a side in its name: only the same words with another
// side are another.
func (e *evidence) named(m *mention) *quote {
	if len(m.words) < 2 {
		return nil
	}
	var found *quote
	for n := range e.all {
		s := &e.all[n]
		if !slices.Equal(s.words, m.words) {
			continue
		}
		if s.side == m.side {
			return nil
		}
		found = &quote{s.source, s.at, s.end}
	}
	return found
}

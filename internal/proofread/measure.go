package proofread

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// amount is a number with its unit.
type amount struct {
	at, end int // tokens
	number  float64
	unit    string  // as it is compared: "mm", "mg/dl"
	kind    string  // of what it is an amount: length, mass, mass/volume, ...
	value   float64 // in the kind's own unit
}

// units by what they are of, each in the kind's own unit.
var units = map[string]struct {
	kind   string
	factor float64
}{
	"µm": {"length", 0.001}, "um": {"length", 0.001}, "mm": {"length", 1}, "cm": {"length", 10}, "m": {"length", 1000}, "millimeters": {"length", 1}, "millimetres": {"length", 1},
	"centimeters": {"length", 10}, "centimetres": {"length", 10}, "millimeter": {"length", 1}, "millimetre": {"length", 1}, "centimeter": {"length", 10}, "centimetre": {"length", 10},
	"mm²": {"area", 1}, "cm²": {"area", 100}, "m²": {"area", 1e6}, "mm2": {"area", 1}, "cm2": {"area", 100}, "m2": {"area", 1e6},
	"cm³": {"volume", 1}, "mm³": {"volume", 0.001}, "cc": {"volume", 1}, "ml": {"volume", 1}, "l": {"volume", 1000}, "dl": {"volume", 100}, "µl": {"volume", 0.001}, "ul": {"volume", 0.001}, "fl": {"volume", 1e-12},
	"kg": {"mass", 1e6}, "g": {"mass", 1000}, "mg": {"mass", 1}, "µg": {"mass", 0.001}, "ug": {"mass", 0.001}, "mcg": {"mass", 0.001}, "ng": {"mass", 1e-6}, "pg": {"mass", 1e-9},
	"micrograms": {"mass", 0.001}, "milligrams": {"mass", 1}, "grams": {"mass", 1000}, "microgram": {"mass", 0.001}, "milligram": {"mass", 1}, "gram": {"mass", 1000},
	"mol": {"moles", 1}, "mmol": {"moles", 1e-3}, "µmol": {"moles", 1e-6}, "umol": {"moles", 1e-6}, "nmol": {"moles", 1e-9}, "pmol": {"moles", 1e-12}, "meq": {"eq", 1},
	"iu": {"units", 1}, "u": {"units", 1}, "miu": {"units", 0.001}, "mu": {"units", 0.001}, "units": {"units", 1}, "ku": {"units", 1000},
	"mmhg": {"pressure", 1}, "kpa": {"pressure", 7.50062}, "cmh2o": {"pressure", 0.735559},
	"gy": {"dose", 1}, "cgy": {"dose", 0.01}, "msv": {"msv", 1}, "mbq": {"activity", 1}, "mci": {"activity", 37},
	"hu": {"hu", 1}, "bpm": {"rate", 1}, "hz": {"hz", 1}, "khz": {"hz", 1000}, "db": {"db", 1}, "ms": {"ms", 1}, "min": {"min", 1}, "h": {"h", 1}, "s": {"s", 1}, "hr": {"h", 1}, "day": {"day", 1}, "d": {"day", 1},
	"degrees": {"degrees", 1}, "degree": {"degrees", 1}, "percent": {"percent", 1}, "%": {"percent", 1}, "°": {"degrees", 1}, "diopters": {"diopters", 1},
}

// over are units that may only stand below a stroke, or are too short to be one by
// themselves.
var over = set("min h s hr day d")

// amounts finds numbers with units.
func amounts(t *text) []amount {
	var out []amount
	for i := range t.all {
		if t.all[i].kind != number || i > 0 && t.all[i].glued && (t.all[i-1].kind == word || t.is(i-1, "/", "-") && t.is(i+1, "and", "to")) {
			continue
		}
		if a, ok := t.amountAt(i); ok {
			out = append(out, a)
		}
	}
	return out
}

func (t *text) amountAt(i int) (a amount, ok bool) {
	s := strings.ReplaceAll(t.all[i].s, ",", "")
	if p := strings.IndexByte(t.all[i].s, ','); p >= 0 && len(t.all[i].s)-p != 4 && strings.Count(t.all[i].s, ",") == 1 && !strings.Contains(t.all[i].s, ".") {
		s = strings.ReplaceAll(t.all[i].s, ",", ".") // a decimal comma
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return a, false
	}
	j := i + 1
	if t.is(j, "-", "‑") && t.all[j].glued {
		j++
	}
	// 8 to 12 mm, 3 x 4 cm
	if t.is(j, "to", "x", "×", "by", "–", "and") || j > i+1 {
		k := j
		if t.is(j, "to", "x", "×", "by", "–", "and") {
			k++
		}
		for n := 0; n < 2 && k < len(t.all) && t.all[k].kind == number && t.in[k] == t.in[i]; n++ {
			j = k + 1
			if t.is(j, "x", "×") {
				k = j + 1
			} else {
				break
			}
		}
	}
	unit, kind, factor, end, is := t.unitAt(j)
	if !is {
		return a, false
	}
	a = amount{at: i, end: i + 1, number: v, unit: unit, kind: kind, value: v * factor}
	if j == i+1 || t.is(i+1, "-", "‑") {
		a.end = end
	}
	return a, true
}

func (t *text) unitAt(j int) (unit, kind string, factor float64, end int, ok bool) {
	if j >= len(t.all) {
		return
	}
	u, is := units[t.all[j].s]
	if !is || over[t.all[j].s] || t.is(j, "m", "f") && t.all[j].shout && t.all[j].glued || // 59M
		t.is(j, "u", "m", "l", "g", "h") && t.all[j].s == "u" && !t.all[j].upper {
		return
	}
	unit, kind, factor, end, ok = t.all[j].s, u.kind, u.factor, j+1, true
	if t.is(end, "/") || t.is(end, "per") {
		if d, is := units[t.at(end+1)]; is {
			unit += "/" + t.at(end+1)
			kind += "/" + d.kind
			factor /= d.factor
			end += 2
		}
	}
	return
}

// wanted are words by which a number is what ought to be, not what was measured.
var wanted = set(`less than more severe means raised criteria can stops given give may might recommend recommended increase increased reduce reduced raise lower target goal least most margin margins threshold limit
	trial trials guideline guidelines average mean median would should could up titrate titrated tapered maximum minimum start switch usual usually
	normal range reference above below over under within beyond exceeds exceed grow grown grew growth shrunk decreased rose fell fallen risen change`)

// changes are words by which a dose is to become another, or others' is given.
var changes = set(`to increase increased reduce reduced raise raised lower start starting switch target goal titrate titrated tapered maximum up change add less more
	than trial trials usual usually average mean at-least most least daily-dose exceed instead limit threshold between criteria severe means normal range below above`)

// measures finds numbers that a source has otherwise: with another unit, ten times
// as large, or of the same thing in the same words.
func (r *reader) measures() {
	type key struct {
		kind  string
		value float64
	}
	round := func(v float64) float64 { return math.Round(v*1e6) / 1e6 }
	have, numbers := map[key]quote{}, map[float64][]measured{}
	for i := range r.sources {
		t := &r.sources[i]
		for _, a := range amounts(t) {
			k := key{a.kind, round(a.value)}
			if _, had := have[k]; !had {
				have[k] = quote{i, a.at, a.end}
			}
			if list := numbers[a.number]; len(list) < mostPlaces {
				numbers[a.number] = append(list, measured{a, i})
			}
		}
	}
	for i := range r.passages {
		t := &r.passages[i]
		for _, a := range amounts(t) {
			if r.work.over() {
				return
			}
			if _, ok := have[key{a.kind, round(a.value)}]; ok || t.has(t.sentence(a.at), literature) {
				continue
			}
			if t.is(a.at-1, "over", "under", "above", "below", "exceeds", "exceeding", "than", "beyond", ">", "<", "≥", "≤") {
				continue // a limit
			}
			s := t.sentence(a.at)
			shared := r.index.alike(t, s).shared
			if q := r.otherUnit(&a, numbers[a.number], shared); q != nil {
				r.put(Measure, i, a.at, a.end, fmt.Sprintf("%s has the number with another unit.", r.facts.Sources[q.source].Name), q)
				continue
			}
			if a.kind == "percent" && t.has(s, set("year years")) { // of many, after so long
				continue
			}
			tens := false
			for _, f := range []float64{10, 0.1, 100, 0.01, 1000, 0.001} {
				q, ok := have[key{a.kind, round(a.value * f)}]
				told := ok && (shared[place{q.source, r.sources[q.source].in[q.at]}] > 0 || (f == 10 || f == 0.1) && len(t.all[a.at].s) > 1 && !t.has(t.clause(a.at), wanted))
				if told && (f == 10 || f == 0.1 || a.kind != "percent") {
					r.put(Measure, i, a.at, a.end, fmt.Sprintf("%s has %s.", r.facts.Sources[q.source].Name, factorWords(f)), &q)
					tens = true
					break
				}
			}
			if tens || t.has(t.clause(a.at), changes) {
				continue
			}
			if q := r.measuredOtherwise(t, &a, t.has(t.clause(a.at), wanted)); q != nil {
				r.put(Measure, i, a.at, a.end, fmt.Sprintf("%s has another number.", r.facts.Sources[q.source].Name), q)
			}
		}
	}
}

type measured struct {
	amount
	source int
}

func factorWords(f float64) string {
	if f > 1 {
		return fmt.Sprintf("%.0f times as much", f)
	}
	return fmt.Sprintf("a %.0fth of it", 1/f)
}

// otherUnit finds the same number with another unit of the same kind.
func (r *reader) otherUnit(a *amount, list []measured, shared map[place]int) *quote {
	for _, b := range list {
		if b.unit == a.unit || b.value == a.value {
			continue
		}
		if b.kind == a.kind && shared[place{b.source, r.sources[b.source].in[b.at]}] > 0 {
			return &quote{b.source, b.at, b.end}
		}
	}
	return nil
}

// measuredOtherwise finds the same thing with another number: what stands right
// before it in the letter stands so there, or the sentences are much alike.
func (r *reader) measuredOtherwise(t *text, a *amount, loose bool) *quote {
	of := headOf(t, a.at)
	shared := r.index.alike(t, t.sentence(a.at)).shared
	return r.index.closest(t, t.sentence(a.at), 1, func(p place) (found quote, ok bool) {
		x := &r.sources[p.source]
		n := 0
		for j, in := x.sentences[p.sentence].from, x.sentences[p.sentence]; j < in.to; j++ {
			if x.all[j].s == t.all[a.at].s { // "flexion left 85, right 110 degrees"
				return found, false
			}
		}
		for _, b := range r.index.measures[p] {
			if b.kind != a.kind {
				continue
			}
			if n++; of != "" && headOf(x, b.at) == of {
				return quote{p.source, b.at, b.end}, true
			}
			found = quote{p.source, b.at, b.end}
		}
		return found, !loose && n == 1 && shared[p] >= 3
	})
}

// headOf is the word that a number is said of, where that stands right before it.
func headOf(t *text, i int) string {
	s := t.sentence(i)
	for j := i - 1; j >= s.from && j >= i-4; j-- {
		if t.all[j].kind == word && t.all[j].says() {
			return stem(t.all[j].s)
		}
		if t.all[j].kind == number || t.is(j, ".", ";", ",") {
			break
		}
	}
	return ""
}

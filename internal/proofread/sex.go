package proofread

import "strings"

// pronouns and nouns by whose they are.
var (
	femalePronouns = set("she her hers herself")
	malePronouns   = set("he his him himself")
	femaleNouns    = set("woman lady girl female")
	maleNouns      = set("man gentleman boy male")

	// others are people beside the patient, by sex; "" where the word does not say.
	others = func() map[string]string {
		out := map[string]string{}
		for sex, words := range map[string]string{
			"female": "mother sister wife daughter aunt grandmother niece girlfriend mother-in-law mum mom stepmother midwife",
			"male":   "father brother husband son uncle grandfather nephew boyfriend dad stepfather",
			"": `dr doctor surgeon colleague physician radiologist pathologist oncologist cardiologist neurologist urologist gynecologist
				gynaecologist practitioner gp consultant prof professor partner parent cousin sibling twin fetus foetus baby infant
				newborn neonate donor child carer caregiver spouse relative guardian therapist anesthetist anaesthetist nurse`,
		} {
			for _, w := range strings.Fields(words) {
				out[w] = sex
			}
		}
		return out
	}()

	femaleOrgans = set(`uterus uterine ovary ovaries ovarian endometrium endometrial endometriosis vagina vaginal vulva vulvar pregnancy pregnant
		menopause menopausal postmenopausal premenopausal perimenopausal menstrual menstruation menses hysterectomy oophorectomy salpingectomy
		menarche fallopian myometrium fibroids lactating breastfeeding cesarean caesarean gravida adnexal`)
	maleOrgans = set(`prostate prostatic prostatectomy psa testis testes testicle testicular orchiectomy orchidectomy penis penile scrotum scrotal
		seminal vasectomy bph epididymis erectile ejaculation semen sperm turp`)
	// general are words by which a sentence speaks of others, or of many.
	general = set(`women men females males carriers families relatives trial trials study studies population approved people those daughters sons
		partners couples individuals relative related mother sister daughter aunt grandmother father brother son uncle grandfather family familial
		syndrome guideline guidelines cohort registry donor wife husband partner`)
)

// sexes finds what a letter says of the patient as of somebody of the other sex.
func (r *reader) sexes() {
	var wrong, right, nouns, organs map[string]bool
	var other string
	switch r.facts.Sex {
	case "female":
		wrong, right, nouns, organs, other = malePronouns, femalePronouns, maleNouns, maleOrgans, "male"
	case "male":
		wrong, right, nouns, organs, other = femalePronouns, malePronouns, femaleNouns, femaleOrgans, "female"
	default:
		return
	}
	says := "The patient is " + r.facts.Sex + "."
	kin := r.kin()
	// Somebody of the other sex whom the letter has spoken of at some length may be
	// spoken of again, beside the patient; since is how many sentences ago that was.
	since := 100
	for i := range r.passages {
		t := &r.passages[i]
		since += len(t.sentences)
		length := len(t.sentences)
		// Where somebody was last spoken of to whom the word may belong.
		last := -1
		about := func(at int) bool {
			if last < 0 || t.in[at]-t.in[last] > 1 {
				return false
			}
			// Who has no sex by the word is gone on about by the next sentence's subject.
			return t.in[at] == t.in[last] || !unsexed(t.at(last)) || at-t.sentence(at).from < 3
		}
		for j := range t.all {
			k := &t.all[j]
			if kin[k.s] && t.is(j-1, "your") {
				continue
			}
			if sex, is := others[k.s]; is && (sex == other || sex == "") && !(k.s == "child" && years20(r.facts)) && !t.isPatient(j) {
				last = j
				continue
			}
			if r.work.over() {
				return
			}
			switch {
			case wrong[k.s]:
				if about(j) {
					last, since = j, length-t.in[j] // and what follows, too
					continue
				}
				if since-length+t.in[j] <= 4 && t.has(t.sentence(j), right) {
					since = length - t.in[j]
					continue
				}
				if t.is(j+1, "/") || t.is(j-1, "/") || k.shout && k.end-k.at > 1 && !t.shouting(j) {
					continue
				}
				if r.toPatient || t.later(j, other) || t.is(j+1, "patients", "series", "cohort") {
					continue
				}
				r.put(Sex, i, j, j+1, says, nil)
			case nouns[k.s]:
				if !about(j) && t.personal(j) {
					r.put(Sex, i, j, j+1, says, nil)
				}
			case t.sexed(j) && k.s == other[:1]:
				r.put(Sex, i, j, j+1, says, nil)
			case organs[k.s]:
				s := t.sentence(j)
				if !about(j) && !t.has(s, general) && (t.has(s, right) || t.has(s, wrong) || t.has(s, patients) || t.is(j-1, "the")) {
					r.put(Sex, i, j, j+1, says, nil)
				}
			}
		}
	}
}

// unsexed tells whether a word is for somebody of either sex.
func unsexed(w string) bool {
	sex, is := others[w]
	return is && sex == ""
}

var patients = set("patient patient's mr mrs ms")

// years20 tells whether the patient is a child: a child is then the patient.
func years20(f Facts) bool { return !f.Born.IsZero() && age(f.Born, f.Today) < 18 }

// isPatient tells whether a word for somebody is part of how the patient is named:
// "this child", "your patient".
func (t *text) isPatient(j int) bool { return t.is(j+1, "patient") }

// shouting tells whether the letters around are capitals, too.
func (t *text) shouting(j int) bool {
	return j+1 < len(t.all) && t.all[j+1].shout || j > 0 && t.all[j-1].shout
}

// later tells whether a pronoun goes before whom it means, in the same clause:
// "in his letter, Dr. Haddad".
func (t *text) later(j int, sex string) bool {
	s := t.sentence(j)
	for i := j + 1; i < s.to && i < j+7; i++ {
		if t.is(i, "dr", "prof", "doctor", "professor") {
			return true
		}
	}
	return false
}

// personal tells whether a noun is for the patient rather than for anybody.
func (t *text) personal(j int) bool {
	if t.is(j-1, "a") && t.is(j-2, ",") && t.has(span{t.sentence(j).from, j}, patients) && t.is(j+1, "of") && t.numbered(j+2) { // "the patient, a man of 62"
		return true
	}
	for i := j - 1; i >= t.sentence(j).from && i >= j-5; i-- {
		switch t.at(i) {
		case "this", "your", "old", "aged", "y", "yo":
			return true
		case "the":
			return i == j-1 || t.is(i+1, "young", "elderly", "older")
		case "a":
			if i == j-1 && t.is(j+1, "in") && t.is(j+2, "his", "her") && tens[t.at(j+3)] > 0 {
				return true
			}
		case "if", "any", "every", "many", "other", "another", "in":
			return t.is(j+1, "who") && t.is(j+2, "is") && t.numbered(j+3) || t.is(j+1, "of", ",") && t.numbered(j+2) && !t.is(j+3, "-", "to")
		case "is", "was":
			return t.has(span{t.sentence(j).from, i}, patients) || t.is(i-1, "he", "she", "who")
		}
	}
	if t.is(j+1, "patient") {
		return true
	}
	return t.is(j+1, "of") && t.numbered(j+2) || t.is(j+1, "aged")
}

// sexed tells whether a letter is the sex behind an age: "61F", "61 yo M". Behind a
// temperature it is none.
func (t *text) sexed(j int) bool {
	if !t.all[j].shout {
		return false
	}
	if t.is(j-1, "yo", "old", "o") && !t.all[j].glued {
		return true
	}
	if _, ok := t.digits(j+2, 2, 2); ok && t.is(j+1, ",") && t.is(j+3, ",") && t.all[j].end-t.all[j].at == 1 && (j == t.sentence(j).from || t.is(j-1, ")")) { // "1) F, 44, cook"
		return true
	}
	n, ok := t.digits(j-1, 1, 2)
	return ok && t.all[j].glued && n < 95
}

// numbered tells whether a whole number stands at j, in digits or words.
func (t *text) numbered(j int) bool {
	if j >= len(t.all) {
		return false
	}
	_, _, ok := t.numberAt(j)
	return ok
}

// names finds somebody else's name with a title of everyday life.
func (r *reader) names() {
	if r.facts.Name == "" {
		return
	}
	known := map[string]bool{}
	know := func(s string) {
		t := scan(s, mostTokens, &work{})
		for i := range t.all {
			if t.all[i].kind == word {
				known[t.all[i].s] = true
			}
		}
	}
	know(r.facts.Name)
	for _, s := range r.facts.Also {
		know(s)
	}
	own := scan(r.facts.Name, mostTokens, &work{})
	for i := range r.passages {
		t := &r.passages[i]
		for j := range t.all {
			k := &t.all[j]
			if !k.upper || !t.is(j, "mr", "mrs", "ms", "miss") {
				continue
			}
			n := j + 1
			if t.is(n, ".") {
				n++
			}
			if n >= len(t.all) || t.in[n] != t.in[j] || t.all[n].kind != word || !t.all[n].upper || k.shout && k.end-k.at > 1 {
				continue
			}
			if len(r.kin()) > 0 { // who reads it bears the name as well
				continue
			}
			sex := "female"
			if k.s == "mr" {
				sex = "male"
			}
			mine := false
			end := n + 1
			for m := n; m < len(t.all) && m < n+4 && t.all[m].kind == word && t.all[m].upper; m++ {
				for o := range own.all {
					mine = mine || own.all[o].s == t.all[m].s
				}
				end = m + 1
			}
			switch {
			case mine && (r.facts.Sex == "female" || r.facts.Sex == "male") && sex != r.facts.Sex && !t.is(j-1, "and"):
				r.put(Sex, i, j, end, "The patient is "+r.facts.Sex+".", nil)
			case !mine && !known[t.all[n].s] && !known[t.all[end-1].s] && !r.named(t.all[end-1].s):
				r.put(Name, i, j, end, "The patient is called "+r.facts.Name+", and nobody in the case is called so.", nil)
			}
		}
	}
}

// named tells whether a source has the name.
func (r *reader) named(name string) bool { return r.index.words[name] }

package notify

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// common are words that a text to patients and payers may have whatever the notice:
// what courtesy, grammar and the office need. Nothing in it is of medicine, of work
// that is under way or done, or of something that is there to be read.
const common = `
a about above after again all already also always am an and any anything are as ask asked asking at away back be because been before below
best but by call called calling calls can cannot contact could date day days dear do does e-mail each early either every everything few fill first
for friday from further get give given gladly go good greetings had has have hello help here hour hours how however i if in into is it its
just keep kind kindly know last later least let like line little long look looks mail may me mean means moment monday month more morning most
much must my name need needed needs new next no nobody none not nothing now number of off office often on once one only open or other our
ours out over page pages part person phone please post possible question questions quite reach regards remember saturday say see send should simply
since sincerely so some somebody someone something soon sorry still such sunday sure take telephone tell than thank thanks that the their them then there
these they thing things this those through thursday time times to today together told tomorrow too tuesday under until up us use used very
wait waits want warm was way we wednesday week weeks welcome well were what when where whether which while who why will wish with within
without would write written yes yet you your yours`

// limited tells whether texts for an audience keep to a vocabulary: mails to them
// are the ones that may tell too much too early (property 1).
func limited(audience string) bool { return audience == "patient" || audience == "payer" }

// checkVocabulary holds a text for patients and payers to the words of the program's
// own text of the same notice, and to common ones. A list of what is forbidden would
// let through what nobody thought of. What allowed words say together is for the
// second person to read.
func (t *Templates) checkVocabulary(w Words) error {
	if !limited(w.Audience) {
		return nil
	}
	own, err := t.ownWords(w.Notice, w.Audience)
	if err != nil {
		return err
	}
	allowed := append(strings.Fields(common), own...)
	for _, part := range []struct{ name, text string }{{"Subject", w.Subject}, {"Text", w.Body}} {
		for n, line := range strings.Split(part.text, "\n") {
			for _, x := range wordsIn(line) {
				if !slices.Contains(allowed, x.word) {
					return wrong(w, fmt.Sprintf("%s, line %d, column %d: “%s” is none of the words that mails to patients and payers keep to, which are those of the program’s own text of this notice and common ones", part.name, n+1, x.column, short(x.word)))
				}
			}
		}
	}
	return nil
}

// ownWords are those of the program's own text, whether there is a copy and a page
// or not.
func (t *Templates) ownWords(notice, audience string) ([]string, error) {
	var out []string
	for _, v := range []Values{{Copy: true}, {Copy: true, URL: "x"}} {
		subject, body, err := t.words(notice, audience, v)
		if err != nil {
			return nil, err
		}
		for _, x := range wordsIn(subject + " " + body) {
			out = append(out, x.word)
		}
	}
	return out, nil
}

type placedWord struct {
	word   string // in small letters, with one kind of apostrophe
	column int    // in characters, from 1
}

// wordsIn are the words of a line with where they begin; places in braces and
// figures are none.
func wordsIn(line string) []placedWord {
	var out []placedWord
	inside := false // of braces
	begin := -1
	end := func(at int) {
		if begin >= 0 {
			word := strings.Trim(strings.ToLower(strings.ReplaceAll(line[begin:at], "’", "'")), "'-")
			if word != "" {
				out = append(out, placedWord{word, utf8.RuneCountInString(line[:begin]) + 1})
			}
		}
		begin = -1
	}
	for i, r := range line {
		switch {
		case r == '{':
			end(i)
			inside = true
		case r == '}':
			inside = false
		case inside:
		case unicode.IsLetter(r) || unicode.IsMark(r) || begin >= 0 && (r == '\'' || r == '’' || r == '-'):
			if begin < 0 {
				begin = i
			}
		default:
			end(i)
		}
	}
	end(len(line))
	return out
}

package vault

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"oso/internal/errs"
)

// minPassphrase is how many characters a passphrase has at least.
const minPassphrase = 14

// minRest is how many are left at least without what is said again and without
// walks over the keyboard.
const minRest = 12

//go:embed common.txt
var commonList string

// CheckPassphrase refuses what is too short or easily guessed: kind
// WeakPassphrase. user is the sign-in name, which may not be most of it.
func CheckPassphrase(passphrase, user string) error {
	p := norm.NFC.String(passphrase)
	if utf8.RuneCountInString(p) < minPassphrase {
		return errs.E(errs.WeakPassphrase, "check passphrase", "The passphrase is too short. Nothing was changed. Use at least 14 characters, such as five words that do not belong together.")
	}
	if guessable(p, strings.ToLower(user)) {
		return errs.E(errs.WeakPassphrase, "check passphrase", "This passphrase is easily guessed. Nothing was changed. Use five or six words that do not belong together.")
	}
	return nil
}

// guessable tells whether the passphrase is a common one with figures and
// signs around it, a run like 123456, one short piece over and over, or so few
// words, names, years and walks over the keyboard that a program that tries them
// in the order of their use would come to it.
func guessable(p, user string) bool {
	core := plain(strings.ToLower(p))
	if distinct(core) < 5 || distinct(unrun(core)) < 5 || repeats(core) {
		return true
	}
	word := strings.TrimFunc(core, unicode.IsDigit)
	if word == "" {
		word = core
	}
	common := strings.Fields(commonList)
	if word == plain(user) || slices.Contains(common, word) || slices.Contains(common, readFigures(word)) {
		return true
	}
	rest := once(unwalk(p))
	return utf8.RuneCountInString(rest) < minRest || guesses(rest, append([]string{user}, common...)) < minGuesses
}

// plain are the letters and figures of s.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// readFigures reads p4ssw0rd as password.
func readFigures(s string) string {
	return strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t").Replace(s)
}

// unrun takes out every third and later letter of a run: equal letters, or
// each the next of the one before.
func unrun(s string) string {
	all := []rune(s)
	var out []rune
	var step rune
	length := 0
	for i, r := range all {
		if i > 0 {
			d := r - all[i-1]
			if d == step && d >= -1 && d <= 1 {
				length++
			} else {
				step, length = d, 1
			}
		}
		if length < 2 {
			out = append(out, r)
		}
	}
	return string(out)
}

// repeats tells whether s is one piece of at most eight letters again and
// again.
func repeats(s string) bool {
	for n := 1; n <= 8 && n < len(s); n++ {
		if strings.HasPrefix(strings.Repeat(s[:n], len(s)/n+1), s) {
			return true
		}
	}
	return false
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

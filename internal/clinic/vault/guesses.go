package vault

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/trustelem/zxcvbn"
)

// minGuesses is the decimal logarithm of how many tries a passphrase must
// withstand: with 600,000 rounds each, a thousand graphics cards take years.
const minGuesses = 15

// looked is how many characters are looked at; more can only be better, and
// the time grows with their third power.
const looked = 64

// guesses estimates, as a decimal logarithm, how many tries a program needs that
// knows words, names, dates, sequences, keyboards and what people make of them.
// known are words of this place.
func guesses(p string, known []string) float64 {
	if r := []rune(p); len(r) > looked {
		p = string(r[:looked])
	}
	sum := 0.0
	for _, m := range zxcvbn.PasswordStrength(p, known).Sequence {
		switch {
		case m.Pattern != "bruteforce":
			sum += math.Log10(max(m.Guesses, 1))
		case mixed(m.Token):
			sum += 1.7 * float64(len([]rune(m.Token))) // of some fifty signs
		default:
			sum += float64(len([]rune(m.Token))) // a word that the lists do not have is still a word
		}
	}
	return sum
}

// mixed tells whether capitals, small letters, figures and signs are mixed as
// nobody does in a word.
func mixed(token string) bool {
	kinds := map[int]bool{}
	for i, r := range token {
		switch {
		case unicode.IsDigit(r):
			kinds[0] = true
		case unicode.IsUpper(r) && i > 0:
			kinds[1] = true
		case unicode.IsLetter(r):
			kinds[2] = true
		default:
			kinds[3] = true
		}
	}
	return len(kinds) > 1
}

// piece is the shortest that counts as said again, or as a walk.
const piece = 4

// once takes out what was said before: Summer2026Summer is Summer2026.
func once(p string) string {
	all := []rune(p)
	var out []rune
	low := func(r []rune) string { return strings.ToLower(string(r)) }
	for i := 0; i < len(all); {
		n := 0
		for n < len(all)-i && strings.Contains(low(out), low(all[i:i+n+1])) {
			n++
		}
		if n >= piece {
			i += n
			continue
		}
		out = append(out, all[i])
		i++
	}
	return string(out)
}

// rows of keyboards that the estimate does not know.
func keyboardRows() []string {
	return []string{
		"qwertzuiopü", "yxcvbnm", "asdfghjklöä", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "zxcvbnm", "asdfghjklñ",
		"йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю",
	}
}

// unwalk leaves of every walk along a row, either way, its first character.
func unwalk(p string) string {
	rows := keyboardRows()
	for _, row := range keyboardRows() {
		r := []rune(row)
		slices.Reverse(r)
		rows = append(rows, string(r))
	}
	all := []rune(p)
	var out []rune
	for i := 0; i < len(all); i++ {
		out = append(out, all[i])
		longest := 1
		for _, row := range rows {
			n := 1
			for n < len(all)-i && strings.Contains(row, strings.ToLower(string(all[i:i+n+1]))) {
				n++
			}
			longest = max(longest, n)
		}
		if longest >= piece {
			i += longest - 1
		}
	}
	return string(out)
}

package vault

import (
	"crypto/rand"
	_ "embed"
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"oso/internal/errs"
)

// minPassphrase is how many characters a passphrase has at least.
const minPassphrase = 14

// generatedWords of a list of 1,024 or more give 60 bits or more; with
// 600,000 rounds of PBKDF2 in front that is out of reach.
const generatedWords = 6

//go:embed words.txt
var wordList string

//go:embed common.txt
var commonList string

// CheckPassphrase refuses what is too short or easily guessed: kind
// WeakPassphrase. user is the sign-in name, which may not be most of it.
func CheckPassphrase(passphrase, user string) error {
	p := norm.NFC.String(passphrase)
	if utf8.RuneCountInString(p) < minPassphrase {
		return errs.E(errs.WeakPassphrase, "check passphrase", "The passphrase is too short. Nothing was changed. Use at least 14 characters, or let the program make six words for you.")
	}
	if guessable(strings.ToLower(p), strings.ToLower(user)) {
		return errs.E(errs.WeakPassphrase, "check passphrase", "This passphrase is easily guessed. Nothing was changed. Use words that do not belong together, or let the program make six words for you.")
	}
	return nil
}

// guessable tells whether the passphrase is a common one, dressed up with
// figures and signs, or repeats little over and over.
func guessable(p, user string) bool {
	core := letters(p)
	if core == "" && distinct(p) < 8 || distinct(p) < 5 {
		return true
	}
	if user != "" && len(letters(user)) > 3 {
		core = strings.ReplaceAll(core, letters(user), "")
	}
	// What is left when common words are taken out must still be something.
	for word := range strings.Lines(commonList) {
		if w := strings.TrimSpace(word); len(w) > 3 {
			core = strings.ReplaceAll(core, letters(w), "")
			p = strings.ReplaceAll(p, w, "")
		}
	}
	return distinct(p) < 5 || core == "" && distinct(p) < 8 && letters(p) != p
}

// letters are the letters of s, with the usual figures read as the letters
// that they stand for.
func letters(s string) string {
	s = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i").Replace(s)
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// GeneratePassphrase is six words of our list with hyphens between.
func GeneratePassphrase() string {
	words := strings.Fields(wordList)
	out := make([]string, generatedWords)
	for i := range out {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(words))))
		if err != nil {
			panic(err) // the random source never fails since Go 1.24
		}
		out[i] = words[n.Int64()]
	}
	return strings.Join(out, "-")
}

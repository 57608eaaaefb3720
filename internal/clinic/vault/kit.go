package vault

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"oso/internal/errs"
	"oso/internal/seal"
)

// kitSize is how many random bytes a recovery kit holds: 160 bits.
const kitSize = 20

// kitAlphabet is Crockford's: no I, L, O, U, so that no letter is taken for a
// figure.
const kitAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

func kitEncoding() *base32.Encoding {
	return base32.NewEncoding(kitAlphabet).WithPadding(base32.NoPadding)
}

// newKit makes a kit's secret.
func newKit() []byte {
	b := make([]byte, kitSize)
	rand.Read(b)
	return b
}

// kitSum is the check group: it finds mistyping, nothing else.
func kitSum(secret []byte) string {
	h := sha256.Sum256(append([]byte("oso/kit-sum/v1"), secret...))
	return kitEncoding().EncodeToString(h[:])[:4]
}

// formatKit is eight groups of four and the check group.
func formatKit(secret []byte) string {
	s := kitEncoding().EncodeToString(secret) + kitSum(secret)
	var groups []string
	for ; len(s) > 0; s = s[4:] {
		groups = append(groups, s[:4])
	}
	return strings.Join(groups, "-")
}

// ParseKit finds the recovery kit in what somebody typed, or in the whole
// text of a kit's file. Spaces, dashes, case and the confusion of O with 0
// and of I or L with 1 do not matter. A mistyped one is of kind Invalid.
func ParseKit(text string) ([]byte, error) {
	if b, ok := readKit(text); ok {
		return b, nil
	}
	for line := range strings.Lines(text) {
		if b, ok := readKit(line); ok {
			return b, nil
		}
	}
	return nil, errs.E(errs.Invalid, "read recovery kit", "This is not a whole recovery kit: nine groups of four letters and figures. Nothing was changed. Compare it with the paper, group by group.")
}

func readKit(s string) ([]byte, bool) {
	s = strings.NewReplacer("-", "", " ", "", "\t", "", "\r", "", "\n", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(s))
	if len(s) != kitSize*8/5+4 {
		return nil, false
	}
	b, err := kitEncoding().DecodeString(s[:kitSize*8/5])
	if err != nil || kitSum(b) != s[kitSize*8/5:] {
		return nil, false
	}
	return b, true
}

// kitText is what is printed.
func kitText(vault, kit string) string {
	return "OSO recovery kit\n\n" +
		"Vault " + vault + "\n\n" +
		"    " + kit + "\n\n" +
		"These nine groups open the vault when a passphrase is lost or the computer\n" +
		"is replaced. Print this page, keep it locked away from the computer, and\n" +
		"delete the file. Whoever holds it can read the vault.\n"
}

// checkKitPlace refuses a kit inside the data folder.
func checkKitPlace(path, dataDir string) error {
	inside, err := Within(path, dataDir)
	if err != nil {
		return err
	}
	if inside {
		return errs.E(errs.Refused, "write recovery kit", "The recovery kit may not lie in the data folder: whoever copies the folder would have its key. Nothing was changed. Name another place, best a removable one.")
	}
	return nil
}

// writeKit writes the kit where the person asked, never over another file,
// and makes it last.
func writeKit(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return errs.Wrap(fs.ErrExist, errs.Conflict, "write recovery kit", "There is a file of that name already. Nothing was changed. Name another place for the recovery kit.")
	}
	if err != nil {
		return fileErr(err, "write recovery kit")
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		err = fileErr(err, "write recovery kit")
	} else {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		os.Remove(path) // what opens nothing
	}
	return err
}

// Within tells whether path lies in dir, links followed. The file itself need
// not be there; its folder must.
func Within(path, dir string) (bool, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return false, fileErr(err, "find folder")
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(abs))
	if err != nil {
		return false, fileErr(err, "find folder")
	}
	root, err := filepath.Abs(dir)
	if err != nil {
		return false, fileErr(err, "find folder")
	}
	if r, err := filepath.EvalSymlinks(root); err == nil {
		root = r
	}
	rel, err := filepath.Rel(root, folder)
	if err != nil {
		return false, nil // another drive
	}
	return rel == "." || rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)), nil
}

// kitSlotKeys are the keys that the kit's secret gives: one that wraps, one
// that hand-overs are encrypted to.
func kitSlotKeys(secret, salt []byte) (seal.Key, *seal.OpeningKey, error) {
	seed := expand(secret, salt, infoKitOpening)
	opening, err := seal.OpeningKeyFrom(append([]byte(nil), seed[:]...))
	seed.Wipe()
	return expand(secret, salt, infoKit), opening, err
}

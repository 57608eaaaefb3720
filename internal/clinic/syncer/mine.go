package syncer

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
)

func roleOf(c deed.Code) casebook.Role {
	if c.Staff {
		return casebook.Staff
	}
	return casebook.Physician
}

// Mine refuses a code that is not for the user who has the vault open, with kind
// Refused: of another role, of another person than OSO confirmed this user as,
// or of a person whose name shares no word with the sign-in name. The last is
// not refused where as, the name that the user confirmed to be their own, is the
// code's. Nobody is asked, and the code stays good.
func (s *Syncer) Mine(code, as string) error {
	c, _, err := deed.ParseCode(code)
	if err != nil {
		return err
	}
	return s.mine(c, as)
}

func (s *Syncer) mine(c deed.Code, as string) error {
	u := s.Vault.User()
	refuse := func(why, next string) error {
		return errs.E(errs.Refused, "check code", "This code is for "+c.Name+" of "+c.ClinicName+". "+why+" Nothing was changed, and the code is still good. "+next)
	}
	theirs := c.Name + " signs in with a user of their own at this workstation, and redeems it."
	if u.Role != roleOf(c) {
		is := map[casebook.Role]string{casebook.Physician: "a physician", casebook.Staff: "staff"}
		return refuse("It makes its owner "+is[roleOf(c)]+", and \""+u.Name+"\" uses this workstation as "+is[u.Role]+".", theirs)
	}
	var b deed.CertBody
	if u.Certificate != nil && seal.ReadBody(u.Certificate.Signed, &b) == nil && b.Subject != c.Person {
		return refuse("\""+u.Name+"\" is known to OSO as "+b.Name+".", theirs)
	}
	if as != "" {
		if slices.Equal(words(as), words(c.Name)) {
			return nil
		}
		return refuse("The name that was confirmed is another.", theirs)
	}
	if b.Subject == c.Person || shared(words(u.Name), words(c.Name)) {
		return nil
	}
	return refuse("You are signed in as \""+u.Name+"\".", "If you are "+c.Name+", say so and redeem it; else "+theirs)
}

// words are the words of a name without marks, titles and initials, in small
// letters.
func words(name string) []string {
	titles := []string{"dr", "prof", "professor", "doctor", "mr", "mrs", "ms", "md", "phd", "the", "of", "de", "van", "von", "la", "el", "al"}
	plain := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\'', r == '\u2019':
			return -1
		case unicode.IsLetter(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFKD.String(name))
	return slices.DeleteFunc(strings.Fields(plain), func(w string) bool {
		return len([]rune(w)) < 2 && w < "\u2e80" || slices.Contains(titles, w)
	})
}

func shared(a, b []string) bool {
	return slices.ContainsFunc(a, func(w string) bool { return slices.Contains(b, w) })
}

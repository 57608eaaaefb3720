package deed

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
)

func TestCodeAsTyped(t *testing.T) {
	t.Parallel()
	s := newService(t)
	c := Code{
		Demonstration: true, Secret: NewSecret(), Root: s.root.Public(), TLS: bytes.Repeat([]byte{7}, 32), Clinic: casefile.NewID(), Person: casefile.NewID(),
		Expires: day.Add(time.Hour), Staff: true, Name: "Dr. Amara Okonkwo-Reyes", ClinicName: "Clínica Santa Lucía",
	}
	text, err := c.Encode(s.issuing)
	if err != nil {
		t.Fatal(err)
	}
	got, signed, err := ParseCode(" " + strings.ToLower(strings.ReplaceAll(text, "-", "\n")))
	if err != nil || got.Clinic != c.Clinic || got.Secret != c.Secret || !got.Demonstration || !got.Expires.Equal(c.Expires) ||
		got.Person != c.Person || !got.Staff || got.Name != c.Name || got.ClinicName != c.ClinicName {
		t.Fatalf("%+v, %v", got, err)
	}
	if err := CheckCode(s.trust, got, signed, day); err != nil {
		t.Error(err)
	}
	if err := CheckCode(newService(t).trust, got, signed, day); !errs.Is(err, errs.Untrusted) {
		t.Errorf("another service: %v", err)
	}
	if err := CheckCode(s.trust, got, signed, day.Add(2*time.Hour)); !errs.Is(err, errs.Refused) {
		t.Errorf("after its time: %v", err)
	}
	signed.Body[3] ^= 1
	if err := CheckCode(s.trust, got, signed, day); !errs.Is(err, errs.Untrusted) {
		t.Errorf("changed: %v", err)
	}
	for _, bad := range []string{"", "OSO1", text[:len(text)-1], text + "A", "hello", strings.Replace(text, "OSO1", "OSO2", 1)} {
		if _, _, err := ParseCode(bad); !errs.Is(err, errs.Invalid) {
			t.Errorf("%.10q: %v", bad, err)
		}
	}
}

// The names in a code are one line that can be shown as it is, whatever was
// entered, and never cut in the middle of a character.
func TestNamesInACode(t *testing.T) {
	t.Parallel()
	s := newService(t)
	for given, want := range map[string]string{
		"": "", "Dr. A\nB\x00\u202eC": "Dr. A B C", strings.Repeat("é", 100): strings.Repeat("é", 40), " Dr.  Sørensen ": "Dr. Sørensen",
		strings.Repeat("\U0001F600", 40): strings.Repeat("\U0001F600", 20), "bad\xffbytes": "badbytes",
	} {
		text, err := Code{Secret: NewSecret(), Root: s.root.Public(), Clinic: casefile.NewID(), Person: casefile.NewID(), Expires: day, Name: given, ClinicName: given}.Encode(s.issuing)
		if err != nil {
			t.Fatal(err)
		}
		if got, _, err := ParseCode(text); err != nil || got.Name != want || got.ClinicName != want {
			t.Errorf("%q came as %q, %v", given, got.Name, err)
		}
	}
}

// FuzzParseCode: whatever is typed, it neither panics nor gives a code that says
// something else when it is written again.
func FuzzParseCode(f *testing.F) {
	k := seal.NewSigningKey()
	c := Code{Secret: [16]byte{1}, Root: k.Public(), Clinic: strings.Repeat("0a", 16), Person: strings.Repeat("0b", 16), Expires: day, Name: "Dr. A", ClinicName: "Hill Road"}
	text, err := c.Encode(k)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add("OSO1-")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		c, s, err := ParseCode(text)
		if err != nil {
			return
		}
		again, err := c.Encode(k)
		if err != nil {
			t.Fatal(err)
		}
		if _, b, err := ParseCode(again); err != nil || !bytes.Equal(b.Body, s.Body) && len(c.TLS) > 0 {
			t.Fatalf("%q reads as another code when written again: %v", text, err)
		}
	})
}

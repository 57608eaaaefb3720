package syncer

import (
	"context"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
)

// A code says for whom it is, and one for somebody else is refused before
// anybody is asked: it stays good.
func TestCodeForSomebodyElse(t *testing.T) {
	t.Parallel()
	d := newDesk(t) // signed in as Amara
	person := casefile.NewID()
	code := func(change func(*deed.Code)) string {
		c := deed.Code{
			Secret: deed.NewSecret(), Root: d.service.trust.Root, Clinic: d.service.clinic, Person: person, Expires: day.Add(time.Hour),
			Name: "Dr. Amara Okonkwo-Reyes", ClinicName: "Harbor Street Clinic",
		}
		change(&c)
		text, err := c.Encode(d.service.issuing)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	named := func(name string) string { return code(func(c *deed.Code) { c.Name = name }) }
	for name, x := range map[string]struct {
		code, as string
		refused  bool
	}{
		"the person's own":          {named("Dr. Amara Okonkwo-Reyes"), "", false},
		"in other letters":          {named("AMÁRA OKONKWO"), "", false},
		"a colleague's":             {named("Dr. Jan Wisniewski"), "", true},
		"a title in common":         {named("Dr. Dr. Jan"), "", true},
		"a colleague's, confirmed":  {named("Dr. Jan Wisniewski"), "Jan Wisniewski", false},
		"confirmed as another":      {named("Dr. Jan Wisniewski"), "Dr. Amara", true},
		"no name":                   {named(""), "", true},
		"another script":            {named("Амара Оконкво"), "", true},
		"another script, confirmed": {named("Амара Оконкво"), "Амара Оконкво", false},
		"of the staff":              {code(func(c *deed.Code) { c.Staff = true }), "", true},
		"of the staff, confirmed":   {code(func(c *deed.Code) { c.Staff = true }), "Dr. Amara Okonkwo-Reyes", true},
	} {
		err := d.Mine(x.code, x.as)
		if (err != nil) != x.refused || err != nil && (!errs.Is(err, errs.Refused) || !strings.Contains(errs.Message(err), "Harbor Street Clinic")) {
			t.Errorf("%s: %v", name, err)
		}
		if !x.refused {
			continue
		}
		if _, err := d.Enrol(context.Background(), "https://oso.example", x.code, doctorPass, x.as); !errs.Is(err, errs.Refused) {
			t.Errorf("%s: redeemed: %v", name, err)
		}
	}
	if len(d.service.asked) != 0 {
		t.Errorf("somebody was asked: %v", d.service.asked)
	}
	offer, err := Look("https://oso.example", named("Dr. Jan Wisniewski"))
	if err != nil || offer.Person != "Dr. Jan Wisniewski" || offer.Clinic != "Harbor Street Clinic" || offer.Role != casebook.Physician {
		t.Errorf("the offer: %+v, %v", offer, err)
	}

	// Whom OSO knows already is not somebody else by another code, whatever the
	// name and whatever is confirmed.
	u := d.Vault.User()
	cert, err := deed.Issue(d.service.issuing, deed.CertBody{Role: deed.RolePhysician, Subject: person, Name: "Dr. Amara Okonkwo-Reyes", SigningKey: u.Signing, OpeningKey: u.Opening, NotBefore: day, NotAfter: day.AddDate(1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Vault.SetCertificate(context.Background(), u.ID, &cert); err != nil {
		t.Fatal(err)
	}
	if err := d.Mine(named("Dr. Amara Okonkwo-Reyes"), ""); err != nil {
		t.Errorf("the same person again: %v", err)
	}
	other := code(func(c *deed.Code) { c.Person = casefile.NewID() })
	for _, as := range []string{"", "Dr. Amara Okonkwo-Reyes"} {
		if err := d.Mine(other, as); !errs.Is(err, errs.Refused) {
			t.Errorf("another person of the same name, as %q: %v", as, err)
		}
	}
}

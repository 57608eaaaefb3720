package draft

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/seal"
)

func TestWhoMaySign(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	grown := w.create(nil)
	child := w.create(func(d *casefile.Document) { d.Patient.BirthDate = "2015-02-03" })
	guarded := w.create(func(d *casefile.Document) {
		d.Patient.BirthDate = "2015-02-03"
		d.Patient.Representative = &casefile.Representative{Name: "Ann Whitcombe", Relation: "parent", Authority: "parental responsibility"}
	})
	for _, x := range []struct {
		name             string
		id               casefile.CaseID
		signer, relation string
		kind             errs.Kind
	}{
		{"nobody", grown, "", intake.Self, errs.Incomplete},
		{"another name", grown, "Eleanor Whitmore", intake.Self, errs.Refused},
		{"a stranger as guardian", grown, "Ann Whitcombe", "guardian", errs.Incomplete},
		{"a child", child, "Eleanor Whitcombe", intake.Self, errs.Refused},
		{"another guardian", guarded, "Bob Whitcombe", "parent", errs.Refused},
		{"another relation", guarded, "Ann Whitcombe", "guardian", errs.Refused},
	} {
		_, err := w.SignAgreement(ctx, x.id, Signature{Signer: x.signer, Relation: x.relation})
		if !errs.Is(err, x.kind) {
			t.Errorf("%s: %v", x.name, err)
		}
		if c, err := w.Get(ctx, x.id); err != nil || c.Agreement != nil {
			t.Errorf("%s: something was recorded, %v", x.name, err)
		}
	}
	if _, err := w.SignAgreement(ctx, guarded, Signature{Signer: "ann  whitcombe", Relation: "parent"}); err != nil {
		t.Errorf("the representative: %v", err)
	}
}

// The bytes that are kept are the bytes that were shown, and are hashed.
func TestAgreementIsWhatWasShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.create(nil)
	text, shown, err := w.AgreementText(ctx, id, "Eleanor Whitcombe", intake.Self)
	if err != nil {
		t.Fatal(err)
	}
	row, err := w.SignAgreement(ctx, id, Signature{Signer: "Eleanor Whitcombe", Relation: intake.Self, SHA256: seal.SHA256(shown)})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(row.Text, shown) || row.Evidence.SHA256 != seal.SHA256(shown) || row.Evidence.Version != text.Version {
		t.Error("what is kept is not what was shown")
	}
	if row.Evidence.Method != intake.Attested || row.Evidence.AttestedBy != doctor || row.Evidence.Signer != "Eleanor Whitcombe" {
		t.Errorf("the evidence: %+v", row.Evidence)
	}
	if !bytes.Contains(shown, []byte("Eleanor Whitcombe")) || !bytes.Contains(shown, []byte("14 September 1971")) {
		t.Error("the text does not name the patient")
	}

	// The name changes between showing and signing: nothing is signed.
	c, err := w.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	doc := c.Document
	doc.Patient.BirthDate = "1971-09-15"
	if _, err := w.SaveSection(ctx, id, SectionPatient, c.Versions[SectionPatient], doc); err != nil {
		t.Fatal(err)
	}
	_, err = w.SignAgreement(ctx, id, Signature{Signer: "Eleanor Whitcombe", Relation: intake.Self, SHA256: seal.SHA256(shown)})
	wantKind(t, err, errs.Conflict)
}

func TestAgreementForAnotherPatientDoesNotCount(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*casefile.Patient){
		"family name": func(p *casefile.Patient) { p.Name.Family = "Whitmore" },
		"given name":  func(p *casefile.Patient) { p.Name.Given = "Elena" },
		"native name": func(p *casefile.Patient) { p.Name.Ideographic = "惠特科姆" },
		"birth date":  func(p *casefile.Patient) { p.BirthDate = "1972-09-14" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			ctx := context.Background()
			id := w.ready()
			c, err := w.Get(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			doc := c.Document
			edit(&doc.Patient)
			version, err := w.SaveSection(ctx, id, SectionPatient, c.Versions[SectionPatient], doc)
			if err != nil {
				t.Fatal(err)
			}
			w.wantState(id, casefile.Draft)
			if w.head(id).Agreed {
				t.Error("the list calls it agreed")
			}
			_, err = w.Seal(ctx, id, Act{Passphrase: doctorPass, Participate: true})
			wantKind(t, err, errs.Incomplete)
			r, err := w.Check(ctx, id)
			if err != nil || !hasProblem(r, intake.CodeAgreementChanged) {
				t.Errorf("check does not say it: %v", err)
			}
			// Put right again, what was signed counts again.
			if _, err := w.SaveSection(ctx, id, SectionPatient, version, c.Document); err != nil {
				t.Fatal(err)
			}
			w.wantState(id, casefile.Ready)
		})
	}
}

// TestDraftsOfAnEarlierTextAreTold: another text is shown and signed from the exchange
// on that brings it. A draft that was signed before is told once, holds where the text
// lets it, and waits for a signature where it does not; what is sealed keeps its text.
func TestDraftsOfAnEarlierTextAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id, sealed := w.ready(), w.ready()
	if _, err := w.Seal(ctx, sealed, Act{Passphrase: doctorPass, Participate: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Recheck(ctx); err != nil {
		t.Fatal(err)
	}
	severity := func() casefile.Severity {
		t.Helper()
		r, err := w.Check(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range r.Problems {
			if p.Code == intake.CodeAgreementOlder {
				return p.Severity
			}
		}
		return ""
	}
	told := func() (n int) {
		t.Helper()
		rows, err := w.Notices(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if strings.Contains(r.Value.Message, "text of the agreement") {
				n++
			}
		}
		return n
	}
	for i, x := range []struct {
		since int64
		want  casefile.Severity
		state casefile.State
	}{
		{0, casefile.SeverityWarning, casefile.Ready},
		{3, casefile.SeverityError, casefile.Agreed},
		{3, casefile.SeverityError, casefile.Agreed}, // what text 3 asked for is not forgotten with text 4
	} {
		w.text(int64(i+2), x.since)
		for range 2 { // a second look tells nobody again
			if _, err := w.Recheck(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if got := severity(); got != x.want || told() != i+1 {
			t.Errorf("text %d: %q, told %d times", i+2, got, told())
		}
		w.wantState(id, x.state)
	}
	_, err := w.Seal(ctx, id, Act{Passphrase: doctorPass, Participate: true})
	wantKind(t, err, errs.Incomplete)

	text, shown, err := w.AgreementText(ctx, id, "Eleanor Whitcombe", intake.Self)
	if err != nil || text.Version != "agreement-4" || !bytes.Contains(shown, []byte("agree to version agreement-4")) {
		t.Fatalf("%s is shown: %v", text.Version, err)
	}
	// What was signed on paper under an earlier text is recorded under that one, and holds
	// or not as OSO says; on the screen nobody reads it any more, and what this desk never
	// had is signed by nobody.
	for _, s := range []Signature{{Version: "agreement-1", Scan: strings.NewReader("ink"), OnScreen: true}, {Version: "agreement-9"}} {
		s.Signer, s.Relation = "Eleanor Whitcombe", intake.Self
		_, err = w.SignAgreement(ctx, id, s)
		wantKind(t, err, errs.Conflict)
	}
	old, err := w.SignAgreement(ctx, id, Signature{Signer: "Eleanor Whitcombe", Relation: intake.Self, Version: "agreement-1", Scan: strings.NewReader("%PDF paper")})
	if err != nil || old.Evidence.Version != "agreement-1" || !intake.Agreement().Worded(old.Text) || text.Worded(old.Text) {
		t.Fatalf("%+v, %v", old.Evidence, err)
	}
	if severity() != casefile.SeverityError {
		t.Error("a paper of text 1 holds, though text 3 asked for another signature")
	}
	row, err := w.SignAgreement(ctx, id, Signature{Signer: "Eleanor Whitcombe", Relation: intake.Self, Version: text.Version, SHA256: seal.SHA256(shown)})
	if err != nil || row.Evidence.Version != "agreement-4" || !bytes.Equal(row.Text, shown) {
		t.Fatalf("%+v, %v", row.Evidence, err)
	}
	w.wantState(id, casefile.Ready)
	if severity() != "" {
		t.Error("it is told although the new text is signed")
	}
	if _, err := w.Seal(ctx, id, Act{Passphrase: doctorPass, Participate: true}); err != nil {
		t.Fatal(err)
	}
	// A sealed case is amended under the text that it was sealed under.
	for _, c := range []casefile.CaseID{id, sealed} {
		w.text(5, 5)
		if err := w.Amend(ctx, c); err != nil {
			t.Fatal(err)
		}
		if r, err := w.Check(ctx, c); err != nil || hasProblem(r, intake.CodeAgreementOlder) {
			t.Errorf("an amendment has to be signed again: %v", err)
		}
	}
}

func TestScanComesWithItsSignatureOrNotAtAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.create(nil)
	sign := func(s Signature) error {
		s.Signer, s.Relation = "Eleanor Whitcombe", intake.Self
		_, err := w.SignAgreement(ctx, id, s)
		return err
	}
	scans := func() (ids []casefile.RecordID) {
		all, err := w.Vault.Records(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all {
			if r.Kind == deed.ItemScan {
				ids = append(ids, r.Record)
			}
		}
		return ids
	}

	wantKind(t, sign(Signature{Scan: &failing{100}}), errs.Unreadable)
	wantKind(t, sign(Signature{Scan: &failing{largestScan + 2}}), errs.TooLarge)
	wantKind(t, sign(Signature{Scan: strings.NewReader("%PDF old"), SHA256: "other"}), errs.Conflict)
	if n := len(scans()); n != 0 {
		t.Fatalf("%d scans are kept of signatures that failed", n)
	}
	if c, err := w.Get(ctx, id); err != nil || c.Agreement != nil {
		t.Fatalf("an agreement is recorded, %v", err)
	}

	if err := sign(Signature{Scan: strings.NewReader("%PDF paper")}); err != nil {
		t.Fatal(err)
	}
	c, err := w.Get(ctx, id)
	if err != nil || c.Agreement.Evidence.Method != intake.OnPaper || c.Agreement.Evidence.AttestedBy != "" {
		t.Fatalf("%+v, %v", c.Agreement, err)
	}
	first := c.Agreement.Scan
	if got := scans(); len(got) != 1 || got[0] != first {
		t.Fatalf("scans %v, the agreement names %s", got, first)
	}
	var b bytes.Buffer
	if _, err := w.Vault.Copy(ctx, &b, id, first); err != nil || b.String() != "%PDF paper" {
		t.Errorf("%q, %v", b.String(), err)
	}

	// A new signature takes the place of the old, scan and all.
	if err := sign(Signature{Scan: strings.NewReader("ink"), OnScreen: true}); err != nil {
		t.Fatal(err)
	}
	if c, err = w.Get(ctx, id); err != nil || c.Agreement.Evidence.Method != intake.ByPen {
		t.Fatalf("%+v, %v", c.Agreement, err)
	}
	if got := scans(); len(got) != 1 || got[0] == first || got[0] != c.Agreement.Scan {
		t.Errorf("scans %v, the agreement names %s", got, c.Agreement.Scan)
	}
	if recs, err := w.Records(ctx, id); err != nil || len(recs) != 0 {
		t.Errorf("scans are listed among the records: %d, %v", len(recs), err)
	}

	// What was sealed keeps its scan.
	w.record(id, "I1", []byte("pixels"))
	w.seal(id, "")
	if err := w.Amend(ctx, id); err != nil {
		t.Fatal(err)
	}
	sealedScan := c.Agreement.Scan
	if err := sign(Signature{Scan: strings.NewReader("%PDF anew")}); err != nil {
		t.Fatal(err)
	}
	if got := scans(); len(got) != 2 {
		t.Errorf("scans after the amendment: %v", got)
	}
	if _, err := w.Vault.Record(ctx, id, sealedScan); err != nil {
		t.Errorf("the sealed scan: %v", err)
	}
}

// An agreement row that was made to say something else does not count.
func TestAgreementRowIsNotBelieved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	err := w.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		row, err := casebook.Get[AgreementRow](tx, casebook.KindAgreement, agreementID)
		if err != nil {
			return err
		}
		row.Value.Signed.Parties.Clinic = "Another clinic"
		if _, err := casebook.Put(tx, casebook.KindAgreement, row); err != nil {
			return err
		}
		return w.refresh(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
	w.wantState(id, casefile.Draft)
	_, err = w.Seal(ctx, id, Act{Passphrase: doctorPass, Participate: true})
	wantKind(t, err, errs.Incomplete)
}

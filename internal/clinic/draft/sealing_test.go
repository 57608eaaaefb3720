package draft

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/vault"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/seal"
)

func canonical(t *testing.T, doc *casefile.Document) []byte {
	t.Helper()
	b, err := seal.Canonical(doc)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A seal lists the document, the agreement's text, its scan and the records
// that nobody left out: these, and nothing else, each as it opens.
func TestManifestListsExactlyTheCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.create(nil)
	big := bytes.Repeat([]byte("0123456789abcdef"), 3<<16) // three chunks
	kept := w.record(id, "disc/DICOM/I0001", big)
	empty := w.record(id, "disc/EMPTY", nil)
	out := w.record(id, "disc/OTHER/I0001", []byte("somebody else's"))
	w.names(id, "Other", "Ann", out)
	if _, err := w.DecideRecords(ctx, id, "identity-mismatch", false, "Not hers.", []casefile.RecordID{out}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.SignAgreement(ctx, id, Signature{Signer: "Eleanor Whitcombe", Relation: intake.Self, Scan: strings.NewReader("%PDF-1.4 scan")}); err != nil {
		t.Fatal(err)
	}
	w.wantState(id, casefile.Ready)
	preview, err := w.Preview(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	s := w.seal(id, "")
	m := w.manifest(s)

	c, err := w.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	got := map[deed.ItemKind][]deed.Item{}
	for _, it := range m.Items {
		got[it.Kind] = append(got[it.Kind], it)
	}
	if len(m.Items) != 5 || len(got[deed.ItemDocument]) != 1 || len(got[deed.ItemAgreement]) != 1 || len(got[deed.ItemScan]) != 1 || len(got[deed.ItemRecord]) != 2 {
		t.Fatalf("%d items: %d texts, %d scans, %d records", len(m.Items), len(got[deed.ItemDocument])+len(got[deed.ItemAgreement]), len(got[deed.ItemScan]), len(got[deed.ItemRecord]))
	}
	if m.Items[0].Kind != deed.ItemDocument || m.Items[1].Kind != deed.ItemAgreement {
		t.Error("the texts do not come first, so they are not sent first")
	}
	if b := w.open(id, got[deed.ItemDocument][0]); !bytes.Equal(b, canonical(t, &c.Document)) {
		t.Error("the sealed document is another")
	}
	if b := w.open(id, got[deed.ItemAgreement][0]); !bytes.Equal(b, c.Agreement.Text) {
		t.Error("the sealed agreement is another")
	}
	if b := w.open(id, got[deed.ItemScan][0]); string(b) != "%PDF-1.4 scan" {
		t.Error("the sealed scan is another")
	}
	for _, it := range got[deed.ItemRecord] {
		want := map[casefile.RecordID][]byte{kept: big, empty: nil}
		if b := w.open(id, it); !bytes.Equal(b, want[it.Record]) {
			t.Errorf("record %s is sealed with other bytes", it.Record)
		}
	}
	if len(got[deed.ItemRecord][0].Chunks)+len(got[deed.ItemRecord][1].Chunks) != 4 {
		t.Error("three chunks and one empty one were expected")
	}

	if m.Case != id || m.Version != 1 || m.Previous != "" || m.Amendment != "" {
		t.Errorf("case %s version %d after %q", m.Case, m.Version, m.Previous)
	}
	if m.Agreement.SHA256 != got[deed.ItemAgreement][0].SHA256 {
		t.Error("the evidence names another text than the one that is sealed")
	}
	if m.Participation.SHA256 != seal.SHA256(preview.Statement) || m.Participation.Version != intake.ParticipationVersion {
		t.Error("another statement was accepted than the one that was shown")
	}
	if m.Signer.Name != doctor || !bytes.Equal(m.Signer.Key, w.Vault.User().Signing) {
		t.Errorf("signed by %q", m.Signer.Name)
	}
	if m.Location.Outcome != "check" || m.Location.Table == "" {
		t.Errorf("location %+v", m.Location)
	}
	if len(m.Decisions) != 1 || m.Decisions[0].Accept || !slices.Equal(m.Decisions[0].Records, []casefile.RecordID{out}) {
		t.Errorf("decisions %+v", m.Decisions)
	}
	if !slices.EqualFunc(preview.Items, m.Items[2:], func(a, b deed.Item) bool { return a.Record == b.Record }) {
		t.Error("the preview listed other items")
	}
	if h := w.head(id); h.TotalBytes != total(m.Items) || h.SentBytes != 0 || h.TotalBytes < 1000 {
		t.Errorf("%d bytes to send, %d sent", h.TotalBytes, h.SentBytes)
	}
}

func TestManifestNamesTheOrderOfAStudy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.create(nil)
	ref := deed.DICOMRef{StudyUID: "1.2.3", SeriesUID: "1.2.3.1"}
	full := ref
	full.AccessionNumber, full.ReferringPhysician = "A-17", "Halloran^Deirdre^^Dr."
	old := full // as a program of before kept it: the number with the record, the physician not at all
	old.ReferringPhysician = ""
	want := map[casefile.RecordID]deed.DICOMRef{}
	for _, x := range []struct {
		stored deed.DICOMRef
		meta   string
		want   deed.DICOMRef
	}{
		{full, "", full},
		{ref, `,"accession":"A-17"`, old},
		{full, `,"accession":"A-16"`, full},
		{ref, "", ref},
	} {
		rec := w.record(id, "I000"+strconv.Itoa(len(want)), []byte{byte(len(want))})
		want[rec] = x.want
		w.names(id, "Whitcombe", "Eleanor", rec)
		w.change(id, rec, func(r *casebook.Record) {
			r.DICOM, r.Meta = &x.stored, append(append(r.Meta[:len(r.Meta)-1:len(r.Meta)-1], x.meta...), '}')
		})
	}
	w.agree(id)
	p, err := w.Preview(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	s, err := w.Seal(ctx, id, Act{Passphrase: doctorPass, Participate: true, Seen: p.Seen})
	if err != nil {
		t.Fatal(err)
	}
	for _, items := range [][]deed.Item{p.Items, w.manifest(s).Items[2:]} {
		if len(items) != len(want) {
			t.Fatalf("%d items", len(items))
		}
		for _, it := range items {
			if *it.DICOM != want[it.Record] {
				t.Errorf("%+v, want %+v", *it.DICOM, want[it.Record])
			}
		}
	}
}

func TestWhoMaySeal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	records := func() int {
		all, err := w.Vault.Records(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	before := records()
	_, err := w.Seal(ctx, id, Act{Passphrase: "not the passphrase at all", Participate: true})
	wantKind(t, err, errs.WrongPassphrase)
	_, err = w.Seal(ctx, id, Act{Passphrase: nursePass, Participate: true})
	wantKind(t, err, errs.WrongPassphrase)
	_, err = w.Seal(ctx, id, Act{Passphrase: doctorPass})
	wantKind(t, err, errs.Refused)

	w.signIn(nurse, nursePass)
	if p, err := w.Preview(ctx, id); err != nil || p.Signer != "" {
		t.Errorf("staff would sign as %q, %v", p.Signer, err)
	}
	for _, pass := range []string{nursePass, doctorPass} {
		_, err = w.Seal(ctx, id, Act{Passphrase: pass, Participate: true})
		wantKind(t, err, errs.Forbidden)
	}
	if v, err := w.Versions(ctx, id); err != nil || len(v) != 0 || records() != before {
		t.Errorf("%d versions, %d records after %d, %v", len(v), records(), before, err)
	}
	w.wantState(id, casefile.Ready)
}

func TestIncompleteIsNotSealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.create(nil)
	w.record(id, "I1", []byte("x"))
	_, err := w.Seal(ctx, id, Act{Passphrase: doctorPass, Participate: true})
	wantKind(t, err, errs.Incomplete)
	if m := errs.Message(err); !strings.Contains(m, "One thing") || !strings.Contains(m, "agreement") {
		t.Errorf("it says: %s", m)
	}
	w.agree(id)
	rec := w.record(id, "I2", []byte("other"))
	w.names(id, "Other", "Ann", rec)
	_, err = w.Seal(ctx, id, Act{Passphrase: doctorPass, Participate: true})
	wantKind(t, err, errs.Incomplete)
}

// What the physician read is what is signed: whatever changes between the
// review and the seal sends the physician back to the review.
func TestSealIsWhatWasRead(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, change := range map[string]func(*world, casefile.CaseID){
		"a record is added": func(w *world, id casefile.CaseID) { w.record(id, "I2", []byte("another film")) },
		"a record is decided on": func(w *world, id casefile.CaseID) {
			rec := w.record(id, "I2", []byte("another film"))
			w.discrepancy(id, "series-incomplete", "", casefile.SeverityWarning, rec)
			if _, err := w.DecideRecords(ctx, id, "series-incomplete", false, "not hers", []casefile.RecordID{rec}, nil); err != nil {
				t.Error(err)
			}
		},
		"the plan is rewritten": func(w *world, id casefile.CaseID) {
			c, err := w.Get(ctx, id)
			if err != nil {
				t.Error(err)
				return
			}
			c.Document.Plan = "wait and see"
			if _, err := w.SaveSection(ctx, id, SectionHistory, c.Versions[SectionHistory], c.Document); err != nil {
				t.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.ready()
			read, err := w.Preview(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			change(w, id)
			act := Act{Passphrase: doctorPass, Participate: true, Seen: read.Seen}
			_, err = w.Seal(ctx, id, act)
			wantKind(t, err, errs.Conflict)
			if again, err := w.Preview(ctx, id); err != nil || again.Version != 1 || again.Seen == read.Seen {
				t.Fatalf("the review after it: version %d, the same as before: %t, %v", again.Version, again.Seen == read.Seen, err)
			} else {
				act.Seen = again.Seen
			}
			if _, err := w.Seal(ctx, id, act); err != nil {
				t.Errorf("read once more: %v", err)
			}
		})
	}
}

func TestAmendmentNamesTheVersionBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	first := w.seal(id, "")
	if err := w.Amend(ctx, id); err != nil {
		t.Fatal(err)
	}
	added := w.record(id, "I0002", []byte("a new film"))
	_, err := w.Seal(ctx, id, Act{Passphrase: doctorPass, Participate: true})
	wantKind(t, err, errs.Incomplete)
	before, err := w.Vault.Records(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if p, err := w.Preview(ctx, id); err != nil || p.Version != 2 || !p.Amends {
		t.Errorf("the preview: version %d, %v", p.Version, err)
	}
	second := w.seal(id, "The film of November was added.")
	m := w.manifest(second)
	if m.Version != 2 || m.Previous != first.SHA256 || m.Amendment != "The film of November was added." {
		t.Errorf("version %d after %q: %q", m.Version, m.Previous, m.Amendment)
	}
	if !slices.ContainsFunc(m.Items, func(it deed.Item) bool { return it.Record == added }) {
		t.Error("what was added is not sealed")
	}
	texts := 0
	for _, it := range m.Items {
		if it.Kind == deed.ItemDocument || it.Kind == deed.ItemAgreement {
			texts++
		}
		w.open(id, it)
	}
	if texts != 2 {
		t.Errorf("%d texts: the first version's are sealed again", texts)
	}
	after, err := w.Vault.Records(ctx, id)
	if err != nil || len(after) != len(before)+2 {
		t.Errorf("%d records, then %d, %v", len(before), len(after), err)
	}
	versions, err := w.Versions(ctx, id)
	if err != nil || len(versions) != 2 || versions[0].SHA256 != first.SHA256 || versions[1].SHA256 != second.SHA256 {
		t.Errorf("versions %+v, %v", versions, err)
	}
	w.manifest(versions[0]) // still verifies
}

// What the physician signs is what was checked: a change that comes while the
// passphrase is stretched is noticed.
func TestSealWhileSomebodyWrites(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*testing.T, *world, casefile.CaseID) error{
		"section": func(t *testing.T, w *world, id casefile.CaseID) error {
			c, err := w.Get(context.Background(), id)
			if err != nil {
				return err
			}
			doc := c.Document
			doc.Plan = "Another plan."
			_, err = w.SaveSection(context.Background(), id, SectionHistory, c.Versions[SectionHistory], doc)
			return err
		},
		"agreement": func(t *testing.T, w *world, id casefile.CaseID) error {
			_, err := w.SignAgreement(context.Background(), id, Signature{Signer: "Eleanor  WHITCOMBE", Relation: intake.Self})
			return err
		},
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
			// The seal's own steps, with the change between them.
			err = w.Vault.WithUserKeys(ctx, doctorPass, func(k *seal.SigningKey, _ *seal.OpeningKey) error {
				return w.storing(ctx, id, func(b *casebook.Batch) error {
					if err := change(t, w, id); err != nil {
						t.Fatal(err)
					}
					var s casebook.SealedVersion
					return w.sign(ctx, b, c, k, Act{}, &s)
				})
			})
			wantKind(t, err, errs.Conflict)
			if v, err := w.Versions(ctx, id); err != nil || len(v) != 0 {
				t.Errorf("%d versions, %v", len(v), err)
			}
			w.wantState(id, casefile.Ready)
			w.seal(id, "")
		})
	}
}

func TestSealAndSaveAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	c, err := w.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() {
		doc := c.Document
		doc.Plan = "Another plan."
		_, err := w.SaveSection(ctx, id, SectionHistory, c.Versions[SectionHistory], doc)
		done <- err
	}()
	s, sealErr := w.Seal(ctx, id, Act{Passphrase: doctorPass, Participate: true})
	saveErr := <-done
	if sealErr != nil && !errs.Is(sealErr, errs.Conflict) {
		t.Fatal(sealErr)
	}
	if saveErr != nil && !errs.Is(saveErr, errs.Refused) {
		t.Fatal(saveErr)
	}
	if sealErr != nil {
		return
	}
	now, err := w.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	doc, _ := new(deed.Item), 0
	m := w.manifest(s)
	for _, it := range m.Items {
		if it.Kind == deed.ItemDocument {
			doc = &it
		}
	}
	if !bytes.Equal(w.open(id, *doc), canonical(t, &now.Document)) {
		t.Error("the case that is sealed is not the case that is shown")
	}
}

// An import that is running keeps the case from being sealed, and the other
// way round nothing slips in.
func TestSealWaitsForTheImport(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	b, err := w.Vault.NewBatch(ctx, id, vault.BatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Seal(ctx, id, Act{Passphrase: doctorPass, Participate: true})
	wantKind(t, err, errs.Conflict)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	w.seal(id, "")
}

package e2e

import (
	"os"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/vault"
)

// mark marks images of a case at the clinic, each with an arrow and a note: the
// numbers are those of the first series that has so many.
func (c *clinic) mark(id string, notes map[int]string) {
	c.t.Helper()
	ctx := c.t.Context()
	v, err := casebook.Open(ctx, c.data, vault.OpenOptions{User: lineUser, Passphrase: linePass})
	if err != nil {
		c.t.Fatal(err)
	}
	defer v.Close()
	d := &draft.Workstation{Vault: v, Now: time.Now}
	records, err := d.Records(ctx, casefile.CaseID(id))
	if err != nil {
		c.t.Fatal(err)
	}
	left := len(notes)
	for _, r := range records {
		if r.DICOM == nil || r.DICOM.Modality != "CT" || notes[r.DICOM.Number] == "" {
			continue
		}
		k := casefile.KeyImage{
			ID: casefile.NewID(), Record: r.Record, Study: r.DICOM.StudyUID, Series: r.DICOM.SeriesUID, SOP: r.DICOM.SOPInstanceUID, Frame: 1,
			InstanceNumber: r.DICOM.Number, Modality: r.DICOM.Modality, Description: r.DICOM.Series, Date: r.DICOM.StudyDate,
			Note: notes[r.DICOM.Number], Arrows: []casefile.Arrow{{From: casefile.Pixel{8, 8}, To: casefile.Pixel{20, 20}}},
		}
		if _, err := d.SaveKeyImage(ctx, casefile.CaseID(id), 0, k); err != nil {
			c.t.Fatal(err)
		}
		left--
	}
	if left > 0 {
		c.t.Fatalf("%d images to mark are not there", left)
	}
}

// toSpecialist carries a case that is sealed to the offer, and gives the coordinator.
func (s *service) toSpecialist(c *clinic, id string) *person {
	s.t.Helper()
	c.enrol(s)
	c.sync()
	coordinator := s.signIn("coordinator")
	coordinator.intake(id)
	s.offer(coordinator, id, "specialist")
	return coordinator
}

// offer offers a case to one of the role that may write its opinion.
func (s *service) offer(coordinator *person, id, role string) {
	s.t.Helper()
	var list struct {
		Candidates []struct{ ID, Name string }
	}
	coordinator.must("GET", "/cases/"+id+"/candidates", nil, &list)
	for _, a := range s.Accounts {
		for _, p := range list.Candidates {
			if a.Role == role && a.Name == p.Name {
				coordinator.act(id, "offer", map[string]any{"person": p.ID})
				return
			}
		}
	}
	s.t.Fatalf("no %s among %+v", role, list.Candidates)
}

// A specialist works in two windows side by side: what is named here opens there,
// what is marked there comes here, closing either loses nothing, signing out is
// for both; and what was marked as seen, by keys alone, is what the letter says (S9).
func TestTwoWindowsInTheBrowser(t *testing.T) {
	t.Parallel()
	chromium := browser(t)
	s := serve(t)
	c := newClinic(t)
	id, records := c.begin()
	originals := c.takeIn(id, []string{records})
	c.mark(id, map[int]string{2: "Is this the nodule of 2024?", 4: "And this one?"})
	c.seal(id)
	s.toSpecialist(c, id)
	const legend, more = "The tumor, at its largest.", "No node beside it."
	walk(t, "windows.mjs", map[string]any{
		"console": s.Console, "accounts": s.Accounts, "chromium": chromium, "pictures": os.Getenv("OSO_PICTURES"), "failures": failures(), "patient": "Eleanor Whitcombe",
		"notes": []string{"Is this the nodule of 2024?", "And this one?"}, "records": len(originals),
		"first": "The lungs decide.", "second": "The lungs decide, not the age.", "third": "The lungs decide, not her age.", "legend": legend, "more": more, "opinion": toType(),
	})

	approver := s.signIn("approver")
	approver.act(id, "take-up", nil)
	var l consoleLetter
	approver.must("GET", "/cases/"+id+"/opinion", nil, &l)
	if want := "The lungs decide, not her age."; !strings.HasPrefix(l.Content.Assessment, want) || !strings.Contains(l.Content.Assessment, "[Figure 1]") || len(l.Content.Citations) != 2 {
		t.Errorf("signed: %q, %d citations", l.Content.Assessment, len(l.Content.Citations))
	}
	if f := l.Content.Figures; len(f) != 1 || f[0].Image.Note != legend+" "+more {
		t.Errorf("figures: %+v", f)
	}
	// Seen, in part, not seen, in turn: all of it stands in the letter, each in its place.
	part := 0
	for _, x := range l.Content.Reviewed {
		if strings.HasSuffix(x, "(seen in part)") {
			part++
		}
	}
	seen, unseen := len(l.Content.Reviewed)-part, len(l.Content.Unseen)
	if seen == 0 || part == 0 || unseen == 0 || seen < part || part < unseen || seen-unseen > 1 {
		t.Errorf("reviewed: %q; unseen: %q", l.Content.Reviewed, l.Content.Unseen)
	}
	for _, x := range append(l.Content.Reviewed, l.Content.Unseen...) {
		if strings.TrimSpace(x) == "" {
			t.Errorf("an empty line: %q", x)
		}
	}
}

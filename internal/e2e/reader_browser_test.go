package e2e

import (
	"os"
	"testing"
)

// toReader carries a case that a specialist has accepted to somebody of the role,
// who is to read its images or its slides.
func (s *service) toReader(coordinator *person, id, kind, role string) {
	s.t.Helper()
	coordinator.act(id, "order-overread", map[string]any{"kind": kind})
	var list struct {
		Candidates []struct{ ID, Name string }
	}
	coordinator.must("GET", "/cases/"+id+"/readers?kind="+kind, nil, &list)
	for _, a := range s.Accounts {
		for _, p := range list.Candidates {
			if a.Role == role && a.Name == p.Name {
				coordinator.act(id, "assign-overread", map[string]any{"kind": kind, "person": p.ID})
				return
			}
		}
	}
	s.t.Fatalf("no %s among %+v", role, list.Candidates)
}

// A radiologist and a pathologist read for somebody else's opinion, with the keyboard
// alone: the case with its question and history, the images or the slide, a question
// to the clinic, the report. Whatever else the case has is not there. Who writes the
// letter reads it.
func TestReaderInTheBrowser(t *testing.T) {
	t.Parallel()
	chromium := browser(t)
	s := serve(t)
	c := newClinic(t)
	id, records := c.begin()
	writeSlide(t, records)
	c.takeIn(id, []string{records})
	c.seal(id)
	coordinator := s.toSpecialist(c, id)
	specialist := s.signIn("specialist")
	specialist.act(id, "accept-offer", nil)
	s.toReader(coordinator, id, "imaging", "radiologist")
	s.toReader(coordinator, id, "pathology", "pathologist")
	said := map[string]string{"imaging": "Solid nodule of 19 mm in the right upper lobe. No enlarged lymph nodes.", "pathology": "Invasive adenocarcinoma, acinar, grade 2. The margin is free."}
	walk(t, "reader.mjs", map[string]any{
		"console": s.Console, "accounts": s.Accounts, "chromium": chromium, "pictures": os.Getenv("OSO_PICTURES"), "failures": failures(), "patient": "Eleanor Whitcombe",
		"question": "Is lobectomy the best treatment for her, given her lung function?", "history": "Father died of lung cancer at 71.",
		"hidden": []string{"Harborlight", "HB-204418-03", "7946 0018", "Marlowe Terrace", "eleanor.whitcombe@example.org", "HS-104472", "The patient pays", "estimate"},
		"added":  "Looked at again: nothing else.", "ask": "Is there a CT from before 2026?", "readings": []map[string]string{{"role": "radiologist", "report": said["imaging"]}, {"role": "pathologist", "report": said["pathology"]}},
	})
	// It joins the letter at its signature; until then who writes it reads it in the case.
	var of struct {
		Overreads []struct {
			Kind, State, Report string
			Addenda             []struct{ Text string }
		}
	}
	specialist.must("GET", "/cases/"+id, nil, &of)
	if len(of.Overreads) != len(said) {
		t.Errorf("the specialist has %+v", of.Overreads)
	}
	for _, o := range of.Overreads {
		if o.State != "final" || o.Report != said[o.Kind] || len(o.Addenda) != 1 {
			t.Errorf("the specialist has %+v", o)
		}
	}
}

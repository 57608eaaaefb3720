package intake

import (
	"testing"

	"oso/internal/casefile"
)

func TestCheckFinds(t *testing.T) {
	t.Parallel()
	const stop, warn = casefile.SeverityError, casefile.SeverityWarning
	type doc = casefile.Document
	tests := []struct {
		name     string
		edit     func(*doc, *Have)
		code     string
		field    string
		severity casefile.Severity
	}{
		{"location refused", func(_ *doc, h *Have) { h.Location = Location{Outcome: "refused", Reason: "closed"} }, CodeLocationRefused, "residence", stop},
		{"location unknown", func(_ *doc, h *Have) {
			h.Location = Location{Outcome: "check", Missing: []string{"residence.country"}}
		}, CodeLocationMissing, "residence.country", stop},
		{"location to be looked at", func(_ *doc, h *Have) { h.Location = Location{Outcome: "check"} }, CodeLocationCheck, "residence", warn},
		{"no location answer at all", func(_ *doc, h *Have) { h.Location = Location{} }, CodeLocationCheck, "residence", warn},
		{"review closed here", func(_ *doc, h *Have) { h.Location.Forbidden = []casefile.AddOn{casefile.ImagingReview} }, CodeForbiddenAddOn, "service.add_ons", stop},
		{"address in another country", func(d *doc, _ *Have) { d.Patient.Address.Country = "FR" }, CodeAddressElsewhere, "patient.address.country", warn},
		{"address in another state", func(d *doc, _ *Have) {
			d.Residence = casefile.Place{Country: "US", Region: "MA"}
			d.Patient.Address.Country, d.Patient.Address.Region = "US", "NM"
		}, CodeAddressElsewhere, "patient.address.region", warn},
		{"no family name", func(d *doc, _ *Have) { d.Patient.Name.Family = "" }, CodeMissing, "patient.name.family", stop},
		{"one name", func(d *doc, _ *Have) { d.Patient.Name.Given = "" }, CodeMissing, "patient.name.given", warn},
		{"no birth date", func(d *doc, _ *Have) { d.Patient.BirthDate = "" }, CodeMissing, "patient.birth_date", stop},
		{"a day that is not", func(d *doc, _ *Have) { d.Patient.BirthDate = "1971-02-30" }, CodeNotValid, "patient.birth_date", stop},
		{"half a day, as it is typed", func(d *doc, _ *Have) { d.Patient.BirthDate = "-02-31" }, CodeNotValid, "patient.birth_date", stop},
		{"a year not typed to its end", func(d *doc, _ *Have) { d.Patient.BirthDate = "197-09-03" }, CodeNotValid, "patient.birth_date", stop},
		{"born tomorrow", func(d *doc, _ *Have) { d.Patient.BirthDate = "2026-11-25" }, CodeNotValid, "patient.birth_date", stop},
		{"born too long ago", func(d *doc, _ *Have) { d.Patient.BirthDate = "1871-02-03" }, CodeNotValid, "patient.birth_date", stop},
		{"no sex", func(d *doc, _ *Have) { d.Patient.Sex = "" }, CodeMissing, "patient.sex", stop},
		{"no street", func(d *doc, _ *Have) { d.Patient.Address.Lines = []string{""} }, CodeMissing, "patient.address.lines", stop},
		{"no city", func(d *doc, _ *Have) { d.Patient.Address.City = "" }, CodeMissing, "patient.address.city", stop},
		{"no country", func(d *doc, _ *Have) { d.Patient.Address.Country = "" }, CodeMissing, "patient.address.country", stop},
		{"country in words", func(d *doc, _ *Have) { d.Patient.Address.Country = "ENGLAND" }, CodeNotValid, "patient.address.country", stop},
		{"no telephone", func(d *doc, _ *Have) { d.Patient.Phone = "" }, CodeMissing, "patient.phone", stop},
		{"no telephone number", func(d *doc, _ *Have) { d.Patient.Phone = "ask her sister" }, CodeNotValid, "patient.phone", stop},
		{"no e-mail", func(d *doc, _ *Have) { d.Patient.Email = "" }, CodeNoEmail, "patient.email", warn},
		{"no e-mail address", func(d *doc, _ *Have) { d.Patient.Email = "eleanor at home" }, CodeNotValid, "patient.email", stop},
		{"a name before the e-mail address", func(d *doc, _ *Have) { d.Patient.Email = "E <e@example.org>" }, CodeNotValid, "patient.email", stop},
		{"a child alone", func(d *doc, _ *Have) { d.Patient.BirthDate = "2008-11-25" }, CodeRepresentative, "patient.representative", stop},
		{"representative without authority", func(d *doc, _ *Have) {
			d.Patient.Representative = &casefile.Representative{Name: "A B", Relation: "parent"}
		}, CodeMissing, "patient.representative.authority", stop},
		{"a question with a picture", func(d *doc, _ *Have) { d.Questions[0].Text = "Is it? 🙏" }, CodeCharacter, "questions[0].text", stop},
		{"a part in letters that no font has", func(d *doc, _ *Have) { d.Questions[0].Parts = []string{"plain (استئصال)", "(𒀀)"} }, CodeCharacter, "questions[0].parts[1]", stop},
		{"a name in letters that no font has", func(d *doc, _ *Have) { d.Patient.Name.Middle = "𒀀" }, CodeCharacter, "patient.name.middle", warn},
		{"a native name in letters that no font has", func(d *doc, _ *Have) { d.Patient.Name.Ideographic = "𠮷" }, CodeCharacter, "patient.name.ideographic", warn},
		{"a file's name with a lost letter", func(_ *doc, h *Have) { h.Records[0].Name = "R\ufffdntgen.txt" }, CodeCharacter, "records", warn},
		{"a mailed thing with a picture", func(d *doc, _ *Have) {
			d.Materials = append(d.Materials, casefile.Material{Kind: casefile.MaterialRecord, Channel: casefile.ByMail, Description: "notes 📄"})
		}, CodeCharacter, "materials[1].description", warn},
		{"nobody pays", func(d *doc, _ *Have) { d.Payer = casefile.Payer{} }, CodeMissing, "payer.kind", stop},
		{"partner without member", func(d *doc, _ *Have) { d.Payer.Member = "" }, CodeMissing, "payer.member", stop},
		{"nothing asked for", func(d *doc, _ *Have) { d.Service.Kind = "" }, CodeMissing, "service.kind", stop},
		{"a review beside a review", func(d *doc, _ *Have) {
			d.Service = casefile.Service{Kind: casefile.Imaging, AddOns: []casefile.AddOn{casefile.ImagingReview}}
		}, CodeAddOn, "service.add_ons[0]", stop},
		{"a review twice", func(d *doc, _ *Have) {
			d.Service.AddOns = []casefile.AddOn{casefile.ImagingReview, casefile.ImagingReview}
		}, CodeAddOn, "service.add_ons[1]", stop},
		{"pathology without slides", func(d *doc, _ *Have) { d.Service.AddOns = []casefile.AddOn{casefile.PathologyReview} }, CodeMaterialForReview, "materials", stop},
		{"no complaint", func(d *doc, _ *Have) { d.History.ChiefComplaint = "" }, CodeMissing, "history.chief_complaint", stop},
		{"no history", func(d *doc, _ *Have) { d.History.PresentIllness = "" }, CodeMissing, "history.present_illness", stop},
		{"no allergies", func(d *doc, _ *Have) { d.History.Allergies = "" }, CodeMissing, "history.allergies", warn},
		{"an encounter without a date", func(d *doc, _ *Have) { d.History.Encounters[1].Date = "last fall" }, CodeNotValid, "history.events[1].date", stop},
		{"no diagnosis", func(d *doc, _ *Have) { d.Diagnosis.Text = "" }, CodeMissing, "diagnosis.text", stop},
		{"no code", func(d *doc, _ *Have) { d.Diagnosis.ICD10 = "cancer" }, CodeNotValid, "diagnosis.icd10", warn},
		{"no plan", func(d *doc, _ *Have) { d.Plan = "" }, CodeMissing, "plan", stop},
		{"no question", func(d *doc, _ *Have) { d.Questions = nil }, CodeNoQuestion, "questions", stop},
		{"an empty question", func(d *doc, _ *Have) { d.Questions[1].Text = "" }, CodeMissing, "questions[1].text", stop},
		{"an empty part", func(d *doc, _ *Have) { d.Questions[1].Parts[1] = "" }, CodeMissing, "questions[1].parts[1]", stop},
		{"a question twice", func(d *doc, _ *Have) { d.Questions[1] = d.Questions[0] }, CodeQuestionTwice, "questions[1].text", warn},
		{"no materials", func(d *doc, _ *Have) { d.Materials = nil }, CodeNoMaterial, "materials", stop},
		{"material without a channel", func(d *doc, _ *Have) { d.Materials[0].Channel = "" }, CodeMissing, "materials[0].channel", stop},
		{"slides by upload", func(d *doc, _ *Have) { d.Materials[0].Physical = true }, CodeNotValid, "materials[0].channel", stop},
		{"no records", func(_ *doc, h *Have) { h.Records = nil }, CodeMaterialNotHere, "materials[0]", stop},
		{"reports but no images", func(_ *doc, h *Have) { h.Records[0].Image = false }, CodeMaterialNoImages, "materials[0]", warn},
		{"a decision on records", func(_ *doc, h *Have) {
			h.Pending = []casefile.Problem{{Code: "identity-mismatch", Severity: stop, Patient: "Somebody else"}}
		}, "identity-mismatch", "", stop},
		{"no agreement", func(_ *doc, h *Have) { h.Agreement = nil }, CodeAgreementMissing, "agreement", stop},
		{"name changed since", func(d *doc, _ *Have) { d.Patient.Name.Family = "Whitcomb" }, CodeAgreementChanged, "agreement", stop},
		{"birth date changed since", func(d *doc, _ *Have) { d.Patient.BirthDate = "1971-09-15" }, CodeAgreementChanged, "agreement", stop},
		{"another hash", func(_ *doc, h *Have) { h.Agreement.SHA256 = Fingerprint(nil) }, CodeAgreementChanged, "agreement", stop},
		{"another signer in the record", func(_ *doc, h *Have) { h.Agreement.Parties.Signer = "A B" }, CodeAgreementChanged, "agreement", stop},
		{"a version that nobody knows", func(_ *doc, h *Have) { h.Agreement.Version = "agreement-0" }, CodeAgreementChanged, "agreement", stop},
		{"signed by a guardian who is gone", func(d *doc, h *Have) {
			a, _ := Sign(Agreement(), PartiesOf(d, "", "C", "", "A B", "guardian"), OnPaper)
			h.Agreement = &a
		}, CodeAgreementSigner, "agreement", stop},
		{"attested", func(_ *doc, h *Have) { h.Agreement.Method = Attested }, CodeAgreementAttested, "agreement", warn},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := TemplateCase()
			h := complete(d)
			h.Location = Location{Outcome: "allowed"}
			if got := Check(d, h, today); len(got) != 0 {
				t.Fatalf("the case was not complete before: %+v", got)
			}
			tt.edit(d, &h)
			problems := Check(d, h, today)
			for _, p := range problems {
				if p.Code == tt.code && p.Field == tt.field {
					if p.Severity != tt.severity || p.Message == "" && p.Code != "identity-mismatch" || p.Series == nil || p.Records == nil {
						t.Errorf("%+v", p)
					}
					if tt.severity == stop && Complete(problems) {
						t.Error("complete all the same")
					}
					return
				}
			}
			t.Errorf("not found in %+v", problems)
		})
	}
}

func TestCheckOfNothing(t *testing.T) {
	t.Parallel()
	doc, err := Decode([]byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	problems := Check(doc, Have{}, today)
	if Complete(problems) || len(problems) < 15 {
		t.Fatalf("%d problems", len(problems))
	}
}

func TestNamesAndNumbersOfTheWorld(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"+44 20 7946 0018", "(617) 555-0142", "+91-98765 43210", "01 23 45 67 89", "+49 (0)30 901820", "617.555.0142 ext. 12"} {
		if !telephone(s) {
			t.Errorf("%s is refused", s)
		}
	}
	for _, s := range []string{"12345", "no", "+1 617 555 0142 or 0143 or 0144 or 0145", "617-555-CALL"} {
		if telephone(s) {
			t.Errorf("%s is taken", s)
		}
	}
	for s, ok := range map[string]bool{"2026": true, "2026-02": true, "2026-02-28": true, "2026-02-30": false, "2026-13": false, "02/2026": false, "": false} {
		if partialDate(s) != ok {
			t.Errorf("%q", s)
		}
	}
	for s, ok := range map[string]bool{"C34.11": true, "c34": true, "C3411": true, "Z85.118": true, "34.1": false, "C34.": false} {
		if icd10(s) != ok {
			t.Errorf("%q", s)
		}
	}
}

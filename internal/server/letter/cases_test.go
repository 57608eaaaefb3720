package letter

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
)

// boston is the service's zone, fixed so that the test needs no zone files.
var boston = time.FixedZone("EST", -5*3600)

func facts(signers int) Facts {
	f := Facts{
		ContentSHA256: "7f3a91c20d4e58b6e17ca90355d1c0aa7f3a91c20d4e58b6e17ca90355d1c0aa",
		Approver:      "Helen Marsh, MD, medical director", ApprovedAt: time.Date(2026, 11, 22, 22, 5, 0, 0, time.UTC), Zone: boston,
	}
	for range signers {
		f.Signed = append(f.Signed, time.Date(2026, 11, 22, 21, 20, 0, 0, time.UTC))
	}
	return f
}

func base() deed.Content {
	return deed.Content{
		Format: deed.FormatContent, Reference: "4417203958", Version: 1, Kind: deed.KindOpinion, Date: "2026-11-22",
		Service:   deed.Letterhead{Name: "Online Second Opinions", National: "1 800 555 0142", International: "+1 617 555 0142", Email: "help@oso.example"},
		Addressee: deed.Addressee{Name: "Dr. Amara Okonkwo-Reyes", Clinic: "Harbor Street Clinic", Lines: []string{"14 Harbor Street, Portland, ME 04101, USA"}},
		Patient:   deed.OpinionPatient{Name: "Adaeze Nwosu-Bergström", Sex: casefile.Female, BirthDate: "1972-06-03"},
		Signers: []deed.SignerLine{{
			Name: "Ingrid Halvorsen, MD, PhD", Specialty: "Hematology and oncology", Position: "Professor of Medicine, Bay Teaching Hospital",
			Certification: "Board-certified in internal medicine, hematology and medical oncology",
		}},
	}
}

// long is the letter of the mock, carried on to three pages.
func long() deed.Content {
	c := base()
	c.Thanks = "Thank you for asking for my opinion on the treatment of Ms. Nwosu-Bergström’s follicular lymphoma. I have not examined her; what follows rests on the records you sent."
	c.Complaint = "Second relapse of follicular lymphoma, found on imaging. No fever, night sweats or loss of weight."
	c.History = "Follicular lymphoma grade 2, stage III, diagnosed in March 2021 and treated with rituximab and bendamustine. First relapse in May 2024: obinutuzumab and lenalidomide, then rituximab maintenance until May 2026. Enlarging retroperitoneal nodes in October 2026. Hypertension; ejection fraction 44% in August 2026."
	c.Reviewed = []string{"Your letter of 2 Nov 2026 and twelve reports, 2021 to 2026", "CT of 28 Oct 2026, chest to pelvis, read again by Dr. Lucía Castellanos, radiologist", "Biopsy of 9 Oct 2026, retroperitoneal node, 6 slides"}
	c.NotReviewed = "The bone marrow of 2023 was not sent. It would not change what I advise. [*1]"
	c.Findings = []deed.Section{{Heading: "Review of imaging", Text: "Retroperitoneal nodes, the largest 4.1 × 2.9 cm at the level of the left renal hilum, against 2.6 cm in May. Mild dilatation of the left renal pelvis, which is new. Spleen 11 cm. No bone lesion."}}
	c.Assessment = "This is a second relapse of grade 2 disease, of low volume, with a normal lactate dehydrogenase. I see no sign of transformation in the slides, and the re-reading of the CT agrees: the largest node is 4.1 cm. What is new since your letter is mild obstruction of the left kidney, with a creatinine of 1.3 mg/dL against 0.9 in August."
	c.Answers = []deed.Answer{
		{Question: "Is a CD20×CD3 bispecific antibody preferable to CAR T‑cell therapy at this relapse?", Text: "I would treat with a bispecific antibody first and keep CAR T‑cell therapy for a further relapse. Her disease is of low volume, the lactate dehydrogenase is normal, and on my review of the biopsy of 9 October there is no transformation. [1]\n\nResponse rates are close to each other in published series; [2,3] no trial compares the two directly. What decides for me is her echocardiogram: an ejection fraction of 44% makes a severe cytokine release harder to bear, and step-up dosing lets you stop early."},
		{Question: "What are the risks if she waits?", Parts: []deed.PartAnswer{
			{Question: "now, until the new year", Text: "Small, if the creatinine is measured every week. I would not wait once it passes 1.6 mg/dL or pain sets in."},
			{Question: "until the summer, as she would like", Text: "Considerable. In the series that I know, half of the patients with a new obstruction needed drainage within 4 months. [2] I would speak with her about:\n- the kidney, which may not recover\n- transformation, at about 2% to 3% a year [*2]\n- a treatment that then starts under pressure\n\nIf she decides to wait all the same, a stent comes first."},
		}},
		{Question: "Which dose of dexamethasone do you advise before each step, given her diabetes in the family?", Text: "Dexamethasone 16 mg by mouth one hour before each of the first three doses, then as needed. Measure the fasting glucose before the first dose and on the day after; a family history alone is no reason to give less."},
		{Question: "Could she take part in a trial near her home?", Reason: "I do not know which trials are open in Maine, and a list that I make today would be out of date when she asks. Your cancer center can search for her."},
	}
	c.Scenarios = []deed.Section{
		{Heading: "If she responds completely", Text: "Stop after 12 cycles and follow her with a visit every 3 months for 2 years. No maintenance."},
		{Heading: "If the disease progresses on the antibody", Text: "Biopsy again, to look for transformation and for CD20. If CD20 is kept and her heart allows it, CAR T-cell therapy; if not, a trial or tazemetostat where EZH2 is mutated. [3]"},
	}
	c.Recommendation = "In sum: measure the creatinine every week, ask a urologist about a stent now, and begin a bispecific antibody with step-up dosing in December, with her cardiologist at hand. Keep CAR T-cell therapy in reserve.\n\nI would be glad to look at her next CT."
	c.Limits = []string{"I have not seen her, and have not read the echocardiogram itself, only its report.", "What insurance will cover is outside my scope."}
	c.Notes = []string{"A marrow examined in 2023 says little about the disease of today; I would repeat it only before CAR T‑cell therapy.", "The rate is that of all patients with follicular lymphoma, treated or not; after two relapses it may be higher."}
	c.References = []string{
		"Made-up A, Example B, Sample C. Bispecific antibodies in relapsed follicular lymphoma: a phase 2 study. Journal of Examples 2024; 12: 345–356. https://doi.org/10.0000/example.2024.0345",
		"Example B, Sample C, et al. Obstruction and outcome in indolent lymphoma. Annals of Samples 2023; 8: 101–109. https://doi.org/10.0000/sample.2023.0101",
		"Sample C. Cellular therapy and the heart. Reviews in Examples 2025; 3: 12–30. https://doi.org/10.0000/example.2025.0012",
	}
	return c
}

func short() deed.Content {
	c := base()
	c.Patient = deed.OpinionPatient{Name: "Chen Xiaoming", Native: "陳曉明", Sex: casefile.Male, BirthDate: "1990-01-31"}
	c.Thanks = "Thank you for your question about Mr. Chen’s knee."
	c.Reviewed = []string{"MRI of 4 Nov 2026 with its report"}
	c.Answers = []deed.Answer{{Question: "Does the meniscus need surgery?", Text: "No. The tear is stable and he has no locking. Physiotherapy for 12 weeks, then look again."}}
	return c
}

// TestDrawLetters writes letters to a folder, to be looked at:
// OSO_DRAW=/tmp/x go test -run DrawLetters ./internal/server/letter
func TestDrawLetters(t *testing.T) {
	dir := os.Getenv("OSO_DRAW")
	if dir == "" {
		t.Skip("OSO_DRAW names no folder")
	}
	for name, c := range variants() {
		for _, p := range []Paper{A4, US} {
			data, err := Render(t.Context(), &c, facts(len(c.Signers)), p)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if err := os.WriteFile(filepath.Join(dir, name+"-"+string(p)+".pdf"), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func variants() map[string]deed.Content {
	out := map[string]deed.Content{"long": long(), "short": short(), "judged": judged()}

	team := long()
	team.Patient = deed.OpinionPatient{Name: "Maria-Theodora Konstantinopoulou-Papadimitriou de la Vega y Santamaría", Native: "Μαρία-Θεοδώρα Κωνσταντινοπούλου-Παπαδημητρίου", Sex: casefile.Female, BirthDate: "1949-12-01"}
	team.Addressee = deed.Addressee{Name: "Prof. Dr. Wolfgang-Maximilian Freiherr von Hohenstein-Schwarzenberg, MD", Clinic: "Universitätsklinikum Charlottenburg, Klinik für Hämatologie, Onkologie und Tumorimmunologie", Lines: []string{"Spandauer Damm 130", "14050 Berlin", "Germany"}}
	team.Service.Name = "Harborlight Benefits Medical Consultation Service"
	team.Signers = append(team.Signers,
		deed.SignerLine{Name: "Lucía Castellanos, MD", Specialty: "Radiology", Position: "Associate Professor of Radiology", Certification: "Board-certified in diagnostic radiology", Part: "Review of imaging"},
		deed.SignerLine{Name: "Nguyễn Thị Hồng Ánh, MD, PhD", Specialty: "Pathology", Position: "Attending Pathologist", Certification: "Board-certified in anatomic pathology and hematopathology", Part: "Review of pathology"},
	)
	team.Kind, team.Version, team.Supersedes, team.Change = deed.KindCorrection, 2, 1, "The creatinine is 1.3 mg/dL, not 13; the first version had a slip of the pen. Nothing that I advise changes."
	out["team"] = team

	names := []struct{ key, latin, native string }{
		{"hebrew", "Yael Ben-David", "יעל בן־דוד"}, {"cyrillic", "Nadezhda Shcherbakova", "Надежда Щербакова"},
		{"vietnamese", "Nguyễn Thị Phương Ngọc", ""}, {"korean", "Kim Min-jun", "김민준"}, {"japanese", "Saitō Kōichi", "齋藤 光一"},
		{"arabic", "Fatima al-Qasimi", "فاطمة الزهراء القاسمي"}, {"thai", "Somchai Jaidee", "สมชาย ใจดี"}, {"simplified", "Wang Jianguo", "王建国"},
	}
	for _, n := range names {
		c := short()
		c.Patient.Name, c.Patient.Native = n.latin, n.native
		c.Thanks = "Thank you for your question."
		out["name-"+n.key] = c
	}

	essay := base()
	essay.Thanks = "Dear Dr. Okonkwo-Reyes,\n\nThank you for sending me these records."
	essay.Reviewed = []string{"Records of 2019 to 2026"}
	essay.Sections = []deed.Section{{Heading: "Scope of this letter", Text: strings.Repeat("I write about the choice of operation only, and leave anesthesia to those who will give it. ", 6)}, {Heading: "What the evidence says about early operation in the elderly", Text: "Short."}, {Heading: "Evidence", Text: strings.Repeat("Three series and one trial bear on the question, and they do not agree. ", 40)}}
	essay.Recommendation = "Operate within 3 weeks."
	essay.Travel = true
	out["essay"] = essay
	return out
}

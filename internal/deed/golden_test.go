package deed_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/prose"
	"oso/internal/seal"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// deeds holds one value of every document with every field set: a field that
// is renamed, dropped, moved or changed in form shows up in a golden file.
func deeds() map[string]any {
	at := time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)
	hash := seal.HashChunk([]byte("chunk"))
	sum := hash.String()
	key := seal.VerifyKey("0123456789abcdef0123456789abcdef")
	signed := seal.Signed{Body: []byte("body"), Signature: []byte("signature")}
	cert := deed.Certificate{Signed: signed}
	endorsed := deed.Endorsement{Signed: signed, Certificate: cert}
	x, y := 120.0, 110.5
	section := []deed.Section{{Heading: "Chest CT", Text: "No nodule."}}
	const id, record = "00112233445566778899aabbccddeeff", casefile.RecordID("ffeeddccbbaa99887766554433221100")
	all := map[string]any{
		"certificate": &deed.CertBody{Format: deed.FormatCert, Serial: id, Role: deed.RoleSpecialist, Subject: id, Name: "Dr. Amara Okonkwo-Reyes", Clinic: id,
			ClinicName: "Harbor Street Clinic", Titles: "MD, PhD; Hematology", SigningKey: key, OpeningKey: []byte("opening"), NotBefore: at, NotAfter: at.AddDate(1, 0, 0)},
		"trust": &deed.Trust{Root: key, Issuing: []deed.Certificate{cert}},
		"manifest": &deed.Manifest{
			Format: deed.FormatManifest, Case: id, Version: 2, Previous: sum, Amendment: "A disc came.", SealedAt: at,
			Location:      deed.LocationAnswer{Outcome: "check", Table: "2026-2"},
			Agreement:     &deed.Agreement{Version: "1", SHA256: sum, Signer: "Eleanor Whitcombe", Relation: "self", Method: "scan", AttestedBy: "Jonas", SignedAt: at},
			Decisions:     []deed.Decision{{Code: "identity-unknown", Accept: true, Reason: "Her maiden name.", Records: []casefile.RecordID{record}, Series: []string{"1.2.3.1"}, By: "Jonas", At: at}},
			Participation: deed.Participation{Version: "1", SHA256: sum},
			Signer:        deed.SignerInfo{Name: "Dr. Amara Okonkwo-Reyes", Key: key},
			Items: []deed.Item{{
				Record: record, Kind: deed.ItemRecord, Path: "disc.zip!/DICOM/I0001", MediaType: "application/dicom", Bytes: 5, SHA256: sum,
				Chunks: []seal.ChunkRef{{Hash: hash, Size: 35}}, Kept: "The image cannot be viewed here.",
				DICOM: &deed.DICOMRef{
					StudyUID: "1.2.3", SeriesUID: "1.2.3.1", SOPInstanceUID: "1.2.3.1.7", SOPClassUID: "1.2.840.10008.5.1.4.1.1.2", Modality: "CT", StudyDate: "2026-10-12",
					Study: "CT chest", Series: "Axial 5 mm", Number: 7, AccessionNumber: "CT0041871", ReferringPhysician: "Halloran^Deirdre^^Dr.",
				},
			}},
		},
		"manifest-marked": &deed.Manifest{
			Format: deed.FormatManifest, Case: id, Version: 2, Previous: sum, Amendment: "A disc came.", SealedAt: at,
			Location:      deed.LocationAnswer{Outcome: "check", Table: "2026-2"},
			Agreement:     &deed.Agreement{Version: "1", SHA256: sum, Signer: "Eleanor Whitcombe", Relation: "self", Method: "scan", AttestedBy: "Jonas", SignedAt: at},
			Decisions:     []deed.Decision{{Code: "identity-unknown", Accept: true, Reason: "Her maiden name.", Records: []casefile.RecordID{record}, Series: []string{"1.2.3.1"}, By: "Jonas", At: at}},
			Participation: deed.Participation{Version: "1", SHA256: sum},
			Signer:        deed.SignerInfo{Name: "Dr. Amara Okonkwo-Reyes", Key: key},
			Items: []deed.Item{{
				Record: record, Kind: deed.ItemRecord, Path: "disc.zip!/DICOM/I0001", MediaType: "application/dicom", Bytes: 5, SHA256: sum,
				Chunks: []seal.ChunkRef{{Hash: hash, Size: 35}}, Kept: "The image cannot be viewed here.",
				DICOM: &deed.DICOMRef{
					StudyUID: "1.2.3", SeriesUID: "1.2.3.1", SOPInstanceUID: "1.2.3.1.7", SOPClassUID: "1.2.840.10008.5.1.4.1.1.2", Modality: "CT", StudyDate: "2026-10-12",
					Study: "CT chest", Series: "Axial 5 mm", Number: 7, AccessionNumber: "CT0041871", ReferringPhysician: "Halloran^Deirdre^^Dr.",
				},
			}},
			KeyImages: []casefile.KeyImage{{
				ID: id, Record: record, Study: "1.2.3", Series: "1.2.3.1", SOP: "1.2.3.1.7", Frame: 1, SeriesNumber: "3", InstanceNumber: 7, Modality: "CT",
				Description: "Axial 5 mm", Date: "2026-10-12", Arrows: []casefile.Arrow{{From: casefile.Pixel{100, 90.5}, To: casefile.Pixel{120, 110}}}, Note: "This node <4 mm>?",
				Window: &casefile.Windowing{Center: -600, Width: 1500}, Invert: true, Rotate: 90, Flip: true, Region: &casefile.Region{X: 1, Y: 2, Width: 300, Height: 200.5},
				By: "Jonas", At: &at,
			}},
		},
		"envelope": &deed.Envelope{ReceivingKey: "0011223344556677", CaseKey: []byte("key"), Manifest: []byte("manifest")},
		"receipt": &deed.Receipt{Format: deed.FormatReceipt, Case: id, Reference: "4417203958", Clinic: id, Version: 2, ManifestSHA256: sum, Chunks: 3, Bytes: 3 << 20,
			ReceivedAt: at, Epoch: id},
		"refusal":    &deed.Refusal{Format: deed.FormatRefusal, Case: id, Version: 2, ManifestSHA256: sum, Clinic: id, Reason: deed.RefusedLocation, RefusedAt: at, Epoch: id},
		"revocation": &deed.Revocation{Format: deed.FormatRevocation, Subject: id, Serial: id, Reason: deed.RevokedDevice, RevokedAt: at, SaidAt: at, Epoch: id},
		"content": &deed.Content{
			Format: deed.FormatContent, Case: id, Reference: "4417203958", Version: 2, Supersedes: 1, Change: "The dose.", Kind: deed.KindCorrection, Date: "2026-11-24",
			Service:   deed.Letterhead{Name: "OSO", National: "+1 617 555 0100", International: "+1 617 555 0101", Email: "oso@example.org"},
			Addressee: deed.Addressee{Name: "Dr. Amara Okonkwo-Reyes", Clinic: "Harbor Street Clinic", Lines: []string{"12 Harbor Street"}},
			Patient:   deed.OpinionPatient{Name: "Wei Ling Tan", Native: "陳慧玲", Sex: casefile.Female, BirthDate: "1965-09-14"},
			Thanks:    "Thank you.", Complaint: "Cough", History: "Since May.", Reviewed: []string{"CT chest"}, NotReviewed: "No slides came.", Findings: section, Assessment: "Benign <b> & so on.",
			Answers:  []deed.Answer{{Question: "Operate?", Text: "No.", Reason: "Benign.", Parts: []deed.PartAnswer{{Question: "When?", Text: "Never.", Reason: "Benign."}}}},
			Sections: section, Scenarios: section, Recommendation: "Wait.", Travel: true, Limits: []string{"Not of the heart."}, Notes: []string{"A note."}, References: []string{"A paper."},
			Diagnosis: "Confirmed.", Plan: "Changed.",
			Signers: []deed.SignerLine{{Name: "Ines Duarte, MD", Specialty: "Oncology", Position: "Professor", Certification: "Board", Role: deed.RoleSpecialist, Part: "All of it"}},
		},
		"content-marked": &deed.Content{
			Format: deed.FormatContent, Case: id, Reference: "4417203958", Version: 2, Supersedes: 1, Change: "The dose.", Kind: deed.KindCorrection, Date: "2026-11-24",
			Service:   deed.Letterhead{Name: "OSO", National: "+1 617 555 0100", International: "+1 617 555 0101", Email: "oso@example.org"},
			Addressee: deed.Addressee{Name: "Dr. Amara Okonkwo-Reyes", Clinic: "Harbor Street Clinic", Lines: []string{"12 Harbor Street"}},
			Patient:   deed.OpinionPatient{Name: "Wei Ling Tan", Native: "陳慧玲", Sex: casefile.Female, BirthDate: "1965-09-14"},
			Thanks:    "Thank you.", Complaint: "Cough", History: "Since May.", Reviewed: []string{"CT chest (seen in part)"}, NotReviewed: "No slides came.", Findings: section, Assessment: "Benign.",
			Answers:  []deed.Answer{{Question: "Operate?", Text: "No.", Reason: "Benign.", Parts: []deed.PartAnswer{{Question: "When?", Text: "Never.", Reason: "Benign."}}}},
			Sections: section, Scenarios: section, Recommendation: "Wait.", Travel: true, Limits: []string{"Not of the heart."}, Notes: []string{"A note."}, References: []string{"A paper."},
			Diagnosis: "Confirmed.", Plan: "Changed.",
			Signers: []deed.SignerLine{{Name: "Ines Duarte, MD", Specialty: "Oncology", Position: "Professor", Certification: "Board", Role: deed.RoleSpecialist, Part: "All of it"}},
			Also:    []string{"A call with the radiologist"}, Unseen: []string{"MR liver"},
		},
		"content-figures": &deed.Content{
			Format: deed.FormatContent, Case: id, Reference: "4417203958", Version: 2, Supersedes: 1, Change: "The dose.", Kind: deed.KindCorrection, Date: "2026-11-24",
			Service:   deed.Letterhead{Name: "OSO", National: "+1 617 555 0100", International: "+1 617 555 0101", Email: "oso@example.org"},
			Addressee: deed.Addressee{Name: "Dr. Amara Okonkwo-Reyes", Clinic: "Harbor Street Clinic", Lines: []string{"12 Harbor Street"}},
			Patient:   deed.OpinionPatient{Name: "Wei Ling Tan", Native: "陳慧玲", Sex: casefile.Female, BirthDate: "1965-09-14"},
			Thanks:    "Thank you.", Complaint: "Cough", History: "Since May.", Reviewed: []string{"CT chest (seen in part)"}, NotReviewed: "No slides came.", Findings: section, Assessment: "Benign.",
			Answers:  []deed.Answer{{Question: "Operate?", Text: "No.", Reason: "Benign.", Parts: []deed.PartAnswer{{Question: "When?", Text: "Never.", Reason: "Benign."}}}},
			Sections: section, Scenarios: section, Recommendation: "Wait.", Travel: true, Limits: []string{"Not of the heart."}, Notes: []string{"A note."}, References: []string{"A paper."},
			Diagnosis: "Confirmed.", Plan: "Changed.",
			Signers: []deed.SignerLine{{Name: "Ines Duarte, MD", Specialty: "Oncology", Position: "Professor", Certification: "Board", Role: deed.RoleSpecialist, Part: "All of it"}},
			Also:    []string{"A call with the radiologist"}, Unseen: []string{"MR liver"},
			Figures: []deed.Figure{{
				Image: casefile.KeyImage{
					ID: id, Record: record, Study: "1.2.3", Series: "1.2.3.1", SOP: "1.2.3.1.7", Frame: 1, SeriesNumber: "3", InstanceNumber: 7, Modality: "CT",
					Description: "Axial 5 mm", Date: "2026-10-12", Arrows: []casefile.Arrow{{From: casefile.Pixel{100, 90.5}, To: casefile.Pixel{120, 110}}}, Note: "The nodule <of 4 mm>.",
					Window: &casefile.Windowing{Center: -600, Width: 1500}, Invert: true, Rotate: 90, Flip: true, Region: &casefile.Region{X: 1, Y: 2, Width: 300, Height: 200.5},
					By: "Ines Duarte, MD", At: &at,
				},
				Picture: deed.Picture{SHA256: sum, Bytes: 4711, Width: 600, Height: 400}, Printed: true,
			}},
			Citations: []deed.Citation{{Label: "CT chest, 12 Oct 2026, image 7", Target: casefile.Target{Record: record, Series: "1.2.3.1", SOP: "1.2.3.1.7", Frame: 1, X: &x, Y: &y}, Page: 2}},
		},
		"author":   &deed.AuthorStatement{Case: id, Version: 2, ContentSHA256: sum, ManifestSHA256: sum, Part: "The scan", SignedAt: at},
		"approval": &deed.ApprovalStatement{AuthorsSHA256: sum, ApprovedAt: at},
		"release": &deed.ReleaseStatement{Case: id, Reference: "4417203958", Version: 2, Supersedes: 1, ContentSHA256: sum, AuthorsSHA256: sum, ApprovalSHA256: sum, A4SHA256: sum,
			LetterSHA256: sum, ReleasedAt: at},
		"package": &deed.Package{Format: deed.FormatPackage, Content: []byte("content"), Authors: []deed.Endorsement{endorsed}, Approval: endorsed, Release: signed,
			Issuing: []deed.Certificate{cert}, A4: []byte("a4"), Letter: []byte("letter")},
		"package-figures": &deed.Package{Format: deed.FormatPackage, Content: []byte("content"), Authors: []deed.Endorsement{endorsed}, Approval: endorsed, Release: signed,
			Issuing: []deed.Certificate{cert}, A4: []byte("a4"), Letter: []byte("letter"), Pictures: [][]byte{[]byte("picture")}},
		"package-parts": &deed.Package{Format: deed.FormatPackage, Content: []byte("content"), Authors: []deed.Endorsement{endorsed}, Approval: endorsed, Release: signed,
			Issuing: []deed.Certificate{cert}, A4: []byte("a4"), Letter: []byte("letter"), Pictures: [][]byte{[]byte("picture")}, Parts: []deed.Endorsement{endorsed}},
		"part":   &deed.Part{Case: id, Heading: "Surgical view", Text: "No operation.", TextForm: prose.Form, Signer: deed.SignerLine{Name: "Ines Duarte, MD", Specialty: "Oncology", Position: "Professor", Certification: "Board", Role: deed.RoleSpecialist, Part: "Surgical view"}},
		"access": &deed.AccessStatement{Case: id, Version: 2, PackageSHA256: sum, OpenedAt: at},
	}
	formed := *all["content-figures"].(*deed.Content)
	formed.TextForm = prose.Form
	all["content-formed"] = &formed
	// As a program does that knows how a key image was seen, and addenda.
	seen := func(k casefile.KeyImage) casefile.KeyImage {
		k.State = &casefile.PresentationState{Record: record, SOP: "1.2.3.9"}
		k.Optics = &casefile.Optics{Plane: 3, Planes: 5, Path: "DAPI", Power: 40, About: true}
		return k
	}
	added := formed
	added.Figures = []deed.Figure{added.Figures[0]}
	added.Figures[0].Image = seen(added.Figures[0].Image)
	added.AddsTo, added.Further = 1, "And if it grows?"
	all["content-added"] = &added
	// As a program does that knows how far a question is answered, what was weighed
	// and what was said before.
	judged := added
	judged.Answers = []deed.Answer{{
		Question: "Operate?", Text: "No.", Reason: "The slides.", State: deed.NeedsMore, From: "The clinic",
		Parts: []deed.PartAnswer{{Question: "When?", Text: "Never.", Reason: "Benign.", State: deed.CannotAnswer, From: "Nobody"}},
	}}
	judged.Options = []deed.Option{{ID: id, Name: "Wait", Stance: deed.Preferred, Reason: "It is benign.", Change: "Growth."}}
	judged.Earlier = []deed.Earlier{{ID: id, Source: "[CT chest, 12 Oct 2026, image 7]", Who: "Dr. Haddad", Date: "2026-10", Said: "Operate.", Stand: deed.Differs, Why: "It did not grow."}}
	judged.Reached, judged.TravelFor, judged.SaysOutcome = "From the images.", "A bronchoscopy.", true
	all["content-judged"] = &judged
	// As a program does that knows several further questions one by one.
	further := judged
	further.Further, further.FurtherEach = "1. And if it grows?\n2. And if not?", []string{"And if it grows?", "And if not?"}
	all["content-further"] = &further
	// As a program does whose letters say who the service is by law.
	headed := further
	headed.Service.LegalName, headed.Service.Address, headed.Service.LogoNames = "Harbor Physicians, Inc.", []string{"1 Harbor Street"}, true
	headed.Service.Logo = &deed.Picture{SHA256: sum, Bytes: 4711, Width: 600, Height: 120}
	all["content-headed"] = &headed
	sealed := *all["manifest-marked"].(*deed.Manifest)
	sealed.KeyImages = []casefile.KeyImage{seen(sealed.KeyImages[0])}
	all["manifest-seen"] = &sealed
	return all
}

// What is signed is frozen to the byte: the golden files hold the canonical
// bytes themselves, field for field in their order.
func TestDeedsAreFrozen(t *testing.T) {
	t.Parallel()
	all := deeds()
	for name, v := range all {
		// What was made before a field was added stays what it was; the newest holds
		// every field.
		older := map[string]string{
			"content": "Service.LegalName", "content-marked": "Service.LegalName", "content-figures": "Service.LegalName", "content-formed": "Service.LegalName",
			"content-added": "Service.LegalName", "content-judged": "Service.LegalName", "content-further": "Service.LegalName", "manifest": "KeyImages", "manifest-marked": "KeyImages.State", "package": "Pictures", "package-figures": "Parts",
		}
		if at := unset(reflect.ValueOf(v).Elem(), name); at != "" && at != name+"."+older[name] {
			t.Errorf("%s is not set, so nothing holds its form", at)
		}
		got, err := seal.Canonical(v)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", name+".json")
		if *update {
			if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want = bytes.TrimSuffix(want, []byte("\n"))
		if !bytes.Equal(got, want) {
			t.Errorf("%s is no longer what was frozen:\n%s", name, got)
		}
		back := reflect.New(reflect.TypeOf(v).Elem()).Interface()
		if err := json.Unmarshal(want, back); err != nil || !reflect.DeepEqual(back, v) {
			t.Errorf("%s reads back as %+v, %v", name, back, err)
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	if err != nil || len(files) != len(all) {
		t.Errorf("%d golden files for %d documents, %v", len(files), len(all), err)
	}
}

// unset names the first field, however deep, that has no value.
func unset(v reflect.Value, at string) string {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return unset(v.Elem(), at)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if bad := unset(v.Index(i), at); bad != "" {
				return bad
			}
		}
	case reflect.Struct:
		if _, ok := v.Interface().(time.Time); ok {
			break
		}
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				continue
			}
			if bad := unset(v.Field(i), at+"."+v.Type().Field(i).Name); bad != "" {
				return bad
			}
		}
	}
	if v.Kind() != reflect.Uint8 && (v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0) {
		return at
	}
	return ""
}

// An enrollment code is text that is copied by hand: it is frozen as it reads.
func TestCodeIsFrozen(t *testing.T) {
	t.Parallel()
	k, err := seal.SigningKeyFrom(bytes.Repeat([]byte{6}, 32))
	if err != nil {
		t.Fatal(err)
	}
	c := deed.Code{
		Demonstration: true, Secret: [16]byte{1, 2, 3}, Root: k.Public(), TLS: bytes.Repeat([]byte{7}, 32), Clinic: "00112233445566778899aabbccddeeff", Person: "ffeeddccbbaa99887766554433221100",
		Expires: time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC), Staff: true, Name: "Dr. Amara Okonkwo-Reyes", ClinicName: "Cl\u00ednica Santa Luc\u00eda",
	}
	text, err := c.Encode(k)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "code.txt")
	if *update {
		if err := os.WriteFile(path, []byte(text+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if text+"\n" != string(want) {
		t.Errorf("the code is no longer what was frozen: %s", text)
	}
	got, signed, err := deed.ParseCode(string(want))
	if err != nil || !reflect.DeepEqual(got, c) || k.Public().Verify(deed.DomainCode, signed.Body, signed.Signature) != nil {
		t.Errorf("it reads as %+v, %v", got, err)
	}
}

// Signatures and keys are bound to these words. A list that grows is longer; no
// word of it ever changes.
func TestDomainsAreFrozen(t *testing.T) {
	t.Parallel()
	want := map[any]string{
		deed.DomainCert: "oso/cert/v1", deed.DomainSeal: "oso/seal/v1", deed.DomainAccess: "oso/access/v1", deed.DomainReceipt: "oso/receipt/v1",
		deed.DomainRefusal: "oso/refusal/v1", deed.DomainRevocation: "oso/revocation/v1", deed.DomainChanges: "oso/changes/v1", deed.DomainAuthor: "oso/author/v1",
		deed.DomainApproval: "oso/approval/v1", deed.DomainRelease: "oso/release/v1", deed.DomainToken: "oso/token/v1", deed.DomainSequence: "oso/sequence/v1",
		deed.DomainRenew: "oso/renew/v1", deed.DomainEnrol: "oso/enrol/v1", deed.DomainCode: "oso/code/v1", deed.DomainPolicy: "oso/policy/v1",
		deed.DomainPrices: "oso/prices/v1", deed.DomainAuditHead: "oso/audit/v1", deed.DomainAck: "oso/ack/v1", deed.DomainDelivery: "oso/delivery/v1",
		deed.DomainAgreement: "oso/agreement/v1", deed.DomainGuide: "oso/guide/v1",
		deed.WrapCase: "oso/wrap/case/v1", deed.WrapOpinion: "oso/wrap/opinion/v1", deed.WrapHandover: "oso/wrap/handover/v1",
		deed.PurposeManifest: "oso/manifest-box/v1", deed.PurposeOpinion: "oso/opinion-box/v1", seal.PurposeChunk: "oso/chunk/v1",
	}
	if len(want) != 28 {
		t.Errorf("%d words: two documents share one", len(want))
	}
	for is, was := range want {
		if fmt.Sprint(is) != was {
			t.Errorf("%s is now %s", was, is)
		}
	}
}

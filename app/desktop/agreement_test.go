package desktop

import (
	"bytes"
	"encoding/base64"
	picture "image"
	"image/png"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
)

// What was signed can be read afterwards: the exact text, and the signature.
func TestSignedAgreementIsRead(t *testing.T) {
	t.Parallel()
	a, _ := opened(t, silent{})
	cases, agreement := &Cases{a}, &Agreement{a}
	id, err := cases.Create(LocationQuestion{Residence: casefile.Place{Country: "GB"}})
	if err != nil {
		t.Fatal(err)
	}
	v, err := cases.Get(id)
	if err != nil {
		t.Fatal(err)
	}
	v.Document.Patient.Name = casefile.Name{Given: "Ana", Family: "Ruiz"}
	v.Document.Patient.BirthDate = "2015-03-04"
	v.Document.Patient.Representative = &casefile.Representative{Name: "Eva Ruiz", Relation: "Mother", Authority: "custody"}
	for _, section := range v.Versions {
		if section.Section != "patient" {
			continue
		}
		if _, err := cases.SaveSection(SectionSave{Case: id, Section: section.Section, Version: section.Version, Document: v.Document}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := agreement.Signed(id); !errs.Is(err, errs.NotFound) {
		t.Errorf("before anybody signed: %v", err)
	}
	text, err := agreement.Text(id)
	if err != nil {
		t.Fatal(err)
	}
	var ink bytes.Buffer
	if err := png.Encode(&ink, picture.NewGray(picture.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	sign := AgreementSignature{Case: id, Version: text.Version, SHA256: text.SHA256, Signer: "Eva Ruiz", Relation: "parent", Method: "screen", Ink: base64.StdEncoding.EncodeToString(ink.Bytes())}
	if _, err := agreement.Sign(sign); err != nil {
		t.Fatal(err)
	}
	got, err := agreement.Signed(id)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got.Text, "Signed by: Eva Ruiz\n") || seal.SHA256([]byte(got.Text)) != got.State.SHA256 || !got.State.Signed {
		t.Errorf("not what was signed: %+v", got.State)
	}
	if w := get(a, got.Scan.Path); w.Code != 200 || w.Header().Get("Content-Type") != "image/png" || !bytes.Equal(w.Body.Bytes(), ink.Bytes()) {
		t.Errorf("the signature is not served: %d %v", w.Code, w.Header())
	}
	if strings.Contains(text.Sheet, "Eva Ruiz") || !strings.Contains(text.Sheet, "Patient: Ana Ruiz\nDate of birth: 4 March 2015\n") {
		t.Error("the sheet for paper is not blank, or names another patient")
	}
}

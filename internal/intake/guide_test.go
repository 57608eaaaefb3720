package intake

import (
	"strings"
	"testing"

	"oso/internal/casefile"
)

// TestTopicsSuit: a line without words is every case's; one with words is a case's by
// the beginning of a word of it, or by its code, whatever the accents.
func TestTopicsSuit(t *testing.T) {
	t.Parallel()
	doc := TemplateCase() // adenocarcinoma of the lung, C34.11
	for words, want := range map[string]bool{
		"": true, "C34": true, "c34.11": true, "C50": false, "adenocarcin": true, "Adénocarcinoma": true, "carcinoma": false, "lobectomy": true, "stereotactic": true, "knee": false, " ": false,
	} {
		x := Topic{}
		if words != "" {
			x.Words = []string{words}
		}
		if got := x.Suits(doc); got != want {
			t.Errorf("%q suits: %v", words, got)
		}
	}
	if (Topic{Words: []string{"C34"}}).Suits(&casefile.Document{}) {
		t.Error("a case that says nothing is everybody's")
	}
}

func TestGuideIsReadOrRefused(t *testing.T) {
	t.Parallel()
	g, err := ParseGuide([]byte(`{"number":3,"materials":[{"code":"a","text":"CT of the chest","kind":"imaging","for":["Thoracic surgery"],"words":["C34"],"of_tomorrow":1}]}`))
	if err != nil || len(g.Materials) != 1 || g.Materials[0].Kind != casefile.MaterialImaging || g.Materials[0].For[0] != "Thoracic surgery" {
		t.Errorf("%+v, %v", g, err)
	}
	for _, bad := range []string{"", "[]", `{"number":0}`, `{"number":1,"questions":[` + strings.Repeat("{},", 500) + `{}]}`} {
		if _, err := ParseGuide([]byte(bad)); err == nil {
			t.Errorf("%.40s is a guide", bad)
		}
	}
}
